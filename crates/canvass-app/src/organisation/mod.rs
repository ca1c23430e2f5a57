//! Organisations: made, changed, read, and tied to contacts. Every write judges and stores in one transaction, in which
//! nobody else of the workspace judges one (C7, C16).

mod change_organisation;
mod create_organisation;
mod kept;
mod read;
mod tie_contact;

pub use change_organisation::change_organisation;
pub use create_organisation::{check_organisation, create_organisation};
pub use read::{list_organisations, show_organisation};
pub use tie_contact::{Tie, tie_contact};
