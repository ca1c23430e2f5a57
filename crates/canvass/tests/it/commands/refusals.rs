//! What commands refuse, and how clearly.

use serde_json::json;

use super::told;
use crate::harness::{Engine, OrdinaryWorkspace, Place};

/// What a command that must fail complains about.
fn complaint(place: &Place, words: &[&str], settings: &[(&str, &str)]) -> String {
    let output = place.program().envs(settings.iter().copied()).args(words).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{words:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_unknown_setting_is_refused_by_name() {
    let place = Place::new(Engine::Sqlite);
    let told = complaint(&place, &["settings", "check"], &[("CANVASS_LISTN", "127.0.0.1:1")]);
    assert!(told.contains("CANVASS_LISTN: there is no such setting"), "{told}");
    std::fs::write(place.folder().join("canvass.toml"), "listen = \"127.0.0.1:1\"\nlistn = \"x\"\n").unwrap();
    let told = complaint(&place, &["serve"], &[]);
    assert!(told.contains("there is no setting listn"), "{told}");
}

#[test]
fn every_faulty_setting_is_told_before_a_server_starts() {
    let place = Place::new(Engine::Sqlite);
    let faulty = [
        ("CANVASS_LISTEN", "nowhere"),
        ("CANVASS_MAIL_TRANSPORT", "smtp"),
        ("CANVASS_SMTP_URL", "smtp://user:hunter2@"),
        ("CANVASS_MAIL_CONNECTIONS", "many"),
    ];
    for command in ["serve", "demo"] {
        let told = complaint(&place, &[command], &faulty);
        for name in ["listen (CANVASS_LISTEN)", "smtp_url (CANVASS_SMTP_URL)", "mail_connections"] {
            assert!(told.contains(name), "{command} does not tell {name}: {told}");
        }
        assert!(!told.contains("hunter2"), "{told}");
    }
    assert!(!place.data().join("instance.key").exists(), "nothing was begun");
}

#[test]
fn shown_settings_have_their_source_and_no_password() {
    let place = Place::new(Engine::Sqlite)
        .set("CANVASS_SMTP_URL", "smtp://user:hunter2@relay.example.org:587")
        .set("CANVASS_DATABASE_URL", "postgres://canvass:hunter3@db.example.org/canvass");
    for words in [&["settings", "show"][..], &["settings", "show", "--json"]] {
        let output = place.program().args(words).output().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(shown.contains("smtp://***@relay.example.org:587"), "{shown}");
        assert!(shown.contains("CANVASS_SMTP_URL") && shown.contains("--data"), "{shown}");
        assert!(!shown.contains("hunter"), "{shown}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault_but_a_full_disk_is() {
    let place = Place::new(Engine::Sqlite);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = place.program().args(["settings", "show"]).stdout(writer).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = place.program().args(["settings", "show"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn commands_tell_what_they_miss() {
    let place = Place::new(Engine::Sqlite);
    let told = complaint(&place, &["workspace", "list"], &[]);
    assert!(told.contains("no token could be read from"), "{told}");
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(place.data().join("operator-token"), "cvt_a.b\n").unwrap();
    // Nothing listens at port 1.
    let told = complaint(&place, &["--server", "http://127.0.0.1:1", "workspace", "list"], &[]);
    assert!(told.contains("is `canvass serve` running?"), "{told}");
}

#[test]
fn a_fault_of_the_server_reaches_the_shell_with_its_path() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let base = server.base();
    let with =
        |words: &[&'static str]| complaint(&place, &[&["--server", base.as_str()], words].concat(), &[]);
    let told_twice = with(&["column", "add", "Branch", "--workspace", "shop"]);
    assert!(told_twice.contains("409 column_name"), "{told_twice}");
    std::fs::write(place.folder().join("broken.json"), r#"{ "title": {}, "pagez": [] }"#).unwrap();
    let of_document = with(&["questionnaire", "add", "Broken", "broken.json", "--workspace", "shop"]);
    assert!(of_document.contains("pagez"), "{of_document}");
    let of_stranger = with(&["column", "list", "--workspace", "other"]);
    assert!(of_stranger.contains("404 not_found"), "{of_stranger}");
    let listed = told(&place, &server, &["column", "list", "--workspace", &workspace.slug, "--json"]);
    assert_eq!(listed.as_array().unwrap().len(), 3, "nothing of that left a trace");
}
