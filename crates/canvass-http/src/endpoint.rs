//! One line of the route list: where, who may come, and what answers.

use axum::routing::MethodRouter;

use crate::HttpState;

/// Who may come to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Everybody; nothing of a workspace is there.
    Public,
    /// Whoever holds the personal link; the handler checks its tag.
    Link,
    /// Whoever holds a one-time code; taken by POST only.
    SignInCode,
    /// A signed-in user; the handler takes `Visitor`, and for unsafe methods a checked form.
    Session,
}

/// One line of the route list.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The path, as axum matches it.
    pub path: &'static str,
    /// Who may come.
    pub gate: Gate,
    /// What answers, by method; HEAD is answered like GET.
    pub answers: MethodRouter<HttpState>,
}

impl Endpoint {
    /// A line of the list.
    pub fn new(path: &'static str, gate: Gate, answers: MethodRouter<HttpState>) -> Self {
        Self { path, gate, answers }
    }
}
