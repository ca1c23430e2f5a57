//! Finds the end of a body and takes the dot-stuffing off, as a strict or as a lenient server does.

/// A body that is coming in.
#[derive(Debug)]
pub(super) struct Body {
    raw: Vec<u8>,
    is_lenient: bool,
}

impl Body {
    /// Lenient: bare CR and bare LF end a line too.
    pub(super) fn new(is_lenient: bool) -> Self {
        Self { raw: Vec::new(), is_lenient }
    }

    /// Takes a piece; at the end gives the content and what came after the final dot.
    pub(super) fn add(&mut self, piece: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        // The end may have begun in the piece before.
        let from = self.raw.len().saturating_sub(4);
        self.raw.extend_from_slice(piece);
        let (end, after) = (from..self.raw.len()).find_map(|place| self.end_at(place))?;
        let content = self.raw.get(..end).unwrap_or_default();
        Some((self.without_stuffing(content), self.raw.get(after..).unwrap_or_default().to_vec()))
    }

    /// Is the byte at `place` the final dot? Then: where the content ends, where the rest begins.
    fn end_at(&self, place: usize) -> Option<(usize, usize)> {
        let rest = self.raw.get(place..)?.strip_prefix(b".")?;
        if !self.starts_line(self.raw.get(..place)?) {
            return None;
        }
        if rest.starts_with(b"\r\n") {
            return Some((place, place + 3));
        }
        let is_bare = rest.starts_with(b"\n") || (rest.starts_with(b"\r") && rest.len() > 1);
        (self.is_lenient && is_bare).then_some((place, place + 2))
    }

    fn starts_line(&self, before: &[u8]) -> bool {
        match before {
            [] => true,
            [.., b'\r' | b'\n'] if self.is_lenient => true,
            other => other.ends_with(b"\r\n"),
        }
    }

    fn without_stuffing(&self, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(content.len());
        for (place, byte) in content.iter().enumerate() {
            let is_stuffing =
                *byte == b'.' && content.get(..place).is_some_and(|before| self.starts_line(before));
            // The second of two dots stands behind a dot, not at the start of a line.
            if !is_stuffing {
                out.push(*byte);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &[u8], is_lenient: bool) -> Option<(Vec<u8>, Vec<u8>)> {
        let whole = Body::new(is_lenient).add(raw);
        let mut body = Body::new(is_lenient);
        let per_byte = raw.iter().find_map(|byte| body.add(&[*byte]));
        assert_eq!(whole.as_ref().map(|(content, _)| content), per_byte.as_ref().map(|(content, _)| content));
        whole
    }

    #[test]
    fn a_strict_server_ends_a_body_at_crlf_dot_crlf_only() {
        let raw = b"a\n.\nb\r.\r\nc\r\n..d\r\n.\r\nQUIT\r\n";
        let (content, rest) = read(raw, false).unwrap();
        assert_eq!(content, b"a\n.\nb\r.\r\nc\r\n.d\r\n");
        assert_eq!(rest, b"QUIT\r\n");
        assert_eq!(read(b".\r\n", false).unwrap().0, b"");
        assert_eq!(read(b"a.\r\n\r.\r\n", false), None);
    }

    #[test]
    fn a_lenient_server_is_fooled_by_bare_line_ends() {
        assert_eq!(read(b"a\n.\nMAIL", true).unwrap().0, b"a\n");
        assert_eq!(read(b"a\r.\rMAIL", true).unwrap().0, b"a\r");
        assert_eq!(read(b"a\n..\nb\r\n.\r\n", true).unwrap().0, b"a\n.\nb\r\n");
    }
}
