//! POST bounces with JSON: what a provider tells of one mail.

use canvass_domain::when::When;

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};
use crate::value::words_text;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BounceAddRequest {
    /// One of [`TYPES`].
    pub kind: Option<&'static str>,
    /// The address that the mail went to.
    pub recipient: Option<String>,
    /// The Message-ID of the mail.
    pub message_id: Option<String>,
    /// What the server said.
    pub code: Option<String>,
    /// When it happened.
    pub at: Option<When>,
}

/// What can have happened; `bounce` is judged by its code.
pub const TYPES: &[&str] = &["bounce", "hard", "soft", "refused", "complaint", "delivered"];

static BOUNCE_ADD: Table<BounceAddRequest> = Table {
    name: "BounceAddRequest",
    members: &[
        Member::required(Member::value("type", |request, sent| {
            request.kind = words_text(TYPES, sent)?;
            Ok(request.kind.is_some())
        })),
        Member::required(Member::text("recipient", 1_000, |request| &mut request.recipient)),
        Member::text("messageId", 1_000, |request| &mut request.message_id),
        Member::text("code", 2_000, |request| &mut request.code),
        Member::value("at", |request, sent| maybe(sent, &mut request.at)),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<BounceAddRequest, Faults> {
    read_native(body, &BOUNCE_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_one_of_six_types_and_a_recipient() {
        let body =
            br#"{"type":"bounce","recipient":"ann@example.org","messageId":"<a@b>","code":"550 5.1.1"}"#;
        let request = read(body).unwrap();
        assert_eq!((request.kind, request.code.as_deref()), (Some("bounce"), Some("550 5.1.1")));
        let faults = read(br#"{"type":"opened"}"#).unwrap_err().into_ordered("");
        let paths: Vec<&str> = faults.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/recipient", "/type"]);
    }
}
