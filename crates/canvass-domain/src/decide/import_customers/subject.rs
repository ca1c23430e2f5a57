//! The customer at hand in the first pass.

use super::Previous;
use crate::command::NewCustomer;

/// A customer as sent, with its place and the previous customer whose data it takes.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Place in the request.
    pub(super) at: usize,
    pub(super) customer: &'a NewCustomer,
    pub(super) previous: Option<&'a Previous>,
}
