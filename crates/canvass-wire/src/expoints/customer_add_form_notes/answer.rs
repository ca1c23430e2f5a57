//! AddFormNotesResponse: the numbers of the notes.

use crate::expoints::OURS;
use crate::write::{ARRAYS, Field, Level, Of, Out, Shape, Typed};

/// The answer of customer/addformnotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddFormNotesAnswer {
    /// In the order of the request.
    pub note_ids: Vec<i32>,
}

impl Typed for AddFormNotesAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddFormNotesResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[Field {
                name: "NoteIds",
                of: Of::List("int", ARRAYS),
                get: |answer| Out::List(answer.note_ids.iter().copied().map(Out::int).collect()),
            }],
        }],
    };
}
