//! RequestWarning: what did not change the outcome (E23).

use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// A warning with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestWarning {
    /// Where.
    pub path: String,
    /// What.
    pub text: String,
}

impl Typed for RequestWarning {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "RequestWarning",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Path", of: Of::Value, get: |warning| Out::text(Some(&warning.path)) },
                Field { name: "Text", of: Of::Value, get: |warning| Out::text(Some(&warning.text)) },
            ],
        }],
    };
}
