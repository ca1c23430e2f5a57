//! The person behind customers: when two customers are the same person (Q27-Q31) and what is known of it.
//!
//! A person is known by the mail address, or without a usable one by the mobile number; both only as keyed hashes.

use jiff::Timestamp;
use phonenumber::{Mode, country, metadata::DATABASE};

use crate::id::{ContactHash, ContactNumber, OrganisationId};

/// Digits of a number after the country's (Q29).
const LEAST_DIGITS: usize = 7;
const MOST_DIGITS: usize = 15;

/// A mobile number in the one form under which equal numbers meet: `+` and 7 to 15 digits (Q29).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// Reads a number as sent. A leading `+` or, without one, the calling code of the workspace's country must give 7 to 15
    /// digits that do not start with 0; blanks, dashes, dots and brackets do not count. What a country writes before a
    /// national number, and how it calls abroad, is known by the library's plans; a number that no plan knows is taken as
    /// it stands (Q29).
    pub fn parse(text: &str, default_country: Option<CallingCode>) -> Option<Self> {
        let text = text.trim();
        let (is_international, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut digits = String::with_capacity(MOST_DIGITS + 2);
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                _ if is_skipped(c) => {}
                _ => return None,
            }
            // With the code for calls abroad.
            if digits.len() > MOST_DIGITS + 3 {
                return None;
            }
        }
        if is_international {
            return by_plan(None, &format!("+{digits}")).or_else(|| Self::of_digits(&digits));
        }
        let country = default_country?;
        by_plan(country.region(), &digits).or_else(|| {
            // Without a plan the trunk 0 of a national number is not part of the international one; two are a code for
            // calls abroad, and which country it leads to is not for us to say.
            let national = digits.strip_prefix('0').unwrap_or(&digits);
            let is_national = !national.is_empty() && !national.starts_with('0');
            is_national.then(|| Self::of_digits(&format!("{}{national}", country.0)))?
        })
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let is_usable = (LEAST_DIGITS..=MOST_DIGITS).contains(&digits.len()) && !digits.starts_with('0');
        is_usable.then(|| Self(format!("+{digits}")))
    }

    /// `+` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number by the plan of its country.
fn by_plan(region: Option<country::Id>, text: &str) -> Option<Mobile> {
    let number = phonenumber::parse(region, text).ok()?;
    let written = number.format().mode(Mode::E164).to_string();
    Mobile::of_digits(written.strip_prefix('+')?)
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '[' | ']' | '\u{2010}'..='\u{2015}')
}

/// The number that a country is called by, such as 31; 1 to 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallingCode(u16);

impl CallingCode {
    /// A calling code, if it can be one.
    pub fn new(number: u16) -> Option<Self> {
        (1..=999).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The region whose plan reads national numbers: the main one of those that share the code.
    fn region(self) -> Option<country::Id> {
        DATABASE.region(&self.0)?.first()?.parse().ok()
    }
}

/// What a customer newly says about the person: only what is not blank is there, and replaces what was known (Q31).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Profile {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Mail address as sent, trimmed.
    pub email: Option<String>,
    /// Mobile number as sent, trimmed.
    pub mobile: Option<String>,
}

impl Profile {
    /// Says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is known after this was said as well: empty and absent erase nothing (Q31).
    #[must_use]
    pub fn overlaid(self, newer: Self) -> Self {
        Self {
            first_name: newer.first_name.or(self.first_name),
            last_name: newer.last_name.or(self.last_name),
            email: newer.email.or(self.email),
            mobile: newer.mobile.or(self.mobile),
        }
    }
}

/// A contact as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its number on the wires.
    pub number: ContactNumber,
    /// What it is found by.
    pub hash: ContactHash,
    /// The organisation it belongs to.
    pub organisation: Option<OrganisationId>,
    /// What is known of the person.
    pub profile: Profile,
    /// When it was first seen.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, country: u16) -> Option<String> {
        Mobile::parse(text, CallingCode::new(country)).map(|mobile| mobile.as_str().to_owned())
    }

    #[test]
    fn q29_a_usable_mobile_has_7_to_15_digits_that_do_not_start_with_0() {
        for (text, expected) in [
            ("+10123456789", "+10123456789"),
            (" +31 (6) 12.34-56 78 ", "+31612345678"),
            ("+1234567", "+1234567"),
            ("+123456789012345", "+123456789012345"),
        ] {
            assert_eq!(read(text, 0).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "+", "+123456", "+1234567890123456", "+0612345678", "+31x612345678", "31612345678"] {
            assert_eq!(read(text, 0), None, "{text}");
        }
    }

    #[test]
    fn q29_the_default_country_stands_in_for_the_plus() {
        for text in ["0612345678", "612345678", "06-1234 5678", "(06) 12345678"] {
            assert_eq!(read(text, 31).as_deref(), Some("+31612345678"), "{text}");
        }
        assert_eq!(read("+44 7700 900123", 31).as_deref(), Some("+447700900123"));
        for text in ["", "-", "0", "00000"] {
            assert_eq!(read(text, 31), None, "{text}");
        }
    }

    /// The keyed hash of this form is what locks and opt-outs are found by: an update of the plans that writes one of
    /// these otherwise must not come unseen.
    #[test]
    fn the_form_under_which_numbers_meet_stays_as_it_is() {
        for (text, country, expected) in [
            ("+31 (0)6 12345678", 0, "+31612345678"),
            ("0031 6 12345678", 31, "+31612345678"),
            ("07700 900123", 44, "+447700900123"),
            ("0151 23456789", 49, "+4915123456789"),
            ("06 12 34 56 78", 33, "+33612345678"),
            ("312 345 6789", 39, "+393123456789"),
            ("06 1234 5678", 39, "+390612345678"),
            ("8 912 345-67-89", 7, "+79123456789"),
            ("(201) 555-0123", 1, "+12015550123"),
            ("1 201 555 0123", 1, "+12015550123"),
            ("011 31 612345678", 1, "+31612345678"),
            ("0470 12 34 56", 32, "+32470123456"),
            ("070-123 45 67", 46, "+46701234567"),
            ("+883510000000123", 0, "+883510000000123"),
        ] {
            assert_eq!(read(text, country).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_normal_form_is_its_own_normal_form() {
        for text in ["+10123456789", "+31612345678", "+390612345678", "+447700900123", "+1234567"] {
            assert_eq!(read(text, 0).as_deref(), Some(text));
        }
    }

    #[test]
    fn q31_empty_and_absent_erase_nothing() {
        let profile = |first: &str, mobile: &str| Profile {
            first_name: (!first.is_empty()).then(|| first.to_owned()),
            mobile: (!mobile.is_empty()).then(|| mobile.to_owned()),
            ..Profile::default()
        };
        assert_eq!(profile("Mia", "+311").overlaid(profile("", "+312")), profile("Mia", "+312"));
        assert_eq!(profile("Mia", "").overlaid(Profile::default()), profile("Mia", ""));
        assert!(Profile::default().is_empty());
    }
}
