//! Notes about customers: adding them, all or none, and reading them.

mod add_notes;
mod list_notes;

pub use add_notes::{NotesOutcome, add_notes, check_add_notes};
pub use list_notes::list_notes;
