//! HOK-10: certificates and versions that are not trusted are refused before anything is said, and the log tells why.

use std::sync::Arc;

use canvass_testkit::TestApp;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Hooked;
use super::receiver::{Receiver, Step};

/// An authority that the job trusts, and one that nobody does.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// A server with a certificate for a name, good until the end of a year.
    fn server(&self, name: &str, until: i32) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 12, 31);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        config(certificate, &key)
    }
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

/// Pings a receiver whose authority is trusted; the number of requests it saw and what the log says.
fn ping(receiver: &Receiver, trusted: &Authority) -> (usize, Option<String>) {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let root = trusted.certificate.clone();
    let hooked = Hooked::with(&test, &[receiver], move |settings| settings.roots = vec![root.clone()]);
    let url = format!("https://localhost:{}/in", receiver.address.port());
    let added = hooked.add(shop.id, &url, &["lock.added"]);
    hooked.ping(shop.id, added.id);
    let tried = hooked.wait_for_tries(shop.id, added.id, 1);
    (receiver.came().len(), tried.failure)
}

#[test]
fn hok_10_a_trusted_certificate_of_the_right_name_is_talked_to() {
    let authority = Authority::new();
    let receiver = Receiver::start_tls(vec![Step::status(200, "")], authority.server("localhost", 2090));
    assert_eq!(ping(&receiver, &authority), (1, None));
}

#[test]
fn hok_10_expired_self_signed_foreign_and_wrongly_named_certificates_are_refused_and_shown() {
    let authority = Authority::new();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    for (what, server, said) in [
        ("expired", authority.server("localhost", 2010), "expired"),
        ("another name", authority.server("other.example.org", 2090), "not valid for name"),
        ("self-signed", config(own.der().clone(), &key), "invalid peer certificate"),
        ("another authority", Authority::new().server("localhost", 2090), "invalid peer certificate"),
    ] {
        let receiver = Receiver::start_tls(vec![Step::status(200, "")], server);
        let (came, failure) = ping(&receiver, &authority);
        assert_eq!(came, 0, "{what}");
        let failure = failure.unwrap();
        assert!(failure.contains(said), "{what}: {failure}");
    }
}

#[test]
fn hok_10_tls_1_1_is_refused() {
    // A ServerHello of TLS 1.1 with a cipher suite of its time.
    let mut hello = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    let authority = Authority::new();
    let receiver = Receiver::start_tls(vec![Step::Raw(hello)], authority.server("localhost", 2090));
    let (came, failure) = ping(&receiver, &authority);
    assert_eq!(came, 0);
    assert!(failure.is_some());
}
