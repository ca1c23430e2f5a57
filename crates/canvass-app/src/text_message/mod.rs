//! What providers of text messages tell: words that people send back, and receipts. `door` says who may tell it, `hear`
//! what a word does, `receipt` what becomes of a message.

mod door;
mod hear;
mod receipt;

pub use door::{Door, Members, Told};
pub use hear::{Heard, hear, workspaces};
pub use receipt::{Fate, take_receipt};
