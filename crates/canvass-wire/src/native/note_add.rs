//! POST notes of a customer.

use canvass_domain::command::NewNote;
use canvass_domain::note::NoteKind;
use canvass_domain::when::When;

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};
use crate::value::words_text;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteAddRequest {
    /// Absent = now.
    pub date: Option<When>,
    /// Who says so.
    pub user: Option<String>,
    /// What.
    pub text: Option<String>,
    /// The name of its kind; absent = `Internal`.
    pub kind: Option<&'static str>,
}

/// In the order of [`NoteKind::ALL`].
const KINDS: [&str; 3] = ["InteractionBySystem", "InteractionByUser", "Internal"];

static NOTE_ADD: Table<NoteAddRequest> = Table {
    name: "NoteAddRequest",
    members: &[
        Member::value("date", |request, sent| maybe(sent, &mut request.date)),
        Member::text("user", 200, |request| &mut request.user),
        Member::required(Member::text("text", 10_000, |request| &mut request.text)),
        Member::value("kind", |request, sent| {
            request.kind = words_text(&KINDS, sent)?;
            Ok(request.kind.is_some())
        }),
    ],
};

/// Reads a body: a note about a customer.
pub fn read(body: &[u8], customer: i32) -> Result<NewNote, Faults> {
    let request = read_native(body, &NOTE_ADD)?;
    let kind = NoteKind::ALL.into_iter().find(|kind| Some(kind.name()) == request.kind);
    Ok(NewNote {
        customer,
        date: request.date,
        user: request.user,
        text: request.text.unwrap_or_default(),
        kind: kind.unwrap_or(NoteKind::Internal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_internal_unless_it_says_otherwise() {
        let note = read(br#"{"text":"Called back."}"#, 7).unwrap();
        assert_eq!((note.customer, note.kind, note.text.as_str()), (7, NoteKind::Internal, "Called back."));
        for kind in NoteKind::ALL {
            let body = format!(r#"{{"text":"x","kind":"{}"}}"#, kind.name());
            assert_eq!(read(body.as_bytes(), 7).unwrap().kind, kind);
        }
        assert!(read(br#"{"text":" "}"#, 7).is_err());
    }
}
