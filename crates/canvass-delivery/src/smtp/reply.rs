//! Reads the peer's replies, whatever arrives and however it is cut (OUT-11).
//!
//! Bounded: a reply that is complete and clear is a result even if it is long; its text is cut, not refused.

use std::collections::VecDeque;

/// One reply may have this many bytes and lines; beyond it nobody is talking SMTP.
const MOST_BYTES: usize = 64 * 1024;
const MOST_LINES: usize = 1_000;
/// So much of each line and so many lines are kept.
const KEPT_LINE: usize = 1_024;
const KEPT_LINES: usize = 64;
/// What goes into an outcome.
const KEPT_TEXT: usize = 512;

/// A complete reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    /// The text of each line without code, made printable.
    pub(super) lines: Vec<String>,
}

impl Reply {
    /// 2, 3, 4 or 5.
    pub(super) fn class(&self) -> u16 {
        self.code / 100
    }

    /// The text as one line, for ledgers and errors.
    pub(super) fn text(&self) -> String {
        let text = self.lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        text.trim().chars().take(KEPT_TEXT).collect()
    }

    /// Code and text.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.code, self.text()).trim_end().to_owned()
    }
}

/// What came is not a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) &'static str);

/// Puts replies together from whatever pieces arrive.
#[derive(Debug, Default)]
pub(super) struct ReplyReader {
    pending: VecDeque<u8>,
    line: Vec<u8>,
    so_far: Option<Reply>,
    bytes: usize,
    count: usize,
}

impl ReplyReader {
    /// Takes what the wire gave.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.pending.extend(bytes);
    }

    /// Is there anything beyond the replies taken so far?
    pub(super) fn has_leftover(&self) -> bool {
        !self.pending.is_empty() || !self.line.is_empty() || self.so_far.is_some()
    }

    /// The next complete reply, if it is there.
    pub(super) fn next_reply(&mut self) -> Result<Option<Reply>, Garbled> {
        while let Some(byte) = self.pending.pop_front() {
            self.bytes += 1;
            if self.bytes > MOST_BYTES {
                return Err(Garbled("the reply is endless"));
            }
            if byte != b'\n' {
                if self.line.len() < KEPT_LINE {
                    self.line.push(byte);
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            if let Some(reply) = self.take_line(&line)? {
                self.bytes = 0;
                self.count = 0;
                return Ok(Some(reply));
            }
        }
        Ok(None)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<Option<Reply>, Garbled> {
        self.count += 1;
        if self.count > MOST_LINES {
            return Err(Garbled("the reply has too many lines"));
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (code, rest) = split_code(line).ok_or(Garbled("a reply line has no code"))?;
        let (goes_on, text) = match rest.split_first() {
            None => (false, rest),
            Some((b' ', text)) => (false, text),
            Some((b'-', text)) => (true, text),
            Some(_) => return Err(Garbled("a reply line has no blank after its code")),
        };
        let mut reply = self.so_far.take().unwrap_or(Reply { code, lines: Vec::new() });
        if reply.code != code {
            return Err(Garbled("the lines of a reply have different codes"));
        }
        if reply.lines.len() < KEPT_LINES {
            reply.lines.push(printable(text));
        }
        if goes_on {
            self.so_far = Some(reply);
            return Ok(None);
        }
        Ok(Some(reply))
    }
}

fn split_code(line: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    let is_code = digits.iter().all(u8::is_ascii_digit)
        && digits.first().is_some_and(|first| (b'2'..=b'5').contains(first));
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    is_code.then_some((code, rest))
}

fn printable(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_all(bytes: &[u8], piece: usize) -> Result<Vec<Reply>, Garbled> {
        let mut reader = ReplyReader::default();
        let mut replies = Vec::new();
        for part in bytes.chunks(piece) {
            reader.push(part);
            while let Some(reply) = reader.next_reply()? {
                replies.push(reply);
            }
        }
        Ok(replies)
    }

    #[test]
    fn out_11_replies_are_the_same_in_one_piece_and_per_byte() {
        let bytes = b"220 ready\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n250\n451-\r\n451 later\r\n";
        let whole = read_all(bytes, bytes.len()).unwrap();
        assert_eq!(whole, read_all(bytes, 1).unwrap());
        let codes: Vec<u16> = whole.iter().map(|reply| reply.code).collect();
        assert_eq!(codes, [220, 250, 354, 250, 451]);
        assert_eq!(whole[1].lines, ["one", "two", "three"]);
        assert_eq!(whole[1].line(), "250 one two three");
        assert_eq!(whole[2].line(), "354");
    }

    #[test]
    fn out_11_a_long_line_and_many_lines_are_cut_but_understood() {
        let mut long = b"250 ".to_vec();
        long.extend(vec![b'x'; 10_000]);
        long.extend(b"\r\n");
        assert_eq!(read_all(&long, 7).unwrap()[0].text().len(), KEPT_TEXT);
        let mut many = b"250-again\r\n".repeat(200);
        many.extend(b"250 done\r\n");
        let replies = read_all(&many, 1_000).unwrap();
        assert_eq!((replies.len(), replies[0].code, replies[0].lines.len()), (1, 250, KEPT_LINES));
    }

    #[test]
    fn out_11_what_is_endless_or_no_reply_is_garbled() {
        assert!(read_all(&vec![b'x'; MOST_BYTES + 1], 512).is_err());
        assert!(read_all(&b"250-a\r\n".repeat(MOST_LINES + 1), 512).is_err());
        for bytes in [
            &b"\r\n"[..],
            b"hello\r\n",
            b"25\r\n",
            b"2\x000 x\r\n",
            b"150 x\r\n",
            b"650 x\r\n",
            b"250_x\r\n",
            b"250-a\r\n251 b\r\n",
            b"\xff\xff\xff\r\n",
            b"HTTP/1.1 400 Bad Request\r\n",
        ] {
            assert!(read_all(bytes, 512).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn out_11_nul_and_control_characters_in_the_text_become_blanks() {
        let replies = read_all(b"250 a\0b\x1bc\xff\r\n", 3).unwrap();
        assert_eq!(replies[0].text(), "a b c\u{fffd}");
    }

    #[test]
    fn leftover_bytes_are_noticed() {
        let mut reader = ReplyReader::default();
        reader.push(b"220 go\r\n250 injected\r\n");
        assert_eq!(reader.next_reply().unwrap().unwrap().code, 220);
        assert!(reader.has_leftover());
        reader.next_reply().unwrap();
        assert!(!reader.has_leftover());
        reader.push(b"2");
        assert_eq!(reader.next_reply(), Ok(None));
        assert!(reader.has_leftover());
    }

    proptest! {
        #[test]
        fn out_11_no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), piece in 1_usize..50) {
            let replies = read_all(&bytes, piece);
            prop_assert!(replies.is_err() || replies.unwrap().iter().all(|reply| (200..600).contains(&reply.code)));
        }
    }
}
