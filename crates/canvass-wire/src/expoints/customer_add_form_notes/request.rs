//! AddFormNoteRequest and FormNote: remarks on customers.

use canvass_domain::when::When;

use crate::member::{Filled, Member, Most, Table, given, must};
use crate::value::{Codes, Sent};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerAddFormNotesRequest {
    /// The notes.
    pub notes: Vec<FormNote>,
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormNote {
    /// About whom.
    pub customer_id: i32,
    /// Absent = now.
    pub date: Option<When>,
    /// Who wrote it, in free text.
    pub user: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// 0 = by the system, 1 = by a user, 2 = internal.
    pub kind: i32,
}

/// E124
const MOST_NOTES: Most = Most { count: 1_000, text: "At most 1,000 notes are accepted in one call." };

const NOTE_TYPES: Codes = Codes(&[(0, "InteractionBySystem"), (1, "InteractionByUser"), (2, "Internal")]);

/// Members of the request.
pub static ADD_FORM_NOTE_REQUEST: Table<CustomerAddFormNotesRequest> = Table {
    name: "AddFormNoteRequest",
    members: &[Member::required(Member::limited("Notes", MOST_NOTES, |request, spot| {
        spot.list(&FORM_NOTE, &mut request.notes)
    }))],
};

static FORM_NOTE: Table<FormNote> = Table {
    name: "FormNote",
    members: &[
        Member::required(Member::value("CustomerId", |note, sent| must(sent, &mut note.customer_id))),
        Member::value("Date", |note, sent| given(sent, &mut note.date)),
        Member::text("User", 200, |note| &mut note.user),
        Member::required(Member::text("Note", 10_000, |note| &mut note.note)),
        Member::value("Type", |note, sent| kind(sent, &mut note.kind)),
    ],
};

fn kind(sent: Sent<'_>, into: &mut i32) -> Filled {
    let code = NOTE_TYPES.read(sent)?;
    *into = code.unwrap_or_default();
    Ok(code.is_some())
}
