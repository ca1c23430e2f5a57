//! A text message on its way. It travels as a small mail, so that queue, ledger and mailbox treat both alike; only the
//! gateway reads it back.

use crate::Built;

const ID: &str = "Message-ID";
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
}

impl TextMessage {
    /// As it travels.
    pub fn built(&self) -> Built {
        let Self { message_id, to, text, receipt } = self;
        let bytes = format!("{ID}: <{message_id}>\r\n{RECEIPT}: {receipt}\r\n{REST}{text}").into_bytes();
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
        })
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
    fn what_travels_is_read_back() {
        let message = TextMessage {
            message_id: "abc@example.org".to_owned(),
            to: "+31612345678".to_owned(),
            text: "Hi\r\n\r\nMessage-ID: <x>\n\u{1f600}".to_owned(),
            receipt: "r1".to_owned(),
        };
        assert_eq!(TextMessage::of(&message.built()), Some(message.clone()));
        assert!(TextMessage::is_for(&message.built().envelope_to));
        assert!(!TextMessage::is_for("+1@example.org"));
    }
}
