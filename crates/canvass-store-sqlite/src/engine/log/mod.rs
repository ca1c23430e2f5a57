//! Whether the log beside a database is its own (STO-10). SQLite takes any log of the right name in; so before SQLite opens
//! the files they are looked at, and every opening leaves in the file from which log it can be completed.
//!
//! An opening chooses a base ([`Tag`]), carries it into the file, and then the word that the log is needed; a stop in
//! order carries everything over and takes that word back. Each step is whole in the file before the next begins, so that a
//! crash between any two is understood by [`judge`].

mod image;
mod judge;
mod tag;

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use self::image::Log;
use self::judge::{Verdict, judge};
use self::tag::{Stage, Tag};
use super::OpenError;
use super::connection::{APPLICATION, open_writer};
use crate::catalogue::{self, Statement};

/// A file of this name beside the database says that a missing log is not waited for.
const CONSENT: &str = ".start-without-log";

/// Makes the database whole, or refuses what is not its own. Nobody has it open.
pub(super) fn settle(database: &Path) -> Result<(), OpenError> {
    let log = beside(database, "-wal");
    let head = image::head(database)?;
    let verdict = judge(head, image::log(&log)?, APPLICATION);
    refuse_journal(database, head)?;
    match verdict {
        Verdict::Whole => Ok(()),
        Verdict::Sweep => Ok(sweep(&log)?),
        Verdict::TakeIn => take_in(database, head.is_some_and(|head| head.tag.stage() == Stage::Unbound)),
        Verdict::Missing if beside(database, CONSENT).exists() => {
            tracing::warn!(log = %log.display(), "the log is missing; the database starts without what stood in it");
            Ok(sweep(&log)?)
        }
        Verdict::Missing => Err(OpenError::LogMissing(log, beside(database, CONSENT))),
        Verdict::Foreign(why) => Err(OpenError::LogForeign(log, why)),
    }
}

/// A journal would be played back before anything is asked; ours are made before a file says anything, and never again.
fn refuse_journal(database: &Path, head: Option<image::Head>) -> Result<(), OpenError> {
    let journal = beside(database, "-journal");
    let is_bound = head.is_some_and(|head| head.tag.stage() != Stage::Unbound);
    if is_bound && fs::metadata(&journal).is_ok_and(|found| found.len() > 0) {
        return Err(OpenError::LogForeign(journal, "canvass keeps no such journal"));
    }
    Ok(())
}

