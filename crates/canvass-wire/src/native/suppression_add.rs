//! POST suppressions: an address for the do-not-contact list.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};

/// Which address, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuppressionAddRequest {
    /// The address.
    pub email: Option<String>,
    /// For those who read the list.
    pub note: Option<String>,
}

static SUPPRESSION_ADD: Table<SuppressionAddRequest> = Table {
    name: "SuppressionAddRequest",
    members: &[
        Member::required(Member::text("email", 1_000, |request| &mut request.email)),
        Member::text("note", 300, |request| &mut request.note),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<SuppressionAddRequest, Faults> {
    read_native(body, &SUPPRESSION_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_needs_an_address() {
        let request = read(br#"{"email":"ann@example.org","note":"called"}"#).unwrap();
        assert_eq!(
            (request.email.as_deref(), request.note.as_deref()),
            (Some("ann@example.org"), Some("called"))
        );
        let faults = read(b"{}").unwrap_err().into_ordered("");
        assert_eq!(faults[0].0, "/email");
    }
}
