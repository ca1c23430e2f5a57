//! What is kept of an answer: its beginning, with everything escaped that a page or a terminal could stumble over.

/// Bytes of the answer that are looked at, and of the excerpt at most.
pub(super) const MOST_BYTES: usize = 1_024;

/// The beginning of an answer; `None` if there was none.
pub(super) fn excerpt(answer: &[u8]) -> Option<String> {
    let beginning = answer.get(..MOST_BYTES).unwrap_or(answer);
    let mut kept = String::new();
    for sign in String::from_utf8_lossy(beginning).chars() {
        let is_plain =
            sign == ' ' || sign.is_ascii_graphic() && !matches!(sign, '<' | '>' | '&' | '"' | '\\');
        let escaped = if is_plain { sign.to_string() } else { sign.escape_unicode().to_string() };
        if kept.len() + escaped.len() > MOST_BYTES {
            break;
        }
        kept.push_str(&escaped);
    }
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hok_05_an_excerpt_is_short_and_escaped() {
        assert_eq!(excerpt(b"ok, 3 rows"), Some("ok, 3 rows".to_owned()));
        assert_eq!(excerpt(b""), None);
        assert_eq!(
            excerpt("<b>\u{1b}[2J\r\n\u{202e}".as_bytes()).unwrap(),
            r"\u{3c}b\u{3e}\u{1b}[2J\u{d}\u{a}\u{202e}"
        );
        for answer in [vec![b'x'; 100_000], vec![0; 5_000], vec![0xff; 5_000], "é".repeat(2_000).into_bytes()]
        {
            let kept = excerpt(&answer).unwrap();
            assert!(kept.len() <= 1_024 && kept.len() > 1_000, "{}", kept.len());
            assert!(kept.is_ascii());
        }
    }
}
