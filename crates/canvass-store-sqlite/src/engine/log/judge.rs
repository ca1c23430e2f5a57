//! What is to be done with the log that lies beside a database (STO-10). A table over what both say, without a look at any
//! file: nothing is taken in that is not known to belong here, and nothing that belongs here is missed in silence.

use super::image::{Head, Log, Numbered};
use super::tag::Stage;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is no log, and none is missed.
    Whole,
    /// The log holds nothing: what is left of it goes.
    Sweep,
    /// The log is the database's own.
    TakeIn,
    /// The log holds what was committed last, and is not there.
    Missing,
    /// The log is not the database's own, for this reason.
    Foreign(&'static str),
}

/// Judges; `application` marks our files.
pub(super) fn judge(database: Option<Head>, log: Log, application: u32) -> Verdict {
    let Some(head) = database else {
        return match log {
            Log::Numbered(log) if log.commits > 0 => Verdict::Foreign("there is no database beside it"),
            Log::Empty | Log::Unreadable | Log::Numbered(_) => nothing(log),
        };
    };
    match log {
        Log::Empty | Log::Unreadable if head.tag.stage() == Stage::Open => Verdict::Missing,
        Log::Empty | Log::Unreadable => nothing(log),
        Log::Numbered(numbered) if head.tag.stage() == Stage::Unbound => unbound(head, numbered, application),
        Log::Numbered(numbered) => bound(head, numbered),
    }
}

fn nothing(log: Log) -> Verdict {
    if log == Log::Empty { Verdict::Whole } else { Verdict::Sweep }
}

/// Files of earlier versions say nothing of their log, and their logs say as little. One that says more is of a later time of
/// this database, or of another: the file was put beside it since.
fn unbound(head: Head, log: Numbered, application: u32) -> Verdict {
    if log.commits == 0 {
        return Verdict::Sweep;
    }
    let Some((first, last)) = log.pages else {
        return Verdict::Foreign(
            "the database is of an earlier version, and nothing tells that this log is its own; if it is, start that \
             version once more and stop it in order",
        );
    };
    // Taken in once already, by a start that was killed before the log was emptied.
    let is_carried_over = first.tag.stage() == Stage::Closed && first.tag.owns(log.salt, log.sequence);
    match (first.application == application && last.application == application, first.tag == head.tag) {
        (false, _) => Verdict::Foreign("it is the log of another program"),
        (true, is_said_alike) if is_said_alike || is_carried_over => Verdict::TakeIn,
        (true, _) => Verdict::Foreign("it was written by a later version than the database"),
    }
}

fn bound(head: Head, log: Numbered) -> Verdict {
    let tag = head.tag;
    // The first log of an opening, which is not numbered after anything, begins with the base of the opening before.
    let is_binding =
        log.sequence == 0 && log.pages.is_some_and(|(first, _)| first.tag == tag.at(Stage::Unbound));
    if is_binding {
        return Verdict::TakeIn;
    }
    let is_own = tag.owns(log.salt, log.sequence);
    match tag.stage() {
        Stage::Open if is_own => Verdict::TakeIn,
        Stage::Open if log.commits == 0 => Verdict::Missing,
        _ if log.commits == 0 => Verdict::Sweep,
        _ if !is_own => Verdict::Foreign("it belongs to another database, or to another time of this one"),
        // It opens with its second log, and not before the file says so.
        Stage::Bound | Stage::Unbound if log.sequence <= 1 => Verdict::TakeIn,
        // It was taken in already, and its end says so.
        Stage::Closed if log.pages.is_some_and(|(_, last)| last.tag == tag) => Verdict::TakeIn,
        Stage::Open | Stage::Bound | Stage::Unbound | Stage::Closed => {
            Verdict::Foreign("it is a log of this database from another time")
        }
    }
}
