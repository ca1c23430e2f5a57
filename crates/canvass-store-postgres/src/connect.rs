//! Reads the database URL and opens connections: TLS, time-outs, and the look at what the server promises.

use std::sync::Arc;
use std::time::Duration;

use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::failure::describe;
use crate::migration::newest;
use crate::settings::{OpenError, PostgresSettings};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A peer that acknowledges nothing for so long is gone; without it the kernel goes on for a quarter of an hour.
const PEER_TIMEOUT: Duration = Duration::from_secs(15);
/// A connection that waits for an answer asks after so long whether the peer is there, then so often, so many times.
const KEEPALIVE: (Duration, Duration, u32) = (Duration::from_secs(5), Duration::from_secs(5), 2);
/// A transaction of ours never waits between statements: a longer pause means that the node hangs or is gone.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// Our statements walk one index each. Before the first ANALYZE of a table the planner takes a bitmap and a sort of all
/// due messages for cheaper than the first hundred of their index: 200 ms a claim in place of 1.
const PLANNER: &str = "-c enable_bitmapscan=off -c jit=off";

/// Opens connections that are all set up alike.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    pub(crate) fn new(settings: &PostgresSettings) -> Result<Self, OpenError> {
        let (url, wish) = take_tls_wish(&settings.url);
        let mut config: Config = url.parse().map_err(|error| OpenError::Url(describe(&error)))?;
        let options = format!(
            "{} -c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={} {PLANNER} \
             -c canvass.schema={}",
            config.get_options().unwrap_or_default(),
            settings.statement_timeout.as_millis(),
            settings.lock_timeout.as_millis(),
            IDLE_TIMEOUT.as_millis(),
            newest(),
        );
        config.options(options.trim());
        config.application_name("canvass");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        notice_lost_peers(&mut config, &url);
        let tls = if wish.encrypts || config.get_ssl_mode() == SslMode::Require {
            config.ssl_mode(SslMode::Require);
            Some(MakeRustlsConnect::new(tls_config(wish.roots.as_deref())?))
        } else {
            config.ssl_mode(SslMode::Disable);
            None
        };
        Ok(Self { config, tls })
    }

    /// The same connections, but a commit does not wait for the disk. Only for [`crate::sequence`] and
    /// [`crate::counts`], which say why.
    pub(crate) fn without_sync(&self) -> Self {
        let mut config = self.config.clone();
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(&format!("{options} -c synchronous_commit=off"));
        Self { config, tls: self.tls.clone() }
    }

    pub(crate) fn connect(&self) -> Result<Client, postgres::Error> {
        match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        }
    }
}

/// Time-outs of TCP, where the URL sets none.
fn notice_lost_peers(config: &mut Config, url: &str) {
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(PEER_TIMEOUT);
    }
    let (idle, interval, retries) = KEEPALIVE;
    // The driver has a default for this one and does not tell it from a wish.
    if !url.contains("keepalives_idle") {
        config.keepalives_idle(idle);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(interval);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(retries);
    }
}

/// What the URL says of TLS beyond what the driver can read.
#[derive(Debug, Default, PartialEq, Eq)]
struct TlsWish {
    encrypts: bool,
    roots: Option<String>,
}

/// Takes `sslrootcert` and the two `verify` modes, which the driver does not know, out of the URL.
fn take_tls_wish(url: &str) -> (String, TlsWish) {
    let mut wish = TlsWish::default();
    let is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let (head, parameters, separator) = match url.split_once('?') {
        Some((head, parameters)) if is_url => (Some(head), parameters, '&'),
        _ if is_url => return (url.to_owned(), wish),
        _ => (None, url, ' '),
    };
    let kept: Vec<&str> = parameters
        .split(separator)
        .filter(|parameter| match parameter.split_once('=') {
            Some(("sslmode", "verify-ca" | "verify-full")) => {
                wish.encrypts = true;
                false
            }
            Some(("sslrootcert", path)) => {
                wish.roots = Some(path.replace("%2F", "/"));
                false
            }
            _ => true,
        })
        .collect();
    let kept = kept.join(&separator.to_string());
    let url = match head {
        Some(head) if kept.is_empty() => head.to_owned(),
        Some(head) => format!("{head}?{kept}"),
        None => kept,
    };
    (url, wish)
}

