//! The cursor over JSON text: blanks, comments, literals and numbers.

use crate::limits::ReadLimits;

/// Why and where the reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Byte offset.
    pub(super) at: usize,
    /// What was expected.
    pub(super) what: &'static str,
    /// A second, lenient reading may still succeed.
    pub(super) is_syntax: bool,
}

/// A place in the text and what may stand there.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) is_lenient: bool,
    /// Signs that XML cannot carry stay in texts: the surface judges them itself (Q20).
    pub(super) keeps_controls: bool,
    pub(super) limits: ReadLimits,
    pub(super) values: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn strict(text: &'a str, limits: ReadLimits) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            is_lenient: false,
            keeps_controls: false,
            limits,
            values: 0,
        }
    }

    pub(super) fn lenient(text: &'a str, limits: ReadLimits) -> Self {
        Self { is_lenient: true, ..Self::strict(text, limits) }
    }

    pub(super) fn keeping_controls(mut self) -> Self {
        self.keeps_controls = true;
        self
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The text from `start` to here; both lie beside ASCII signs, so it is never cut inside a character.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        if is_there {
            self.at += 1;
        }
        is_there
    }

    /// A syntax error here; at the end of the text that is what is said.
    pub(super) fn expected(&self, what: &'static str) -> Stop {
        let what = if self.peek().is_none() { "the text ends too early." } else { what };
        Stop { at: self.at, what, is_syntax: true }
    }

    pub(super) fn limit(&self, what: &'static str) -> Stop {
        Stop { at: self.at, what, is_syntax: false }
    }

    /// Blanks and, in the second reading, comments (J2).
    pub(super) fn skip_blanks(&mut self) -> Result<(), Stop> {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                self.at += 1;
            }
            if !(self.is_lenient && self.peek() == Some(b'/')) {
                return Ok(());
            }
            self.skip_comment()?;
        }
    }

    fn skip_comment(&mut self) -> Result<(), Stop> {
        let rest = self.rest();
        let length = match rest.get(1) {
            Some(b'/') => {
                Some(rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()))
            }
            Some(b'*') => rest.get(2..).and_then(|inside| {
                inside.windows(2).position(|pair| pair == b"*/").map(|closing| closing + 4)
            }),
            _ => return Err(self.expected("a comment begins with // or /*.")),
        };
        self.at += length.ok_or_else(|| self.expected("the comment is not closed."))?;
        Ok(())
    }

    /// `true`, `false` or `null`.
    pub(super) fn literal(&mut self, word: &str) -> Result<(), Stop> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.expected("a value is expected."));
        }
        self.at += word.len();
        Ok(())
    }

    /// A number in the spelling of JSON (J10), as sent.
    pub(super) fn number(&mut self) -> Result<&'a str, Stop> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0') {
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.expected("a number does not begin with zeros."));
            }
        } else {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.expected("a digit is expected.")) } else { Ok(()) }
    }
}
