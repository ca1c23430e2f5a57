//! POST settle of a message: what a person says about one that is in doubt or held.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};
use crate::value::words_text;

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageSettleRequest {
    /// `was-sent`, `send-again` or `give-up`.
    pub verdict: Option<&'static str>,
}

/// What can be said.
pub(super) const VERDICTS: &[&str] = &["was-sent", "send-again", "give-up"];

static MESSAGE_SETTLE: Table<MessageSettleRequest> = Table {
    name: "MessageSettleRequest",
    members: &[Member::required(Member::value("as", |request, sent| {
        request.verdict = words_text(VERDICTS, sent)?;
        Ok(request.verdict.is_some())
    }))],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<MessageSettleRequest, Faults> {
    read_native(body, &MESSAGE_SETTLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_one_of_three_words() {
        assert_eq!(read(br#"{"as":"send-again"}"#).unwrap().verdict, Some("send-again"));
        let faults = read(br#"{"as":"sent"}"#).unwrap_err().into_ordered("");
        let text = "The value is not one of: was-sent, send-again, give-up.";
        assert_eq!(faults, [("/as".to_owned(), text.to_owned())]);
    }
}
