//! Call 3, POST `/cx/transactions/batch-survey-urls`: many contacts, a link each.

use canvass_domain::command::{Choices, ImportTransactions, TransactionMode};

use super::contact::{Contact, LINKED, RowError, row};
use super::json::Json;
use super::pagination::Pagination;
use super::reading::{Bound, Refused, read_array};

/// Reads a body of so many contacts at most.
pub fn read(body: &[u8], most_contacts: usize) -> Result<Bound<Vec<Contact>>, Refused> {
    read_array(body, most_contacts, &LINKED)
}

/// Makes the command.
pub fn lower(bound: Bound<Vec<Contact>>) -> ImportTransactions {
    ImportTransactions {
        mode: TransactionMode::Link,
        defaults: Choices::default(),
        rows: bound.request.into_iter().map(row).collect(),
        is_read_forgivingly: bound.is_lenient,
    }
}

/// What of a contact stands in the answer, as it was sent; absent texts are "" (Q63).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentContact {
    segment_code: String,
    first_name: String,
    last_name: String,
    mobile: String,
    email: String,
}

impl SentContact {
    /// What was sent.
    pub fn of(contact: &Contact) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            segment_code: contact.segment().unwrap_or_default().to_owned(),
            first_name: text(&contact.first_name),
            last_name: text(&contact.last_name),
            mobile: text(&contact.mobile),
            email: text(&contact.email),
        }
    }
}

/// One row of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRow {
    /// Whose.
    pub sent: SentContact,
    /// The link; `Err`: the row was refused.
    pub link: Result<String, RowError>,
}

/// What a 200 says: a row each, in their order (Q55).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyUrlsAnswer {
    /// The rows.
    pub rows: Vec<LinkedRow>,
    /// All rows as one page.
    pub pagination: Pagination,
    /// The trace id.
    pub request_id: String,
}

impl SurveyUrlsAnswer {
    /// The body.
    pub fn write(&self) -> String {
        Json::Object(vec![
            ("response", Json::List(self.rows.iter().map(LinkedRow::json).collect())),
            ("pagination", self.pagination.json()),
            ("requestID", Json::Text(&self.request_id)),
        ])
        .write()
    }
}

impl LinkedRow {
    fn json(&self) -> Json<'_> {
        let url = self.link.as_deref().map_or(Json::Null, Json::Text);
        let mut members = vec![
            ("surveyUrl", url),
            ("segmentCode", Json::Text(&self.sent.segment_code)),
            ("firstName", Json::Text(&self.sent.first_name)),
            ("lastName", Json::Text(&self.sent.last_name)),
            ("mobile", Json::Text(&self.sent.mobile)),
            ("email", Json::Text(&self.sent.email)),
        ];
        if let Err(error) = &self.link {
            members.push(("error", error.alone()));
        }
        Json::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(segment: &str, first: &str, mobile: &str, email: &str) -> SentContact {
        let text = |text: &str| Some(text.to_owned());
        SentContact::of(&Contact {
            segment_code: text(segment),
            first_name: text(first),
            last_name: text("Contact"),
            mobile: text(mobile),
            email: text(email),
            ..Contact::default()
        })
    }

    #[test]
    fn q55_the_example_of_call_3_is_what_is_written() {
        let error = RowError {
            index: 1,
            field: "segmentCode".to_owned(),
            code: "segment_unknown",
            message: "No segment has this segmentCode.".to_owned(),
        };
        let rows = vec![
            LinkedRow {
                sent: sent("S1", "First", "+10123456789", "first@example.com"),
                link: Ok("https://feedback.example.org/q/KQ7M2XF4".to_owned()),
            },
            LinkedRow { sent: sent("S9", "Second", "+10123456780", "second@example.com"), link: Err(error) },
        ];
        let address = "https://feedback.example.org/a/api/v2/cx/transactions/batch-survey-urls";
        let answer = SurveyUrlsAnswer {
            rows,
            pagination: Pagination::one_page(address, 2),
            request_id: "01936f0e".to_owned(),
        };
        let expected = concat!(
            r#"{"response":[{"surveyUrl":"https://feedback.example.org/q/KQ7M2XF4","segmentCode":"S1","#,
            r#""firstName":"First","lastName":"Contact","mobile":"+10123456789","email":"first@example.com"},"#,
            r#"{"surveyUrl":null,"segmentCode":"S9","firstName":"Second","lastName":"Contact","#,
            r#""mobile":"+10123456780","email":"second@example.com","error":{"field":"segmentCode","#,
            r#""code":"segment_unknown","message":"No segment has this segmentCode."}}],"pagination":{"#
        );
        assert!(answer.write().starts_with(expected), "{}", answer.write());
        assert!(answer.write().ends_with(r#"},"requestID":"01936f0e"}"#));
    }

    #[test]
    fn q63_an_absent_text_is_empty() {
        let row = LinkedRow { sent: SentContact::of(&Contact::default()), link: Ok("u".to_owned()) };
        assert_eq!(
            row.json().write(),
            r#"{"surveyUrl":"u","segmentCode":"","firstName":"","lastName":"","mobile":"","email":""}"#
        );
    }
}
