//! Character references in values: the signs that they stand for, as far as they matter in an address.

/// More signs stand for nothing that is known here; zeros in front of a number are not kept.
const MOST_SIGNS: usize = 10;

/// Takes one more sign; false: it is none of the reference.
pub(super) fn goes_on(reference: &mut String, sign: char) -> bool {
    let is_part = match reference.as_str() {
        "&" => sign == '#' || sign.is_ascii_alphabetic(),
        // A number may lack its semicolon: then it ends with its digits.
        "&#" => matches!(sign, 'x' | 'X') || sign.is_ascii_digit(),
        _ if reference.len() >= MOST_SIGNS => false,
        hexadecimal if hexadecimal.starts_with("&#x") || hexadecimal.starts_with("&#X") => {
            sign.is_ascii_hexdigit()
        }
        decimal if decimal.starts_with("&#") => sign.is_ascii_digit(),
        _ => sign.is_ascii_alphanumeric(),
    };
    let is_leading_zero = sign == '0' && matches!(reference.as_str(), "&#0" | "&#x0" | "&#X0");
    if is_part && !is_leading_zero {
        reference.push(sign);
    }
    is_part
}

/// The sign that it stands for.
pub(super) fn sign(reference: &str) -> Option<char> {
    let name = reference.strip_prefix('&')?;
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(number.ok()?);
    }
    Some(match name {
        "colon" => ':',
        "sol" => '/',
        "bsol" => '\\',
        "quest" => '?',
        "num" => '#',
        "Tab" => '\t',
        "NewLine" => '\n',
        "amp" | "AMP" => '&',
        _ => return None,
    })
}
