//! POST users: somebody who signs in to the console.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};
use crate::value::words_text;

/// A user to make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserAddRequest {
    /// Unique without case within the workspace.
    pub name: Option<String>,
    /// `reader`, `approver` or `manager`.
    pub role: Option<&'static str>,
}

static USER_ADD: Table<UserAddRequest> = Table {
    name: "UserAddRequest",
    members: &[
        Member::required(Member::text("name", 200, |user| &mut user.name)),
        Member::required(Member::value("role", |user, sent| {
            user.role = words_text(&["approver", "manager", "reader"], sent)?;
            Ok(user.role.is_some())
        })),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<UserAddRequest, Faults> {
    read_native(body, &USER_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_one_of_two_words() {
        assert_eq!(read(br#"{"name":"ann","role":"reader"}"#).unwrap().role, Some("reader"));
        let faults = read(br#"{"name":"ann","role":"root"}"#).unwrap_err().into_ordered("");
        assert_eq!(
            faults,
            [("/role".to_owned(), "The value is not one of: approver, manager, reader.".to_owned())]
        );
    }
}
