//! Opening a store: the lock file first, then the library, the file, the migrations, the threads.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use canvass_store::Clock;

use super::sqlite_engine::SqliteEngine;
use super::{connection, log, migrations};

/// What a log may hold behind a reading that stays (STO-14): as much as is written in minutes of full work, and little beside a
/// disk.
pub const LOG_BYTES: u64 = 1 << 30;

/// How to open a store.
#[derive(Clone)]
pub struct SqliteSettings {
    /// The database file; made if neither it nor a mark of an earlier one is there.
    pub path: PathBuf,
    /// The clock that leases, due times and expiry go by.
    pub clock: Arc<dyn Clock>,
    /// How many threads read.
    pub readers: usize,
    /// How many jobs may wait for the writer, and as many for the readers.
    pub queue: usize,
    /// What the log may hold at most: [`LOG_BYTES`] but in tests.
    pub log_bytes: u64,
}

impl std::fmt::Debug for SqliteSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteSettings")
            .field("path", &self.path)
            .field("readers", &self.readers)
            .field("queue", &self.queue)
            .field("log_bytes", &self.log_bytes)
            .finish_non_exhaustive()
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// STO-11.
    #[error("another process works on this store: {0} is locked; stop that process first")]
    Taken(PathBuf),
    /// STO-12.
    #[error("SQLite {0} is linked and loses data under load; build with 3.51.3 or newer")]
    LibraryTooOld(String),
    /// STO-12.
    #[error("the linked SQLite was built without what is needed (see {0}); build with the bundled one")]
    LibraryOption(&'static str),
    /// The file system or the library did not take a setting.
    #[error("the database did not take {0}; is the folder on a local disk?")]
    Profile(&'static str),
    /// A database of another program.
    #[error("the file is a database, but not one of canvass")]
    NotOurs,
    /// The file was there before: a fresh empty one would hide the loss.
    #[error("the database {0} is gone although it was here before; restore it, or remove {1} to start anew")]
    Gone(PathBuf, PathBuf),
    /// STO-10: the file says that its log holds what was committed last.
    #[error(
        "the log {0} is missing or damaged: the database was not stopped in order, and what was stored last stands in \
         it alone. Put the log back, or restore a backup. To start without what stood in it, make an empty file {1}"
    )]
    LogMissing(PathBuf, PathBuf),
    /// STO-10: a log that would change the database into something that it never was.
    #[error(
        "the log {0} is not that of the database: {1}. Nothing of it was taken in. Put the log back that belongs to \
         the database; if there is none, move this one away"
    )]
    LogForeign(PathBuf, &'static str),
    /// A newer version of canvass has migrated the file.
    #[error(
        "the database has migration {0}, which this version of canvass does not know: upgrade this program"
    )]
    SchemaTooNew(String),
    /// A migration failed, of which nothing stayed; or the schema is not what its history says.
    #[error("the schema cannot be brought up to date: {0}")]
    Migration(String),
    /// The lock file cannot be used, or the files beside it cannot be read.
    #[error("the files of the store cannot be used: {0}")]
    Files(io::Error),
    /// Anything else.
    #[error("the database cannot be opened: {0}")]
    Sqlite(rusqlite::Error),
}

// Their texts tell the cause; as a source it would be told twice.
impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Files(error)
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Opens the store and starts its threads.
pub fn open(settings: SqliteSettings) -> Result<Arc<SqliteEngine>, OpenError> {
    let settings = SqliteSettings { path: real_path(&settings.path)?, ..settings };
    let mut lock = take_lock(&settings.path)?;
    log::settle(&settings.path)?;
    let mut writer = connection::open_writer(&settings.path)?;
    log::begin(&writer, &settings.path)?;
    connection::assert_profile(&writer)?;
    migrations::migrate(&mut writer)?;
    remember(&mut lock)?;
    let readers = (0..settings.readers.max(1))
        .map(|_| connection::open_reader(&settings.path))
        .collect::<Result<Vec<_>, _>>()?;
    SqliteEngine::start(settings, lock, writer, readers)
}

/// Where the file really is, or will be made. Lock and log stand beside it: who came by a link would take another lock (STO-11)
/// and look for the log where the library does not keep it.
fn real_path(database: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(database) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        found => return found,
    }
    // A link that leads nowhere yet.
    if let Ok(target) = fs::read_link(database) {
        return real_path(&database.parent().unwrap_or(Path::new("")).join(target));
    }
    let name = database.file_name().ok_or(ErrorKind::InvalidFilename)?;
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(fs::canonicalize(folder)?.join(name))
}

/// The path of the lock file beside a database.
fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Takes the lock for as long as the file lives. The kernel lets go of it when the process ends, however it ends.
fn take_lock(database: &Path) -> Result<File, OpenError> {
    let path = lock_path(database);
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::Taken(path)),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let mut mark = String::new();
    file.read_to_string(&mut mark)?;
    if !mark.is_empty() && !database.exists() {
        return Err(OpenError::Gone(database.to_owned(), path));
    }
    Ok(file)
}

/// Marks in the lock file that there is a database, so that it cannot vanish unnoticed.
fn remember(lock: &mut File) -> Result<(), OpenError> {
    if lock.metadata()?.len() == 0 {
        lock.write_all(b"a canvass database stands beside this file\n")?;
        lock.sync_all()?;
    }
    Ok(())
}
