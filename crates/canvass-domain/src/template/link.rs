//! Addresses in data: which may be followed, and how a value stands inside one.

use std::fmt::Write as _;

/// The address, if a mail may lead there: http and https with a host, and mailto; nothing that could end the value.
pub(super) fn followed(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_clean = |sign: char| !sign.is_whitespace() && !sign.is_control() && !"<>\"'`\\{}|^".contains(sign);
    if !text.chars().all(is_clean) {
        return None;
    }
    let (scheme, rest) = text.split_once(':')?;
    let is_fine = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            rest.strip_prefix("//").is_some_and(|host| !host.starts_with(['/', '?', '#', ':']))
        }
        "mailto" => rest.contains('@'),
        _ => return None,
    };
    if is_fine && rest.len() > 2 { Some(text) } else { None }
}

/// Where in an address a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Between slashes: a value may bring slashes of its own.
    Path,
    /// Of `mailto:` and the like, where `@` and `+` are themselves.
    Opaque,
    /// After a question mark, or where it is not known: nothing of a value has a meaning.
    Query,
}

/// Appends a value so that it cannot change the address around it.
pub(super) fn encode_into(out: &mut String, text: &str, part: Part) {
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || match part {
                Part::Path => byte == b'/',
                Part::Opaque => b"@+".contains(&byte),
                Part::Query => false,
            };
        if is_plain {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(out, "%{byte:02X}").unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_06_only_addresses_of_the_web_and_of_mail_are_followed() {
        for text in [
            "https://shop.example/a?b=c&d#e",
            " HTTP://shop.example ",
            "mailto:help@shop.example",
            "https://münchen.example/ü",
        ] {
            assert_eq!(followed(text), Some(text.trim()), "{text}");
        }
        for text in [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "/path",
            "shop.example",
            "https:",
            "https://",
            "https:///x",
            "https://:80",
            "https://a.example/\"onclick=x",
            "https://a.example/ b",
            "https://a.example\\@evil.example",
            "mailto:",
            "mailto:nobody",
            "file:///etc/passwd",
        ] {
            assert_eq!(followed(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_inside_an_address_stays_a_value() {
        let encoded = |text, part| {
            let mut out = String::new();
            encode_into(&mut out, text, part);
            out
        };
        assert_eq!(encoded("a/b?c&d=ü\"", Part::Path), "a/b%3Fc%26d%3D%C3%BC%22");
        assert_eq!(encoded("a/b@c+d", Part::Query), "a%2Fb%40c%2Bd");
        assert_eq!(encoded("bo@a.example?cc=x", Part::Opaque), "bo@a.example%3Fcc%3Dx");
        assert_eq!(encoded("script:x", Part::Query), "script%3Ax");
    }
}
