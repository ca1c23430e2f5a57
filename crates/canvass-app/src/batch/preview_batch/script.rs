//! Whether a text has letters that are written from right to left.

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, their presentation forms, and the old scripts and Adlam
/// beyond the first plane.
const RANGES: [(char, char); 5] = [
    ('\u{590}', '\u{8ff}'),
    ('\u{fb1d}', '\u{fdff}'),
    ('\u{fe70}', '\u{feff}'),
    ('\u{10800}', '\u{10fff}'),
    ('\u{1e800}', '\u{1efff}'),
];

/// A single letter is enough: it turns the run that it stands in.
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|sign| RANGES.iter().any(|(from, to)| (*from..=*to).contains(&sign)))
}

#[cfg(test)]
mod tests {
    use super::is_right_to_left;

    #[test]
    fn one_letter_turns_a_text() {
        for text in ["\u{5e9}\u{5dc}\u{5d5}\u{5dd}", "Ann \u{645}\u{62d}\u{645}\u{62f}", "\u{1e900}"] {
            assert!(is_right_to_left(text), "{text}");
        }
        for text in ["", "Zo\u{eb}", "\u{4e2d}\u{6587}", "\u{1F600}"] {
            assert!(!is_right_to_left(text), "{text}");
        }
    }
}
