//! Mail addresses: what passes as one (E28) and when two are the same (E40).
//!
//! An [`EmailAddress`] exists only for a text that passed, so nobody below checks again.

use std::borrow::Cow;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::fold;

/// The longest address, and the longest part before the `@` (E28).
const MOST_CHARS: usize = 254;
const MOST_LOCAL_CHARS: usize = 64;
const MOST_LABEL_BYTES: usize = 63;
const MOST_DOMAIN_BYTES: usize = 253;

/// A valid mail address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    sent: String,
    normalised: String,
}

/// Why a text is no mail address (E28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Nothing but blanks.
    #[error("there is no address")]
    Blank,
    /// More than 254 characters.
    #[error("the address has more than 254 characters")]
    TooLong,
    /// Not exactly one `@`.
    #[error("an address has exactly one @")]
    NotOneAt,
    /// The part before the `@` is empty, too long, or holds a character that it may not hold.
    #[error("the part before the @ is not valid")]
    Local,
    /// The part after the `@` is no domain with a dot.
    #[error("the part after the @ is not a domain")]
    Domain,
}

impl EmailAddress {
    /// Checks a text as it was sent (E28).
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let normalised = normalise(text)?;
        Ok(Self { sent: text.trim().to_owned(), normalised })
    }

    /// The form under which equal addresses meet (E40): folded, domain in ASCII without a dot at its end.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// As it was sent, without outer blanks.
    pub fn as_sent(&self) -> &str {
        &self.sent
    }

    /// The domain in ASCII, lower case, without a dot at its end.
    pub fn domain(&self) -> &str {
        self.normalised.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// For the envelope of a mail: the local part as sent, because its case may matter there, and the ASCII domain.
    pub fn for_envelope(&self) -> String {
        let local = self.sent.split_once('@').map_or("", |(local, _)| local);
        format!("{local}@{}", self.domain())
    }
}

/// Checks a text (E28) and gives its normal form (E40) without keeping the text.
pub fn normalise(text: &str) -> Result<String, AddressFault> {
    let text = text.trim();
    let (local, domain) = split(text)?;
    let ascii = ascii_domain(domain).ok_or(AddressFault::Domain)?;
    // The envelope form must fit as well: an ASCII domain may be longer than the one sent.
    if local.len() + 1 + ascii.len() > MOST_CHARS {
        return Err(AddressFault::TooLong);
    }
    let mut normalised = String::with_capacity(text.len());
    if local.is_ascii() {
        normalised.push_str(local);
        normalised.make_ascii_lowercase();
    } else {
        normalised.extend(fold::folded(local));
    }
    normalised.push('@');
    normalised.push_str(&ascii);
    Ok(normalised)
}

fn split(text: &str) -> Result<(&str, &str), AddressFault> {
    if text.is_empty() {
        return Err(AddressFault::Blank);
    }
    // Bytes first: characters of a text of megabytes are not counted.
    if text.len() > MOST_CHARS * 4 || text.chars().count() > MOST_CHARS {
        return Err(AddressFault::TooLong);
    }
    let (local, domain) = text.split_once('@').ok_or(AddressFault::NotOneAt)?;
    if domain.contains('@') {
        return Err(AddressFault::NotOneAt);
    }
    let chars = local.chars().count();
    if chars == 0 || chars > MOST_LOCAL_CHARS || !local.chars().all(may_stand_in_local) {
        return Err(AddressFault::Local);
    }
    Ok((local, domain))
}

/// Printable, no blank, no quote, and nothing that means something in a mail header.
fn may_stand_in_local(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic()
            && !matches!(c, '"' | '<' | '>' | '(' | ')' | ',' | ';' | ':' | '\\' | '[' | ']');
    }
    !c.is_control() && !c.is_whitespace() && !is_invisible(c)
}

/// Characters that change or hide what people see: format and direction marks, fillers, tags, private use.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFF}'
        | '\u{E0000}'..='\u{10FFFF}')
}

/// A text as the domain of addresses: in ASCII and lower case without a dot at its end; `None` if it is none (C18, C19).
pub fn domain_name(text: &str) -> Option<String> {
    ascii_domain(text).map(Cow::into_owned)
}

/// The domain in ASCII and lower case without a dot at its end, if it is one and has a dot inside.
fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    let ascii = match plain_domain(domain) {
        Plain::Is(domain) => domain,
        Plain::IsNone => return None,
        Plain::NeedsConversion => {
            let found = Uts46::new()
                .to_ascii(
                    domain.as_bytes(),
                    AsciiDenyList::STD3,
                    Hyphens::CheckFirstLast,
                    DnsLength::VerifyAllowRootDot,
                )
                .ok()?;
            Cow::Owned(found.strip_suffix('.').unwrap_or(&found).to_owned())
        }
    };
    ascii.contains('.').then_some(ascii)
}

/// What can be said of a domain without tables.
enum Plain<'a> {
    Is(Cow<'a, str>),
    IsNone,
    NeedsConversion,
}

/// The fast way for plain ASCII.
fn plain_domain(domain: &str) -> Plain<'_> {
    if !domain.is_ascii() {
        return Plain::NeedsConversion;
    }
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let mut has_upper = false;
    for label in domain.split('.') {
        let bytes = label.as_bytes();
        if bytes.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--")) {
            return Plain::NeedsConversion;
        }
        let is_label = !bytes.is_empty()
            && bytes.len() <= MOST_LABEL_BYTES
            && !label.starts_with('-')
            && !label.ends_with('-')
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        if !is_label {
            return Plain::IsNone;
        }
        has_upper |= bytes.iter().any(u8::is_ascii_uppercase);
    }
    if domain.len() > MOST_DOMAIN_BYTES {
        return Plain::IsNone;
    }
    Plain::Is(if has_upper { Cow::Owned(domain.to_ascii_lowercase()) } else { Cow::Borrowed(domain) })
}

