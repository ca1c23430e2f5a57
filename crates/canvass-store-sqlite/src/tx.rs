//! `SqliteTx`: one transaction, walled to a workspace, and the few ways to run a statement in it.

use canvass_domain::id::WorkspaceId;
use canvass_store::{Clock, Result, StoreError, SystemTx, Tx, WorkspaceTx, from_ticks, to_ticks};
use jiff::Timestamp;
use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, Params, Row};

use crate::catalogue::{self, Statement};
use crate::engine::Stay;
use crate::error::store_error;

/// A transaction of the contract on one connection. Commit and rollback belong to the thread that made it.
pub(crate) struct SqliteTx<'c> {
    connection: &'c Connection,
    clock: &'c dyn Clock,
    now: Option<Timestamp>,
    workspace: WorkspaceId,
    /// Of a reading, which may be ended.
    stay: Option<&'c Stay>,
}

impl<'c> SqliteTx<'c> {
    /// A transaction that sees no workspace until it is entered from one side.
    pub(crate) fn new(connection: &'c Connection, clock: &'c dyn Clock) -> Self {
        Self { connection, clock, now: None, workspace: WorkspaceId(0), stay: None }
    }

    /// The same for a reading, which may be ended between two statements.
    pub(crate) fn reading(connection: &'c Connection, clock: &'c dyn Clock, stay: &'c Stay) -> Self {
        Self { stay: Some(stay), ..Self::new(connection, clock) }
    }

    /// The workspace it is walled to, as a parameter.
    pub(crate) fn wall(&self) -> i32 {
        self.workspace.0
    }

    /// The same transaction, walled to a workspace that the system side names.
    pub(crate) fn walled(&mut self, workspace: WorkspaceId) -> &Self {
        self.workspace = workspace;
        self
    }

    /// The time of this transaction.
    pub(crate) fn time(&mut self) -> Timestamp {
        *self.now.get_or_insert_with(|| self.clock.now())
    }

    /// The time of this transaction as stored.
    pub(crate) fn ticks(&mut self) -> i64 {
        to_ticks(self.time())
    }

    /// A prepared statement, for loops.
    pub(crate) fn prepare(&self, statement: Statement) -> Result<CachedStatement<'c>> {
        self.stay.map_or(Ok(()), Stay::assert_open)?;
        self.connection.prepare_cached(statement.text).map_err(store_error)
    }

    /// Runs a changing statement; the number of changed rows.
    pub(crate) fn change(&self, statement: Statement, params: impl Params) -> Result<u64> {
        execute(&mut self.prepare(statement)?, params)
    }

    /// Runs a statement that must change exactly one row.
    pub(crate) fn change_one(&self, statement: Statement, params: impl Params) -> Result<()> {
        match self.change(statement, params)? {
            1 => Ok(()),
            found => Err(StoreError::RowsChanged { statement: statement.name, expected: 1, found }),
        }
    }

    /// Runs a statement that changes the one row it names, or finds it missing.
    pub(crate) fn change_named(
        &self,
        statement: Statement,
        params: impl Params,
        what: &'static str,
    ) -> Result<()> {
        match self.change(statement, params)? {
            0 => Err(StoreError::Missing(what)),
            1 => Ok(()),
            found => Err(StoreError::RowsChanged { statement: statement.name, expected: 1, found }),
        }
    }

    /// Runs a script of several statements without parameters.
    pub(crate) fn script(&self, script: Statement) -> Result<()> {
        self.connection.execute_batch(script.text).map_err(store_error)
    }

    /// All rows of a statement.
    pub(crate) fn rows<T>(
        &self,
        statement: Statement,
        params: impl Params,
        read: impl FnMut(&mut Cells<'_, '_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        query(&mut self.prepare(statement)?, params, read)
    }

    /// The only row of a statement, if there is one.
    pub(crate) fn row<T>(
        &self,
        statement: Statement,
        params: impl Params,
        read: impl FnMut(&mut Cells<'_, '_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(statement, params, read)?.pop())
    }

    /// The first cell of the only row, if there is one.
    pub(crate) fn cell<T: FromSql>(&self, statement: Statement, params: impl Params) -> Result<Option<T>> {
        Ok(self.cells(statement, params)?.pop())
    }

    /// The first cell of each row.
    pub(crate) fn cells<T: FromSql>(&self, statement: Statement, params: impl Params) -> Result<Vec<T>> {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the bare method is not general enough"
        )]
        self.rows(statement, params, |cells| cells.next())
    }

    /// The first of `count` new numbers of a kind; the others follow. Numbers end at 2^31 - 1 (CLU-14).
    pub(crate) fn take_numbers(&self, kind: &'static str, count: i32) -> Result<i32> {
        self.take_numbers_of(self.workspace, kind, count)
    }

    /// The same for a workspace that the system side names.
    pub(crate) fn take_numbers_of(
        &self,
        workspace: WorkspaceId,
        kind: &'static str,
        count: i32,
    ) -> Result<i32> {
        let first: Option<i64> = self.cell(catalogue::TAKE_NUMBERS, (workspace.0, kind, count))?;
        let first = first.ok_or(StoreError::Corrupt("sequence.next"))?;
        if first + i64::from(count) > i64::from(i32::MAX) {
            return Err(StoreError::Engine(format!("the numbers for {kind} are used up")));
        }
        i32::try_from(first).map_err(|_cause| StoreError::Corrupt("sequence.next"))
    }
}

/// Runs a prepared changing statement.
pub(crate) fn execute(statement: &mut CachedStatement<'_>, params: impl Params) -> Result<u64> {
    statement.execute(params).map(|changed| u64::try_from(changed).unwrap_or(u64::MAX)).map_err(store_error)
}

/// Runs a prepared statement and reads its rows.
pub(crate) fn query<T>(
    statement: &mut CachedStatement<'_>,
    params: impl Params,
    mut read: impl FnMut(&mut Cells<'_, '_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut rows = statement.query(params).map_err(store_error)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(store_error)? {
        found.push(read(&mut Cells { row, next: 0 })?);
    }
    Ok(found)
}

/// The cells of a row, read from left to right in the order of the statement's columns.
pub(crate) struct Cells<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl Cells<'_, '_> {
    /// The next cell.
    pub(crate) fn next<T: FromSql>(&mut self) -> Result<T> {
        let value = self.row.get(self.next).map_err(store_error);
        self.next += 1;
        value
    }

    /// The next cell as a moment.
    pub(crate) fn moment(&mut self) -> Result<Timestamp> {
        self.next().map(from_ticks)
    }

    /// The next cell as a moment, if it has one.
    pub(crate) fn maybe_moment(&mut self) -> Result<Option<Timestamp>> {
        Ok(self.next::<Option<i64>>()?.map(from_ticks))
    }
}

impl Tx for SqliteTx<'_> {
    fn workspace(&mut self, workspace: WorkspaceId) -> &mut dyn WorkspaceTx {
        self.workspace = workspace;
        self
    }

    fn system(&mut self) -> &mut dyn SystemTx {
        self.workspace = WorkspaceId(0);
        self
    }
}

impl WorkspaceTx for SqliteTx<'_> {
    fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    fn now(&mut self) -> Result<Timestamp> {
        Ok(self.time())
    }
}

impl SystemTx for SqliteTx<'_> {
    fn now(&mut self) -> Result<Timestamp> {
        Ok(self.time())
    }
}
