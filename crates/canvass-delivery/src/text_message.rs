//! A text message on its way. It travels as a small mail, so that queue, ledger and mailbox treat both alike; only the
//! gateway reads it back.

use aws_lc_rs::digest::{SHA256, digest};

use crate::Built;

const ID: &str = "Message-ID";
const COPY_ID: &str = "X-Copy-ID";
const RECEIPT: &str = "X-Receipt";
const REST: &str =
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

/// A text message, ready to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// The same over all attempts.
    pub message_id: String,
    /// The number it goes to: `+` and digits.
    pub to: String,
    /// What stands in it.
    pub text: String,
    /// By what its receipt names it to us.
    pub receipt: String,
    /// By what copies of it are told apart: the same over the attempts that one and the same message shall come of.
    pub copy_id: String,
}

impl TextMessage {
    /// As it travels.
    pub fn built(&self) -> Built {
        let Self { message_id, to, text, receipt, copy_id } = self;
        let head = format!("{ID}: <{message_id}>\r\n{COPY_ID}: {copy_id}\r\n{RECEIPT}: {receipt}\r\n");
        let bytes = format!("{head}{REST}{text}").into_bytes();
        Built { envelope_from: String::new(), envelope_to: to.clone(), bytes, needs_smtputf8: false }
    }

    /// What travelled; `None` if it is a mail.
    pub fn of(built: &Built) -> Option<Self> {
        let bytes = std::str::from_utf8(&built.bytes).ok()?;
        let (head, text) = bytes.split_once("\r\n\r\n")?;
        let header =
            |name: &str| head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        Some(Self {
            message_id: header(ID)?.strip_prefix('<')?.strip_suffix('>')?.to_owned(),
            to: built.envelope_to.clone(),
            text: text.to_owned(),
            receipt: header(RECEIPT)?.to_owned(),
            copy_id: header(COPY_ID)?.to_owned(),
        })
    }

    /// The idempotency key, in the form of a UUID (RFC 9562, version 8), which providers like best. It comes from what
    /// copies are told apart by, so each attempt has the same one, on whatever node, until a person lets it leave again.
    pub fn key(&self) -> String {
        let digest = digest(&SHA256, self.copy_id.as_bytes());
        let mut bytes = [0; 16];
        for (byte, own) in bytes.iter_mut().zip(digest.as_ref()) {
            *byte = *own;
        }
        let value = u128::from_be_bytes(bytes);
        let value = value & !(0xf << 76) | 0x8 << 76;
        let hex = format!("{:032x}", value & !(0x3 << 62) | 0x2 << 62);
        let mut key = String::with_capacity(36);
        for (index, sign) in hex.chars().enumerate() {
            if matches!(index, 8 | 12 | 16 | 20) {
                key.push('-');
            }
            key.push(sign);
        }
        key
    }

    /// Whether this recipient gets text messages: a number is no address.
    pub fn is_for(recipient: &str) -> bool {
        !recipient.contains('@')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid_and_that_of_what_copies_are_told_apart_by() {
        let message = |copy_id: &str, text: &str| TextMessage {
            message_id: "abc@example.org".to_owned(),
            copy_id: copy_id.to_owned(),
            to: "+31612345678".to_owned(),
            text: text.to_owned(),
            receipt: String::new(),
        };
        let key = message("abc@example.org", "one").key();
        // The first 16 bytes of the SHA-256 of "abc@example.org", with version and variant.
        assert_eq!(key, "1f9d985c-0d8d-8ef9-a0ed-ed8464879c86");
        assert_eq!(key, message("abc@example.org", "two").key());
        assert_ne!(key, message("2.abc@example.org", "one").key());
    }

    #[test]
    fn what_travels_is_read_back() {
        let message = TextMessage {
            message_id: "abc@example.org".to_owned(),
            to: "+31612345678".to_owned(),
            text: "Hi\r\n\r\nMessage-ID: <x>\n\u{1f600}".to_owned(),
            receipt: "r1".to_owned(),
            copy_id: "2.abc@example.org".to_owned(),
        };
        assert_eq!(TextMessage::of(&message.built()), Some(message.clone()));
        assert!(TextMessage::is_for(&message.built().envelope_to));
        assert!(!TextMessage::is_for("+1@example.org"));
    }
}
