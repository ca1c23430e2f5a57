//! bool (V2, V3).

use super::{JsonType, Scan, Wrong};

impl Scan for bool {
    const WRONG: Wrong = Wrong::NotBool;
    const JSON: JsonType = JsonType::Bool;

    fn from_bool(flag: bool) -> Result<Option<Self>, Wrong> {
        Ok(Some(flag))
    }

    /// 0 in any spelling is false: `-0.0e9` has no other digit before its exponent.
    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
        Ok(Some(mantissa.bytes().any(|digit| matches!(digit, b'1'..=b'9'))))
    }

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        if text == "1" || text.eq_ignore_ascii_case("true") {
            Ok(Some(true))
        } else if text == "0" || text.eq_ignore_ascii_case("false") {
            Ok(Some(false))
        } else {
            Err(Wrong::NotBool)
        }
    }
}
