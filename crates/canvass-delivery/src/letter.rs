//! What goes into the builder and what comes out of it. `mime` makes the one from the other.

use jiff::Timestamp;

/// A person or office in a mail header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown to the reader.
    pub name: Option<String>,
    /// The bare address, `local@domain`.
    pub address: String,
}

/// One mail, ready to be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The Message-ID without its angle brackets; the same over all attempts.
    pub message_id: String,
    /// The sender, in the header and in the envelope.
    pub from: Mailbox,
    /// Where replies go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The one recipient.
    pub to_address: String,
    /// The recipient's name.
    pub to_name: Option<String>,
    /// The subject, as text.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML, if there is one.
    pub html: Option<String>,
    /// What the Date header says.
    pub date: Timestamp,
    /// Further headers as name and plain ASCII value; those the builder writes itself are refused.
    pub headers: Vec<(String, String)>,
}

/// A letter as bytes, with its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The address for `MAIL FROM`.
    pub envelope_from: String,
    /// The one address for `RCPT TO`.
    pub envelope_to: String,
    /// The message by RFC 5322: CRLF lines, not dot-stuffed.
    pub bytes: Vec<u8>,
    /// An address of the letter has a non-ASCII local part: the peer must offer SMTPUTF8.
    pub needs_smtputf8: bool,
}
