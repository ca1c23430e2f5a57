//! How long a text message is: by the GSM alphabet (3GPP TS 23.038) where it has all signs, else by UCS-2; and in how many
//! segments it travels (TS 23.040), each of which is paid.

/// Signs of the basic table. The digits and letters of ASCII are asked for apart.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Signs of the extension table, which take an escape before them.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// In what a text message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The GSM alphabet, 7 bits a sign.
    Gsm7,
    /// Units of 16 bits; one sign outside the GSM alphabet makes the whole text so.
    Ucs2,
}

impl Encoding {
    /// The word used in API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm-7",
            Self::Ucs2 => "ucs-2",
        }
    }

    /// Units of a message that is alone, and of each segment of a longer one, whose head takes some.
    fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// Units of a sign; `None` = it has none.
    fn units(self, sign: char) -> Option<usize> {
        match self {
            Self::Gsm7 if sign.is_ascii_alphanumeric() || BASIC.contains(sign) => Some(1),
            Self::Gsm7 => EXTENSION.contains(sign).then_some(2),
            Self::Ucs2 => Some(sign.len_utf16()),
        }
    }
}

/// How long a text message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    /// In what it is written.
    pub encoding: Encoding,
    /// Units of its encoding.
    pub units: usize,
    /// In how many segments it travels; none for no text.
    pub segments: usize,
}

impl Length {
    /// The length of a text.
    pub fn of(text: &str) -> Self {
        let is_gsm = text.chars().all(|sign| Encoding::Gsm7.units(sign).is_some());
        let encoding = if is_gsm { Encoding::Gsm7 } else { Encoding::Ucs2 };
        let (alone, of_many) = encoding.room();
        let units = text.chars().filter_map(|sign| encoding.units(sign)).sum();
        let segments = match units {
            0 => 0,
            few if few <= alone => 1,
            _ => segments(text, encoding, of_many),
        };
        Self { encoding, units, segments }
    }
}

/// What belongs together, an escape and its sign or the halves of a pair, is not parted.
fn segments(text: &str, encoding: Encoding, room: usize) -> usize {
    let (mut segments, mut used) = (1, 0);
    for units in text.chars().filter_map(|sign| encoding.units(sign)) {
        if used + units > room {
            segments += 1;
            used = 0;
        }
        used += units;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> (&'static str, usize, usize) {
        let Length { encoding, units, segments } = Length::of(text);
        (encoding.as_str(), units, segments)
    }

    #[test]
    fn exp_10_a_gsm_message_has_160_units_and_its_segments_153() {
        for (count, segments) in [(0, 0), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)]
        {
            assert_eq!(length(&"a".repeat(count)), ("gsm-7", count, segments), "{count}");
        }
    }

    #[test]
    fn exp_10_other_signs_make_it_70_and_67() {
        for (count, segments) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
            assert_eq!(length(&"щ".repeat(count)), ("ucs-2", count, segments), "{count}");
        }
        assert_eq!(
            length(&format!("{}’", "a".repeat(100))),
            ("ucs-2", 101, 2),
            "one sign makes the whole so"
        );
    }

    #[test]
    fn signs_of_the_extension_count_twice_and_are_not_parted() {
        assert_eq!(length("€"), ("gsm-7", 2, 1));
        assert_eq!(length("^{}\\[~]|€"), ("gsm-7", 18, 1));
        assert_eq!(length(&"€".repeat(80)), ("gsm-7", 160, 1));
        // 153 is odd: a segment holds 76 of them.
        assert_eq!(length(&"€".repeat(152)), ("gsm-7", 304, 2));
        assert_eq!(length(&"€".repeat(153)), ("gsm-7", 306, 3));
    }

    #[test]
    fn a_pair_of_16_bits_is_not_parted() {
        assert_eq!(length(&"😀".repeat(35)), ("ucs-2", 70, 1));
        assert_eq!(length(&"😀".repeat(66)), ("ucs-2", 132, 2));
        assert_eq!(length(&"😀".repeat(67)), ("ucs-2", 134, 3));
    }

    #[test]
    fn the_basic_table_has_128_places_with_its_escape() {
        assert_eq!(BASIC.chars().count() + 62, 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert_eq!(length("ç").0, "ucs-2", "only the capital is in the table");
        assert_eq!(length("`").0, "ucs-2");
    }
}
