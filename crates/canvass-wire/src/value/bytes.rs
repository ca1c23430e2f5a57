//! base64 (V10): the standard alphabet with padding; blanks and line breaks inside do not count.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};

use super::{Scan, Wrong};

/// Decoded bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

/// As the original: what stands in the unused bits of the last sign is not looked at.
static BASE64: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = Specification::new();
    form.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    form.padding = Some('=');
    form.ignore.push_str(" \t\r\n");
    form.check_trailing_bits = false;
    form.encoding().unwrap_or(data_encoding::BASE64)
});

impl Scan for Bytes {
    const WRONG: Wrong = Wrong::NotBase64;

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        let bytes = BASE64.decode(text.as_bytes()).ok().ok_or(Wrong::NotBase64)?;
        // Two padded texts one after the other are two values.
        let padding = text.find('=').and_then(|at| text.get(at..)).unwrap_or_default();
        if padding.contains(|sign: char| sign != '=' && !sign.is_ascii_whitespace()) {
            return Err(Wrong::NotBase64);
        }
        Ok(Some(Self(bytes)))
    }
}
