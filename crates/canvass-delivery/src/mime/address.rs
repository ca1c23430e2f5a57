//! The last look at an address before it stands in a header and behind `MAIL FROM` or `RCPT TO`.
//!
//! Intake has checked it already (E28); here it is refused again if it could be read as anything but one address.

/// An address as it is written on the wire: the domain in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WireAddress {
    pub(super) text: String,
    pub(super) has_utf8: bool,
}

/// One `local@domain` of at most 254 bytes, without quotes, comments, routes or blanks; else nothing.
pub(super) fn check_address(address: &str) -> Option<WireAddress> {
    let (local, domain) = address.split_once('@')?;
    let is_local = !local.is_empty() && local.len() <= 64 && local.chars().all(is_local_char);
    if !is_local || domain.is_empty() || domain.ends_with('.') {
        return None;
    }
    let domain = if domain.is_ascii() { domain.to_owned() } else { idna::domain_to_ascii(domain).ok()? };
    let is_domain = domain.split('.').all(is_label) && domain.len() <= 253;
    let text = format!("{local}@{domain}");
    (is_domain && text.len() <= 254).then(|| WireAddress { has_utf8: !text.is_ascii(), text })
}

/// Can the address stand between `<` and `>` of a command without ending it?
pub(crate) fn is_safe_on_command_line(address: &str) -> bool {
    !address.is_empty()
        && !address.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>'))
}

fn is_local_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
    } else {
        !c.is_control() && !c.is_whitespace()
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_07_what_could_be_more_than_one_recipient_is_refused() {
        let long = format!("{}@example.org", "a".repeat(243));
        let bad = [
            "a@x.org, b@y.org",
            "a@x.org,b@y.org",
            "\"a b\"@x.org",
            "\"a@b\"@x.org",
            "a(comment)@x.org",
            "@relay.org:a@x.org",
            "a@x.org\r\nRCPT TO:<b@y.org>",
            "a@x.org> NOTIFY=NEVER",
            "<a@x.org>",
            "a@[127.0.0.1]",
            "a@x..org",
            "a@x.org.",
            "a\0@x.org",
            " a@x.org",
            "a@b@c.org",
            "@x.org",
            "a@",
            "a",
            "",
            long.as_str(),
        ];
        for address in bad {
            assert_eq!(check_address(address), None, "{address:?}");
        }
    }

    #[test]
    fn a_domain_is_written_in_ascii_and_a_local_part_as_it_is() {
        let plain = check_address("Ada.Love+x@Example.org").unwrap();
        assert_eq!((plain.text.as_str(), plain.has_utf8), ("Ada.Love+x@Example.org", false));
        let idn = check_address("ada@bücher.example").unwrap();
        assert_eq!((idn.text.as_str(), idn.has_utf8), ("ada@xn--bcher-kva.example", false));
        let utf8 = check_address("jürgen@example.org").unwrap();
        assert_eq!((utf8.text.as_str(), utf8.has_utf8), ("jürgen@example.org", true));
        assert!(check_address("canvass@localhost").is_some());
    }

    #[test]
    fn exp_07_a_homograph_stays_one_other_recipient() {
        // The second letter is Cyrillic.
        let homograph = check_address("ada@ex\u{0430}mple.org").unwrap();
        assert!(homograph.text.starts_with("ada@xn--"));
    }

    #[test]
    fn an_address_that_ends_the_command_is_not_safe() {
        for address in ["a\rb", "a\nb", "a\0b", "a b", "a<b", "a>b", "a\u{85}b", ""] {
            assert!(!is_safe_on_command_line(address), "{address:?}");
        }
        assert!(is_safe_on_command_line("jürgen@example.org"));
    }
}
