//! STARTTLS and TLS from the first byte, against a certificate of our own.

use std::path::PathBuf;
use std::sync::Arc;

use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_delivery::{Fence, OpenError, Outcome, Transport};
use data_encoding::BASE64;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;

use crate::relay::{PATIENCE, letter, transport};

/// A certificate for localhost and the file that makes a client trust it.
pub(crate) struct Certificate {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) ca: PathBuf,
    _folder: TempDir,
}

pub(crate) fn certificate() -> Certificate {
    certificate_for(&["localhost", "127.0.0.1"])
}

fn certificate_for(names: &[&str]) -> Certificate {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let body = BASE64.encode(cert.der());
    std::fs::write(&ca, format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")).unwrap();
    Certificate { config: Arc::new(config), ca, _folder: folder }
}

pub(crate) fn script(certificate: &Certificate) -> SinkScript {
    SinkScript {
        tls: Some(Arc::clone(&certificate.config)),
        mechanisms: vec!["PLAIN".to_owned()],
        user: ("ada".to_owned(), "secret".to_owned()),
        ..SinkScript::default()
    }
}

pub(crate) fn starttls_url(sink: &ScriptedSink, certificate: &Certificate) -> String {
    let port = sink.address().port();
    format!("smtp://ada:secret@localhost:{port}?tls=starttls&ca={}", certificate.ca.display())
}

fn heard(sink: &ScriptedSink) -> Vec<String> {
    sink.commands().into_iter().map(|(_, line)| line).collect()
}

#[test]
fn three_letters_go_over_starttls_and_nothing_but_ehlo_is_said_before_it() {
    let certificate = certificate();
    let sink = ScriptedSink::start(script(&certificate)).unwrap();
    let mut session = transport(&starttls_url(&sink, &certificate)).open().unwrap();
    for number in 1..=3 {
        let outcome = session.deliver(&letter(number), &mut || Fence::Go);
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    }
    session.close();
    assert!(sink.wait_for_silence(PATIENCE));
    let accepted = sink.accepted();
    assert!(accepted.len() == 3 && accepted.iter().all(|letter| letter.is_encrypted));
    assert_eq!(accepted[2].bytes, letter(3).bytes);
    let heard = heard(&sink);
    assert!(heard[0].starts_with("EHLO ") && heard[1] == "STARTTLS" && heard[2].starts_with("EHLO "));
    assert!(heard[3].starts_with("AUTH PLAIN "));
    assert_eq!(heard.last().unwrap(), "QUIT");
}

#[test]
fn a_letter_goes_over_tls_from_the_first_byte() {
    let certificate = certificate();
    let sink = ScriptedSink::start(SinkScript { is_tls_at_once: true, ..script(&certificate) }).unwrap();
    let port = sink.address().port();
    let url = format!("smtps://ada:secret@127.0.0.1:{port}?ca={}", certificate.ca.display());
    let mut session = transport(&url).open().unwrap();
    let built = letter(1);
    let outcome = session.deliver(&built, &mut || {
        assert!(sink.wait_for_body_bytes(built.bytes.len(), PATIENCE));
        assert_eq!(sink.body_bytes(), built.bytes.len(), "the dot is out");
        Fence::Go
    });
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert!(sink.accepted()[0].is_encrypted);
}

#[test]
fn a_stop_or_a_break_over_tls_is_told_as_in_clear() {
    let certificate = certificate();
    let sink = ScriptedSink::start(script(&certificate).times(1, At::Dot, Act::KeepAndClose)).unwrap();
    let transport = transport(&starttls_url(&sink, &certificate));
    let stopped = transport.open().unwrap().deliver(&letter(1), &mut || Fence::Stop);
    assert_eq!(stopped, Outcome::Stopped);
    let broken = transport.open().unwrap().deliver(&letter(1), &mut || Fence::Go);
    assert!(matches!(broken, Outcome::InDoubt { .. }), "{broken:?}");
}

#[test]
fn out_12_a_peer_without_starttls_gets_no_mail_and_no_password() {
    let certificate = certificate();
    let sink = ScriptedSink::start(SinkScript { tls: None, ..script(&certificate) }).unwrap();
    let error = transport(&starttls_url(&sink, &certificate)).open().map(|_| ()).unwrap_err();
    assert_eq!(error, OpenError::TlsNotOffered);
    assert!(sink.wait_for_silence(PATIENCE));
    assert!(heard(&sink).iter().all(|line| line.starts_with("EHLO ")), "{:?}", heard(&sink));
}

#[test]
fn out_12_a_refused_starttls_ends_the_session() {
    let certificate = certificate();
    let refusing = script(&certificate).always(At::StartTls, Act::Say("454 not now".to_owned()));
    let sink = ScriptedSink::start(refusing).unwrap();
    assert!(matches!(transport(&starttls_url(&sink, &certificate)).open(), Err(OpenError::Tls(_))));
    assert!(heard(&sink).iter().all(|line| !line.starts_with("AUTH")));
}

#[test]
fn out_13_bytes_in_front_of_the_hand_shake_end_the_session() {
    let certificate = certificate();
    let injected = Act::Raw(b"220 go on\r\n250 injected\r\n".to_vec());
    let sink = ScriptedSink::start(script(&certificate).always(At::StartTls, injected)).unwrap();
    let error = transport(&starttls_url(&sink, &certificate)).open().map(|_| ()).unwrap_err();
    assert!(matches!(error, OpenError::Tls(_)), "{error:?}");
    assert!(sink.wait_for_silence(PATIENCE));
    assert!(heard(&sink).iter().all(|line| !line.starts_with("AUTH")));
}

#[test]
fn a_certificate_nobody_vouches_for_is_refused() {
    let certificate = certificate();
    let sink = ScriptedSink::start(script(&certificate)).unwrap();
    let port = sink.address().port();
    let url = format!("smtp://ada:secret@localhost:{port}?tls=starttls");
    assert!(matches!(transport(&url).open(), Err(OpenError::Tls(_))));
    assert!(heard(&sink).iter().all(|line| !line.starts_with("AUTH")));
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let certificate = certificate_for(&["mail.example.org"]);
    let sink = ScriptedSink::start(script(&certificate)).unwrap();
    assert!(matches!(transport(&starttls_url(&sink, &certificate)).open(), Err(OpenError::Tls(_))));
    assert!(heard(&sink).iter().all(|line| !line.starts_with("AUTH")));
}
