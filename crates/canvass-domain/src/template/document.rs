//! The template document: typed placeholders, and the texts of the mail in one or more languages, as they were written.

use std::collections::BTreeMap;

use super::language;
use crate::id::TemplateId;

/// A mail template, and maybe the text message that goes where no mail can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its number.
    pub id: TemplateId,
    /// What people call it.
    pub name: String,
    /// What its mail says.
    pub document: Document,
    /// Text message of every language that has none of its own; `None` = there is none.
    pub sms: Option<String>,
}

/// A text message as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSource<'a> {
    /// Its language; `None` = whatever the language of the customer.
    pub language: Option<&'a str>,
    /// What it says.
    pub source: &'a str,
}

/// What a template says. It is kept as it was written, so that an editor gets back what it saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Names of its own, beside those that every template has.
    pub placeholders: Vec<Placeholder>,
    /// The mail in each language; the first stands in where no other fits.
    pub editions: Vec<Edition>,
}

/// The mail in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edition {
    /// Its language tag; `None` = whatever the language of the customer (the only edition of its document).
    pub language: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Plain-text body.
    pub text: String,
    /// HTML body; `None` = made from the text.
    pub html: Option<String>,
    /// Text message in this language.
    pub sms: Option<String>,
}

/// A name that prints the value of a column in a form of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// How the texts name it.
    pub name: String,
    /// The column, as `data.` names it.
    pub column: String,
    /// What the value is, and how it is printed.
    pub kind: Kind,
    /// Printed where there is no value, or none of its kind.
    pub if_empty: Wording,
}

/// What a placeholder prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The value as it is.
    Text,
    /// A number, with the marks of the language.
    Number {
        /// Rounded to so many; `None` = as many as the value has.
        decimals: Option<u8>,
        /// Thousands are set apart.
        is_grouped: bool,
        /// The value has a comma where others have a point.
        has_comma: bool,
    },
    /// A date or a time of a date.
    Date {
        /// The pattern that values are written in; `None` = as ISO 8601 has it.
        reads: Option<String>,
        /// The pattern that is printed.
        format: Wording,
    },
    /// A text for each value.
    Choice {
        /// The values that have one.
        choices: Vec<Choice>,
        /// For every other value that is not empty.
        otherwise: Wording,
    },
    /// An address that may be followed: http, https or mailto.
    Link,
}

/// What is printed for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value, compared exactly.
    pub value: String,
    /// What is printed.
    pub text: Wording,
}

/// A text for every language (under the empty tag), or for some.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording(pub BTreeMap<String, String>);

impl Document {
    /// A mail without placeholders of its own, the same in every language.
    pub fn plain(subject: impl Into<String>, text: impl Into<String>, html: Option<String>) -> Self {
        let edition = Edition { language: None, subject: subject.into(), text: text.into(), html, sms: None };
        Self { placeholders: Vec::new(), editions: vec![edition] }
    }
}

impl Template {
    /// Whether it has a text message, in whatever language.
    pub fn has_text_message(&self) -> bool {
        self.sms.is_some() || self.document.editions.iter().any(|edition| edition.sms.is_some())
    }

    /// Its text message for a language; see [`Document::text_message`].
    pub fn text_message(&self, wanted: &str, workspace: &str) -> Option<TextSource<'_>> {
        self.document.text_message(self.sms.as_deref(), wanted, workspace)
    }
}

impl Document {
    /// The text message for a language, found among the languages that have one as a mail is found among all: exactly it,
    /// its primary language or another region of it; else that for every language, if there is one; else, in the same way,
    /// that of the workspace's language; else the first.
    pub fn text_message<'a>(
        &'a self,
        for_every: Option<&'a str>,
        wanted: &str,
        workspace: &str,
    ) -> Option<TextSource<'a>> {
        let own = self.editions.iter().filter_map(|edition| {
            Some(TextSource { language: edition.language.as_deref(), source: edition.sms.as_deref()? })
        });
        let tags = own.clone().map(|own| own.language.unwrap_or_default());
        if let Some(at) = language::find(&tags, wanted) {
            return own.clone().nth(at);
        }
        let for_every = for_every.map(|source| TextSource { language: None, source });
        for_every.or_else(|| own.clone().nth(language::choose(&tags, wanted, workspace)))
    }
}

impl Wording {
    /// The same in every language.
    pub fn everywhere(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(String::new(), text.into())]))
    }

    /// The text in a language: exactly it, else its primary language, else that for every language, else any.
    pub fn get(&self, wanted: &str) -> Option<&str> {
        let at = language::find(&self.0.keys().map(String::as_str), wanted);
        let text = at.and_then(|at| self.0.values().nth(at));
        text.or_else(|| self.0.get("")).or_else(|| self.0.values().next()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_message_is_chosen_among_the_languages_that_have_one() {
        let edition = |tag: &str, sms: Option<&str>| Edition {
            language: Some(tag.to_owned()),
            sms: sms.map(str::to_owned),
            ..Edition::default()
        };
        let editions = vec![
            edition("fr", None),
            edition("de", Some("D")),
            edition("en", Some("E")),
            edition("nl-BE", Some("N")),
        ];
        let document = Document { placeholders: Vec::new(), editions };
        let chosen = |for_every, wanted, workspace| {
            document.text_message(for_every, wanted, workspace).map(|text| (text.language, text.source))
        };
        for (wanted, workspace, expected) in [
            ("en", "de", "E"),
            ("en-GB", "de", "E"),
            ("NL", "de", "N"),
            ("nl_NL", "de", "N"),
            ("fr", "en-US", "E"),
            ("fr", "it", "D"),
            ("", "nl", "N"),
        ] {
            assert_eq!(chosen(None, wanted, workspace).map(|(_, source)| source), Some(expected), "{wanted}");
        }
        assert_eq!(chosen(Some("any"), "de-AT", "en"), Some((Some("de"), "D")));
        assert_eq!(chosen(Some("any"), "fr", "en"), Some((None, "any")), "before another language");
        let plain = Document::plain("s", "t", None);
        assert_eq!(plain.text_message(Some("any"), "nl", "en").map(|text| text.source), Some("any"));
        assert_eq!(plain.text_message(None, "nl", "en"), None);
    }

    #[test]
    fn a_wording_falls_back_to_that_of_every_language() {
        let wording = Wording(BTreeMap::from([
            (String::new(), "any".to_owned()),
            ("de".to_owned(), "deutsch".to_owned()),
        ]));
        assert_eq!(wording.get("de-AT"), Some("deutsch"));
        assert_eq!(wording.get("nl"), Some("any"));
        assert_eq!(Wording(BTreeMap::from([("de".to_owned(), "x".to_owned())])).get("nl"), Some("x"));
        assert_eq!(Wording::default().get("nl"), None);
    }
}
