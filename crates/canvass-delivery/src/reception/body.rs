//! A mail that is coming in after DATA: its end, and the dots that were doubled on the way. Only CR LF dot CR LF ends it
//! (RFC 5321 2.3.8, 4.1.1.4); what looks like an end elsewhere is content.

use smtp_proto::request::receiver::{DataReceiver, DummyDataReceiver};

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A whole mail.
    Mail(Vec<u8>),
    /// A whole mail that was too large to be kept.
    TooLarge,
    /// Something that one server takes for the end and another does not.
    Ambiguous,
}

/// A mail that is coming in.
pub(super) struct Body {
    receiver: Receiver,
    content: Vec<u8>,
    most: usize,
}

enum Receiver {
    Keeps(DataReceiver),
    Drops(DummyDataReceiver),
}

impl Body {
    /// A mail of at most so many bytes.
    pub(super) fn new(most: usize) -> Self {
        let (mut receiver, mut content) = (DataReceiver::new(), Vec::new());
        // The end of the line DATA is the start of the first one: without it a mail of no lines had no end.
        receiver.ingest(&mut b"\r\n".iter(), &mut content);
        content.clear();
        Self { receiver: Receiver::Keeps(receiver), content, most }
    }

    /// Takes from the front of a piece what belongs to the mail; at its end tells what it was.
    pub(super) fn take(&mut self, piece: &mut &[u8]) -> Option<Heard> {
        let mut bytes = piece.iter();
        let is_whole = match &mut self.receiver {
            Receiver::Keeps(receiver) => receiver.ingest(&mut bytes, &mut self.content),
            Receiver::Drops(receiver) => receiver.ingest(&mut bytes),
        };
        *piece = bytes.as_slice();
        if is_whole {
            return Some(self.whole());
        }
        if let Receiver::Keeps(receiver) = &self.receiver
            // The library keeps a CR that may belong to the end.
            && self.content.len() > self.most + 1
        {
            self.receiver = Receiver::Drops(DummyDataReceiver::new_data(receiver));
            self.content = Vec::new();
        }
        None
    }

    fn whole(&mut self) -> Heard {
        let content = std::mem::take(&mut self.content);
        if matches!(self.receiver, Receiver::Drops(_)) || content.len() > self.most {
            return Heard::TooLarge;
        }
        // The library also takes dot CR CR LF for the end, and leaves a CR.
        if content.is_empty() || content.ends_with(b"\r\n") { Heard::Mail(content) } else { Heard::Ambiguous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of bytes, in one piece and in single bytes, and what is left of them.
    fn hear(bytes: &[u8], most: usize) -> (Option<Heard>, Vec<u8>) {
        let mut rest = bytes;
        let heard = Body::new(most).take(&mut rest);
        let mut body = Body::new(most);
        let single = bytes.iter().find_map(|byte| body.take(&mut std::slice::from_ref(byte)));
        assert_eq!(heard, single, "{}", bytes.escape_ascii());
        (heard, rest.to_vec())
    }

    fn mail(content: &[u8]) -> Heard {
        Heard::Mail(content.to_vec())
    }

    #[test]
    fn dots_are_undone_and_what_follows_the_end_is_left() {
        assert_eq!(
            hear(b"a\r\n..b\r\n.c\r\n.\r\nQUIT\r\n", 99),
            (Some(mail(b"a\r\n.b\r\nc\r\n")), b"QUIT\r\n".to_vec())
        );
        assert_eq!(hear(b".\r\n", 99).0, Some(mail(b"")));
        assert_eq!(hear(b"..\r\n.\r\n", 99).0, Some(mail(b".\r\n")));
    }

    #[test]
    fn no_bare_line_end_smuggles_a_second_mail() {
        for end in ["\n.\n", "\n.\r\n", "\r.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\n.\r", "\0\r\n.\0\r\n"] {
            let bytes = format!("a{end}MAIL FROM:<x@example.org>\r\n.\r\n");
            let (Some(Heard::Mail(content)), rest) = hear(bytes.as_bytes(), 99) else { panic!("{end:?}") };
            assert!(content.ends_with(b"MAIL FROM:<x@example.org>\r\n") && rest.is_empty(), "{end:?}");
        }
        assert_eq!(hear(b"a\r\n.\r\r\nMAIL FROM:<>\r\n.\r\n", 99).0, Some(Heard::Ambiguous));
        assert_eq!(hear(b".\r\r\n", 99).0, Some(Heard::Ambiguous));
    }

    #[test]
    fn a_large_mail_is_heard_to_its_end_and_not_kept() {
        let bytes = [vec![b'a'; 100].as_slice(), b"\r\n.\r\nQUIT\r\n"].concat();
        assert_eq!(hear(&bytes, 99), (Some(Heard::TooLarge), b"QUIT\r\n".to_vec()));
        assert_eq!(hear(&bytes, 101).0, Some(Heard::TooLarge));
        assert!(matches!(hear(&bytes, 102).0, Some(Heard::Mail(_))));
        let mut body = Body::new(10);
        for _ in 0..1_000 {
            assert_eq!(body.take(&mut &[b'a'; 1_000][..]), None);
        }
        assert_eq!(body.content.capacity(), 0);
    }
}
