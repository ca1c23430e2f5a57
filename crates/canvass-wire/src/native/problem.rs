//! Problem details (RFC 9457) with a stable `code`, all faults, and the trace id.

use crate::fault::Faults;
use crate::write::{Field, Level, Of, Out, Shape, Typed, json};

/// An error body of the native API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: i32,
    /// Stable word, snake case, noun first; programs compare this.
    pub code: &'static str,
    /// The same for every problem of this code.
    pub title: &'static str,
    /// What is special about this one.
    pub detail: Option<String>,
    /// The faults of a request that could not be taken, in the order of the document.
    pub faults: Vec<ProblemFault>,
    /// The same as the header `Canvass-Trace-Id`.
    pub trace_id: String,
}

/// One fault of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemFault {
    /// JSON pointer into the request; empty for the whole of it.
    pub path: String,
    /// What is wrong there.
    pub text: String,
}

impl Problem {
    /// The type of the body.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem without faults.
    pub fn new(status: i32, code: &'static str, title: &'static str, trace_id: impl Into<String>) -> Self {
        Self { status, code, title, detail: None, faults: Vec::new(), trace_id: trace_id.into() }
    }

    /// A request that cannot be read or breaks a rule.
    pub fn invalid(faults: Faults, trace_id: impl Into<String>) -> Self {
        let faults =
            faults.into_ordered("").into_iter().map(|(path, text)| ProblemFault { path, text }).collect();
        Self { faults, ..Self::new(400, "request_invalid", "The request is invalid.", trace_id) }
    }

    /// The body.
    pub fn write(&self) -> String {
        json(self)
    }
}

impl Typed for Problem {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "Problem",
        levels: &[Level {
            namespace: "",
            fields: &[
                Field { name: "type", of: Of::Value, get: |_| Out::text(Some("about:blank")) },
                Field { name: "title", of: Of::Value, get: |problem| Out::text(Some(problem.title)) },
                Field { name: "status", of: Of::Value, get: |problem| Out::int(problem.status) },
                Field { name: "code", of: Of::Value, get: |problem| Out::text(Some(problem.code)) },
                Field { name: "detail", of: Of::Value, get: |problem| Out::text(problem.detail.as_deref()) },
                Field { name: "faults", of: Of::Value, get: |problem| Out::list(&problem.faults) },
                Field { name: "traceId", of: Of::Value, get: |problem| Out::text(Some(&problem.trace_id)) },
            ],
        }],
    };
}

impl Typed for ProblemFault {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "ProblemFault",
        levels: &[Level {
            namespace: "",
            fields: &[
                Field { name: "path", of: Of::Value, get: |fault| Out::text(Some(&fault.path)) },
                Field { name: "text", of: Of::Value, get: |fault| Out::text(Some(&fault.text)) },
            ],
        }],
    };
}
