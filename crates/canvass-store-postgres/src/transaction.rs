//! One transaction on one connection: the way of all areas to a statement.
//!
//! After an error the server takes no further statement and turns COMMIT into ROLLBACK without a word, so the first
//! error is kept here: the engine never commits such a transaction, whatever the work says.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use canvass_store::{Clock, Result, StoreError, SystemTx, Tx, WorkspaceTx, from_ticks, to_ticks};
use jiff::Timestamp;
use postgres::types::{FromSql, ToSql};
use postgres::{Client, Row, Statement};

use crate::catalogue::{PLAN_ONCE, READ_CLOCK, Sql};
use crate::failure::{describe, is_harmless, statement_failed};
use crate::sequence::Sequences;

/// A connection and the statements prepared on it.
pub(crate) struct Connection {
    pub(crate) client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Connection {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, prepared: HashMap::new() }
    }

    fn prepare(&mut self, sql: &'static Sql) -> std::result::Result<Statement, postgres::Error> {
        if let Some(statement) = self.prepared.get(sql.name) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql.text)?;
        self.prepared.insert(sql.name, statement.clone());
        Ok(statement)
    }
}

/// What the threads of a node share.
pub(crate) struct Shared {
    pub(crate) sequences: Sequences,
    pub(crate) clock: Option<Arc<dyn Clock>>,
}

/// An open transaction.
pub(crate) struct PostgresTx<'c> {
    connection: &'c mut Connection,
    pub(crate) shared: &'c Shared,
    /// Which shard of the counters this thread writes.
    pub(crate) counter_shard: i32,
    /// May take row locks: PostgreSQL refuses them in a reading transaction.
    pub(crate) may_write: bool,
    workspace: WorkspaceId,
    now: Option<Timestamp>,
    plans_once: bool,
    failed: Option<StoreError>,
    is_broken: bool,
}

impl<'c> PostgresTx<'c> {
    pub(crate) fn new(
        connection: &'c mut Connection,
        shared: &'c Shared,
        counter_shard: i32,
        may_write: bool,
    ) -> Self {
        Self {
            connection,
            shared,
            counter_shard,
            may_write,
            workspace: WorkspaceId(0),
            now: None,
            plans_once: false,
            failed: None,
            is_broken: false,
        }
    }

    /// The first error of a statement, and whether the connection must not be used again.
    pub(crate) fn into_trouble(self) -> (Option<StoreError>, bool) {
        (self.failed, self.is_broken)
    }

    /// The number of the workspace whose side was entered.
    pub(crate) fn ws(&self) -> i32 {
        self.workspace.0
    }

    pub(crate) fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    pub(crate) fn query(&mut self, sql: &'static Sql, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        self.run(sql, |connection, statement| connection.client.query(statement, values))
    }

    /// At most one row; further ones are ignored.
    pub(crate) fn query_opt(
        &mut self,
        sql: &'static Sql,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>> {
        Ok(self.query(sql, values)?.into_iter().next())
    }

    /// Exactly one row.
    pub(crate) fn query_one(&mut self, sql: &'static Sql, values: &[&(dyn ToSql + Sync)]) -> Result<Row> {
        self.query_opt(sql, values)?.ok_or(StoreError::RowsChanged {
            statement: sql.name,
            expected: 1,
            found: 0,
        })
    }

    pub(crate) fn execute(&mut self, sql: &'static Sql, values: &[&(dyn ToSql + Sync)]) -> Result<u64> {
        self.run(sql, |connection, statement| connection.client.execute(statement, values))
    }

    /// A silent no-op becomes an error.
    pub(crate) fn execute_exactly(
        &mut self,
        sql: &'static Sql,
        expected: u64,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<()> {
        let found = self.execute(sql, values)?;
        if found == expected {
            Ok(())
        } else {
            Err(StoreError::RowsChanged { statement: sql.name, expected, found })
        }
    }

    /// One row, or nothing there is called by this name.
    pub(crate) fn execute_on(
        &mut self,
        sql: &'static Sql,
        what: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<()> {
        if self.execute(sql, values)? == 0 { Err(StoreError::Missing(what)) } else { Ok(()) }
    }

    fn run<T>(
        &mut self,
        sql: &'static Sql,
        work: impl FnOnce(&mut Connection, &Statement) -> std::result::Result<T, postgres::Error>,
    ) -> Result<T> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let result =
            self.connection.prepare(sql).and_then(|statement| work(&mut *self.connection, &statement));
        result.map_err(|error| {
            let told = statement_failed(sql.name, &error);
            self.is_broken |= !is_harmless(&error);
            self.failed = Some(told.clone());
            told
        })
    }

    /// The time of this transaction, read from the database once and only if somebody asks.
    pub(crate) fn time(&mut self) -> Result<Timestamp> {
        if let Some(now) = self.now {
            return Ok(now);
        }
        let now = match &self.shared.clock {
            Some(clock) => clock.now(),
            None => from_ticks(field(&self.query_one(READ_CLOCK, &[])?, 0)?),
        };
        self.now = Some(now);
        Ok(now)
    }

    /// For a transaction that comes thousands of times a minute and finds its few rows by their keys. The planner would make
    /// a new plan for each call, because knowing how long an array is promises a little: that took longer than all the
    /// rest.
    pub(crate) fn plan_once(&mut self) -> Result<()> {
        if !self.plans_once {
            self.query(PLAN_ONCE, &[])?;
            self.plans_once = true;
        }
        Ok(())
    }

    /// [`Self::time`] as storage keeps it.
    pub(crate) fn ticks(&mut self) -> Result<i64> {
        self.time().map(to_ticks)
    }
}

impl Tx for PostgresTx<'_> {
    fn workspace(&mut self, workspace: WorkspaceId) -> &mut dyn WorkspaceTx {
        self.workspace = workspace;
        self
    }

    fn system(&mut self) -> &mut dyn SystemTx {
        self.workspace = WorkspaceId(0);
        self
    }
}

impl WorkspaceTx for PostgresTx<'_> {
    fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    fn now(&mut self) -> Result<Timestamp> {
        self.time()
    }
}

impl SystemTx for PostgresTx<'_> {
    fn now(&mut self) -> Result<Timestamp> {
        self.time()
    }
}

/// A field of a row by its place.
pub(crate) fn field<'r, T: FromSql<'r>>(row: &'r Row, index: usize) -> Result<T> {
    row.try_get(index).map_err(|error| StoreError::Engine(describe(&error)))
}

/// A field of a row by its name.
pub(crate) fn named<'r, T: FromSql<'r>>(row: &'r Row, name: &str) -> Result<T> {
    row.try_get(name).map_err(|error| StoreError::Engine(describe(&error)))
}

/// A moment by its name.
pub(crate) fn moment(row: &Row, name: &str) -> Result<Timestamp> {
    named(row, name).map(from_ticks)
}

/// A moment that may not be there, by its name.
pub(crate) fn moment_opt(row: &Row, name: &str) -> Result<Option<Timestamp>> {
    Ok(named::<Option<i64>>(row, name)?.map(from_ticks))
}
