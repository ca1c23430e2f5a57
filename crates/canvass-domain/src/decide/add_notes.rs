//! Whether notes can be kept: all of them or none. A note may be added in every state of its customer (E9).

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::command::AddNotes;
use crate::fold;
use crate::id::CustomerId;
use crate::note::Note;

/// The most notes that one call may bring (E124).
pub const MOST_NOTES: usize = 1_000;

/// What is wrong with one note, or with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteFault {
    /// Where.
    pub place: NotePlace,
    /// What.
    pub problem: NoteProblem,
}

/// A place in an [`AddNotes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotePlace {
    /// The list.
    Notes,
    /// The customer of the note with this index.
    Customer(usize),
    /// The text of the note with this index.
    Text(usize),
}

/// What can be wrong with notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteProblem {
    /// No notes at all.
    NoNotes,
    /// More notes than one call may bring (E124).
    TooManyNotes {
        /// The limit.
        most: usize,
    },
    /// The workspace has no such customer.
    CustomerUnknown,
    /// Nothing is said.
    TextBlank,
}

/// The notes as they are kept, or all faults in the order of the notes. `known` are those of the named customers that the
/// workspace has.
pub fn decide(
    command: &AddNotes,
    known: &BTreeSet<i32>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Vec<Note>, Vec<NoteFault>> {
    let faults = check(command, known);
    if !faults.is_empty() {
        return Err(faults);
    }
    let notes = command.notes.iter().map(|note| Note {
        customer: CustomerId(note.customer),
        at: note.date.map_or(now, |date| date.start(zone).unwrap_or(now)),
        user: note.user.clone().filter(|user| !fold::is_blank(user)),
        text: note.text.clone(),
        kind: note.kind,
    });
    Ok(notes.collect())
}

/// All faults of the command, in the order of the notes.
pub fn check(command: &AddNotes, known: &BTreeSet<i32>) -> Vec<NoteFault> {
    let mut faults = Vec::new();
    let mut add = |place, problem| faults.push(NoteFault { place, problem });
    if command.notes.is_empty() {
        add(NotePlace::Notes, NoteProblem::NoNotes);
    }
    if command.notes.len() > MOST_NOTES {
        add(NotePlace::Notes, NoteProblem::TooManyNotes { most: MOST_NOTES });
    }
    for (index, note) in command.notes.iter().enumerate() {
        if !known.contains(&note.customer) {
            add(NotePlace::Customer(index), NoteProblem::CustomerUnknown);
        }
        if fold::is_blank(&note.text) {
            add(NotePlace::Text(index), NoteProblem::TextBlank);
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::NewNote;
    use crate::note::NoteKind;
    use crate::when::When;

    fn note(customer: i32, text: &str) -> NewNote {
        NewNote { customer, date: None, user: None, text: text.to_owned(), kind: NoteKind::Internal }
    }

    fn now() -> Timestamp {
        "2026-03-02T09:15:04Z".parse().unwrap()
    }

    fn decided(notes: Vec<NewNote>) -> Result<Vec<Note>, Vec<(NotePlace, NoteProblem)>> {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        decide(&AddNotes { notes }, &BTreeSet::from([7]), &zone, now())
            .map_err(|faults| faults.into_iter().map(|fault| (fault.place, fault.problem)).collect())
    }

    #[test]
    fn a_note_is_kept_as_sent_and_dated_now_unless_it_says_otherwise() {
        let dated = NewNote { date: Some(When::Day(jiff::civil::date(2026, 3, 4))), ..note(7, " Called. ") };
        let user = NewNote { user: Some(" ".to_owned()), ..note(7, "x") };
        let notes = decided(vec![dated, user]).unwrap();
        assert_eq!(notes[0].at, "2026-03-03T23:00:00Z".parse().unwrap());
        assert_eq!((notes[0].text.as_str(), notes[0].customer), (" Called. ", CustomerId(7)));
        assert_eq!((notes[1].at, notes[1].user.as_deref()), (now(), None));
    }

    #[test]
    fn one_bad_note_refuses_all_and_all_faults_are_told() {
        let faults = decided(vec![note(7, "fine"), note(8, " "), note(7, "")]).unwrap_err();
        let expected = [
            (NotePlace::Customer(1), NoteProblem::CustomerUnknown),
            (NotePlace::Text(1), NoteProblem::TextBlank),
            (NotePlace::Text(2), NoteProblem::TextBlank),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn e124_one_to_a_thousand_notes_are_taken() {
        assert_eq!(decided(vec![]).unwrap_err(), [(NotePlace::Notes, NoteProblem::NoNotes)]);
        assert_eq!(decided(vec![note(7, "x"); 1_000]).unwrap().len(), 1_000);
        let most = NoteProblem::TooManyNotes { most: 1_000 };
        assert_eq!(decided(vec![note(7, "x"); 1_001]).unwrap_err(), [(NotePlace::Notes, most)]);
    }
}
