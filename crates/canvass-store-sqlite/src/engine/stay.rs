//! Who reads, and since when (STO-14). SQLite cannot begin its log anew before the last reading that looks into it has ended;
//! while one stays, everything that is written makes the log longer. So a reading may stay for a size of the log, not for a
//! time: behind it the writer may fill the log up to its limit, and then the reading is ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use canvass_store::StoreError;
use parking_lot::Mutex;
use rusqlite::Connection;

/// What is told of a reading that was ended.
const OVERSTAYED: &str =
    "the reading was ended: as much was written behind it as the log of the database may hold";
/// A statement looks so often whether its reading was ended, counted in steps of SQLite.
const STEPS: i32 = 4_000;

/// All readings of an engine.
#[derive(Debug, Default)]
pub(super) struct Stays {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    round: u64,
    stays: Vec<Weak<Stay>>,
}

/// The readings of one connection, one after the other.
#[derive(Debug)]
pub(crate) struct Stay {
    all: Arc<Stays>,
    /// The round in which the reading began that goes on now.
    since: Mutex<Option<u64>>,
    is_ended: AtomicBool,
}

impl Stays {
    /// For a connection that reads: its statements stop when the reading is ended.
    pub(super) fn watch(self: &Arc<Self>, connection: &mut Connection) -> rusqlite::Result<Arc<Stay>> {
        let stay = Arc::new(Stay {
            all: Arc::clone(self),
            since: Mutex::new(None),
            is_ended: AtomicBool::new(false),
        });
        let asked = Arc::clone(&stay);
        connection.progress_handler(STEPS, Some(move || asked.is_ended()))?;
        let mut kept = self.kept.lock();
        kept.stays.retain(|stay| stay.strong_count() > 0);
        kept.stays.push(Arc::downgrade(&stay));
        Ok(stay)
    }

    /// A new round: [`Self::end_before`] ends what began before it.
    pub(super) fn next_round(&self) -> u64 {
        let mut kept = self.kept.lock();
        kept.round += 1;
        kept.round
    }

    /// Ends the readings that began before this round; how many of them are still there.
    pub(super) fn end_before(&self, round: u64) -> usize {
        let stays: Vec<_> = self.kept.lock().stays.iter().filter_map(Weak::upgrade).collect();
        stays.iter().filter(|stay| stay.end_before(round)).count()
    }
}

impl Stay {
    /// A reading begins. To be called before it looks at anything.
    pub(super) fn enter(&self) {
        let round = self.all.kept.lock().round;
        let mut since = self.since.lock();
        self.is_ended.store(false, Ordering::SeqCst);
        *since = Some(round);
    }

    /// The reading is over; whether it was ended.
    pub(super) fn leave(&self) -> bool {
        *self.since.lock() = None;
        self.is_ended.swap(false, Ordering::SeqCst)
    }

    /// Asked before each statement; long ones ask by themselves.
    pub(crate) fn assert_open(&self) -> Result<(), StoreError> {
        if self.is_ended() { Err(overstayed()) } else { Ok(()) }
    }

    fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::SeqCst)
    }

    fn end_before(&self, round: u64) -> bool {
        let since = self.since.lock();
        let is_meant = since.is_some_and(|since| since < round);
        if is_meant {
            self.is_ended.store(true, Ordering::SeqCst);
        }
        is_meant
    }
}

/// What the asker is told.
pub(super) fn overstayed() -> StoreError {
    StoreError::Unavailable(OVERSTAYED.to_owned())
}

#[cfg(test)]
mod tests {
    use rusqlite::ErrorCode;

    use super::*;

    #[test]
    fn sto_14_one_long_statement_is_ended_too_and_the_connection_reads_on() {
        let stays = Arc::new(Stays::default());
        let mut connection = Connection::open_in_memory().unwrap();
        let stay = stays.watch(&mut connection).unwrap();
        stay.enter();
        let end = {
            let stays = Arc::clone(&stays);
            std::thread::spawn(move || stays.end_before(stays.next_round()))
        };
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT COUNT(*) FROM n";
        let ended = connection.query_row(endless, [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert_eq!(ended.sqlite_error_code(), Some(ErrorCode::OperationInterrupted));
        assert_eq!((end.join().unwrap(), stay.assert_open()), (1, Err(overstayed())));
        assert!(stay.leave());
        stay.enter();
        assert_eq!(stay.assert_open(), Ok(()));
        connection.query_row("SELECT 1", [], |_| Ok(())).unwrap();
        assert!(!stay.leave());
    }

    #[test]
    fn sto_14_only_what_began_before_the_round_is_ended() {
        let stays = Arc::new(Stays::default());
        let mut connections = [(); 3].map(|()| Connection::open_in_memory().unwrap());
        let [before, after, away] = connections.each_mut().map(|one| stays.watch(one).unwrap());
        before.enter();
        let round = stays.next_round();
        after.enter();
        assert_eq!((stays.end_before(round), stays.end_before(round)), (1, 1), "until it is gone");
        assert_eq!([before, after, away].map(|stay| stay.leave()), [true, false, false]);
    }
}
