//! POST hosts: a host name that stands for the workspace.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};

/// A host name to bind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostAddRequest {
    /// The name, without scheme and path.
    pub host: Option<String>,
}

static HOST_ADD: Table<HostAddRequest> = Table {
    name: "HostAddRequest",
    members: &[Member::required(Member::text("host", 260, |request| &mut request.host))],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<HostAddRequest, Faults> {
    read_native(body, &HOST_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named() {
        assert_eq!(read(br#"{"host":"acme.example"}"#).unwrap().host.as_deref(), Some("acme.example"));
        assert!(read(b"{}").is_err());
    }
}
