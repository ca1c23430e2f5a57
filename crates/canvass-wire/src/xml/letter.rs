//! Characters, references and line ends of XML 1.0 (X14, X17).

use std::borrow::Cow;

/// The production Char.
pub(super) fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{1_0000}'..)
}

/// What one look over the whole text tells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Survey {
    /// Line ends must be made equal.
    pub(super) has_returns: bool,
    /// `]]>` occurs; it may end CDATA but not stand in a text.
    pub(super) has_section_end: bool,
}

/// Looks for characters that may stand nowhere; `Err` is the place of the first.
pub(super) fn survey(text: &str) -> Result<Survey, usize> {
    let mut begins = 0;
    // Whole pieces first: the fold has no branch and runs many bytes at a time.
    for piece in text.as_bytes().chunks(256) {
        if piece.iter().fold(false, |found, &byte| found | is_suspect(byte)) {
            let suspects = piece.iter().enumerate().filter(|(_, byte)| is_suspect(**byte));
            for at in suspects.map(|(at, _)| begins + at) {
                // Inside a character that was looked at already there is no boundary.
                let letter = text.get(at..).and_then(|rest| rest.chars().next());
                if letter.is_some_and(|letter| !is_allowed(letter)) {
                    return Err(at);
                }
            }
        }
        begins += piece.len();
    }
    Ok(Survey { has_returns: text.contains('\r'), has_section_end: text.contains("]]>") })
}

/// U+FFFE and U+FFFF begin with 0xEF in UTF-8.
fn is_suspect(byte: u8) -> bool {
    byte == 0xEF || (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// The character of what stands between `&` and `;`; only the five entities and legal numbers have one.
pub(super) fn referred(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            let code = is_number.then(|| u32::from_str_radix(digits, radix).ok()).flatten()?;
            char::from_u32(code).filter(|&letter| is_allowed(letter))
        }
    }
}

/// Line ends as XML hands them on: one line feed each.
pub(super) fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

/// The value of an attribute; `None` if it holds `<` or a reference to nothing.
pub(super) fn attribute_value(raw: &str) -> Option<Cow<'_, str>> {
    if raw.contains('<') {
        return None;
    }
    let Some((first, rest)) = raw.split_once('&') else { return Some(Cow::Borrowed(raw)) };
    let mut value = String::from(first);
    for piece in rest.split('&') {
        let (name, text) = piece.split_once(';')?;
        value.push(referred(name)?);
        value.push_str(text);
    }
    Some(Cow::Owned(value))
}
