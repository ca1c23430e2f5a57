//! A letter the sink said 250 to, or would have.

use std::io::{self, Write};
use std::time::Duration;

/// One accepted letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The number of the connection it came by, from 1.
    pub connection: u64,
    /// The address of `MAIL FROM`, with whatever stood behind it.
    pub mail: String,
    /// The addresses of `RCPT TO`.
    pub recipients: Vec<String>,
    /// The message without dot-stuffing and final dot.
    pub bytes: Vec<u8>,
    /// It came by TLS.
    pub is_encrypted: bool,
    /// When, counted from the start of the sink.
    pub at: Duration,
}

impl Accepted {
    /// The Message-ID without its angle brackets.
    pub fn message_id(&self) -> Option<String> {
        let id = self.header("message-id")?;
        Some(id.trim_start_matches('<').trim_end_matches('>').to_owned())
    }

    /// The value of the first header of a name.
    pub fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.bytes);
        let head = text.split("\r\n\r\n").next()?;
        let unfolded = head.replace("\r\n ", " ");
        unfolded.split("\r\n").find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }

    /// One record: a line with connection, Message-ID, recipients and length, then the message.
    pub(super) fn append_to(&self, out: &mut impl Write) -> io::Result<()> {
        let id = self.message_id().unwrap_or_default();
        let mut record =
            format!("{} {id} {} {}\n", self.connection, self.recipients.join(","), self.bytes.len())
                .into_bytes();
        record.extend_from_slice(&self.bytes);
        // One write, so that records of several connections do not mix.
        out.write_all(&record)
    }
}