#[cfg(test)]
mod tests {
    use super::{AddressFault, EmailAddress};
    use proptest::prelude::*;

    #[test]
    fn e28_what_passes_as_an_address() {
        let long_local = format!("{}@example.org", "a".repeat(64));
        for text in [
            "ann@example.org",
            "  ann@example.org\r\n",
            "o'brien+tag@mail.example.co.uk",
            "a.b..c@example.org",
            "jürgen@example.org",
            "ann@bücher.example",
            "ann@xn--bcher-kva.example",
            "ann@example.org.",
            "ann@3com.example",
            "ann@r3---x.example",
            long_local.as_str(),
        ] {
            assert!(EmailAddress::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn e28_what_does_not_pass() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long = format!("ann@{}.org", vec!["a".repeat(60); 5].join("."));
        let label = format!("ann@{}.org", "a".repeat(64));
        for (text, fault) in [
            ("", AddressFault::Blank),
            (" \t", AddressFault::Blank),
            ("ann", AddressFault::NotOneAt),
            ("ann@x.org, bob@x.org", AddressFault::NotOneAt),
            ("ann@bob@x.org", AddressFault::NotOneAt),
            ("@x.org", AddressFault::Local),
            ("\"ann\"@x.org", AddressFault::Local),
            ("an n@x.org", AddressFault::Local),
            ("ann\r\nBcc:bob@x.org", AddressFault::Local),
            ("Ann <ann@x.org", AddressFault::Local),
            ("ann(comment)@x.org", AddressFault::Local),
            ("ann\u{200B}@x.org", AddressFault::Local),
            ("ann\u{202E}@x.org", AddressFault::Local),
            ("ann\0@x.org", AddressFault::Local),
            (long_local.as_str(), AddressFault::Local),
            ("ann@", AddressFault::Domain),
            ("ann@localhost", AddressFault::Domain),
            ("ann@localhost.", AddressFault::Domain),
            ("ann@x..org", AddressFault::Domain),
            ("ann@x.org..", AddressFault::Domain),
            ("ann@.x.org", AddressFault::Domain),
            ("ann@-x.org", AddressFault::Domain),
            ("ann@x-.org", AddressFault::Domain),
            ("ann@x_y.org", AddressFault::Domain),
            ("ann@[127.0.0.1]", AddressFault::Domain),
            ("ann@x.org>", AddressFault::Domain),
            ("ann@xn--\u{fc}.org", AddressFault::Domain),
            (label.as_str(), AddressFault::Domain),
            (long.as_str(), AddressFault::TooLong),
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap_err(), fault, "{text:?}");
        }
    }

    #[test]
    fn e40_equal_addresses_have_one_normal_form() {
        // INT-13
        for (one, other) in [
            ("Ann@x.nl", " ann@X.NL "),
            ("ann@x.nl", "ann@x.nl."),
            ("ann@bücher.example", "ANN@XN--BCHER-KVA.example."),
            ("JÜRGEN@x.nl", "jürgen@x.nl"),
            ("ann@x。nl", "ann@x.nl"),
        ] {
            let (one, other) = (EmailAddress::parse(one).unwrap(), EmailAddress::parse(other).unwrap());
            assert_eq!(one.normalised(), other.normalised());
        }
        for (one, other) in [("a.nn@x.nl", "ann@x.nl"), ("ann+1@x.nl", "ann@x.nl")] {
            let (one, other) = (EmailAddress::parse(one).unwrap(), EmailAddress::parse(other).unwrap());
            assert_ne!(one.normalised(), other.normalised());
        }
    }

    #[test]
    fn the_envelope_keeps_the_local_part_and_converts_the_domain() {
        let address = EmailAddress::parse("  Ann.B@Bücher.Example. ").unwrap();
        assert_eq!(address.as_sent(), "Ann.B@Bücher.Example.");
        assert_eq!(address.for_envelope(), "Ann.B@xn--bcher-kva.example");
        assert_eq!(address.domain(), "xn--bcher-kva.example");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_passes_is_safe_in_a_header(text in "\\PC{0,40}@?\\PC{0,20}\\.?[a-z]{0,3}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let envelope = address.for_envelope();
                prop_assert!(!envelope.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c)));
                let again = EmailAddress::parse(address.normalised());
                prop_assert!(again.is_err() || again.unwrap().normalised() == address.normalised());
            }
        }

        #[test]
        fn e40_the_normal_form_is_a_fixed_point(local in "[A-Za-z0-9.+_-]{1,30}", domain in "[A-Za-z0-9]{1,20}\\.[a-zA-Z]{2,5}") {
            let address = EmailAddress::parse(&format!(" {local}@{domain}. ")).unwrap();
            let again = EmailAddress::parse(address.normalised()).unwrap();
            prop_assert_eq!(again.normalised(), address.normalised());
            prop_assert_eq!(address.normalised(), format!("{local}@{domain}").to_lowercase());
        }

        #[test]
        fn the_fast_way_agrees_with_the_full_conversion(domain in "[A-Za-z0-9.-]{1,30}") {
            let fast = super::ascii_domain(&domain).map(std::borrow::Cow::into_owned);
            let full = super::Uts46::new()
                .to_ascii(domain.as_bytes(), super::AsciiDenyList::STD3, super::Hyphens::CheckFirstLast, super::DnsLength::VerifyAllowRootDot)
                .ok()
                .map(|found| found.strip_suffix('.').unwrap_or(&found).to_owned())
                .filter(|found| found.contains('.'));
            prop_assert_eq!(fast, full);
        }
    }
}
