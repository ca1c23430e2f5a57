//! Texts and names: quotes, escapes, and the signs that never get in (J4, J5, J8-J11).

use std::borrow::Cow;

use super::scan::{Scanner, Stop};

impl<'a> Scanner<'a> {
    /// A text in the quotes that stand here. Borrowed unless something in it was escaped or dropped.
    pub(super) fn quoted(&mut self) -> Result<Cow<'a, str>, Stop> {
        let quote = self.peek().unwrap_or(b'"');
        self.at += 1;
        let start = self.at;
        self.skip_plain(quote);
        if self.peek() == Some(quote) {
            let text = self.since(start);
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        let mut text = String::from(self.since(start));
        while !self.take(quote) {
            self.special(&mut text)?;
            let plain = self.at;
            self.skip_plain(quote);
            text.push_str(self.since(plain));
        }
        Ok(Cow::Owned(text))
    }

    /// Over everything that needs no look: 0xEF may begin U+FFFE or U+FFFF.
    fn skip_plain(&mut self, quote: u8) {
        let rest = self.rest();
        let plain =
            rest.iter().position(|&byte| byte == quote || byte == b'\\' || byte < b' ' || byte == 0xEF);
        self.at += plain.unwrap_or(rest.len());
    }

    fn special(&mut self, text: &mut String) -> Result<(), Stop> {
        match self.peek() {
            Some(b'\\') => self.escape(text),
            Some(0xEF) => {
                let sign =
                    self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or('\u{FFFE}');
                self.at += sign.len_utf8();
                self.keep(sign, text);
                Ok(())
            }
            // J8: kept, so that the member is refused with its path.
            Some(0) => {
                self.at += 1;
                text.push('\0');
                Ok(())
            }
            Some(_) => Err(self.expected("a control character must be escaped.")),
            None => Err(self.expected("the text is not closed.")),
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Stop> {
        let start = self.at;
        self.at += 1;
        let sign = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'\'') if self.is_lenient => '\'',
            Some(b'u') => return self.unicode_escape(start, text),
            _ => return Err(self.expected("the escape is not one of JSON.")),
        };
        self.at += 1;
        self.keep(sign, text);
        Ok(())
    }

    fn unicode_escape(&mut self, start: usize, text: &mut String) -> Result<(), Stop> {
        let first = self.four_digits()?;
        let code = match first {
            0xD800..=0xDBFF if self.rest().starts_with(b"\\u") => {
                self.at += 1;
                let second = self.four_digits()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(unpaired(start));
                }
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            _ => first,
        };
        let sign = char::from_u32(code).ok_or_else(|| unpaired(start))?;
        self.keep(sign, text);
        Ok(())
    }

    /// J9: what XML cannot carry is dropped, unless the surface judges it (Q20); NUL is kept for J8.
    fn keep(&self, sign: char, text: &mut String) {
        let is_dropped = matches!(sign, '\u{1}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
        if self.keeps_controls || !is_dropped {
            text.push(sign);
        }
    }

    /// The four digits after the `u` that stands here.
    fn four_digits(&mut self) -> Result<u32, Stop> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.expected("four hexadecimal digits are expected."))?;
            self.at += 1;
        }
        Ok(code)
    }

    /// The name of a member; bare only in the second reading (J5).
    pub(super) fn name(&mut self) -> Result<Cow<'a, str>, Stop> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'\'') if self.is_lenient => self.quoted(),
            _ if self.is_lenient => self.bare_name(),
            _ => Err(self.expected("a name in double quotes is expected.")),
        }
    }

    fn bare_name(&mut self) -> Result<Cow<'a, str>, Stop> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let is_inside = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '$';
        self.at += rest.find(|sign| !is_inside(sign)).unwrap_or(rest.len());
        if self.at == start {
            return Err(self.expected("a name is expected."));
        }
        Ok(Cow::Borrowed(self.since(start)))
    }
}

fn unpaired(at: usize) -> Stop {
    Stop { at, what: "the surrogate has no partner.", is_syntax: true }
}
