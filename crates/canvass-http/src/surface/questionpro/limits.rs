//! The limits of calls that an installation sets (Q6, Q19); those of a key stand with the key.

use canvass_wire::questionpro::contact::MOST_CONTACTS;

/// The limits of an installation on calls that bring transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionLimits {
    /// Calls of a workspace in 60 s; 0 = no limit (Q6).
    pub calls_of_workspace: u32,
    /// Contacts of one call (Q19).
    pub contacts: usize,
    /// Bytes of one body (Q19).
    pub body_bytes: usize,
}

impl Default for TransactionLimits {
    fn default() -> Self {
        Self { calls_of_workspace: 2_400, contacts: MOST_CONTACTS, body_bytes: 5 * 1024 * 1024 }
    }
}
