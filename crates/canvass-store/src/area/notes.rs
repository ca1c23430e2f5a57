//! Notes about customers.

use std::collections::BTreeSet;

use canvass_domain::id::{CustomerId, NoteId};
use canvass_domain::note::Note;

use super::Page;
use crate::Result;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    /// Its number.
    pub id: NoteId,
    /// As written.
    pub note: Note,
}

/// Notes.
pub trait Notes {
    /// Those of these customers that the workspace has.
    fn known_customers(&mut self, customers: &[i32]) -> Result<BTreeSet<i32>>;
    /// Keeps notes; their numbers, in the order of the notes.
    fn add_notes(&mut self, notes: &[Note]) -> Result<Vec<NoteId>>;
    /// The notes of a customer by number.
    fn notes(&mut self, customer: CustomerId, page: Page) -> Result<Vec<NoteRecord>>;
    /// The notes of the workspace by number.
    fn all_notes(&mut self, page: Page) -> Result<Vec<NoteRecord>>;
}
