//! Values and files that senders encrypt (E96-E98, ENC-01 to ENC-03, ENC-06, FIL-09). The samples were made by other people's code:
//! see `make_samples.py`.

mod files;

use std::collections::BTreeMap;

use canvass_app::Refusal;
use canvass_app::encryption::{CertificateFault, KeyFault, PrivateKey, PrivateKeys, ReadCertificate};
use canvass_app::render::{RenderFault, Renderer};
use canvass_app::setup::{add_certificate, add_route, add_template, remove_certificate, show_configuration};
use canvass_app::view::show_customer;
use canvass_domain::command::{NewCustomer, NewValue};
use canvass_domain::decide::import_customers::Notice;
use canvass_domain::route::Condition;
use canvass_domain::template::Document;
use canvass_domain::value::Value;
use canvass_store::StoreError;
use canvass_store::area::{LetterFacts, NewRoute, NewTemplate};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use serde::Deserialize;

use crate::delivering::claim;

/// What the samples hold, sealed for column 15.
const NAME: &str = "Zoë 😀";
const CERTIFICATE: &[u8] = include_bytes!("samples/certificate.pem");
const PRIVATE_KEY: &[u8] = include_bytes!("samples/private-key.pem");

/// What stands in `sealed.json`.
#[derive(Deserialize)]
struct Samples {
    sha1: String,
    sha256: String,
    values: BTreeMap<String, Sample>,
    file: FileSample,
}

/// A file that begins as a picture does.
#[derive(Deserialize)]
struct FileSample {
    name: String,
    data: String,
    key: String,
}

#[derive(Deserialize, Clone)]
struct Sample {
    value: String,
    key: String,
}

fn samples() -> Samples {
    serde_json::from_str(include_str!("samples/sealed.json")).unwrap()
}

/// An app that may read what was sealed for the samples' certificate.
fn reading() -> TestApp {
    let mut test = TestApp::new();
    let keys: PrivateKeys = std::iter::once(PrivateKey::read(PRIVATE_KEY).unwrap()).collect();
    test.app = test.app.clone().with_private_keys(keys);
    test
}

/// A workspace that knows the certificate, and a mail of its own for people of the samples' name.
fn ready(test: &TestApp) -> TestWorkspace<'_> {
    let acme = test.workspace("acme");
    let (app, operator) = (&test.app, &test.operator);
    add_certificate(app, operator, acme.id, CERTIFICATE).wait().unwrap();
    let template = NewTemplate {
        name: "by name".to_owned(),
        document: Document::plain("Dear {{ data.First_name_customer }}", "{{ link }}", None),
        sms: None,
    };
    let template = add_template(app, operator, acme.id, template).wait().unwrap().id;
    let route = NewRoute {
        position: 0,
        conditions: vec![Condition { column: TestWorkspace::NAME, values: vec![NAME.to_owned()] }],
        questionnaire: acme.questionnaire,
        template: Some(template),
        language: None,
    };
    add_route(app, operator, acme.id, route).wait().unwrap();
    acme
}

/// A customer whose name is sealed.
fn sealed(sample: &Sample, thumbprint: &str) -> NewCustomer {
    let mut customer = customer("zoe@example.org");
    customer.values[0] = NewValue {
        column: TestWorkspace::NAME.0,
        value: Some(sample.value.clone()),
        is_encrypted: true,
        thumbprint: Some(thumbprint.to_owned()),
        key: Some(sample.key.clone()),
        ..NewValue::default()
    };
    customer
}

