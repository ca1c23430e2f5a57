//! A chunked body: sizes of plain hexadecimal digits, lines that end with CRLF, little beside the data.

/// The largest size has so many digits.
const MOST_DIGITS: usize = 8;
/// Extensions and trailers of a whole body, in bytes; nobody reads them.
const MOST_BESIDE: usize = 4 * 1024;

/// Not chunks as everybody reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// How far a chunked body was followed.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    beside: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In a size, of so many digits so far.
    Size { size: u64, digits: usize },
    /// In an extension of a chunk of so many bytes.
    Extension(u64),
    /// After the CR of the line of a chunk of so many bytes.
    SizeEnd(u64),
    /// In data of which so many bytes are to come.
    Data(u64),
    /// After data, before its CR or, `true`, its LF.
    DataEnd(bool),
    /// After the last chunk, in a line that is empty so far or, `true`, is not.
    Trailer(bool),
    /// After the CR of such a line.
    TrailerEnd(bool),
}

impl Default for At {
    fn default() -> Self {
        Self::Size { size: 0, digits: 0 }
    }
}

impl Chunks {
    /// Follows bytes: how many belong to the body, and whether it is over.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> Result<(usize, bool), Malformed> {
        let mut place = 0;
        while let Some(byte) = bytes.get(place) {
            if let At::Data(left) = self.at {
                let part = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - place);
                place += part;
                let left = left.saturating_sub(part.try_into().unwrap_or(u64::MAX));
                self.at = if left == 0 { At::DataEnd(false) } else { At::Data(left) };
                continue;
            }
            place += 1;
            if self.at == At::TrailerEnd(false) && *byte == b'\n' {
                return Ok((place, true));
            }
            self.at = self.after(*byte)?;
        }
        Ok((place, false))
    }

    /// What comes after a byte that is no data and not the last.
    fn after(&mut self, byte: u8) -> Result<At, Malformed> {
        Ok(match (self.at, byte) {
            (At::Size { size, digits }, byte) if byte.is_ascii_hexdigit() && digits < MOST_DIGITS => {
                let digit = char::from(byte).to_digit(16).map_or(0, u64::from);
                At::Size { size: size * 16 + digit, digits: digits + 1 }
            }
            (At::Size { size, digits: 1.. }, b';') => {
                self.beside()?;
                At::Extension(size)
            }
            (At::Size { size, digits: 1.. } | At::Extension(size), b'\r') => At::SizeEnd(size),
            (At::Extension(size), byte) if is_text(byte) => {
                self.beside()?;
                At::Extension(size)
            }
            (At::SizeEnd(0) | At::TrailerEnd(true), b'\n') => At::Trailer(false),
            (At::SizeEnd(size), b'\n') => At::Data(size),
            (At::DataEnd(false), b'\r') => At::DataEnd(true),
            (At::DataEnd(true), b'\n') => At::default(),
            (At::Trailer(is_filled), b'\r') => At::TrailerEnd(is_filled),
            // A line that begins with a blank would be folded.
            (At::Trailer(is_filled), byte) if is_text(byte) && (is_filled || !byte.is_ascii_whitespace()) => {
                self.beside()?;
                At::Trailer(true)
            }
            _ => return Err(Malformed),
        })
    }

    fn beside(&mut self) -> Result<(), Malformed> {
        self.beside += 1;
        if self.beside > MOST_BESIDE { Err(Malformed) } else { Ok(()) }
    }
}

fn is_text(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}
