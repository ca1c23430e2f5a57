//! Locks and opt-outs (E71-E85): adding them, asking about them, taking them away. `people` hashes what names a person,
//! `preferences` is what a person does by its own link, `intake` lets them turn the verdict about customers who are taken in,
//! `numbers` brings along whose number was no contact yet.

mod add_lock;
mod delete_opt_outs;
mod end;
mod intake;
mod numbers;
mod opt_out;
mod people;
mod preferences;

pub use add_lock::{LockOutcome, add_lock, check_add_lock};
pub use delete_opt_outs::{DeletedOptOuts, check_delete_opt_outs, delete_opt_outs};
pub use end::{end_lock, end_opt_out, list_locks, list_opt_outs};
pub(crate) use intake::{Intake, add_keys, find_stops};
pub(crate) use numbers::{Reading, bring_along, follow_set_up};
pub use opt_out::{OptOutOutcome, are_opted_out, check_are_opted_out, opt_out};
pub use preferences::{LiftableLock, Preferences, lift_locks_by_link, opt_out_by_link, show_preferences};
