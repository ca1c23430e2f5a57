//! The request in our own words.

use canvass_domain::command::{AddNotes, NewNote};
use canvass_domain::note::NoteKind;

use super::{CustomerAddFormNotesRequest, FormNote};

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: CustomerAddFormNotesRequest) -> AddNotes {
    AddNotes { notes: request.notes.into_iter().map(note).collect() }
}

fn note(note: FormNote) -> NewNote {
    NewNote {
        customer: note.customer_id,
        date: note.date,
        user: note.user,
        text: note.note.unwrap_or_default(),
        kind: NoteKind::from_code(note.kind).unwrap_or(NoteKind::InteractionBySystem),
    }
}
