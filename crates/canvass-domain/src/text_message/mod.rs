//! Text messages: how long one is on its way, and what people say by sending a single word back.

mod length;
mod word;

pub use length::{Encoding, Length};
pub use word::{Said, Words};
