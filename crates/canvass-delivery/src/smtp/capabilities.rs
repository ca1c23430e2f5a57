//! What the peer says it can do, from its answer to EHLO.

use super::reply::Reply;

/// The extensions we make use of; everything else, CHUNKING too, is left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Capabilities {
    pub(super) pipelining: bool,
    pub(super) eight_bit: bool,
    pub(super) smtputf8: bool,
    pub(super) starttls: bool,
    pub(super) auth_plain: bool,
    pub(super) auth_login: bool,
    /// The largest message the peer takes; absent if it names none.
    pub(super) most_bytes: Option<u64>,
    pub(super) size: bool,
}

impl Capabilities {
    /// Reads the lines after the greeting line.
    pub(super) fn from_ehlo(reply: &Reply) -> Self {
        let mut known = Self::default();
        for line in reply.lines.iter().skip(1) {
            // `AUTH=LOGIN` is an old form some servers still send beside the real one.
            let upper = line.to_ascii_uppercase().replace('=', " ");
            let mut words = upper.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => known.pipelining = true,
                Some("8BITMIME") => known.eight_bit = true,
                Some("SMTPUTF8") => known.smtputf8 = true,
                Some("STARTTLS") => known.starttls = true,
                Some("SIZE") => {
                    known.size = true;
                    known.most_bytes =
                        words.next().and_then(|bytes| bytes.parse().ok()).filter(|bytes| *bytes > 0);
                }
                Some("AUTH") => {
                    for mechanism in words {
                        known.auth_plain |= mechanism == "PLAIN";
                        known.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Capabilities {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        Capabilities::from_ehlo(&Reply { code: 250, lines })
    }

    #[test]
    fn extensions_are_read_without_case_and_order() {
        let known = read(&["STARTTLS is my name", "pipelining", "Size 1000", "auth login plain", "CHUNKING"]);
        assert!(known.pipelining && known.auth_plain && known.auth_login && known.size);
        assert_eq!(known.most_bytes, Some(1_000));
        assert!(!known.starttls, "the greeting line is no extension");
        assert!(!known.smtputf8 && !known.eight_bit);
    }

    #[test]
    fn a_size_of_nothing_zero_or_nonsense_is_no_limit() {
        for line in ["SIZE", "SIZE 0", "SIZE many", "SIZE 99999999999999999999999"] {
            let known = read(&["x", line]);
            assert_eq!((known.size, known.most_bytes), (true, None), "{line}");
        }
    }
}
