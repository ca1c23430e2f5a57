//! Where an endpoint may stand: https on a port of the list, a name or a public address, nothing odd in the URL; or an
//! origin that the operator allowed by name (HOK-03).

use std::net::IpAddr;

use super::guard::is_public;

const MOST_CHARS: usize = 1_000;

/// Ports that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortList(Vec<u16>);

impl Default for PortList {
    fn default() -> Self {
        Self(vec![443, 8443])
    }
}

impl PortList {
    /// A list of ports, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let ports: Option<Vec<u16>> =
            text.split(',').map(|port| port.trim().parse().ok().filter(|port| *port != 0)).collect();
        ports.filter(|ports| !ports.is_empty()).map(Self)
    }
}

/// Scheme, host and port of a URL, as a parser of URLs tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// https?
    pub is_https: bool,
    /// Name or address, lower case, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// What the operator allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Ports of public receivers.
    pub ports: PortList,
    /// Receivers that may be called although they are not public, not https or on another port.
    pub origins: Vec<Origin>,
}

/// A URL as a parser of URLs took it apart, to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver<'a> {
    /// The text that was sent in.
    pub text: &'a str,
    /// Where it leads.
    pub origin: Origin,
    /// It holds a user or a password.
    pub has_user: bool,
    /// It holds a fragment.
    pub has_fragment: bool,
}

/// Why an endpoint cannot stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiverFault {
    /// Not a URL, or too long.
    #[error("A URL such as https://hooks.example.org/canvass of at most 1000 characters is expected.")]
    Unreadable,
    /// Not https.
    #[error("The URL must begin with https://.")]
    NotHttps,
    /// A user, a password or a fragment.
    #[error("The URL must hold no user, password or fragment.")]
    Odd,
    /// A port that is not on the list.
    #[error("The port is not one that webhooks may be sent to (setting webhook_ports).")]
    Port,
    /// An address inside.
    #[error("The host is not public; the operator can allow it (setting webhook_allow).")]
    NotPublic,
}

impl Allowed {
    /// Whether the operator named this very origin.
    pub fn names(&self, origin: &Origin) -> bool {
        self.origins.contains(origin)
    }

    /// Whether an endpoint may stand there, as far as it can be told before a name is resolved.
    pub fn check(&self, receiver: &Receiver<'_>) -> Result<(), ReceiverFault> {
        let Receiver { text, origin, has_user, has_fragment } = receiver;
        if text.chars().count() > MOST_CHARS || text.chars().any(|sign| sign.is_control() || sign == ' ') {
            return Err(ReceiverFault::Unreadable);
        }
        if *has_user || *has_fragment {
            return Err(ReceiverFault::Odd);
        }
        if self.names(origin) {
            return Ok(());
        }
        if !origin.is_https {
            return Err(ReceiverFault::NotHttps);
        }
        if !self.ports.0.contains(&origin.port) {
            return Err(ReceiverFault::Port);
        }
        if is_inside(&origin.host) { Err(ReceiverFault::NotPublic) } else { Ok(()) }
    }

    /// Whether a connection to an origin may go to this address.
    pub fn may_connect(&self, origin: &Origin, address: IpAddr) -> bool {
        self.names(origin) || is_public(address)
    }
}

/// Whether a host is inside without being resolved: an address that is not public, or a name that no public zone has.
fn is_inside(host: &str) -> bool {
    if let Ok(address) = host.parse::<IpAddr>() {
        return !is_public(address);
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || matches!(last, "localhost" | "local" | "internal" | "lan" | "home" | "onion" | "arpa")
        // A name that ends in a number is an address that somebody dressed up.
        || last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receiver(is_https: bool, host: &str, port: u16) -> Receiver<'_> {
        Receiver {
            text: "https://x.example/",
            origin: Origin { is_https, host: host.to_owned(), port },
            has_user: false,
            has_fragment: false,
        }
    }

    #[test]
    fn hok_03_what_is_not_public_is_refused_when_saved() {
        let allowed = Allowed::default();
        assert_eq!(allowed.check(&receiver(true, "hooks.example.org", 443)), Ok(()));
        assert_eq!(allowed.check(&receiver(true, "8.8.8.8", 8443)), Ok(()));
        for host in
            ["127.0.0.1", "::1", "10.1.2.3", "localhost", "db", "printer.local", "a.internal", "1.2.3.4."]
        {
            let fault = allowed.check(&receiver(true, host, 443));
            assert_eq!(fault, Err(ReceiverFault::NotPublic), "{host}");
        }
        assert_eq!(allowed.check(&receiver(true, "hooks.example.org", 22)), Err(ReceiverFault::Port));
        assert_eq!(allowed.check(&receiver(false, "hooks.example.org", 443)), Err(ReceiverFault::NotHttps));
        let odd = Receiver { has_user: true, ..receiver(true, "hooks.example.org", 443) };
        assert_eq!(allowed.check(&odd), Err(ReceiverFault::Odd));
    }

    #[test]
    fn the_operator_allows_an_origin_and_nothing_beside_it() {
        let inside = Origin { is_https: false, host: "10.0.0.7".to_owned(), port: 9000 };
        let allowed = Allowed { origins: vec![inside.clone()], ..Allowed::default() };
        assert_eq!(allowed.check(&receiver(false, "10.0.0.7", 9000)), Ok(()));
        assert!(allowed.may_connect(&inside, "10.0.0.7".parse().unwrap()));
        assert!(allowed.check(&receiver(false, "10.0.0.7", 9001)).is_err());
        assert!(allowed.check(&receiver(true, "10.0.0.7", 9000)).is_err());
        let public = Origin { is_https: true, host: "hooks.example.org".to_owned(), port: 443 };
        assert!(!allowed.may_connect(&public, "10.0.0.7".parse().unwrap()), "a name that leads inside");
        assert!(allowed.may_connect(&public, "8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn ports_are_a_list_of_numbers() {
        assert_eq!(PortList::parse("443, 9443"), Some(PortList(vec![443, 9443])));
        for text in ["", "443,", "0", "x", "70000"] {
            assert_eq!(PortList::parse(text), None, "{text}");
        }
    }
}