/// Takes one customer in; tells what is kept of its name and whether the mail by name was chosen.
fn taken(acme: &TestWorkspace<'_>, customer: NewCustomer) -> (Value, bool) {
    let outcome = acme.import(batch_of(vec![customer]));
    let id = outcome.customers[0].id;
    let record = show_customer(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    let is_by_name = record.routing.is_some_and(|routing| routing.template.is_some());
    (record.values[&TestWorkspace::NAME].clone(), is_by_name)
}

fn kept(sample: &Sample, thumbprint: &str) -> Value {
    let Sample { value, key } = sample.clone();
    Value::Encrypted { value, thumbprint: thumbprint.to_owned(), key }
}

#[test]
fn enc_01_what_came_is_kept_as_it_came_whether_it_can_be_read_or_not() {
    let samples = samples();
    let thumbprint = samples.sha1.to_uppercase();
    for (test, can_read) in [(TestApp::new(), false), (reading(), true)] {
        let acme = ready(&test);
        for (name, sample) in &samples.values {
            // ENC-03, ENC-06: what is damaged, of another column or sealed in another way stays opaque.
            let (value, is_by_name) = taken(&acme, sealed(sample, &thumbprint));
            assert_eq!(value, kept(sample, &thumbprint), "{name}");
            assert_eq!(is_by_name, can_read && name == "read", "{name}");
        }
    }
}

#[test]
fn e98_a_value_is_read_by_either_thumbprint_and_only_with_its_certificate() {
    let (samples, test) = (samples(), reading());
    let (acme, sample) = (ready(&test), &samples.values["read"]);
    let spaced = samples.sha256.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let spaced = spaced.collect::<Vec<&str>>().join(":").to_uppercase();
    for thumbprint in [&samples.sha1, &samples.sha256, &spaced] {
        assert!(taken(&acme, sealed(sample, thumbprint)).1, "{thumbprint}");
    }
    assert!(!taken(&acme, sealed(sample, &"ab".repeat(20))).1);
    remove_certificate(&test.app, &test.operator, acme.id, 1).wait().unwrap();
    assert!(!taken(&acme, sealed(sample, &samples.sha1)).1);
}

#[test]
fn e97_a_thumbprint_that_nobody_registered_gives_a_warning() {
    let (samples, test) = (samples(), TestApp::new());
    let (acme, sample) = (ready(&test), &samples.values["read"]);
    let notices = |thumbprint: &str| {
        let outcome = acme.import(batch_of(vec![sealed(sample, thumbprint)]));
        outcome.warnings.into_iter().map(|warning| warning.notice).collect::<Vec<Notice>>()
    };
    assert_eq!(notices(&samples.sha256), []);
    assert_eq!(notices(&"0".repeat(64)), [Notice::ThumbprintUnregistered]);
}

/// The subject of the letter to a customer whose name is sealed and printed.
fn subject(test: &TestApp, sample: &Sample) -> Result<String, RenderFault> {
    let acme = ready(test);
    let look = || show_configuration(&test.app, &test.operator, acme.id).wait().unwrap();
    // Everybody gets the mail by name.
    let route = NewRoute {
        position: -1,
        conditions: Vec::new(),
        questionnaire: acme.questionnaire,
        template: Some(look().templates.last().unwrap().id),
        language: None,
    };
    add_route(&test.app, &test.operator, acme.id, route).wait().unwrap();
    taken(&acme, sealed(sample, &samples().sha1));
    let claims = claim(test);
    let facts: Result<Vec<LetterFacts>, StoreError> =
        test.app.store.read_system(move |tx| tx.load_letter_facts(&claims)).wait();
    let facts = facts.unwrap().remove(0);
    let letter = Renderer::default().invitation(&test.app, &look(), facts, test.app.clock.now());
    letter.map(|letter| letter.subject)
}

#[test]
fn enc_10_a_letter_prints_what_can_be_read_and_never_ciphertext() {
    let samples = samples();
    let opened = Ok(format!("Dear {NAME}"));
    assert_eq!(subject(&reading(), &samples.values["read"]), opened);
    let damaged = &samples.values["bit flipped in the value"];
    assert_eq!(subject(&reading(), damaged), Err(RenderFault::Encrypted));
    assert_eq!(subject(&TestApp::new(), &samples.values["read"]), Err(RenderFault::Encrypted));
}

#[test]
fn e97_a_certificate_is_registered_once_from_pem_or_der() {
    let (samples, test) = (samples(), TestApp::new());
    let acme = test.bare_workspace("acme");
    let add = |bytes: &[u8]| add_certificate(&test.app, &test.operator, acme.id, bytes).wait();
    let made = add(include_bytes!("samples/certificate.der")).unwrap();
    assert_eq!((made.sha1.as_str(), made.sha256.as_str()), (samples.sha1.as_str(), samples.sha256.as_str()));
    assert_eq!((made.id, made.subject.as_str()), (1, "CN=sender.example"));
    assert_eq!(made.ends_at.to_string(), "2036-01-01T00:00:00Z");
    assert_eq!(&made.public_key, PrivateKey::read(PRIVATE_KEY).unwrap().public_key());
    assert!(matches!(add(CERTIFICATE), Err(Refusal::Conflict("certificate_thumbprint", _))));
    let refused = remove_certificate(&test.app, &test.operator, acme.id, 2).wait();
    assert_eq!(refused, Err(Refusal::NotFound("certificate")));
}

#[test]
fn enc_06_weak_and_other_keys_are_refused() {
    let der = include_bytes!("samples/certificate.der");
    for (bytes, fault) in [
        (&include_bytes!("samples/weak-1024.pem")[..], CertificateFault::Weak),
        (include_bytes!("samples/weak-exponent.pem"), CertificateFault::Weak),
        (include_bytes!("samples/no-rsa.pem"), CertificateFault::NotRsa),
        (PRIVATE_KEY, CertificateFault::Unreadable),
        (b"", CertificateFault::Unreadable),
        (&der[1..], CertificateFault::Unreadable),
        (&[&der[..], b"x"].concat(), CertificateFault::Unreadable),
    ] {
        assert_eq!(ReadCertificate::read(bytes), Err(fault));
    }
    for (bytes, fault) in [
        (&include_bytes!("samples/weak-1024-key.pem")[..], KeyFault::Unfit),
        (include_bytes!("samples/no-rsa-key.pem"), KeyFault::Unfit),
        (include_bytes!("samples/private-key-pkcs1.pem"), KeyFault::Unreadable),
        (include_bytes!("samples/private-key-hidden.pem"), KeyFault::Unreadable),
        (CERTIFICATE, KeyFault::Unreadable),
        (b"", KeyFault::Unreadable),
    ] {
        assert_eq!(PrivateKey::read(bytes).map(|_| ()), Err(fault));
    }
}
