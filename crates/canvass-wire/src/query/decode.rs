//! Percent-decoding of queries and forms (U6).

use std::borrow::Cow;

/// Name and value of each pair as sent, with the place where the pair begins.
pub fn pairs(query: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut position = 0;
    query.split('&').filter_map(move |pair| {
        let at = position;
        position += pair.len() + 1;
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (!pair.is_empty()).then_some((at, name, value))
    })
}

/// A name or value: `+` is a blank, the bytes must be UTF-8 without NUL; else `None`.
pub fn decode(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.contains(['%', '+', '\0']) {
        return Some(Cow::Borrowed(raw));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hexadecimal(rest.next()?)? << 4 | hexadecimal(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(Cow::Owned)
}

fn hexadecimal(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
