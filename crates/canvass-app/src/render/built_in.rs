//! The invitation that every installation has, in English and Dutch, and what a subject says that reminds of it (E51).

use canvass_domain::template::{Document, Edition};

/// Texts of a built-in mail.
#[derive(Debug)]
pub(super) struct BuiltIn {
    /// The language, as the name of its templates.
    pub(super) language: &'static str,
    pub(super) subject: &'static str,
    /// Stands before the subject of an invitation that is sent again as a reminder.
    pub(super) reminds: &'static str,
    pub(super) text: &'static str,
    pub(super) html: &'static str,
    /// The text message, as short as two links allow.
    pub(super) sms: &'static str,
}

/// All of them; the first stands in for languages that have none.
pub(super) const ALL: [BuiltIn; 2] = [
    BuiltIn {
        language: "en",
        subject: include_str!("mail/en.subject.txt"),
        reminds: "Reminder: ",
        text: include_str!("mail/en.txt"),
        html: include_str!("mail/en.html"),
        sms: include_str!("mail/en.sms.txt"),
    },
    BuiltIn {
        language: "nl",
        subject: include_str!("mail/nl.subject.txt"),
        reminds: "Herinnering: ",
        text: include_str!("mail/nl.txt"),
        html: include_str!("mail/nl.html"),
        sms: include_str!("mail/nl.sms.txt"),
    },
];

/// The built-in invitation as a template.
pub(super) fn document() -> Document {
    let editions = ALL.iter().map(|mail| Edition {
        language: Some(mail.language.to_owned()),
        subject: mail.subject.to_owned(),
        text: mail.text.to_owned(),
        html: Some(mail.html.to_owned()),
        sms: None,
    });
    Document { placeholders: Vec::new(), editions: editions.collect() }
}

/// Subject, text and HTML of the built-in invitation in a language, or what stands in for it.
pub(crate) fn built_in_texts(tag: &str) -> (&'static str, &'static str, &'static str) {
    let language = language(tag);
    ALL.iter()
        .find(|mail| mail.language == language)
        .map_or(("", "", ""), |mail| (mail.subject, mail.text, mail.html))
}

/// The built-in text message in a language, or what stands in for it.
pub(crate) fn text_message(tag: &str) -> &'static str {
    let language = language(tag);
    ALL.iter().find(|mail| mail.language == language).map_or("", |mail| mail.sms)
}

/// What stands before the subject of an invitation that is sent again as a reminder.
pub(super) fn reminds(tag: &str) -> &'static str {
    let language = language(tag);
    ALL.iter().find(|mail| mail.language == language).map_or("", |mail| mail.reminds)
}

/// The built-in language that serves a language tag: `nl-BE` is served by `nl`.
pub(super) fn language(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.iter().find(|mail| mail.language.eq_ignore_ascii_case(primary)).map_or("en", |mail| mail.language)
}
