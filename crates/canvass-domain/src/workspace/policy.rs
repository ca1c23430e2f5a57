//! The policy of a workspace: what its rules go by beyond the settings that it was made with. Everything is off in a new
//! workspace, but for the length of a lock.

/// Contact rules and doors of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Days that a lock lasts (E75); 0 = locks are kept and end at once (E77).
    pub lock_days: i32,
    /// Days without a further invitation to the same person after one was sent, whatever it asks (E76, Q45); 0 = off.
    pub rest_days: i32,
    /// Doubles in a batch refuse the whole request instead of becoming faults of single customers (E41).
    pub duplicates_reject: bool,
}

impl Policy {
    /// What `lock_days` is in a new workspace.
    pub const LOCK_DAYS: i32 = 90;
}

impl Default for Policy {
    fn default() -> Self {
        Self { lock_days: Self::LOCK_DAYS, rest_days: 0, duplicates_reject: false }
    }
}
