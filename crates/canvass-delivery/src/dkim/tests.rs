//! The sample of RFC 8463, keys of every kind, and that one changed byte is noticed.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ED25519, Ed25519KeyPair, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
    UnparsedPublicKey,
};
use data_encoding::BASE64;
use secrecy::ExposeSecret;

use super::*;

/// RFC 8463, A.3: the letter.
const LETTER: &str = "From: Joe SixPack <joe@football.example.com>\r\n\
To: Suzie Q <suzie@shopping.example.net>\r\n\
Subject: Is dinner ready?\r\n\
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\
\r\n\
Hi.\r\n\
\r\n\
We lost the game.  Are you hungry yet?\r\n\
\r\n\
Joe.\r\n";

/// RFC 8463, A.3: both signatures cover these, in this order.
const NAMES: [&str; 8] = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"];
const ED25519_HEAD: &str = " v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
i=@football.example.com;\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : \
from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
const ED25519_SIGNATURE: &str =
    "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==";
const ED25519_SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const ED25519_PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const RSA_HEAD: &str = " v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
i=@football.example.com;\r\n q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : \
subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
const RSA_SIGNATURE: &str = "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1t\
FOeS9mPYQTnGdaSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=";
const RSA_PUBLIC: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J\
16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3\
QIDAQAB";

fn decoded(text: &str) -> Vec<u8> {
    BASE64.decode(text.as_bytes()).unwrap()
}

fn built(from: &str) -> Built {
    Built {
        envelope_from: from.to_owned(),
        envelope_to: "suzie@shopping.example.net".to_owned(),
        bytes: LETTER.replace("joe@football.example.com", from).into_bytes(),
        needs_smtputf8: false,
    }
}

fn key(algorithm: DkimAlgorithm, domain: &str, selector: &str) -> DkimKey {
    let pem = new_dkim_key(algorithm).unwrap();
    DkimKey::read(domain, selector, pem.expose_secret().as_bytes()).unwrap()
}

fn at() -> Timestamp {
    Timestamp::from_second(1_528_637_909).unwrap()
}

#[test]
fn rfc_8463_the_sample_is_signed_with_the_same_bytes() {
    let message = Message::read(LETTER.as_bytes()).unwrap();
    assert_eq!(canonical::body_hash(message.body), "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    let text = signature::signed_text(&message, &NAMES, ED25519_HEAD);
    let pair =
        Ed25519KeyPair::from_seed_and_public_key(&decoded(ED25519_SEED), &decoded(ED25519_PUBLIC)).unwrap();
    let hash = digest(&SHA256, &text);
    assert_eq!(BASE64.encode(pair.sign(hash.as_ref()).as_ref()), ED25519_SIGNATURE);
    // The same through our own key, read from a file.
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        BASE64.encode(pair.to_pkcs8v1().unwrap().as_ref())
    );
    let own = DkimKey::read("football.example.com", "brisbane", pem.as_bytes()).unwrap();
    assert_eq!(BASE64.encode(&own.sign(&text).unwrap()), ED25519_SIGNATURE);
    assert_eq!(own.record().value, format!("v=DKIM1; k=ed25519; p={ED25519_PUBLIC}"));
}

#[test]
fn rfc_8463_the_signature_by_rsa_in_the_sample_fits_our_form() {
    let message = Message::read(LETTER.as_bytes()).unwrap();
    let text = signature::signed_text(&message, &NAMES, RSA_HEAD);
    let public = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, decoded(RSA_PUBLIC));
    public.verify(&text, &decoded(RSA_SIGNATURE)).unwrap();
}

/// The value of the first signature up to `b=`, and the signature.
fn first_signature(bytes: &[u8]) -> (String, Vec<u8>, usize) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let end = text.find("\r\nFrom:").unwrap() + 2;
    let own = text.get(..end).unwrap().split("DKIM-Signature:").nth(1).unwrap();
    let (head, signature) = own.split_once("\r\n\tb=").unwrap();
    let signature: String = signature.chars().filter(|letter| !letter.is_whitespace()).collect();
    (format!("{head}\r\n\tb="), decoded(&signature), end)
}

