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
    /// Text message; `None` = it is for mails only.
    pub sms: Option<String>,
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
        let edition = Edition { language: None, subject: subject.into(), text: text.into(), html };
        Self { placeholders: Vec::new(), editions: vec![edition] }
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
