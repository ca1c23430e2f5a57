//! Call 2, POST `/cx/transactions/survey-url`: one contact, one personal link, nothing sent.

use canvass_domain::command::{Choices, ImportTransactions, TransactionMode};

use super::contact::{Contact, LINKED, row};
use super::json::Json;
use super::reading::{Bound, Refused, read_object};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<Bound<Contact>, Refused> {
    read_object(body, &LINKED)
}

/// Makes the command.
pub fn lower(bound: Bound<Contact>) -> ImportTransactions {
    ImportTransactions {
        mode: TransactionMode::Link,
        defaults: Choices::default(),
        rows: vec![row(bound.request)],
        is_read_forgivingly: bound.is_lenient,
    }
}

/// The 200: the bare member is printed by the vendor, the wrapped one is what its mobile programs read (Q54).
pub fn answer(url: &str) -> String {
    let inner = Json::Object(vec![("surveyURL", Json::Text(url))]);
    Json::Object(vec![("surveyURL", Json::Text(url)), ("response", inner)]).write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q54_both_members_hold_the_link() {
        assert_eq!(
            answer("https://feedback.example.org/q/KQ7M2XF4"),
            concat!(
                r#"{"surveyURL":"https://feedback.example.org/q/KQ7M2XF4","#,
                r#""response":{"surveyURL":"https://feedback.example.org/q/KQ7M2XF4"}}"#
            )
        );
    }
}
