//! Fetches a key set: https with the web's roots (http on this machine only), no redirects, no proxy, little and soon.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

const MOST_BYTES: u64 = 64 * 1024;
const WHOLE: Duration = Duration::from_secs(5);
const CONNECTING: Duration = Duration::from_secs(3);

/// Whether the server may be told to call an address.
pub(crate) fn is_fetchable(url: &str) -> bool {
    parsed(url).is_some()
}

fn parsed(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
    let host = url.host_str()?;
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    let is_here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    (url.scheme() == "https" || url.scheme() == "http" && is_here).then_some(url)
}

/// The document at an address. The reason of a failure names no content.
pub(super) fn fetch(url: &str) -> Result<Vec<u8>, String> {
    let url = parsed(url).ok_or("the address is not one that may be called")?;
    let client = client().map_err(|error| error.to_string())?;
    let response = client.get(url).header("Accept", "application/json").send();
    let response = response.map_err(|error| error.without_url().to_string())?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(format!("the answer was {}", response.status().as_u16()));
    }
    let mut document = Vec::new();
    response.take(MOST_BYTES + 1).read_to_end(&mut document).map_err(|error| error.kind().to_string())?;
    if u64::try_from(document.len()).map_or(true, |length| length > MOST_BYTES) {
        return Err(format!("the answer is longer than {MOST_BYTES} bytes"));
    }
    Ok(document)
}

fn client() -> Result<Client, Box<dyn std::error::Error>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .timeout(WHOLE)
        .connect_timeout(CONNECTING)
        .build()?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e120_keys_are_fetched_by_https_or_from_this_machine() {
        for url in
            ["https://id.example/keys", "http://127.0.0.1:80/k", "http://[::1]/k", "http://localhost/k"]
        {
            assert!(is_fetchable(url), "{url}");
        }
        for url in [
            "http://id.example/keys",
            "http://10.0.0.1/keys",
            "http://127.0.0.1.example/keys",
            "ftp://id.example/keys",
            "file:///etc/passwd",
            "https://user:word@id.example/keys",
            "keys",
            "",
        ] {
            assert!(!is_fetchable(url), "{url}");
        }
    }
}
