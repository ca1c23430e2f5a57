//! Fetches a key set: https with the web's roots (http on this machine only), no redirects, no proxy, little and soon. A
//! name is resolved once; what is neither public nor this machine is called only where the operator allowed the origin.

use std::io::{self, ErrorKind, Read, copy};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use canvass_domain::webhook::{Allowed, PortList};
use reqwest::Url;
use reqwest::blocking::{Client, ClientBuilder};
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use crate::webhook::{receivable, resolved};

const MOST_BYTES: u64 = 64 * 1024;
const WHOLE: Duration = Duration::from_secs(5);
const CONNECTING: Duration = Duration::from_secs(3);

/// Whether the server may be told to call an address, as far as it can be told before a name is resolved.
pub(crate) fn is_fetchable(allowed: &Allowed, url: &str) -> bool {
    parsed(url).is_some_and(|parsed| is_here(&parsed) || receivable(&any_port(allowed, &parsed), url).is_ok())
}

fn parsed(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
    (url.scheme() == "https" || url.scheme() == "http" && is_here(&url)).then_some(url)
}

/// An address that says itself that it is on this machine.
fn is_here(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// What webhooks are allowed, but on the port that the operator named with the issuer.
fn any_port(allowed: &Allowed, url: &Url) -> Allowed {
    let ports = url.port_or_known_default().and_then(|port| PortList::parse(&port.to_string()));
    Allowed { ports: ports.unwrap_or_default(), origins: allowed.origins.clone() }
}

/// The document at an address. The reason of a failure names no content.
pub(super) fn fetch(allowed: &Allowed, text: &str) -> Result<Vec<u8>, String> {
    fetch_within(WHOLE, allowed, text)
}

/// Nobody is waited for longer than `whole`. What looks up a name knows no limit, so it has a thread of its own, which
/// ends by itself.
fn fetch_within(whole: Duration, allowed: &Allowed, text: &str) -> Result<Vec<u8>, String> {
    let (allowed, text) = (allowed.clone(), text.to_owned());
    let (done, told) = channel();
    let thread = std::thread::Builder::new().name("issuer-keys".to_owned());
    let spawned = thread.spawn(move || {
        // Nobody listens if it took too long.
        let _heard = done.send(document(whole, &allowed, &text));
    });
    spawned.map_err(|error| error.kind().to_string())?;
    match told.recv_timeout(whole) {
        Ok(told) => told,
        Err(RecvTimeoutError::Timeout) => Err(too_late(whole)),
        Err(RecvTimeoutError::Disconnected) => Err("the fetch broke off".to_owned()),
    }
}

fn too_late(whole: Duration) -> String {
    format!("the answer was not whole within {} ms", whole.as_millis())
}

fn document(whole: Duration, allowed: &Allowed, text: &str) -> Result<Vec<u8>, String> {
    let began = Instant::now();
    let url = parsed(text).ok_or("the address is not one that may be called")?;
    let mut builder = client(whole).map_err(|error| error.to_string())?;
    if !is_here(&url) {
        let target = resolved(&any_port(allowed, &url), text)?;
        if let Some(addresses) = &target.addresses {
            // The connection goes to what was checked.
            builder = builder.resolve_to_addrs(&target.host, addresses);
        }
    }
    let client = builder.build().map_err(|error| error.to_string())?;
    let response = client.get(url).header("Accept", "application/json").send();
    let response = response.map_err(|error| {
        if error.is_timeout() { too_late(whole) } else { error.without_url().to_string() }
    })?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(format!("the answer was {}", response.status().as_u16()));
    }
    let mut document = Vec::new();
    let mut pieces = Pieces { body: response.take(MOST_BYTES + 1), began, whole };
    copy(&mut pieces, &mut document).map_err(|error| {
        if error.kind() == ErrorKind::TimedOut { too_late(whole) } else { error.kind().to_string() }
    })?;
    if u64::try_from(document.len()).map_or(true, |length| length > MOST_BYTES) {
        return Err(format!("the answer is longer than {MOST_BYTES} bytes"));
    }
    Ok(document)
}

/// A body whose reads end together: the client's limit begins anew with each.
struct Pieces<R> {
    body: R,
    began: Instant,
    whole: Duration,
}

impl<R: Read> Read for Pieces<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        if self.began.elapsed() > self.whole {
            return Err(ErrorKind::TimedOut.into());
        }
        self.body.read(piece)
    }
}

fn client(whole: Duration) -> Result<ClientBuilder, Box<dyn std::error::Error>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .timeout(whole)
        .connect_timeout(CONNECTING))
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::Sender;

    use canvass_domain::webhook::Origin;

    use super::*;

    /// Sends a byte of a long body now and then for ten minutes. Tells when its asker has gone.
    fn dripping(is_gone: Sender<bool>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut asker, _) = listener.accept().unwrap();
            // An answer before the question is none.
            let question = BufReader::new(asker.try_clone().unwrap()).lines();
            assert!(question.map_while(Result::ok).any(|line| line.is_empty()));
            let (_open, never) = channel::<()>();
            let mut sent = asker.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
            for _ in 0..60_000 {
                if sent.is_err() {
                    break;
                }
                assert_eq!(never.recv_timeout(Duration::from_millis(10)), Err(RecvTimeoutError::Timeout));
                sent = asker.write_all(b" ");
            }
            is_gone.send(sent.is_err())
        });
        url
    }

    #[test]
    fn a_server_that_drips_is_left() {
        let (is_gone, left) = channel();
        let url = dripping(is_gone);
        let told = fetch_within(Duration::from_millis(300), &Allowed::default(), &url).unwrap_err();
        assert!(told.contains("within 300 ms"), "{told}");
        // Its thread reads no further either, long before the body ends.
        assert_eq!(left.recv_timeout(Duration::from_mins(1)), Ok(true));
    }

    #[test]
    fn e120_keys_are_fetched_by_https_or_from_this_machine() {
        for url in
            ["https://id.example/keys", "http://127.0.0.1:80/k", "http://[::1]/k", "http://localhost/k"]
        {
            assert!(is_fetchable(&Allowed::default(), url), "{url}");
        }
        assert!(is_fetchable(&Allowed::default(), "https://id.example:8445/keys"));
        for url in [
            "http://id.example/keys",
            "http://10.0.0.1/keys",
            "https://10.0.0.1/keys",
            "https://[::ffff:10.0.0.1]/keys",
            "https://169.254.169.254/latest/meta-data",
            "https://sso/keys",
            "https://sso.internal/keys",
            "http://127.0.0.1.example/keys",
            "ftp://id.example/keys",
            "file:///etc/passwd",
            "https://user:word@id.example/keys",
            "keys",
            "",
        ] {
            assert!(!is_fetchable(&Allowed::default(), url), "{url}");
        }
    }

    #[test]
    fn what_leads_inside_is_called_only_where_the_operator_allows_it() {
        let url = "https://10.255.255.1:9/keys";
        let told = fetch(&Allowed::default(), url).unwrap_err();
        assert!(told.contains("not public"), "{told}");
        // A name is looked at when it is called, whatever it led to when it was saved.
        let told = fetch(&Allowed::default(), "https://sso.localhost/keys").unwrap_err();
        assert!(told.contains("not public"), "{told}");
        let origin = Origin { is_https: true, host: "10.255.255.1".to_owned(), port: 9 };
        let allowed = Allowed { origins: vec![origin], ..Allowed::default() };
        assert!(is_fetchable(&allowed, url) && !is_fetchable(&allowed, "https://10.255.255.1:10/keys"));
        assert!(resolved(&any_port(&allowed, &parsed(url).unwrap()), url).is_ok());
    }
}