fn tls_config(roots: Option<&str>) -> Result<ClientConfig, OpenError> {
    let certificates = |text: String| OpenError::Certificates(text);
    let mut store = RootCertStore::empty();
    if let Some(path) = roots {
        let found = CertificateDer::pem_file_iter(path).map_err(|error| certificates(error.to_string()))?;
        for certificate in found {
            let certificate = certificate.map_err(|error| certificates(error.to_string()))?;
            store.add(certificate).map_err(|error| certificates(error.to_string()))?;
        }
        if store.is_empty() {
            return Err(certificates(format!("there is none in {path}")));
        }
    } else {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| certificates(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(config)
}

/// Refuses a server that does not hear what our connections say, or answers a commit before it is durable, and warns of replicas
/// that may lose one.
pub(crate) fn check_server(client: &mut Client) -> Result<(), OpenError> {
    let row = client
        .query_one(include_str!("../sql/engine/check_server.sql"), &[])
        .map_err(|error| OpenError::Unreachable(describe(&error)))?;
    let text = |index: usize| {
        row.try_get::<_, String>(index).map_err(|error| OpenError::Unreachable(describe(&error)))
    };
    if text(3)? != newest().to_string() {
        return Err(OpenError::Unsafe(
            "the settings of a connection do not arrive at the database: a pooler in between drops them"
                .to_owned(),
        ));
    }
    let synchronous_commit = text(0)?;
    if !["on", "remote_apply"].contains(&synchronous_commit.as_str()) {
        return Err(OpenError::Unsafe(format!(
            "synchronous_commit is {synchronous_commit} for this database or role, but must be on: otherwise an \
             answered request can be lost"
        )));
    }
    if text(1)? == "off" {
        tracing::warn!("fsync is off in the database server: a power cut can destroy the database");
    }
    if text(2)? == "asynchronous" {
        tracing::warn!(
            "the database has replicas but none is synchronous: a fail-over can lose acknowledged requests"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verify_modes_and_authorities_are_taken_out_of_the_url() {
        let (url, wish) = take_tls_wish("postgresql://u:p@h/d?sslmode=verify-full&sslrootcert=%2Fca.pem");
        assert_eq!(url, "postgresql://u:p@h/d");
        assert_eq!(wish, TlsWish { encrypts: true, roots: Some("/ca.pem".to_owned()) });
        let (url, wish) = take_tls_wish("host=/run sslmode=verify-ca user=u");
        assert_eq!((url.as_str(), wish.encrypts), ("host=/run user=u", true));
    }

    #[test]
    fn other_parameters_stay() {
        let plain = "postgres://u@h:5/d?sslmode=require&connect_timeout=3";
        assert_eq!(take_tls_wish(plain), (plain.to_owned(), TlsWish::default()));
        assert_eq!(take_tls_wish("postgres://u@h/d").0, "postgres://u@h/d");
    }

    #[test]
    fn clu06_a_lost_peer_is_noticed_within_seconds_unless_the_url_says_otherwise() {
        let config = |url: &str| Connector::new(&PostgresSettings::new(url)).unwrap().config;
        let usual = config("postgres://u@h/d");
        assert_eq!(usual.get_tcp_user_timeout(), Some(&Duration::from_secs(15)));
        assert_eq!(usual.get_keepalives_idle(), Duration::from_secs(5));
        assert_eq!(usual.get_keepalives_interval(), Some(Duration::from_secs(5)));
        assert_eq!((usual.get_keepalives(), usual.get_keepalives_retries()), (true, Some(2)));
        let wished = config(
            "postgres://u@h/d?tcp_user_timeout=40&keepalives_idle=30&keepalives_interval=20&keepalives_retries=7",
        );
        assert_eq!(wished.get_tcp_user_timeout(), Some(&Duration::from_secs(40)));
        assert_eq!(wished.get_keepalives_idle(), Duration::from_secs(30));
        assert_eq!(wished.get_keepalives_interval(), Some(Duration::from_secs(20)));
        assert_eq!(wished.get_keepalives_retries(), Some(7));
    }

    #[test]
    fn errors_and_debug_texts_hold_no_password() {
        let settings = PostgresSettings::new("postgres://u:secret@h:port/d");
        let error = Connector::new(&settings).err().unwrap();
        assert!(!format!("{error} {settings:?}").contains("secret"));
    }
}
