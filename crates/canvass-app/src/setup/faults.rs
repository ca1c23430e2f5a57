//! The faults of a form of our own API, gathered so that all are told at once.

use crate::{FieldFault, Refusal};

/// Faults found so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldFault>);

impl Faults {
    /// Adds one, at a JSON pointer.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.0.push(FieldFault { path: path.into(), text: text.into() });
    }

    /// A text that must be there, is not too long, and holds no control characters.
    pub fn text(&mut self, path: &str, text: &str, most_chars: usize) {
        if text.trim().is_empty() {
            self.add(path, "A text is required.");
        }
        self.optional_text(path, text, most_chars);
    }

    /// A text that may be empty.
    pub fn optional_text(&mut self, path: &str, text: &str, most_chars: usize) {
        if text.chars().count() > most_chars {
            self.add(path, format!("At most {most_chars} characters are accepted."));
        }
        if text.chars().any(char::is_control) {
            self.add(path, "Control characters are not accepted.");
        }
    }

    /// Nothing, or the refusal that tells them all.
    pub fn into_result(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Fields(self.0)) }
    }
}

impl From<Vec<FieldFault>> for Faults {
    fn from(faults: Vec<FieldFault>) -> Self {
        Self(faults)
    }
}
