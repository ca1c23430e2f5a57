//! A PostgreSQL server for tests: the one named by `CANVASS_TEST_POSTGRES`, else an own one that all test processes of
//! this machine share and that stops by itself. Each test gets a fresh database, copied from a migrated template.

mod database;
mod server;

pub use database::TestDatabase;
pub use server::TestServer;
