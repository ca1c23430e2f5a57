//! Judges a body of plain text when it is saved, so that no message fails for what could have been told before.

use canvass_domain::column::Column;
use canvass_domain::template::{Document, compile_body};

/// Checks a body of plain text of its own, as [`super::Renderer::plain_body`] renders it: its link must occur.
pub fn check_plain_body(source: &str, document: &Document, columns: &[Column]) -> Result<(), Vec<String>> {
    let (_, faults) = compile_body(source, document, columns);
    if faults.is_empty() { Ok(()) } else { Err(faults.iter().map(ToString::to_string).collect()) }
}
