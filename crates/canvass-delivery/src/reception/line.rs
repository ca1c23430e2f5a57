//! Cuts what comes in into command lines. A line ends with CR LF and nothing else (RFC 5321 2.3.8): what two servers read
//! differently is no line.

/// The longest line with its end: that of RFC 5321 4.5.3.1.4 with room for the parameters of extensions.
const LONGEST: usize = 2_048;

/// What came of a piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// No whole line yet.
    More,
    /// A line, with its CR LF.
    Line(Vec<u8>),
    /// It became too long.
    TooLong,
    /// It has a CR or LF that stands alone.
    BareEnd,
}

/// A line that is coming in.
#[derive(Debug, Default)]
pub(super) struct Lines {
    line: Vec<u8>,
}

impl Lines {
    /// Takes from the front of a piece what belongs to the line.
    pub(super) fn take(&mut self, piece: &mut &[u8]) -> Cut {
        let end = piece.iter().position(|byte| *byte == b'\n');
        let (head, rest) = piece.split_at(end.map_or(piece.len(), |end| end + 1));
        *piece = rest;
        if self.line.len() + head.len() > LONGEST {
            return Cut::TooLong;
        }
        self.line.extend_from_slice(head);
        if end.is_none() {
            return Cut::More;
        }
        let line = std::mem::take(&mut self.line);
        match line.strip_suffix(b"\r\n") {
            Some(text) if !text.contains(&b'\r') => Cut::Line(line),
            _ => Cut::BareEnd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cr_lf_ends_a_line() {
        let mut lines = Lines::default();
        let mut piece = &b"NOOP\r"[..];
        assert_eq!(lines.take(&mut piece), Cut::More);
        piece = b"\nQUIT\r\nX";
        assert_eq!(lines.take(&mut piece), Cut::Line(b"NOOP\r\n".to_vec()));
        assert_eq!(lines.take(&mut piece), Cut::Line(b"QUIT\r\n".to_vec()));
        assert_eq!(lines.take(&mut piece), Cut::More);
        for bare in [&b"NOOP\n"[..], b"NO\rOP\r\n", b"NOOP\r\r\n", b"\n"] {
            assert_eq!(Lines::default().take(&mut &bare[..]), Cut::BareEnd, "{}", bare.escape_ascii());
        }
    }

    #[test]
    fn a_line_without_an_end_is_not_collected_for_ever() {
        let mut lines = Lines::default();
        let taken = (0..=LONGEST).map(|_| lines.take(&mut &b"a"[..])).filter(|cut| *cut == Cut::More).count();
        assert_eq!(taken, LONGEST);
        assert_eq!(Lines::default().take(&mut &vec![b'a'; 10_000][..]), Cut::TooLong);
    }
}
