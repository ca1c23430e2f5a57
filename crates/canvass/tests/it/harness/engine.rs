//! The two engines a case runs on.

use super::postgres;

/// Where a store is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Both; only the embedded one, and a loud word, where PostgreSQL is not installed.
    pub(crate) fn available(case: &str) -> Vec<Self> {
        if postgres::is_there(case) { vec![Self::Sqlite, Self::Postgres] } else { vec![Self::Sqlite] }
    }
}
