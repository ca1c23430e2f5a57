//! Looks after each commit whether the files of the database are still those that were opened (STO-09). SQLite goes on
//! writing to a file that somebody removed, and what is written there is gone with the process.

use std::cell::Cell;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Device and inode.
type Identity = (u64, u64);

/// What is known of the files.
#[derive(Debug)]
pub(super) struct Watch {
    database: PathBuf,
    wal: PathBuf,
    known: Cell<Option<Identity>>,
    known_wal: Cell<Option<Identity>>,
    /// The file is as long as the last checkpoint left it, or longer.
    least_bytes: Cell<u64>,
}

impl Watch {
    /// Watches an open database.
    pub(super) fn new(database: &Path) -> Self {
        let mut wal = database.as_os_str().to_owned();
        wal.push("-wal");
        let watch = Self {
            database: database.to_owned(),
            wal: PathBuf::from(wal),
            known: Cell::new(None),
            known_wal: Cell::new(None),
            least_bytes: Cell::new(0),
        };
        watch.carried_over();
        // Whatever is there now is what was opened.
        drop(watch.look());
        watch
    }

    /// A checkpoint ended: the length of the file is what it left.
    pub(super) fn carried_over(&self) {
        if let Ok(found) = fs::metadata(&self.database) {
            self.least_bytes.set(found.len());
        }
    }

    /// Why what was committed just now may be in a file that nobody finds again.
    pub(super) fn look(&self) -> Result<(), String> {
        let Some(database) = look_at(&self.database, "the database file", &self.known)? else {
            return Ok(());
        };
        if database.len() < self.least_bytes.get() {
            return Err(format!(
                "the database file was cut short under the running program, to {} bytes",
                database.len()
            ));
        }
        look_at(&self.wal, "the write-ahead log of the database", &self.known_wal).map(drop)
    }
}

/// What cannot be looked at now says nothing.
fn look_at(path: &Path, what: &str, known: &Cell<Option<Identity>>) -> Result<Option<Metadata>, String> {
    match fs::metadata(path) {
        Ok(found) => {
            let identity = (found.dev(), found.ino());
            if known.get().is_some_and(|known| known != identity) {
                return Err(format!("{what} was replaced under the running program"));
            }
            known.set(Some(identity));
            Ok(Some(found))
        }
        // What was never there is not missed: the log is made by the first write.
        Err(error) if error.kind() == ErrorKind::NotFound && known.get().is_some() => {
            Err(format!("{what} was removed under the running program"))
        }
        Err(_) => Ok(None),
    }
}
