//! What all requests that leave the house share: the web's roots and some more, no redirect, no proxy, and how a failure
//! is told.

use std::io;
use std::sync::Arc;

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

const MOST_FAILURE_CHARS: usize = 300;

/// How peers are proved: the web's roots, and these.
pub fn tls_config(roots: &[CertificateDer<'static>]) -> io::Result<ClientConfig> {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in roots {
        store.add(root.clone()).map_err(io::Error::other)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(config)
}

/// A client that follows nothing and tells nobody where it came from.
pub fn client(tls: ClientConfig) -> ClientBuilder {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("canvass/", env!("CARGO_PKG_VERSION")))
}

/// An error with all its causes, short and plain.
pub fn failure(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !text.contains(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        cause = error.source();
    }
    text.chars().filter(|sign| !sign.is_control()).take(MOST_FAILURE_CHARS).collect()
}
