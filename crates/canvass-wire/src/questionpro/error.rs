//! The error body of six members and the one table of its numbers (section 2 of the rules).

use super::json::Json;

/// Why there is no 200: each with its status, id, name and sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A value of the path or query does not fit.
    Parameters,
    /// Not JSON in either reading.
    NotJson,
    /// Another shape, over a limit, an unusable `Idempotency-Key`, no usable row.
    Schema,
    /// The key is missing, unknown, expired or revoked (Q2).
    Key,
    /// The key lacks the scope (Q4).
    Scope,
    /// An unknown path, or no such object in this workspace.
    NotFound,
    /// Another method.
    Method,
    /// The body came too slowly.
    TooSlow,
    /// Q12
    MediaType,
    /// Q6
    Limit,
    /// The outcome is unknown.
    Unexpected,
    /// Nothing was stored.
    Unavailable,
}

/// What the table says of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// HTTP status, `httpStatusCode` of the body.
    pub status: u16,
    /// `id`
    pub id: &'static str,
    /// `name`
    pub name: &'static str,
    /// The vendor's sentence, first in `message`.
    pub sentence: &'static str,
}

const PARAMETERS: &str = "Invalid URL parameters";
const NOT_JSON: &str = "The body provided was not a proper JSON string";
const NOT_ABLE: &str = "We are not able to process your request";

impl Reason {
    /// All reasons, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::Parameters,
        Self::NotJson,
        Self::Schema,
        Self::Key,
        Self::Scope,
        Self::NotFound,
        Self::Method,
        Self::TooSlow,
        Self::MediaType,
        Self::Limit,
        Self::Unexpected,
        Self::Unavailable,
    ];

    /// The table.
    pub const fn entry(self) -> Entry {
        let (status, id, name, sentence) = match self {
            Self::Parameters => (400, "1000", "BAD_REQUEST", PARAMETERS),
            Self::NotJson => (400, "1001", "BAD_REQUEST", NOT_JSON),
            Self::Schema => (400, "1002", "BAD_REQUEST", "Invalid schema in the body provided."),
            Self::Key => (401, "1010", "UNAUTHORIZED", "Incorrect API Key"),
            Self::Scope => {
                (403, "1013", "FORBIDDEN", "The user does not have permission to access the resource")
            }
            Self::NotFound => {
                (404, "1040", "NOT_FOUND", "The resource that you're trying to access doesn't exist")
            }
            Self::Method => (405, "1003", "METHOD_NOT_ALLOWED", PARAMETERS),
            Self::TooSlow => (408, "1026", "REQUEST_TIMEOUT", NOT_ABLE),
            Self::MediaType => (415, "1001", "UNSUPPORTED_MEDIA_TYPE", NOT_JSON),
            Self::Limit => (
                429,
                "1013",
                "TOO_MANY_REQUESTS",
                "API call limit exceeded. Please contact your account representative to extend the limits.",
            ),
            Self::Unexpected => (500, "1026", "INTERNAL_SERVER_ERROR", NOT_ABLE),
            Self::Unavailable => (503, "1026", "SERVICE_UNAVAILABLE", NOT_ABLE),
        };
        Entry { status, id, name, sentence }
    }
}

/// An error body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// Why.
    pub reason: Reason,
    /// Fields, positions and limits; never a value of the body, a key or a query.
    pub detail: Option<String>,
    /// Our page about errors.
    pub docs: String,
    /// The address asked for, without its query.
    pub resource_url: String,
}

impl ErrorBody {
    /// The sentence, and the detail after a full stop and a blank.
    pub fn message(&self) -> String {
        let sentence = self.reason.entry().sentence;
        match &self.detail {
            None => sentence.to_owned(),
            Some(detail) => format!("{}. {detail}", sentence.trim_end_matches('.')),
        }
    }

    /// The body: these six members and no others.
    pub fn write(&self) -> String {
        let entry = self.reason.entry();
        let error = Json::Object(vec![
            ("docs", Json::Text(&self.docs)),
            ("resourceUrl", Json::Text(&self.resource_url)),
            ("name", Json::Text(entry.name)),
            ("id", Json::Text(entry.id)),
            ("message", Json::Owned(self.message())),
            ("httpStatusCode", Json::Whole(i64::from(entry.status))),
        ]);
        Json::Object(vec![("response", Json::Object(vec![("error", error)]))]).write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(reason: Reason, detail: Option<&str>) -> ErrorBody {
        ErrorBody {
            reason,
            detail: detail.map(str::to_owned),
            docs: "https://feedback.example.org/docs/questionpro/errors".to_owned(),
            resource_url: "https://feedback.example.org/a/api/v2/cx/transactions/import".to_owned(),
        }
    }

    #[test]
    fn the_sample_of_section_2_is_what_is_written() {
        let detail = "Line 12, column 5: a comma or a closing bracket is expected.";
        assert_eq!(
            body(Reason::NotJson, Some(detail)).write(),
            concat!(
                r#"{"response":{"error":{"docs":"https://feedback.example.org/docs/questionpro/errors","#,
                r#""resourceUrl":"https://feedback.example.org/a/api/v2/cx/transactions/import","#,
                r#""name":"BAD_REQUEST","id":"1001","message":"The body provided was not a proper JSON string. "#,
                r#"Line 12, column 5: a comma or a closing bracket is expected.","httpStatusCode":400}}}"#
            )
        );
    }

    #[test]
    fn the_sentence_stands_first_and_alone_without_a_detail() {
        assert_eq!(
            body(Reason::Schema, Some("contacts: an array is expected.")).message(),
            "Invalid schema in the body provided. contacts: an array is expected."
        );
        for reason in Reason::ALL {
            assert_eq!(body(reason, None).message(), reason.entry().sentence);
        }
    }

    #[test]
    fn numbers_and_names_are_those_of_the_table() {
        let table: Vec<_> = Reason::ALL
            .map(|reason| {
                let entry = reason.entry();
                format!("{} {} {}", entry.status, entry.id, entry.name)
            })
            .into();
        assert_eq!(
            table,
            [
                "400 1000 BAD_REQUEST",
                "400 1001 BAD_REQUEST",
                "400 1002 BAD_REQUEST",
                "401 1010 UNAUTHORIZED",
                "403 1013 FORBIDDEN",
                "404 1040 NOT_FOUND",
                "405 1003 METHOD_NOT_ALLOWED",
                "408 1026 REQUEST_TIMEOUT",
                "415 1001 UNSUPPORTED_MEDIA_TYPE",
                "429 1013 TOO_MANY_REQUESTS",
                "500 1026 INTERNAL_SERVER_ERROR",
                "503 1026 SERVICE_UNAVAILABLE",
            ]
        );
    }
}