#[test]
fn both_kinds_of_keys_sign_what_their_record_verifies() {
    for algorithm in [DkimAlgorithm::Rsa, DkimAlgorithm::Ed25519] {
        let signer = DkimSigner::new(vec![key(algorithm, "football.example.com", "s1")]);
        let mut letter = built("joe@football.example.com");
        assert_eq!(signer.sign(&mut letter, at()), 1);
        let (head, signature, end) = first_signature(&letter.bytes);
        assert_eq!(&letter.bytes[end..], LETTER.as_bytes(), "the letter itself is unchanged");
        assert!(head.lines().all(|line| line.len() <= 78), "{head}");
        let names: String = head.split("h=").nth(1).unwrap().split(';').next().unwrap().to_owned();
        let names: Vec<String> = names.split(':').map(|name| name.trim().to_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = Message::read(LETTER.as_bytes()).unwrap();
        let text = signature::signed_text(&message, &names, &head);
        let record = signer.keys()[0].record();
        let public = decoded(record.value.rsplit("p=").next().unwrap());
        match algorithm {
            DkimAlgorithm::Rsa => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
                    .verify(&text, &signature)
                    .unwrap();
            }
            DkimAlgorithm::Ed25519 => {
                let hash = digest(&SHA256, &text);
                UnparsedPublicKey::new(&ED25519, public).verify(hash.as_ref(), &signature).unwrap();
            }
        }
    }
}

#[test]
fn every_signed_header_is_named_once_more_than_it_stands_there() {
    let signer = DkimSigner::new(vec![key(DkimAlgorithm::Ed25519, "football.example.com", "s1")]);
    let mut letter = built("joe@football.example.com");
    signer.sign(&mut letter, at());
    let (head, ..) = first_signature(&letter.bytes);
    let names: Vec<String> = head
        .split("\th=")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .split(':')
        .map(|name| name.trim().to_owned())
        .collect();
    let count = |name: &str| names.iter().filter(|own| *own == name).count();
    for there in ["from", "to", "subject", "date", "message-id"] {
        assert_eq!(count(there), 2, "{there}");
    }
    for absent in
        ["reply-to", "cc", "mime-version", "content-type", "list-unsubscribe", "list-unsubscribe-post"]
    {
        assert_eq!(count(absent), 1, "{absent}");
    }
}

#[test]
fn the_nearest_domain_signs_with_all_its_keys() {
    let signer = DkimSigner::new(vec![
        key(DkimAlgorithm::Ed25519, "example.com", "up"),
        key(DkimAlgorithm::Rsa, "football.example.com", "r1"),
        key(DkimAlgorithm::Ed25519, "football.example.com", "e1"),
    ]);
    let selectors = |from: &str| {
        let mut letter = built(from);
        signer.sign(&mut letter, at());
        let text = String::from_utf8(letter.bytes).unwrap();
        text.split("\ts=").skip(1).map(|rest| rest.split(';').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(selectors("joe@football.example.com"), ["r1", "e1"]);
    assert_eq!(selectors("joe@chess.example.com"), ["up"]);
    assert_eq!(selectors("joe@example.com"), ["up"]);
    assert_eq!(selectors("joe@badexample.com"), [""; 0]);
    assert_eq!(selectors("joe@example.net"), [""; 0]);
}

#[test]
fn ops_14_a_key_that_cannot_sign_is_refused_and_none_is_shown() {
    let read = |pem: &str| DkimKey::read("example.org", "s1", pem.as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(read(""), DkimKeyError::NoKey);
    assert_eq!(read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), DkimKeyError::Unfit);
    // An elliptic key of another curve.
    let other = BASE64.encode(&rcgen::KeyPair::generate().unwrap().serialize_der());
    let other = format!("-----BEGIN PRIVATE KEY-----\n{other}\n-----END PRIVATE KEY-----\n");
    assert_eq!(read(&other), DkimKeyError::Unfit);
    let pem = new_dkim_key(DkimAlgorithm::Ed25519).unwrap();
    let good = DkimKey::read("Example.ORG", "S1", pem.expose_secret().as_bytes()).unwrap();
    assert_eq!((good.domain(), good.selector()), ("example.org", "s1"));
    let shown = format!("{good:?} {pem:?}");
    let secret = pem.expose_secret().lines().nth(1).unwrap();
    assert!(!shown.contains(secret), "{shown}");
}
