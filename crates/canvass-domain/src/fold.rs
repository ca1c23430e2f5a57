//! How texts are compared without case: outer blanks off, every character folded by itself (E29, E36, E40).
//!
//! Upper case first and lower case after it is close to full case folding (`ß` = `SS`, `ς` = `σ`) and needs no tables
//! beyond those of the standard library.

/// The folded characters of a text, blanks kept.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// The folded text without outer blanks: the key under which equal texts meet.
pub(crate) fn key(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() { text.to_ascii_lowercase() } else { folded(text).collect() }
}

/// Whether a text holds nothing but blanks; looks no further than the first other character.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Whether two texts are equal without case and outer blanks.
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (one.trim(), other.trim());
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        folded(one).eq(folded(other))
    }
}

#[cfg(test)]
mod tests {
    use super::{key, same};

    #[test]
    fn texts_are_equal_without_case_and_outer_blanks() {
        for (one, other) in
            [("Gold", " gOLD\t"), ("STRASSE", "straße"), ("ΟΔΟΣ", "οδος"), ("", "  "), ("ÅSA", "åsa")]
        {
            assert!(same(one, other), "{one:?} {other:?}");
            assert_eq!(key(one), key(other), "{one:?} {other:?}");
        }
        assert!(!same("gold", "go ld"));
    }
}
