//! DeleteOptOutResponse: how many there were.

use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of customer/deleteoptout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteOptOutAnswer {
    /// Opt-outs removed.
    pub deleted: i32,
}

impl Typed for DeleteOptOutAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "DeleteOptOutResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[Field { name: "Deleted", of: Of::Value, get: |answer| Out::int(answer.deleted) }],
        }],
    };
}
