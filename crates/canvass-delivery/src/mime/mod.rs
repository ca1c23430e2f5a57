//! Builds the bytes of a letter. Same letter, same bytes.
//!
//! Guards promise P17: data never becomes a header or a recipient, and no unencoded body reaches the wire.
//! `address` and `words` judge what may stand in a header, `part` encodes the texts.

mod address;
mod part;
#[cfg(test)]
mod tests;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::tz::TimeZone;

use crate::{Built, Letter, Mailbox};
pub(crate) use address::is_safe_on_command_line;
use address::{WireAddress, check_address};
use words::{append_mailbox, append_plain, append_text};

/// Why a letter cannot be built. It will not get better by trying again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// An address is not one address; the text names the place, not the address.
    #[error("the {0} address is not one plain mail address")]
    Address(&'static str),
    /// The Message-ID is not `left@right` in visible ASCII.
    #[error("the message id is not left@right in visible characters")]
    MessageId,
    /// The date cannot be written in a mail header.
    #[error("the date does not fit a mail header")]
    Date,
    /// A further header has a bad name, a name of our own, or a value that is not plain ASCII.
    #[error("the header {0:?} cannot be set")]
    Header(String),
    /// A library gave up on it; this letter fails, the next one is built.
    #[error("the letter could not be encoded")]
    Encoding,
}

/// Headers only the builder writes. `Content-` and `Resent-` are refused by prefix.
const OWN_HEADERS: [&str; 14] = [
    "auto-submitted",
    "bcc",
    "cc",
    "date",
    "dkim-signature",
    "from",
    "message-id",
    "mime-version",
    "received",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
];

/// Turns a letter into bytes and an envelope.
pub fn build(letter: &Letter) -> Result<Built, BuildError> {
    // A panic in an encoder must fail this letter only (OUT-27).
    catch_unwind(AssertUnwindSafe(|| assemble(letter))).unwrap_or(Err(BuildError::Encoding))
}

fn assemble(letter: &Letter) -> Result<Built, BuildError> {
    let from = check_address(&letter.from.address).ok_or(BuildError::Address("sender's"))?;
    let to = check_address(&letter.to_address).ok_or(BuildError::Address("recipient's"))?;
    let reply_to = letter.reply_to.as_ref().map(check_reply_to).transpose()?;
    check_message_id(&letter.message_id)?;

    let mut head = String::with_capacity(1024);
    append_plain(&mut head, "Message-ID", &format!("<{}>", letter.message_id));
    append_plain(&mut head, "Date", &mail_date(letter)?);
    append_mailbox(&mut head, "From", letter.from.name.as_deref(), &from.text);
    if let Some((name, address)) = &reply_to {
        append_mailbox(&mut head, "Reply-To", name.as_deref(), &address.text);
    }
    append_mailbox(&mut head, "To", letter.to_name.as_deref(), &to.text);
    append_text(&mut head, "Subject", &letter.subject);
    append_plain(&mut head, "Auto-Submitted", "auto-generated");
    for (name, value) in &letter.headers {
        if !is_free_header(name) || !words::is_plain_value(value) {
            return Err(BuildError::Header(name.clone()));
        }
        append_plain(&mut head, name, value);
    }
    append_plain(&mut head, "MIME-Version", "1.0");

    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&part::content(letter)?);
    Ok(Built {
        needs_smtputf8: from.has_utf8 || to.has_utf8 || reply_to.is_some_and(|(_, address)| address.has_utf8),
        envelope_from: from.text,
        envelope_to: to.text,
        bytes,
    })
}

fn check_reply_to(mailbox: &Mailbox) -> Result<(Option<String>, WireAddress), BuildError> {
    let address = check_address(&mailbox.address).ok_or(BuildError::Address("reply"))?;
    Ok((mailbox.name.clone(), address))
}

fn check_message_id(message_id: &str) -> Result<(), BuildError> {
    let is_visible = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    let has_two_sides = message_id
        .split_once('@')
        .is_some_and(|(left, right)| !left.is_empty() && !right.is_empty() && !right.contains('@'));
    if has_two_sides && message_id.len() <= 250 && message_id.bytes().all(is_visible) {
        Ok(())
    } else {
        Err(BuildError::MessageId)
    }
}

fn mail_date(letter: &Letter) -> Result<String, BuildError> {
    let utc = letter.date.to_zoned(TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&utc).ok().ok_or(BuildError::Date)
}

fn is_free_header(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_token = !lower.is_empty()
        && lower.len() <= 76
        && lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_token
        && !OWN_HEADERS.contains(&lower.as_str())
        && !lower.starts_with("content-")
        && !lower.starts_with("resent-")
}
