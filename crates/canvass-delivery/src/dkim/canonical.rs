//! The relaxed forms of RFC 6376, 3.4.2 and 3.4.4, for bytes with CRLF line ends.

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::BASE64;

/// A letter cut into its headers and its body.
#[derive(Debug)]
pub(super) struct Message<'a> {
    /// Name in lower case, and everything after the colon, folds and all.
    headers: Vec<(String, &'a [u8])>,
    pub(super) body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Cuts; nothing if it has no end of headers.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, rest) = bytes.split_at_checked(end + 2)?;
        let body = rest.get(2..)?;
        let mut headers = Vec::with_capacity(16);
        let mut from = 0;
        while from < head.len() {
            let field = head.get(from..)?;
            let length = field_length(field);
            let field = field.get(..length)?;
            let colon = field.iter().position(|byte| *byte == b':')?;
            let (name, value) = field.split_at_checked(colon)?;
            let name = String::from_utf8_lossy(name).trim_end().to_ascii_lowercase();
            headers.push((name, value.get(1..)?));
            from += length;
        }
        Some(Self { headers, body })
    }

    /// How often a header stands in it.
    pub(super) fn count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(own, _)| own == name).count()
    }

    /// The n-th header of this name from below, which is the order of signing (RFC 6376, 5.4.2).
    pub(super) fn nth_last(&self, name: &str, nth: usize) -> Option<&'a [u8]> {
        self.headers.iter().rev().filter(|(own, _)| own == name).nth(nth).map(|(_, value)| *value)
    }

    /// The domain of the address in From, in lower case.
    pub(super) fn sender_domain(&self) -> Option<String> {
        let value = relaxed_value(self.nth_last("from", 0)?);
        let text = String::from_utf8(value).ok()?;
        let (_, domain) = text.rsplit_once('@')?;
        Some(domain.trim_end_matches(['>', ' ']).to_ascii_lowercase())
    }
}

/// Up to and with the first CRLF that no blank follows.
fn field_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(end) = bytes.get(at..).and_then(|rest| rest.windows(2).position(|two| two == b"\r\n")) {
        at += end + 2;
        if !matches!(bytes.get(at), Some(b' ' | b'\t')) {
            return at;
        }
    }
    bytes.len()
}

/// A header's value on one line, runs of blanks as one, none at either end.
pub(super) fn relaxed_value(value: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(value.len());
    for word in value.split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
        if word.is_empty() {
            continue;
        }
        if !relaxed.is_empty() {
            relaxed.push(b' ');
        }
        relaxed.extend_from_slice(word);
    }
    relaxed
}

/// The hash of the relaxed body, in base64.
pub(super) fn body_hash(body: &[u8]) -> String {
    let mut hash = Context::new(&SHA256);
    let mut empty_lines = 0;
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = match rest.windows(2).position(|two| two == b"\r\n") {
            Some(end) => (rest.get(..end).unwrap_or_default(), rest.get(end + 2..).unwrap_or_default()),
            None => (rest, <&[u8]>::default()),
        };
        let line = relaxed_line(line);
        if line.is_empty() {
            // Empty lines at the end do not count, those before text do.
            empty_lines += 1;
        } else {
            for _ in 0..empty_lines {
                hash.update(b"\r\n");
            }
            empty_lines = 0;
            hash.update(&line);
            hash.update(b"\r\n");
        }
        rest = after;
    }
    BASE64.encode(hash.finish().as_ref())
}

/// Runs of blanks as one, none at the end; one at the beginning stays.
fn relaxed_line(line: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(line.len());
    let mut has_blank = false;
    for byte in line {
        if matches!(byte, b' ' | b'\t') {
            has_blank = true;
            continue;
        }
        if has_blank {
            relaxed.push(b' ');
            has_blank = false;
        }
        relaxed.push(*byte);
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_6376_is_relaxed_as_it_says() {
        let message = Message::read(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n").unwrap();
        assert_eq!(message.headers.len(), 2);
        assert_eq!(relaxed_value(message.nth_last("a", 0).unwrap()), b"X");
        assert_eq!(relaxed_value(message.nth_last("b", 0).unwrap()), b"Y Z");
        assert_eq!(message.nth_last("b", 1), None);
        // 3.4.5: the body becomes " C" and "D E", without the empty lines at its end.
        assert_eq!(body_hash(message.body), body_hash(b" C\r\nD E\r\n"));
        assert_eq!(relaxed_line(b" C "), b" C");
        assert_eq!(relaxed_line(b"D \t E"), b"D E");
    }

    #[test]
    fn an_empty_body_has_the_hash_of_nothing() {
        for body in [&b""[..], b"\r\n", b"\r\n\r\n", b" \t\r\n"] {
            assert_eq!(body_hash(body), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "{body:?}");
        }
        assert_ne!(body_hash(b"\r\na\r\n"), body_hash(b"a\r\n"), "empty lines before text count");
        assert_eq!(body_hash(b"a"), body_hash(b"a\r\n"));
    }

    #[test]
    fn the_sender_is_read_from_the_header() {
        for (from, domain) in [
            ("From: a@Example.org\r\n", Some("example.org")),
            ("From: \"x@y.z\"\r\n <a@sub.example.org>\r\n", Some("sub.example.org")),
            ("To: a@example.org\r\n", None),
        ] {
            let bytes = format!("{from}\r\nhello\r\n");
            let message = Message::read(bytes.as_bytes()).unwrap();
            assert_eq!(message.sender_domain().as_deref(), domain, "{from}");
        }
        assert!(Message::read(b"From: a@b\r\nno end of headers").is_none());
        assert!(Message::read(b"no colon\r\n\r\n").is_none());
    }
}