fn sweep(log: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(log) {
        Ok(file) => file.set_len(0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn take_in(database: &Path, is_unsaid: bool) -> Result<(), OpenError> {
    if is_unsaid {
        tracing::info!("the log is taken in without proof: the database is of a version that left none");
    }
    let connection = open_writer(database)?;
    carry_over(&connection, database)?;
    run(&connection, catalogue::CHECKPOINT_TRUNCATE)?;
    Ok(())
}

/// Brings everything into the file, and the word that it is there into the log.
fn carry_over(connection: &Connection, database: &Path) -> Result<(), OpenError> {
    run(connection, catalogue::CHECKPOINT_PASSIVE)?;
    let mut tag = said(connection)?;
    if tag.stage() == Stage::Unbound
        && let Log::Numbered(log) = image::log(&beside(database, "-wal"))?
    {
        // From here until it is emptied this log, or the next one, lies beside a file that says more: they must fit.
        tag = Tag::bound_to(log.salt, log.sequence);
    }
    Ok(say(connection, tag.at(Stage::Closed))?)
}

/// Ties the logs to come to the file. `writer` has written nothing yet.
pub(super) fn begin(writer: &Connection, database: &Path) -> Result<(), OpenError> {
    // Checkpoints sync by themselves, and until they did nothing here counts.
    writer.pragma_update(None, "synchronous", "NORMAL")?;
    say(writer, said(writer)?.at(Stage::Unbound))?;
    let log = beside(database, "-wal");
    let Log::Numbered(first) = image::log(&log)? else { return Err(OpenError::Profile("a log")) };
    let tag = Tag::bound_to(first.salt, first.sequence);
    say(writer, tag)?;
    run(writer, catalogue::CHECKPOINT_TRUNCATE)?;
    say(writer, tag.at(Stage::Open))?;
    run(writer, catalogue::CHECKPOINT_PASSIVE)?;
    writer.pragma_update(None, "synchronous", "FULL")?;
    // Better now than after a crash, when it could not be told from another's.
    let is_known =
        matches!(image::log(&log)?, Log::Numbered(second) if tag.owns(second.salt, second.sequence));
    if !is_known {
        return Err(OpenError::Profile("the numbering of its log"));
    }
    match fs::remove_file(beside(database, CONSENT)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Says that the database is whole without its log. Everything was carried over, nothing is written afterwards but this,
/// and it is to be carried over as well.
pub(super) fn say_closed(writer: &Connection) -> rusqlite::Result<()> {
    let tag = said(writer)?;
    say(writer, tag.at(Stage::Closed))
}

fn said(connection: &Connection) -> rusqlite::Result<Tag> {
    let number: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(Tag::read(number.cast_unsigned()))
}

fn say(connection: &Connection, tag: Tag) -> rusqlite::Result<()> {
    connection.pragma_update(None, "user_version", tag.number())
}

fn run(connection: &Connection, checkpoint: Statement) -> rusqlite::Result<()> {
    connection.query_row(checkpoint.text, [], |_| Ok(()))
}

/// A file that is named after the database: after its own name, as SQLite does it, where a link leads to it.
fn beside(database: &Path, ending: &str) -> PathBuf {
    let own = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = own.into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(from: &Path) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["canvass.db", "canvass.db-wal"] {
            fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
        folder
    }

    fn beats(connection: &Connection) -> i64 {
        connection.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn sto_10_the_log_is_its_own_however_often_it_began_anew_and_lost_only_when_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("canvass.db");
        let writer = open_writer(&database).unwrap();
        begin(&writer, &database).unwrap();
        writer.execute_batch("CREATE TABLE kept (id INTEGER)").unwrap();
        for round in 1..=6 {
            writer.execute_batch("INSERT INTO kept VALUES (1)").unwrap();
            for checkpointed in [false, true] {
                if checkpointed {
                    run(&writer, catalogue::CHECKPOINT_PASSIVE).unwrap();
                }
                let crashed = files(folder.path());
                let path = crashed.path().join("canvass.db");
                settle(&path).unwrap();
                assert_eq!(fs::metadata(beside(&path, "-wal")).unwrap().len(), 0, "taken in as a whole");
                let again = open_writer(&path).unwrap();
                begin(&again, &path).unwrap();
                assert_eq!(beats(&again), round);
                let without = files(folder.path());
                fs::remove_file(without.path().join("canvass.db-wal")).unwrap();
                let missed = settle(&without.path().join("canvass.db"));
                assert!(matches!(missed, Err(OpenError::LogMissing(..))), "round {round}: {missed:?}");
            }
        }
    }

    /// Killed when the file said that everything stands in it, and before the log was emptied.
    fn killed_before_it_was_emptied(from: &Path) -> tempfile::TempDir {
        let path = from.join("canvass.db");
        let connection = open_writer(&path).unwrap();
        carry_over(&connection, &path).unwrap();
        run(&connection, catalogue::CHECKPOINT_PASSIVE).unwrap();
        files(from)
    }

    #[test]
    fn sto_10_a_kill_before_the_log_that_was_taken_in_is_emptied_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("canvass.db");
        let writer = open_writer(&database).unwrap();
        writer.execute_batch("CREATE TABLE kept (id INTEGER); INSERT INTO kept VALUES (1)").unwrap();
        // An earlier version, and one whose log began anew.
        let mut of_old = vec![files(folder.path())];
        run(&writer, catalogue::CHECKPOINT_PASSIVE).unwrap();
        writer.execute_batch("INSERT INTO kept VALUES (2)").unwrap();
        of_old.push(files(folder.path()));
        // And one that was stopped in order, started, and killed with its first word.
        begin(&writer, &database).unwrap();
        carry_over(&writer, &database).unwrap();
        run(&writer, catalogue::CHECKPOINT_TRUNCATE).unwrap();
        drop(writer);
        let writer = open_writer(&database).unwrap();
        say(&writer, said(&writer).unwrap().at(Stage::Unbound)).unwrap();
        of_old.push(files(folder.path()));
        for (folder, rows) in of_old.iter().zip([1, 2, 2]) {
            let crashed = killed_before_it_was_emptied(folder.path());
            let path = crashed.path().join("canvass.db");
            settle(&path).unwrap();
            assert_eq!(fs::metadata(beside(&path, "-wal")).unwrap().len(), 0);
            assert_eq!(beats(&open_writer(&path).unwrap()), rows);
        }
    }

    /// What a backup of an earlier version, put back after an upgrade, finds beside it.
    #[test]
    fn sto_10_a_database_of_an_earlier_version_takes_in_no_log_of_a_later_one() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("canvass.db");
        let writer = open_writer(&database).unwrap();
        writer.execute_batch("CREATE TABLE kept (id INTEGER)").unwrap();
        run(&writer, catalogue::CHECKPOINT_TRUNCATE).unwrap();
        let backup = fs::read(&database).unwrap();
        begin(&writer, &database).unwrap();
        for has_new_pages in [true, false] {
            if has_new_pages {
                writer.execute_batch("CREATE TABLE later (id INTEGER)").unwrap();
            } else {
                run(&writer, catalogue::CHECKPOINT_PASSIVE).unwrap();
            }
            writer.execute_batch("INSERT INTO kept VALUES (1)").unwrap();
            let restored = files(folder.path());
            let path = restored.path().join("canvass.db");
            fs::write(&path, &backup).unwrap();
            let refused = settle(&path);
            assert!(matches!(refused, Err(OpenError::LogForeign(..))), "{has_new_pages}: {refused:?}");
            assert_eq!(fs::read(&path).unwrap(), backup, "nothing of it was taken in");
        }
    }

    #[test]
    fn sto_10_the_log_of_a_database_behind_a_link_lies_beside_the_file_itself() {
        let (folder, links) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = links.path().join("canvass.db");
        std::os::unix::fs::symlink(folder.path().join("canvass.db"), &link).unwrap();
        for rows in 0..3 {
            settle(&link).unwrap();
            let writer = open_writer(&link).unwrap();
            begin(&writer, &link).unwrap();
            writer.execute_batch("CREATE TABLE IF NOT EXISTS kept (id INTEGER)").unwrap();
            assert_eq!(beats(&writer), rows);
            writer.execute_batch("INSERT INTO kept VALUES (1)").unwrap();
        }
    }
}
