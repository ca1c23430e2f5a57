//! What a sent domain means: its normal form, or that it is none (C18, C19, C21).

use super::SharedProviders;
use crate::address;

/// What a domain does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DomainKind {
    /// Persons with this domain are tied; held by one active organisation (C20, C26).
    Tying,
    /// Belongs to a shared mail provider: ties nobody, may stand at several organisations (C21).
    Shared,
    /// No domain name: kept as sent, ties nobody (C19).
    Invalid,
}

impl DomainKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Tying, Self::Shared, Self::Invalid];

    /// The word, also in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tying => "tying",
            Self::Shared => "shared",
            Self::Invalid => "invalid",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A domain of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The normal form; of an invalid one the text as sent.
    pub text: String,
    /// What it does.
    pub kind: DomainKind,
}

impl Domain {
    /// The domain of a text; `None` = nothing is left of it (C18).
    pub fn of_text(sent: &str, shared: &SharedProviders) -> Option<Self> {
        let bare = bare(sent);
        if bare.is_empty() {
            return None;
        }
        let Some(name) = address::domain_name(bare) else {
            return Some(Self { text: sent.to_owned(), kind: DomainKind::Invalid });
        };
        let kind = if shared.holds(&name) { DomainKind::Shared } else { DomainKind::Tying };
        Some(Self { text: name, kind })
    }
}

/// Without outer blanks, one leading `@`, a scheme and whatever follows the host.
fn bare(sent: &str) -> &str {
    let text = sent.trim();
    let text = text.strip_prefix('@').unwrap_or(text).trim_start();
    let text = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => text,
    };
    text.split(['/', '?', '#']).next().unwrap_or_default().trim()
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sent: &str) -> Option<(String, DomainKind)> {
        let shared = SharedProviders::of_words(["gmail.com"]);
        Domain::of_text(sent, &shared).map(|domain| (domain.text, domain.kind))
    }

    #[test]
    fn c18_domains_come_to_their_normal_form() {
        for (sent, normal) in [
            ("example.com", "example.com"),
            ("  Example.COM. ", "example.com"),
            ("@example.org", "example.org"),
            ("https://Example.com/a/b?c#d", "example.com"),
            ("HTTP://www.example.com", "www.example.com"),
            ("example.com/path", "example.com"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("B\u{dc}CHER.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(of(sent), Some((normal.to_owned(), DomainKind::Tying)), "{sent}");
        }
        for sent in ["", "  ", "@", " @ ", "https://", "https:///x", "/only/path"] {
            assert_eq!(of(sent), None, "{sent}");
        }
    }

    #[test]
    fn c19_what_is_no_domain_stays_as_sent() {
        for sent in ["sample string 1", "localhost", "a@b.example", " -x.example ", "host.example:8080"] {
            assert_eq!(of(sent), Some((sent.to_owned(), DomainKind::Invalid)), "{sent}");
        }
    }

    #[test]
    fn c21_shared_providers_are_told_apart() {
        assert_eq!(of("@GMail.com"), Some(("gmail.com".to_owned(), DomainKind::Shared)));
        assert_eq!(of("mail.gmail.com"), Some(("mail.gmail.com".to_owned(), DomainKind::Tying)));
    }
}
