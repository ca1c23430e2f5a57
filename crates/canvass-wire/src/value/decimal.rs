//! decimal: digits and a scale, so that `5.50` stays `5.50` (V7, O5).

use std::fmt;

use super::number::is_number;
use super::{JsonType, Scan, Wrong};

/// The original's decimal: 96 bits of digits, a point before up to 28 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

const MOST_UNITS: i128 = (1 << 96) - 1;
const MOST_SCALE: i64 = 28;

impl Scan for Decimal {
    const WRONG: Wrong = Wrong::NotNumber;
    const JSON: JsonType = JsonType::Number;

    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        Self::from_text(digits)
    }

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        if !is_number(text) {
            return Err(Wrong::NotNumber);
        }
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        // An exponent too long to parse has the sign that matters.
        let far = if exponent.starts_with('-') { -i64::MAX / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse::<i64>().unwrap_or(far).clamp(-i64::MAX / 2, i64::MAX / 2);
        let (units, scale) = scaled(digits.trim_start_matches('0'), places.saturating_sub(exponent))?;
        let units = if mantissa.starts_with('-') { -units } else { units };
        Ok(Some(Self { units, scale }))
    }
}

/// The digits with their point `scale` from the right, brought into 0 to 28 places.
fn scaled(digits: &str, scale: i64) -> Result<(i128, u32), Wrong> {
    if digits.is_empty() {
        return Ok((0, u32::try_from(scale.clamp(0, MOST_SCALE)).unwrap_or(0)));
    }
    let surplus = usize::try_from(scale - MOST_SCALE).unwrap_or(0);
    let kept = digits.len().checked_sub(surplus).map_or("", |kept| digits.get(..kept).unwrap_or_default());
    let rounds_up =
        digits.len() >= surplus && digits.as_bytes().get(kept.len()).is_some_and(|&digit| digit >= b'5');
    let zeros = usize::try_from(-scale).unwrap_or(0).min(40);
    let mut units: i128 = 0;
    for digit in kept.bytes().chain(std::iter::repeat_n(b'0', zeros)) {
        units = units * 10 + i128::from(digit - b'0');
        if units > MOST_UNITS {
            return Err(Wrong::OutOfRange);
        }
    }
    let units = units + i128::from(rounds_up);
    if units > MOST_UNITS {
        return Err(Wrong::OutOfRange);
    }
    Ok((units, u32::try_from(scale.clamp(0, MOST_SCALE)).unwrap_or(0)))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let one = 10_u128.pow(self.scale);
        let units = self.units.unsigned_abs();
        if self.scale == 0 {
            return write!(f, "{sign}{units}");
        }
        let width = usize::try_from(self.scale).unwrap_or(0);
        write!(f, "{sign}{}.{:0width$}", units / one, units % one)
    }
}
