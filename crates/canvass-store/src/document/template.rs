//! The stored template, version 1: placeholders and the mail in its languages, as they were written.

use std::collections::BTreeMap;

use canvass_domain::template::{Choice, Document, Edition, Kind, Placeholder, Wording};
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

type StoredWording = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredDocument),
}

#[derive(Serialize, Deserialize)]
struct StoredDocument {
    placeholders: Vec<StoredPlaceholder>,
    languages: Vec<StoredEdition>,
}

#[derive(Serialize, Deserialize)]
struct StoredEdition {
    language: Option<String>,
    subject: String,
    text: String,
    html: Option<String>,
    /// Since text messages have languages; before, there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sms: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredPlaceholder {
    name: String,
    column: String,
    if_empty: StoredWording,
    #[serde(flatten)]
    kind: StoredKind,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum StoredKind {
    Text,
    Number { decimals: Option<u8>, grouped: bool, comma: bool },
    Date { reads: Option<String>, print: StoredWording },
    Choice { choices: Vec<StoredChoice>, otherwise: StoredWording },
    Link,
}

#[derive(Serialize, Deserialize)]
struct StoredChoice {
    value: String,
    text: StoredWording,
}

/// The text of a template; the same document always gives the same text.
pub fn template_to_text(document: &Document) -> String {
    let stored = Stored::V1(StoredDocument {
        placeholders: document.placeholders.iter().map(placeholder_to_stored).collect(),
        languages: document
            .editions
            .iter()
            .map(|edition| StoredEdition {
                language: edition.language.clone(),
                subject: edition.subject.clone(),
                text: edition.text.clone(),
                html: edition.html.clone(),
                sms: edition.sms.clone(),
            })
            .collect(),
    });
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The template of a text made by [`template_to_text`] of this or an earlier release.
pub fn template_from_text(text: &str) -> Result<Document> {
    let corrupt = |_cause| StoreError::Corrupt("template.document");
    let Stored::V1(stored) = serde_json::from_str(text).map_err(corrupt)?;
    let editions = stored.languages.into_iter().map(|edition| Edition {
        language: edition.language,
        subject: edition.subject,
        text: edition.text,
        html: edition.html,
        sms: edition.sms,
    });
    Ok(Document {
        placeholders: stored.placeholders.into_iter().map(placeholder_from_stored).collect(),
        editions: editions.collect(),
    })
}

fn placeholder_to_stored(placeholder: &Placeholder) -> StoredPlaceholder {
    let kind = match &placeholder.kind {
        Kind::Text => StoredKind::Text,
        Kind::Number { decimals, is_grouped, has_comma } => {
            StoredKind::Number { decimals: *decimals, grouped: *is_grouped, comma: *has_comma }
        }
        Kind::Date { reads, format } => StoredKind::Date { reads: reads.clone(), print: format.0.clone() },
        Kind::Choice { choices, otherwise } => StoredKind::Choice {
            choices: choices
                .iter()
                .map(|choice| StoredChoice { value: choice.value.clone(), text: choice.text.0.clone() })
                .collect(),
            otherwise: otherwise.0.clone(),
        },
        Kind::Link => StoredKind::Link,
    };
    StoredPlaceholder {
        name: placeholder.name.clone(),
        column: placeholder.column.clone(),
        if_empty: placeholder.if_empty.0.clone(),
        kind,
    }
}

fn placeholder_from_stored(stored: StoredPlaceholder) -> Placeholder {
    let kind = match stored.kind {
        StoredKind::Text => Kind::Text,
        StoredKind::Number { decimals, grouped, comma } => {
            Kind::Number { decimals, is_grouped: grouped, has_comma: comma }
        }
        StoredKind::Date { reads, print } => Kind::Date { reads, format: Wording(print) },
        StoredKind::Choice { choices, otherwise } => Kind::Choice {
            choices: choices
                .into_iter()
                .map(|choice| Choice { value: choice.value, text: Wording(choice.text) })
                .collect(),
            otherwise: Wording(otherwise),
        },
        StoredKind::Link => Kind::Link,
    };
    Placeholder { name: stored.name, column: stored.column, kind, if_empty: Wording(stored.if_empty) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let each = Wording(BTreeMap::from([
            ("nl".to_owned(), "ja \"\\\n{{".to_owned()),
            (String::new(), "x".to_owned()),
        ]));
        let choices = vec![Choice { value: "M".to_owned(), text: each.clone() }];
        let kinds = [
            Kind::Text,
            Kind::Number { decimals: Some(2), is_grouped: true, has_comma: false },
            Kind::Number { decimals: None, is_grouped: false, has_comma: true },
            Kind::Date { reads: Some("dd-MM-yyyy".to_owned()), format: each.clone() },
            Kind::Choice { choices, otherwise: Wording::default() },
            Kind::Link,
        ];
        let placeholders = kinds.into_iter().enumerate().map(|(place, kind)| Placeholder {
            name: format!("p{place}"),
            column: "First name".to_owned(),
            kind,
            if_empty: each.clone(),
        });
        let mut document = Document::plain("s", "t\r\n", Some("<p>".to_owned()));
        document.placeholders = placeholders.collect();
        let (language, sms) = (Some("nl".to_owned()), Some("{{ link }}".to_owned()));
        document.editions.push(Edition { language, sms, ..Edition::default() });
        assert_eq!(template_from_text(&template_to_text(&document)).unwrap(), document);
    }

    #[test]
    fn the_form_of_version_1_stays_readable() {
        let text = r#"{"format":"1","placeholders":[{"name":"a","column":"b","if_empty":{"":"c"},"type":"date","reads":null,"print":{"":"d"}}],"languages":[{"language":null,"subject":"s","text":"t","html":null}]}"#;
        let document = template_from_text(text).unwrap();
        assert_eq!(template_to_text(&document), text);
        assert!(template_from_text(r#"{"format":"2"}"#).is_err());
    }
}
