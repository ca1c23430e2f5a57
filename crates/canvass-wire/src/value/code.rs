//! Enums and fixed words (V9).

use super::{Scalar, Scan, Sent, Wrong, text};

/// The numbers and names of an enum.
#[derive(Debug, Clone, Copy)]
pub struct Codes(pub &'static [(i32, &'static str)]);

impl Codes {
    /// The number of a defined number, its text, or a name in any case.
    pub fn read<'a>(self, sent: impl Into<Sent<'a>>) -> Result<Option<i32>, Wrong> {
        let sent = match sent.into().scalar {
            Some(Scalar::Null) => return Ok(None),
            None | Some(Scalar::Bool(_)) => return Err(self.wrong()),
            Some(Scalar::Number(sent) | Scalar::Text(sent)) => sent.trim(),
        };
        let number = i32::from_text(sent).ok().flatten();
        let is_meant = |code: &(i32, &str)| number == Some(code.0) || sent.eq_ignore_ascii_case(code.1);
        self.0.iter().copied().find(is_meant).map(|code| Some(code.0)).ok_or_else(|| self.wrong())
    }

    fn wrong(self) -> Wrong {
        let numbers = self.0.iter().map(|code| code.0.to_string());
        let names = self.0.iter().map(|code| code.1.to_owned());
        Wrong::NotOneOf(numbers.chain(names).collect::<Vec<_>>().join(", "))
    }
}

/// One of a few words as a string, in any case; blank is null.
pub fn words_text<'a>(
    words: &'static [&'static str],
    sent: impl Into<Sent<'a>>,
) -> Result<Option<&'static str>, Wrong> {
    let Some(sent) = text(sent)?.map(str::trim).filter(|sent| !sent.is_empty()) else { return Ok(None) };
    let word = words.iter().copied().find(|word| word.eq_ignore_ascii_case(sent));
    word.map(Some).ok_or_else(|| Wrong::NotOneOf(words.join(", ")))
}
