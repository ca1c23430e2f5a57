//! Whether there is a PostgreSQL to test with.

use canvass_testkit_postgres::{TestDatabase, TestServer};

use super::setting::skip;

/// Whether a server could be found or started.
pub(crate) fn is_there(case: &str) -> bool {
    match TestServer::shared() {
        Ok(_) => true,
        Err(missing) => {
            skip(case, &missing);
            false
        }
    }
}

/// A database without anything in it: the program migrates it as it would for anybody.
pub(super) fn database() -> TestDatabase {
    TestServer::shared().unwrap().empty_database().unwrap()
}
