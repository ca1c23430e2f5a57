//! The pages in a real browser (tests/browser): a respondent by keyboard alone and without script, a manager in the
//! console. Node, Chromium and the installed packages of tests/browser are needed; the gate has them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{
    BatchBody, Engine, Form, OrdinaryWorkspace, Place, Server, answer_all, skip, states_of, until,
};

const ASKED: usize = 12;
/// Two of them are left for the browser.
const ANSWERED: usize = 10;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser")
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What is missing to run a browser, if anything is.
fn missing() -> Option<String> {
    let chromium = setting("CANVASS_TEST_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).exists() {
        return Some(format!("{chromium} is not there"));
    }
    if Command::new("node").arg("--version").output().is_err() {
        return Some("node is not installed".to_owned());
    }
    let packages = folder().join("node_modules/playwright-core");
    (!packages.exists()).then(|| "run `npm ci --ignore-scripts` in tests/browser".to_owned())
}

/// Runs a script of tests/browser; what it says is shown if it fails.
fn run(script: &str, words: &[&str]) {
    let output = Command::new("node").arg(script).args(words).current_dir(folder()).output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
    println!("{said}");
}

/// A server whose links lead to itself, with mails captured and most people finished. Tells their links.
fn served() -> (Place, Server, OrdinaryWorkspace, Vec<String>) {
    let place = Place::new(Engine::Sqlite).unset("CANVASS_PUBLIC_URL");
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "name": "The Shop" }));
    let api = server.operator();
    api.post(&workspace.path("batches"), &BatchBody::new("visits", ASKED, 2).native());
    until("all mails are captured", std::time::Duration::from_mins(1), || {
        (states_of(&server, &workspace).get("sent") == Some(&ASKED)).then_some(())
    });
    let customers = api.list(&workspace.path("customers"));
    let links: Vec<String> = customers
        .iter()
        .filter(|customer| customer["state"] == "Invited")
        .map(|customer| api.get(&workspace.path(&format!("customers/{}", customer["id"])))["url"].clone())
        .map(|url: Value| url.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(links.len(), ASKED);
    (place, server, workspace, links)
}

fn path_of<'a>(server: &Server, link: &'a str) -> &'a str {
    link.strip_prefix(&server.base()).unwrap_or_else(|| panic!("{link} does not lead to {}", server.base()))
}

#[test]
fn a_respondent_answers_by_keyboard_alone_and_without_script() {
    if let Some(missing) = missing() {
        return skip("a respondent in a browser", &missing);
    }
    let (_place, server, workspace, links) = served();
    run("respondent.mjs", &[&links[0], &links[1]]);
    for link in &links[..2] {
        let form = Form::open(&server.stranger(), path_of(&server, link), 0).unwrap();
        assert!(form.is_none(), "it is finished");
    }
    let answers = server.operator().list(&workspace.path("answers"));
    assert_eq!(answers.len(), 2, "{answers:?}");
}

/// The preference page that a captured mail leads to, and who got it.
fn preferences_of(server: &Server, workspace: &OrdinaryWorkspace, mail: &Value) -> (String, String) {
    let mail = server.operator().get(&workspace.path(&format!("mailbox/{}", mail["id"])));
    let text = mail["text"].as_str().unwrap();
    let link = text.split_whitespace().find(|word| word.contains("/o/")).unwrap();
    (link.to_owned(), mail["recipient"].as_str().unwrap().to_owned())
}

#[test]
fn e79_e80_a_person_opts_out_and_lifts_a_lock_by_keyboard_alone_and_without_script() {
    if let Some(missing) = missing() {
        return skip("preferences in a browser", &missing);
    }
    let (_place, server, workspace, _links) = served();
    let api = server.operator();
    let mails = api.list(&workspace.path("mailbox"));
    let [(locked, ann), (other, _)] = [0, 1].map(|at| preferences_of(&server, &workspace, &mails[at]));
    api.post(&workspace.path("locks"), &json!({ "email": ann, "optIn": true }));
    run("preferences.mjs", &[&locked, &other]);
    let outs = api.list(&workspace.path("opt-outs"));
    assert_eq!(outs.len(), 2, "{outs:?}");
}

#[test]
fn a_manager_reads_results_and_mails_after_signing_in() {
    if let Some(missing) = missing() {
        return skip("a manager in a browser", &missing);
    }
    let (place, server, workspace, links) = served();
    for (turn, link) in links.iter().take(ANSWERED).enumerate() {
        answer_all(&server.stranger(), path_of(&server, link), (turn * 3) % 11).unwrap();
    }
    let api = server.operator();
    let user = api.post(&workspace.path("users"), &json!({ "name": "mia", "role": "manager" }));
    let made = api.post(&workspace.path(&format!("users/{}/sign-in", user["id"])), &json!({}));
    let sign_in = made["url"].as_str().unwrap();
    let pictures = setting("CANVASS_TEST_PICTURES").map_or_else(|| place.folder(), PathBuf::from);
    let words = [sign_in, "/console/results", "/console/mailbox", pictures.to_str().unwrap()];
    run("console.mjs", &words);
}
