//! Where a public key stands in the DNS, and what stands there (RFC 6376, 3.6).

use std::fmt;

use super::key::{DkimAlgorithm, DkimKeyError};

/// One string of a TXT record holds so many bytes.
const LONGEST_STRING: usize = 255;

/// A TXT record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimRecord {
    /// The name, without a dot at its end.
    pub name: String,
    /// The whole value.
    pub value: String,
}

impl DkimRecord {
    pub(super) fn new(domain: &str, selector: &str, algorithm: DkimAlgorithm, public: &str) -> Self {
        Self {
            name: format!("{selector}._domainkey.{domain}"),
            value: format!("v=DKIM1; k={}; p={public}", algorithm.as_str()),
        }
    }
}

/// As a line of a zone file, the value in strings that fit.
impl fmt::Display for DkimRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}. IN TXT (", self.name)?;
        for part in self.value.as_bytes().chunks(LONGEST_STRING) {
            write!(formatter, " \"{}\"", String::from_utf8_lossy(part))?;
        }
        formatter.write_str(" )")
    }
}

/// Domain and selector in lower case, the domain in its ASCII form; or what is wrong with them.
pub fn check_dkim_place(domain: &str, selector: &str) -> Result<(String, String), DkimKeyError> {
    let bad = || DkimKeyError::Domain(domain.to_owned());
    let ascii = idna::domain_to_ascii_strict(domain).ok().ok_or_else(bad)?;
    if !ascii.contains('.') || !is_name(&ascii) {
        return Err(bad());
    }
    let selector_ascii = selector.to_ascii_lowercase();
    if !is_name(&selector_ascii) {
        return Err(DkimKeyError::Selector(selector.to_owned()));
    }
    Ok((ascii, selector_ascii))
}

fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 200 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_into_strings_that_fit_a_record() {
        let record = DkimRecord::new("example.org", "s1", DkimAlgorithm::Rsa, &"A".repeat(392));
        assert_eq!(record.name, "s1._domainkey.example.org");
        let line = record.to_string();
        let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        assert_eq!(strings.len(), 2);
        assert_eq!(strings.concat(), record.value);
        assert!(strings.iter().all(|string| string.len() <= LONGEST_STRING));
    }

    #[test]
    fn names_that_cannot_stand_in_the_dns_are_refused() {
        assert_eq!(
            check_dkim_place("Münster.Example", "S1.Mail"),
            Ok(("xn--mnster-3ya.example".to_owned(), "s1.mail".to_owned()))
        );
        for (domain, selector) in [
            ("localhost", "s1"),
            ("", "s1"),
            ("a b.example", "s1"),
            ("-a.example", "s1"),
            ("example.org", ""),
            ("example.org", "s_1"),
            ("example.org", "s 1;"),
            ("example.org", "a..b"),
        ] {
            assert!(check_dkim_place(domain, selector).is_err(), "{domain:?} {selector:?}");
        }
    }
}
