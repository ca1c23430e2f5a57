//! The administrative commands, from the shell: what docs/operating.md shows is run as it stands there.

mod contact_rules;
mod documents;
mod doubt;
mod encryption;
mod expoints;
mod moving_from_questionpro;
mod organisations;
mod refusals;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::harness::{Engine, Place, Server, states_of, until};

const OPERATING: &str = include_str!("../../../../../docs/operating.md");
const QUESTIONNAIRE: &str = include_str!("../../../src/demo/questionnaire.json");
/// All nouns that can be added and listed.
const NOUNS: [&str; 12] = [
    "workspace",
    "user",
    "token",
    "client",
    "column",
    "questionnaire",
    "route",
    "template",
    "batch",
    "certificate",
    "host",
    "issuer",
];

/// The blocks of shell commands of a document.
fn shell_blocks(document: &str) -> Vec<&str> {
    document.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Runs a script as a person at the machine of the server would: the program is on the path, its data folder known.
fn run_script(place: &Place, server: &Server, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_canvass")).parent().unwrap();
    Command::new("bash")
        .args(["-euo", "pipefail", "-x", "-c", script])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .env("CANVASS_DATA", place.data())
        .env("CANVASS_SERVER", server.base())
        .current_dir(place.folder())
        .output()
        .unwrap()
}

/// The JSON answer of a command that succeeds.
fn told(place: &Place, server: &Server, words: &[&str]) -> Value {
    let output = place.run(server, words);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

#[test]
fn the_commands_of_the_operating_manual_do_what_it_says() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    std::fs::write(place.folder().join("visit.json"), QUESTIONNAIRE).unwrap();
    let blocks = shell_blocks(OPERATING);
    assert!(blocks.len() >= 8, "the manual shows commands");
    let output = run_script(&place, &server, &blocks.join("\n"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    // Secrets are shown once, ledgers speak in sentences, the import accounts for each row.
    for words in [
        "clientSecret",
        "/console/sign-in/",
        "The mail address is not valid, so nobody is asked.",
        "\"duplicate_in_file\":1,\"duplicate_known\":0,\"invalid\":1,",
        "Sending is not paused.",
        "Everything is in order.",
    ] {
        assert!(said.contains(words), "nothing says {words:?} in:\n{said}");
    }
    // The columns were cut as the manual says, the one that is old was archived.
    let columns = told(&place, &server, &["column", "list", "--workspace", "shop", "--json"]);
    let archived: Vec<&Value> =
        columns.as_array().unwrap().iter().filter(|column| column["archived"] == true).collect();
    assert_eq!((archived.len(), &archived[0]["name"]), (1, &json!("Old_code")));
}

#[test]
fn every_noun_can_be_added_and_listed() {
    let place = Place::new(Engine::Sqlite);
    for noun in NOUNS {
        for verb in ["add", "list"] {
            let output = place.program().args([noun, verb, "--help"]).output().unwrap();
            assert!(output.status.success(), "{noun} {verb}");
        }
    }
}

#[test]
fn an_import_accounts_for_each_row_and_can_simply_be_run_again() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let of = |words: &[&'static str]| [words, &["--workspace", "shop", "--json"]].concat();
    told(&place, &server, &["workspace", "add", "shop", "--json"]);
    told(&place, &server, &of(&["column", "add", "Branch"]));
    std::fs::write(place.folder().join("visit.json"), QUESTIONNAIRE).unwrap();
    told(&place, &server, &of(&["questionnaire", "add", "Visit", "visit.json"]));
    told(&place, &server, &of(&["questionnaire", "publish", "2"]));
    told(&place, &server, &of(&["route", "add", "--questionnaire", "2"]));

    // More than one call's worth, with one faulty row in each hundred.
    let rows: Vec<String> =
        (0..1_200)
            .map(|row| {
                if row % 100 == 7 {
                    format!("nobody {row},North")
                } else {
                    format!("p{row}@example.org,North")
                }
            })
            .collect();
    std::fs::write(place.folder().join("people.csv"), format!("email,Branch\n{}\n", rows.join("\n")))
        .unwrap();
    let tried = told(&place, &server, &of(&["import", "people.csv", "--dry-run"]));
    let first = told(&place, &server, &of(&["import", "people.csv", "--report", "report.csv"]));
    assert_eq!((&first["rows"], &first["buckets"]["accepted"]), (&json!(1_200), &json!(1_188)));
    assert_eq!((&first["buckets"]["invalid"], &tried["buckets"]), (&json!(12), &first["buckets"]));
    let report = std::fs::read_to_string(place.folder().join("report.csv")).unwrap();
    assert_eq!(report.lines().count(), 1_201);
    let again = told(&place, &server, &of(&["import", "people.csv"]));
    assert_eq!(again, first, "the same file again makes nothing new");
    assert_eq!(told(&place, &server, &of(&["batch", "list"])).as_array().unwrap().len(), 1);
    // Not all rows are accepted, and whoever wants to know is told by the exit code.
    let strict = place.run(&server, &of(&["import", "people.csv", "--strict"]));
    assert_eq!(strict.status.code(), Some(1));

    let approved = told(&place, &server, &of(&["batch", "approve", "1"]));
    assert_eq!(approved["state"], json!("Approved"));
    let shown = told(&place, &server, &of(&["batch", "show", "1"]));
    let scheduled = json!({ "state": "Scheduled", "reason": null, "count": 1_188 });
    assert_eq!(shown["counts"]["customers"][0], scheduled, "{shown}");
}

#[test]
fn a_vendor_body_is_imported_as_its_wire_would_take_it() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = crate::harness::OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let batch = crate::harness::BatchBody::new("file", 3, 1);
    std::fs::write(place.folder().join("add.json"), batch.expoints(&workspace).to_string()).unwrap();
    let words = ["import", "add.json", "--wire", "expoints", "--workspace", "shop"];
    let answer = told(&place, &server, &words);
    assert_eq!((&answer["Accepted"], &answer["Faulted"]), (&json!(3), &json!(1)), "{answer}");
    assert_eq!(told(&place, &server, &words), answer, "the same file again is answered as before");
    until("three mails", std::time::Duration::from_mins(1), || {
        (states_of(&server, &workspace).get("sent") == Some(&3)).then_some(())
    });
}
