//! Where a connection may go: the name is resolved once, all its addresses must be public (or the operator allowed the
//! origin), and the connection goes to what was checked. A name that leads inside is refused, whatever it led to when the
//! endpoint was saved.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};

use canvass_domain::webhook::{Allowed, Origin};
use reqwest::Url;

use super::{parsed, receivable};

/// A receiver whose addresses were checked.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) url: Url,
    pub(crate) host: String,
    /// `None`: the URL holds an address, and that one is allowed.
    pub(crate) addresses: Option<Vec<SocketAddr>>,
}

/// Resolves and checks.
pub(crate) fn resolved(allowed: &Allowed, url: &str) -> Result<Target, String> {
    receivable(allowed, url).map_err(|fault| fault.to_string())?;
    let (url, origin) = parsed(url).ok_or("the URL cannot be read")?;
    let host = origin.host.clone();
    if let Ok(address) = host.parse::<IpAddr>() {
        check(allowed, &origin, &[address])?;
        return Ok(Target { url, host, addresses: None });
    }
    let found = (host.as_str(), origin.port).to_socket_addrs().map_err(|error| told(&error))?;
    let addresses: Vec<SocketAddr> = found.collect();
    check(allowed, &origin, &addresses.iter().map(SocketAddr::ip).collect::<Vec<IpAddr>>())?;
    Ok(Target { url, host, addresses: Some(addresses) })
}

/// All of them, or none is called: which one a connection takes is not ours to say.
fn check(allowed: &Allowed, origin: &Origin, addresses: &[IpAddr]) -> Result<(), String> {
    if addresses.is_empty() {
        return Err("the name has no address".to_owned());
    }
    if addresses.iter().all(|address| allowed.may_connect(origin, *address)) {
        return Ok(());
    }
    Err("the name leads to an address that is not public".to_owned())
}

fn told(error: &io::Error) -> String {
    format!("the name cannot be resolved: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { is_https: true, host: "hooks.example.org".to_owned(), port: 443 }
    }

    #[test]
    fn hok_03_one_address_inside_refuses_all() {
        let addresses =
            |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        let judged = |texts: &[&str]| check(&Allowed::default(), &origin(), &addresses(texts)).is_ok();
        assert!(judged(&["1.1.1.1", "2606:4700::1111"]));
        for inside in
            [&["127.0.0.1"][..], &["1.1.1.1", "10.0.0.1"], &["::1"], &["1.1.1.1", "::ffff:7f00:1"], &[]]
        {
            assert!(!judged(inside), "{inside:?}");
        }
    }

    #[test]
    fn hok_03_what_is_saved_is_checked_again_when_connecting() {
        let allowed = Allowed::default();
        for url in ["https://127.0.0.1/", "https://localhost/", "http://hooks.example.org/", "https://[::1]/"]
        {
            assert!(resolved(&allowed, url).is_err(), "{url}");
        }
        let here = Origin { is_https: false, host: "127.0.0.1".to_owned(), port: 9 };
        let allowed = Allowed { origins: vec![here], ..Allowed::default() };
        assert!(resolved(&allowed, "http://127.0.0.1:9/x").unwrap().addresses.is_none());
    }
}
