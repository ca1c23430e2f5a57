//! Domains of shared mail providers: an address there says nothing about an employer (C21). A setting of the
//! installation; this is its default.

use std::collections::BTreeSet;

use crate::address;

const BUILT_IN: &[&str] = &[
    "aol.com",
    "btinternet.com",
    "caiway.nl",
    "casema.nl",
    "chello.nl",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hetnet.nl",
    "home.nl",
    "hotmail.be",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.nl",
    "icloud.com",
    "kpnmail.nl",
    "kpnplanet.nl",
    "laposte.net",
    "libero.it",
    "live.be",
    "live.com",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "online.nl",
    "orange.fr",
    "outlook.be",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "planet.nl",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "quicknet.nl",
    "sfr.fr",
    "skynet.be",
    "t-online.de",
    "telenet.be",
    "telfort.nl",
    "tele2.nl",
    "upcmail.nl",
    "versatel.nl",
    "wanadoo.fr",
    "web.de",
    "xs4all.nl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zeelandnet.nl",
    "ziggo.nl",
];

/// The list of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedProviders(BTreeSet<String>);

impl Default for SharedProviders {
    fn default() -> Self {
        Self::of_words(BUILT_IN.iter().copied())
    }
}

impl SharedProviders {
    /// A list of domains; what is none is left out.
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self(words.into_iter().filter_map(|word| address::domain_name(word.trim())).collect())
    }

    /// The domains of an installation without a list of its own, in the order of the alphabet.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().copied()
    }

    /// Whether a domain in normal form stands on it.
    pub fn holds(&self, domain: &str) -> bool {
        self.0.contains(domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c21_each_built_in_provider_is_a_domain_and_stands_once() {
        let list = SharedProviders::default();
        assert_eq!(list.0.len(), BUILT_IN.len());
        assert!(BUILT_IN.iter().all(|domain| list.holds(domain)));
        assert!(!list.holds("example.com"));
    }

    #[test]
    fn what_is_no_domain_is_left_out_of_a_list() {
        let list = SharedProviders::of_words([" Mail.Example ", "nonsense", ""]);
        assert!(list.holds("mail.example"));
        assert_eq!(list.0.len(), 1);
    }
}
