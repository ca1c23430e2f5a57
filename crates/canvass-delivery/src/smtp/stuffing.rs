//! Dot-stuffing: no line of a body can be read as its end.

use std::borrow::Cow;

use memchr::memchr2_iter;

/// Doubles a dot at the start of a line, where a line starts after CRLF, a bare CR and a bare LF alike
/// (EXP-05), and lets the body end with CRLF, so that only the dot is missing.
pub(super) fn stuffed(body: &[u8]) -> Cow<'_, [u8]> {
    if body.ends_with(b"\r\n") && !has_leading_dot(body) {
        return Cow::Borrowed(body);
    }
    let mut out = Vec::with_capacity(body.len() + 64);
    let mut before = b'\n';
    for &byte in body {
        if byte == b'.' && is_line_end(before) {
            out.push(b'.');
        }
        out.push(byte);
        before = byte;
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    Cow::Owned(out)
}

fn has_leading_dot(body: &[u8]) -> bool {
    let starts_line = |end: usize| body.get(end + 1) == Some(&b'.');
    body.first() == Some(&b'.') || memchr2_iter(b'\r', b'\n', body).any(starts_line)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a receiver does whose lines end with any of CRLF, CR and LF.
    fn unstuffed(wire: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut before = b'\n';
        let mut just_removed = false;
        for &byte in wire {
            if byte == b'.' && is_line_end(before) && !just_removed {
                just_removed = true;
                continue;
            }
            just_removed = false;
            out.push(byte);
            before = byte;
        }
        out
    }

    /// What a receiver does that knows CRLF only.
    fn unstuffed_strictly(wire: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in wire.split_inclusive(|byte| *byte == b'\n') {
            out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        }
        out
    }

    fn with_end(mut body: Vec<u8>) -> Vec<u8> {
        if !body.ends_with(b"\r\n") {
            body.extend_from_slice(b"\r\n");
        }
        body
    }

    #[test]
    fn a_clean_body_is_not_copied() {
        assert!(matches!(stuffed(b"a.b\r\nc\r\n"), Cow::Borrowed(_)));
        assert_eq!(&*stuffed(b"a"), b"a\r\n");
        assert_eq!(&*stuffed(b""), b"\r\n");
    }

    #[test]
    fn exp_05_every_kind_of_line_start_is_guarded() {
        assert_eq!(&*stuffed(b".\r\n"), b"..\r\n");
        assert_eq!(&*stuffed(b"a\r.\rb\n.\nc\r\n.\r\n"), b"a\r..\rb\n..\nc\r\n..\r\n");
    }

    proptest! {
        #[test]
        fn un_stuffing_gives_back_the_body(body in "[a.\r\n]{0,60}") {
            let body = body.into_bytes();
            let wire = stuffed(&body);
            prop_assert_eq!(unstuffed(&wire), with_end(body));
        }

        #[test]
        fn a_strict_receiver_gets_back_a_body_of_crlf_lines(lines in prop::collection::vec("[a.]{0,5}", 1..20)) {
            let body = (lines.join("\r\n") + "\r\n").into_bytes();
            prop_assert_eq!(unstuffed_strictly(&stuffed(&body)), body);
        }

        #[test]
        fn no_line_of_the_wire_is_a_lone_dot(body in "[a.\r\n]{0,60}") {
            let wire = stuffed(body.as_bytes()).into_owned();
            let is_end = |byte: &u8| is_line_end(*byte);
            prop_assert!(wire.split(is_end).all(|line| line != b"."));
            prop_assert!(wire.ends_with(b"\r\n"));
        }
    }
}
