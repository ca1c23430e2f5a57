//! A request head: one meaning or none. Lines end with CRLF, names are tokens right before their colon, nothing is
//! folded; one Host; one Content-Length of digits or `Transfer-Encoding: chunked`, never both.

use super::Fault;

/// More lines are more than anybody needs; the HTTP library behind takes no more either.
const MOST_LINES: usize = 100;

/// How the body after a head ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// With the last chunk.
    Chunked,
}

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// A part of a head, nothing wrong so far.
    Unfinished,
    /// A head of so many bytes, and how its body ends.
    Whole(usize, Framing),
    /// No head.
    Fault(Fault),
}

/// Judges bytes that begin a head; the first `seen` of them hold no end.
pub(super) fn judge(bytes: &[u8], seen: usize, most: usize) -> Judged {
    let from = seen.saturating_sub(3);
    let fresh = bytes.get(from..).unwrap_or_default();
    let end = fresh.windows(4).position(|four| four == b"\r\n\r\n").map(|place| from + place + 4);
    let length = end.unwrap_or(bytes.len());
    if length > most {
        return Judged::Fault(Fault::TooLarge);
    }
    let head = bytes.get(..length).unwrap_or_default();
    if !has_clean_lines(head, seen.saturating_sub(1), end.is_some()) {
        return Judged::Fault(Fault::Malformed);
    }
    match end {
        None => Judged::Unfinished,
        Some(end) => match framing(head) {
            Ok(framing) => Judged::Whole(end, framing),
            Err(fault) => Judged::Fault(fault),
        },
    }
}

/// CR and LF come in pairs, and no other control character but a tab comes at all.
fn has_clean_lines(head: &[u8], from: usize, is_whole: bool) -> bool {
    let before = from.checked_sub(1).and_then(|place| head.get(place)).copied();
    let mut previous = before.unwrap_or_default();
    for byte in head.get(from..).unwrap_or_default() {
        let is_paired = (*byte == b'\n') == (previous == b'\r');
        let is_control = byte.is_ascii_control() && ![b'\r', b'\n', b'\t'].contains(byte);
        if !is_paired || is_control {
            return false;
        }
        previous = *byte;
    }
    !is_whole || previous == b'\n'
}

fn framing(head: &[u8]) -> Result<Framing, Fault> {
    let text = head.strip_suffix(b"\r\n\r\n").ok_or(Fault::Malformed)?;
    let mut lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let is_1_1 = request_line(lines.next().unwrap_or_default()).ok_or(Fault::Malformed)?;
    let mut fields = Fields::default();
    for (count, line) in lines.enumerate() {
        if count >= MOST_LINES {
            return Err(Fault::TooLarge);
        }
        fields.take(line).ok_or(Fault::Malformed)?;
    }
    fields.framing(is_1_1).ok_or(Fault::Malformed)
}

/// Whether it is HTTP/1.1 rather than 1.0; `None`: no request line. A target is a path: an absolute one names a host
/// beside the Host header (HTP-07).
fn request_line(line: &[u8]) -> Option<bool> {
    let mut words = line.split(|byte| *byte == b' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_whole = words.next().is_none() && is_token(method) && target.starts_with(b"/");
    if !is_whole || target.contains(&b'\t') {
        return None;
    }
    match version {
        b"HTTP/1.1" => Some(true),
        b"HTTP/1.0" => Some(false),
        _ => None,
    }
}

/// The fields that decide where a request ends and whom it is for.
#[derive(Debug, Default)]
struct Fields {
    hosts: usize,
    length: Option<u64>,
    is_chunked: bool,
}

impl Fields {
    fn take(&mut self, line: &[u8]) -> Option<()> {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at_checked(colon)?;
        if !is_token(name) {
            return None;
        }
        let value = value.get(1..)?.trim_ascii();
        if name.eq_ignore_ascii_case(b"host") {
            self.hosts += 1;
            return (self.hosts == 1 && is_host(value)).then_some(());
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            let is_first = self.length.replace(number(value)?).is_none();
            return is_first.then_some(());
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let is_known = value.eq_ignore_ascii_case(b"chunked") && !self.is_chunked;
            self.is_chunked = true;
            return is_known.then_some(());
        }
        Some(())
    }

    fn framing(&self, is_1_1: bool) -> Option<Framing> {
        if is_1_1 && self.hosts == 0 {
            return None;
        }
        match (self.length, self.is_chunked) {
            (Some(_), true) => None,
            (None, true) => is_1_1.then_some(Framing::Chunked),
            (length, false) => Some(Framing::Length(length.unwrap_or_default())),
        }
    }
}

/// Digits only: `+2`, `0x2` and `2, 2` are read differently here and there.
fn number(value: &[u8]) -> Option<u64> {
    let is_plain = (1..=18).contains(&value.len()) && value.iter().all(u8::is_ascii_digit);
    is_plain.then(|| std::str::from_utf8(value).ok()?.parse().ok()).flatten()
}

/// A name, an address in brackets, a port.
fn is_host(value: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:[]%".contains(byte);
    !value.is_empty() && value.iter().all(is_part)
}

fn is_token(word: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !word.is_empty() && word.iter().all(is_part)
}
