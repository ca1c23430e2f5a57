//! Brings the schema up to date at start: forward only, one node at a time.

use canvass_failpoint::pass;
use postgres::Client;
use refinery::error::Kind;
use refinery::{Migrate, Migration};
use refinery_core::traits::sync::{Query, Transaction};

use crate::connect::Connector;
use crate::failure::describe;
use crate::settings::OpenError;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// A client whose commits can be killed.
struct Migrating(Client);

impl Transaction for Migrating {
    type Error = postgres::Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Self::Error> {
        let mut transaction = self.0.transaction()?;
        let queries: Vec<&str> = queries.collect();
        // One alone looks after the table of the history, at each start.
        if queries.len() > 1 {
            transaction.batch_execute(include_str!("../sql/engine/hold_tables.sql"))?;
        }
        for query in &queries {
            transaction.batch_execute(query)?;
        }
        pass("migration.before-commit");
        transaction.commit()?;
        Ok(queries.len())
    }
}

impl Query<Vec<Migration>> for Migrating {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Self::Error> {
        Query::query(&mut self.0, query)
    }
}

impl Migrate for Migrating {}

/// Migrates while a second connection holds a lock that ends with its transaction: refinery itself has none, and a
/// lock of the session would outlive us behind a pooler (promises 2.7).
pub(crate) fn migrate(connector: &Connector) -> Result<(), OpenError> {
    let mut guard = connect(connector)?;
    let mut client = Migrating(connect(connector)?);
    let mut held = guard.transaction().map_err(|error| OpenError::Unreachable(describe(&error)))?;
    // A node that waits here for another node's migration is no stuck node.
    held.batch_execute(include_str!("../sql/engine/lock_migrations.sql"))
        .map_err(|error| OpenError::Migration(describe(&error)))?;
    let report = embedded::migrations::runner()
        .set_abort_missing(true)
        .set_abort_divergent(true)
        // A migration and its line in the history share a commit, so a kill between them cannot leave a schema that
        // the next start would want to make again.
        .set_grouped(true)
        .run(&mut client)
        .map_err(|error| refused(&error))?;
    for migration in report.applied_migrations() {
        pass("migration.after-commit");
        tracing::info!(%migration, "migrated");
    }
    held.rollback().map_err(|error| OpenError::Unreachable(describe(&error)))
}

/// The newest migration that this program knows: each connection says so (V29).
pub(crate) fn newest() -> i32 {
    let known = embedded::migrations::runner();
    known.get_migrations().iter().map(Migration::version).max().unwrap_or(0)
}

/// A word that changes with every change of the schema: names the database that tests copy.
pub fn schema_fingerprint() -> String {
    let checksums = embedded::migrations::runner()
        .get_migrations()
        .iter()
        .fold(0_u64, |sum, migration| sum.rotate_left(7) ^ migration.checksum());
    format!("schema_{checksums:016x}")
}

fn refused(error: &refinery::Error) -> OpenError {
    if let Kind::MissingVersion(migration) = error.kind() {
        return OpenError::SchemaTooNew(migration.to_string());
    }
    if let Kind::Connection(what, cause) = error.kind() {
        return OpenError::Migration(format!("{what}: {}", cause_of(cause.as_ref())));
    }
    OpenError::Migration(error.to_string())
}

fn connect(connector: &Connector) -> Result<Client, OpenError> {
    connector.connect().map_err(|error| OpenError::Unreachable(describe(&error)))
}

fn cause_of(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
    match cause.downcast_ref::<postgres::Error>() {
        Some(error) => describe(error),
        None => cause.to_string(),
    }
}
