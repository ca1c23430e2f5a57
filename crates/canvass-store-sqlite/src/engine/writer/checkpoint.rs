//! Carries the log over into the file: after commits that made it long, and at the end.

use std::sync::atomic::Ordering;
use std::time::Duration;

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};

use super::super::log;
use super::super::room::{LAST_PATIENCE, PATIENCE, Wish};
use super::{BUSY, Writer};
use crate::catalogue::{self, Statement};

impl Writer {
    /// Leaves a file that is whole without its log, and says so in it. What cannot be carried over stays in the log.
    pub(super) fn close(&self) {
        if self.state.broken().is_some() {
            return;
        }
        self.checkpoint(catalogue::CHECKPOINT_PASSIVE);
        if self.state.broken().is_some() {
            return;
        }
        match log::say_closed(&self.connection) {
            Ok(()) => {
                self.checkpoint(catalogue::CHECKPOINT_TRUNCATE);
            }
            Err(error) => self.state.trouble(error.to_string()),
        }
    }

    pub(super) fn checkpoint_if_long(&self) {
        let pages = self.wal_pages.load(Ordering::Relaxed);
        if pages < self.carried_pages.get() {
            self.carried_pages.set(0);
        }
        let wish = self.files.room.wish(pages, self.carried_pages.get());
        if wish == Wish::Nothing {
            return;
        }
        self.carried_pages.set(pages);
        // Without waiting, so that only what came meanwhile is left to those who do wait.
        self.checkpoint(catalogue::CHECKPOINT_PASSIVE);
        if wish == Wish::Carry || self.state.broken().is_some() {
            return;
        }
        let stays = &self.files.room.stays;
        let round = stays.next_round();
        if self.begin_anew(PATIENCE) {
            return;
        }
        let ended = if wish == Wish::Must { stays.end_before(round) } else { 0 };
        let begins_anew = ended > 0 && self.begin_anew(LAST_PATIENCE);
        tracing::warn!(
            pages,
            ended,
            begins_anew,
            "readings keep the log of the database from beginning anew"
        );
    }

    /// Lets the WAL begin anew, and waits for readings that are in the way; whether it does. What failed is no reading.
    fn begin_anew(&self, patience: Duration) -> bool {
        let usual = self.connection.busy_timeout(patience);
        let is_free = self.checkpoint(catalogue::CHECKPOINT_RESTART);
        if let Err(error) = usual.and_then(|()| self.connection.busy_timeout(BUSY)) {
            self.state.trouble(error.to_string());
        }
        is_free
    }

    /// Carries the WAL over; whether no reading was in the way.
    fn checkpoint(&self, statement: Statement) -> bool {
        let ran = self
            .connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.query_row([], |row| row.get::<_, i64>(0)));
        let is_free = !matches!(ran, Ok(1..));
        self.checkpoint_ended(ran);
        is_free
    }

    /// Readers in the way are no error. What could not be written still stands in the WAL, and every commit with it; only
    /// after a failed sync nobody knows what the disk holds.
    pub(super) fn checkpoint_ended(&self, ran: rusqlite::Result<i64>) {
        let Err(error) = ran else {
            self.files.watch.carried_over();
            return self.state.checkpointed();
        };
        let reason = format!("the checkpoint failed: {error}");
        if is_no_room(&error) { self.state.trouble(reason) } else { self.state.break_down(reason) }
    }
}

/// Whether a write found no room or did not get through, and no sync failed.
fn is_no_room(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|failure| {
        matches!(failure.code, ErrorCode::DiskFull | ErrorCode::SystemIoFailure)
            && ![SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC].contains(&failure.extended_code)
    })
}
