//! Text in headers: encoded words where needed, folded lines, and never a line break from data.

use std::fmt::Write;

use email_encoding::headers::writer::EmailWriter;
use email_encoding::headers::{quoted_string, rfc2047};

/// A longer word could not be folded below the line limits, so it is encoded.
const LONGEST_PLAIN_WORD: usize = 60;
/// The longest line RFC 5322 allows is 998.
const LONGEST_VALUE_WORD: usize = 900;

/// Appends a header whose value is plain ASCII and already checked; it is folded at its blanks.
pub(super) fn append_plain(head: &mut String, name: &str, value: &str) {
    append(head, name, |writer| writer.folding().write_str(value.trim()));
}

/// Appends free text, such as a subject.
pub(super) fn append_text(head: &mut String, name: &str, text: &str) {
    let text = one_line(text);
    append(head, name, |writer| {
        if text.is_ascii() && has_plain_words(&text) {
            writer.folding().write_str(&text)
        } else {
            rfc2047::encode(&text, writer)
        }
    });
}

/// Appends a mailbox; the address is already checked.
pub(super) fn append_mailbox(head: &mut String, name: &str, display: Option<&str>, address: &str) {
    let display = display.map(one_line).filter(|display| !display.is_empty());
    append(head, name, |writer| {
        let Some(display) = &display else {
            return writer.folding().write_str(address);
        };
        if has_plain_words(display) {
            quoted_string::encode(display, writer)?;
        } else {
            rfc2047::encode(display, writer)?;
        }
        writer.space();
        writer.folding().write_str(&format!("<{address}>"))
    });
}

/// Can the value of a further header be written as it stands?
pub(super) fn is_plain_value(value: &str) -> bool {
    value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && value.split(' ').all(|word| word.len() <= LONGEST_VALUE_WORD)
        && !value.trim().is_empty()
}

fn append(head: &mut String, name: &str, write: impl FnOnce(&mut EmailWriter<'_>) -> std::fmt::Result) {
    let mut value = String::new();
    // Writing to a String cannot fail; an error would leave the value empty, which the tests would see.
    let written = write(&mut EmailWriter::new(&mut value, name.len() + 2, 0, false));
    if written.is_err() {
        value.clear();
    }
    head.push_str(name);
    head.push_str(": ");
    head.push_str(value.trim_end());
    head.push_str("\r\n");
}

/// Control characters and line separators become a blank, runs of blanks one blank.
fn one_line(text: &str) -> String {
    let is_break = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let mut line = String::with_capacity(text.len());
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Text that looks like an encoded word must be encoded, or a reader would decode what nobody encoded.
fn has_plain_words(text: &str) -> bool {
    !text.contains("=?") && text.split(' ').all(|word| word.len() <= LONGEST_PLAIN_WORD)
}
