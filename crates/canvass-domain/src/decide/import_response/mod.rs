//! Whether a response that was given elsewhere can be stored (Q68, Q69).

mod fault;

pub use fault::{ResponseFault, ResponseProblem};
