//! int, long and double (V4-V7). Whole numbers never pass through a float.

use std::num::IntErrorKind;
use std::str::FromStr;

use super::{JsonType, Scan, Wrong};

fn whole<T: FromStr<Err = std::num::ParseIntError>>(text: &str) -> Result<Option<T>, Wrong> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Wrong::NotWhole);
    }
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(error) if matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => {
            Err(Wrong::OutOfRange)
        }
        Err(_) => Err(Wrong::NotWhole),
    }
}

impl Scan for i32 {
    const WRONG: Wrong = Wrong::NotWhole;
    const JSON: JsonType = JsonType::Number;

    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        whole(digits)
    }

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        whole(text)
    }
}

impl Scan for i64 {
    const WRONG: Wrong = Wrong::NotWhole;
    const JSON: JsonType = JsonType::Number;

    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        whole(digits)
    }

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        whole(text)
    }
}

/// A number with a point and an exponent, both optional; no words, no separators.
pub(super) fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    [whole, fraction, exponent]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

impl Scan for f64 {
    const WRONG: Wrong = Wrong::NotNumber;
    const JSON: JsonType = JsonType::Number;

    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        Self::from_text(digits)
    }

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        let number: Self = text.parse().ok().filter(|_| is_number(text)).ok_or(Wrong::NotNumber)?;
        if number.is_finite() { Ok(Some(number)) } else { Err(Wrong::OutOfRange) }
    }
}
