//! What is written about settings is what the table of settings says: the manual and the example file.
//! `CANVASS_BLESS=1` writes both anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Engine, Place};

const HEAD: &str = "| setting | environment | default | what it is |\n| --- | --- | --- | --- |\n";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// The table of settings as the program tells it where nobody set anything.
fn settings() -> Vec<Value> {
    let place = Place::new(Engine::Sqlite);
    let mut program = place.program_without_data();
    let output = program.env_clear().args(["settings", "show", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let settings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let settings = settings.as_array().unwrap().clone();
    assert!(settings.iter().all(|setting| setting["source"] == "default"), "{settings:#?}");
    settings
}

fn word<'a>(setting: &'a Value, member: &str) -> &'a str {
    setting[member].as_str().unwrap()
}

/// Compares a text with what it must be; in a blessed run, makes it so.
#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn hold_against(path: &Path, is: &str, must_be: &str) {
    if is == must_be {
        return;
    }
    if std::env::var("CANVASS_BLESS").is_ok() {
        fs::write(path, must_be).unwrap();
    } else {
        panic!("{} is not what the settings say; CANVASS_BLESS=1 writes:\n{must_be}", path.display());
    }
}

#[test]
fn the_manual_has_every_setting_as_the_table_says_it() {
    let path = file("docs/operating.md");
    let manual = fs::read_to_string(&path).unwrap();
    let (before, rest) = manual.split_once(HEAD).expect("the manual has a table of settings");
    let (_, after) = rest.split_once("\n\n").unwrap();
    let mut rows = String::new();
    for setting in settings() {
        let name = word(&setting, "name");
        let default = match word(&setting, "value") {
            "" => "none".to_owned(),
            value => format!("`{value}`"),
        };
        let about = word(&setting, "about").replace('|', "\\|");
        let environment = name.to_ascii_uppercase();
        writeln!(rows, "| `{name}` | `CANVASS_{environment}` | {default} | {about} |").unwrap();
    }
    hold_against(&path, &manual, &format!("{before}{HEAD}{rows}\n{after}"));
}

#[test]
fn the_example_file_has_every_setting_and_is_in_order() {
    let path = file("canvass.example.toml");
    let example = fs::read_to_string(&path).unwrap_or_default();
    let mut expected = String::from(
        "# Settings of canvass; copy this file to canvass.toml. Each line here is the default. docs/operating.md tells more.\n",
    );
    for setting in settings() {
        let (name, value) = (word(&setting, "name"), word(&setting, "value"));
        write!(expected, "\n# {}\n# {name} = \"{value}\"\n", word(&setting, "about")).unwrap();
    }
    let of_settings = expected.clone();
    expected.push_str(include_str!("../../../src/settings/mail/example.toml"));
    hold_against(&path, &example, &expected);

    // With every line in force it says the same as without it.
    let place = Place::new(Engine::Sqlite);
    let in_force: Vec<&str> = of_settings
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.contains(" = "))
        .collect();
    fs::write(place.folder().join("all.toml"), in_force.join("\n")).unwrap();
    let mut program = place.program_without_data();
    let output = program.env_clear().args(["--config", "all.toml", "settings", "check"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
