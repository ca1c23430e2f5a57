//! Numbers of templates: decimal, never floating, so that an amount is printed as it was sent.

use super::language::number_marks;

/// Decimals that are kept; more are cut.
const SCALE: usize = 12;
/// Digits before the decimals; a longer value is no number of ours.
const MOST_DIGITS: usize = 24;

/// A decimal number, in units of the last kept decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Decimal(i128);

/// A number, and the decimals that it was written with.
pub(super) fn read(text: &str, has_comma: bool) -> Option<(Decimal, usize)> {
    let text = text.trim();
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mark = if has_comma { ',' } else { '.' };
    let (whole, decimals) = digits.split_once(mark).unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > MOST_DIGITS {
        return None;
    }
    let kept = decimals.get(..decimals.len().min(SCALE))?;
    let units: i128 = format!("0{whole}{kept:0<SCALE$}").parse().ok()?;
    Some((Decimal(if is_negative { -units } else { units }), kept.len()))
}

impl Decimal {
    /// In the marks of a language, rounded half away from zero.
    pub(super) fn print(self, decimals: usize, is_grouped: bool, language: &str) -> String {
        let decimals = decimals.min(SCALE);
        let power = u32::try_from(SCALE - decimals).unwrap_or_default();
        let unit = 10_i128.pow(power);
        let rounded = (self.0.abs() + unit / 2) / unit;
        let digits = format!("{rounded:0>width$}", width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let (group, mark) = number_marks(language);
        let mut made = String::with_capacity(digits.len() + 8);
        if self.0 < 0 && rounded != 0 {
            made.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if is_grouped && place > 0 && (whole.len() - place).is_multiple_of(3) {
                made.push_str(group);
            }
            made.push(digit);
        }
        if decimals > 0 {
            made.push_str(mark);
            made.push_str(fraction);
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, decimals: Option<usize>, language: &str) -> Option<String> {
        let (number, written) = read(text, false)?;
        Some(number.print(decimals.unwrap_or(written), true, language))
    }

    #[test]
    fn numbers_are_rounded_and_marked_as_the_language_does() {
        for (text, decimals, language, expected) in [
            ("1234567.5", Some(2), "nl", "1.234.567,50"),
            ("1234567.5", Some(2), "en-GB", "1,234,567.50"),
            ("1234.5", None, "fr", "1\u{a0}234,5"),
            ("1234", None, "xx", "1234"),
            ("0.005", Some(2), "en", "0.01"),
            ("-0.004", Some(2), "en", "0.00"),
            ("-2.5", Some(0), "en", "-3"),
            ("00012", None, "en", "12"),
            ("999999999999999999999999", Some(0), "xx", "999999999999999999999999"),
            (" +5.50 ", None, "en", "5.50"),
        ] {
            assert_eq!(printed(text, decimals, language).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for text in ["", "-", ".", ".5", "1,5", "1.2.3", "1e3", "0x1", "1 000", "9999999999999999999999999"] {
            assert_eq!(read(text, false), None, "{text}");
        }
        assert_eq!(read("1,5", true), read("1.5", false));
        assert_eq!(read("1.5", true), None);
    }

    #[test]
    fn numbers_compare_by_value() {
        let number = |text| read(text, false).unwrap().0;
        assert!(number("10") > number("9.99"));
        assert!(number("-1") < number("0"));
        assert_eq!(number("1.50"), number("1.5"));
    }
}
