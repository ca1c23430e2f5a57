//! Certificates and private keys from the shell (E97, E98, ENC-05, ENC-06).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};

use super::told;
use crate::harness::{Engine, Place};

fn sample(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../canvass-app/tests/it/encryption/samples/");
    format!("{folder}{name}")
}

/// Copies a key into the data folder; no server has to run for that.
fn install(place: &Place, name: &str) -> Output {
    place.program().args(["certificate", "install-key", &sample(name), "--json"]).output().unwrap()
}

#[test]
fn a_certificate_is_readable_once_its_private_key_is_installed() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    told(&place, &server, &["workspace", "add", "shop", "--json"]);
    let of = |words: &[&str]| {
        let words: Vec<&str> = words.iter().copied().chain(["--workspace", "shop", "--json"]).collect();
        told(&place, &server, &words)
    };
    let made = of(&["certificate", "add", &sample("certificate.der")]);
    assert_eq!((&made["id"], &made["subject"]), (&json!(1), &json!("CN=sender.example")));
    assert_eq!([&made["sha1"], &made["sha256"]].map(|text| text.as_str().unwrap().len()), [40, 64]);
    assert_eq!(made["readable"], json!(false));
    drop(server);
    let output = install(&place, "private-key.pem");
    let installed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let path = PathBuf::from(installed["file"].as_str().unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let server = place.start();
    let listed = told(&place, &server, &["certificate", "list", "--workspace", "shop", "--json"]);
    assert_eq!(listed[0]["readable"], json!(true));
    drop(server);
    // ENC-05: what others may read is no secret; the start names the file.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let complaint = refused_start(&place);
    assert!(complaint.contains(path.file_name().unwrap().to_str().unwrap()), "{complaint}");
    assert!(complaint.contains("mode 644"), "{complaint}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "nothing").unwrap();
    assert!(refused_start(&place).contains("holds no key that can be used"));
}

#[test]
fn enc_06_only_a_fit_private_key_is_installed() {
    let place = Place::new(Engine::Sqlite);
    for (name, told) in [
        ("weak-1024-key.pem", "2048 to 8192 bits"),
        ("no-rsa-key.pem", "2048 to 8192 bits"),
        ("private-key-hidden.pem", "PKCS#8"),
        ("certificate.pem", "PKCS#8"),
    ] {
        let output = install(&place, name);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && complaint.contains(told), "{name}: {complaint}");
    }
    assert!(!place.data().join("private-keys").exists());
}

fn refused_start(place: &Place) -> String {
    let output = place.program().arg("serve").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}
