//! create_result: what became of a call (1.2 of the rules). The shape of an error item is defined here and nowhere else
//! (C14).

use crate::cayzu::{PARAMETER, TICKET};
use crate::fault::Faults;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateResult {
    /// Number of the customer; 0 if nothing was stored.
    pub id: i32,
    /// Empty if it was stored (C23).
    pub errors: Vec<ErrorItem>,
}

/// One rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorItem {
    /// Path without the parameter; null for the whole (C13).
    pub field: Option<String>,
    /// What is wrong there.
    pub message: String,
}

impl CreateResult {
    /// It was stored under this number.
    pub fn stored(id: i32) -> Self {
        Self { id, errors: Vec::new() }
    }

    /// Nothing was stored: all errors at once, in the order of the document (C12).
    pub fn refused(faults: Faults) -> Self {
        let item = |(path, message): (String, String)| {
            let field = path.strip_prefix(PARAMETER).and_then(|path| path.strip_prefix('.'));
            ErrorItem { field: field.map(str::to_owned), message }
        };
        Self { id: 0, errors: faults.into_ordered(PARAMETER).into_iter().map(item).collect() }
    }
}

impl Typed for CreateResult {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "create_result",
        levels: &[
            Level {
                namespace: TICKET,
                fields: &[
                    Field {
                        name: "errors",
                        of: Of::List("error", TICKET),
                        get: |result| Out::list(&result.errors),
                    },
                    Field {
                        name: "is_valid",
                        of: Of::Value,
                        get: |result| Out::Bool(result.errors.is_empty()),
                    },
                ],
            },
            Level {
                namespace: TICKET,
                fields: &[Field { name: "id", of: Of::Value, get: |result| Out::int(result.id) }],
            },
        ],
    };
}

impl Typed for ErrorItem {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "error",
        levels: &[Level {
            namespace: TICKET,
            fields: &[
                Field { name: "field", of: Of::Value, get: |item| Out::text(item.field.as_deref()) },
                Field { name: "message", of: Of::Value, get: |item| Out::text(Some(&item.message)) },
            ],
        }],
    };
}
