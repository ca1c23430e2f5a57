//! POST batches/{batch}/approve and /reject: about whom of a batch, and why. Nothing said = all who wait.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// About whom, and why. A list that is sent is kept even if it is empty: nobody is not all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhichRequest {
    /// These customers.
    pub customers: Option<Vec<i32>>,
    /// So many, in the order in which they came.
    pub first: Option<i32>,
    /// All but these customers.
    pub except: Option<Vec<i32>>,
    /// Why they are rejected.
    pub reason: Option<String>,
}

type Which = Member<WhichRequest>;

const CUSTOMERS: Which =
    Member::part("customers", |which, spot| spot.values("int", which.customers.get_or_insert_default()));
const FIRST: Which = Member::value("first", |which, sent| maybe(sent, &mut which.first));
const EXCEPT: Which =
    Member::part("except", |which, spot| spot.values("int", which.except.get_or_insert_default()));

static APPROVAL: Table<WhichRequest> =
    Table { name: "ApprovalRequest", members: &[CUSTOMERS, FIRST, EXCEPT] };

static REJECTION: Table<WhichRequest> = Table {
    name: "RejectionRequest",
    members: &[CUSTOMERS, FIRST, EXCEPT, Member::text("reason", 500, |which| &mut which.reason)],
};

/// Reads the body of an approval.
pub fn read_approval(body: &[u8]) -> Result<WhichRequest, Faults> {
    read(body, &APPROVAL)
}

/// Reads the body of a rejection.
pub fn read_rejection(body: &[u8]) -> Result<WhichRequest, Faults> {
    read(body, &REJECTION)
}

/// A call without a body says nothing.
fn read(body: &[u8], table: &'static Table<WhichRequest>) -> Result<WhichRequest, Faults> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(WhichRequest::default());
    }
    read_native(body, table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_all_and_an_empty_list_is_nobody() {
        for body in [&b""[..], b" \n", b"{}"] {
            assert_eq!(read_approval(body), Ok(WhichRequest::default()));
        }
        let nobody = read_approval(br#"{"customers":[]}"#).unwrap();
        assert_eq!(nobody.customers, Some(Vec::new()));
        let some = read_rejection(br#"{"except":[4,5],"reason":"no"}"#).unwrap();
        assert_eq!((some.except, some.reason.as_deref()), (Some(vec![4, 5]), Some("no")));
    }

    #[test]
    fn an_approval_has_no_reason_and_numbers_are_numbers() {
        let faults = read_approval(br#"{"reason":"no","customers":["x"],"first":1.5}"#).unwrap_err();
        let paths: Vec<String> = faults.into_ordered("").into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["/reason", "/customers/0", "/first"]);
    }
}
