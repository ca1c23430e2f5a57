//! Rendering: from the facts of a message to a letter.
//!
//! `invitation` is the way in, `compiled` keeps what the domain made of a workspace's templates (`domain/src/template`),
//! `context` opens the values that they ask for. What a template says, and how data is escaped in it, is decided there.

mod built_in;
mod check;
mod compiled;
mod context;
mod html;
mod invitation;
mod notification;
#[cfg(test)]
mod tests;
mod text_message;

pub(crate) use built_in::built_in_texts;
pub use check::check_plain_body;
pub use invitation::{MailTexts, RenderFault, Renderer};
pub(crate) use notification::notification;
pub(crate) use text_message::built_in_segments;
pub use text_message::text_length;
