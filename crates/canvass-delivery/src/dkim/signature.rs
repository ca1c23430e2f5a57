//! The DKIM-Signature header.

use std::fmt::Write as _;

use data_encoding::BASE64;
use jiff::Timestamp;

use super::canonical::{Message, relaxed_value};
use super::key::{DkimAlgorithm, DkimKey};

/// What is signed. Each is named once more than it stands there, so that nobody can add another one (RFC 6376, 8.15);
/// both List-Unsubscribe headers must be covered for the button of RFC 8058.
const SIGNED: [&str; 15] = [
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// A line of base64 in the header.
const LINE: usize = 72;

/// The header with its line end; nothing if the key failed.
pub(super) fn header(key: &DkimKey, message: &Message<'_>, body_hash: &str, at: Timestamp) -> Option<String> {
    let names = signed_names(message);
    let mut value = String::with_capacity(1024);
    let algorithm = match key.algorithm() {
        DkimAlgorithm::Rsa => "rsa-sha256",
        DkimAlgorithm::Ed25519 => "ed25519-sha256",
    };
    let (domain, selector, seconds) = (key.domain(), key.selector(), at.as_second());
    // Writing to a String cannot fail.
    write!(
        value,
        " v=1; a={algorithm}; c=relaxed/relaxed; d={domain};\r\n\ts={selector}; t={seconds};\r\n\th="
    )
    .ok()?;
    append_names(&mut value, &names);
    write!(value, ";\r\n\tbh={body_hash};\r\n\tb=").ok()?;
    let signature = BASE64.encode(&key.sign(&signed_text(message, &names, &value))?);
    for (number, line) in signature.as_bytes().chunks(LINE).enumerate() {
        if number > 0 {
            value.push_str("\r\n\t");
        }
        value.push_str(&String::from_utf8_lossy(line));
    }
    Some(format!("DKIM-Signature:{value}\r\n"))
}

/// Each header of [`SIGNED`] as often as it stands there and once more.
fn signed_names(message: &Message<'_>) -> Vec<&'static str> {
    SIGNED.into_iter().flat_map(|name| std::iter::repeat_n(name, message.count(name) + 1)).collect()
}

fn append_names(value: &mut String, names: &[&str]) {
    let mut width = 10;
    for (number, name) in names.iter().enumerate() {
        if number > 0 {
            value.push(':');
        }
        if width + name.len() > LINE {
            value.push_str("\r\n\t ");
            width = 10;
        }
        value.push_str(name);
        width += name.len() + 1;
    }
}

/// RFC 6376, 3.7: the signed headers, then this one with an empty `b=` and without a line end.
pub(super) fn signed_text(message: &Message<'_>, names: &[&str], own_value: &str) -> Vec<u8> {
    let mut text = Vec::with_capacity(2048);
    for (index, name) in names.iter().enumerate() {
        let before = names.iter().take(index).filter(|earlier| *earlier == name).count();
        // One that is not there adds nothing.
        if let Some(value) = message.nth_last(name, before) {
            text.extend_from_slice(name.as_bytes());
            text.push(b':');
            text.extend_from_slice(&relaxed_value(value));
            text.extend_from_slice(b"\r\n");
        }
    }
    text.extend_from_slice(b"dkim-signature:");
    text.extend_from_slice(&relaxed_value(own_value.as_bytes()));
    text
}
