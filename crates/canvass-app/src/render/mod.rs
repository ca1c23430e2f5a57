//! Rendering: from the facts of a message to a letter.
//!
//! `invitation` is the way in, `check` judges a template when it is saved, `syntax` keeps the template language small.
//! Invariant: data is only ever printed, escaped where it stands; it never becomes a tag, a header or a link.

mod built_in;
mod check;
mod compiled;
mod context;
mod html;
mod invitation;
mod notification;
mod placeholder;
mod syntax;
#[cfg(test)]
mod tests;
mod text_message;

pub(crate) use built_in::built_in_texts;
pub use check::{check_plain_body, check_template};
pub use invitation::{RenderFault, Renderer};
pub(crate) use notification::notification;
pub use placeholder::identifier;
pub use text_message::text_length;
