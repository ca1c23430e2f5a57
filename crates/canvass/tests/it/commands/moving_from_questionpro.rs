//! Pushing with an api-key: what docs/moving-from-questionpro.md shows is run as it stands there.

use std::fs;

use serde_json::json;

use super::{run_script, shell_blocks, told};
use crate::harness::{Engine, Place};

const MOVING: &str = include_str!("../../../../../docs/moving-from-questionpro.md");

#[test]
fn the_commands_of_the_guide_from_questionpro_do_what_it_says() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let blocks = shell_blocks(MOVING);
    assert_eq!(blocks.len(), 5);
    let output = run_script(&place, &server, &blocks.join("\n"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    // The answer that the guide prints is the answer that came, and the link is one that can be opened.
    let printed = MOVING.split("```json\n").nth(1).unwrap().split("\n```").next().unwrap();
    assert!(said.contains(printed), "{said}");
    assert!(said.contains(r#"{"surveyURL":"http"#), "{said}");
    // Q57: a link that was handed out is in no file of the store.
    let link = said.split(r#"{"surveyURL":""#).nth(1).unwrap().split('"').next().unwrap();
    let secret = link.rsplit('/').next().unwrap();
    assert!(secret.len() >= 20, "{link}");
    for entry in fs::read_dir(place.data()).unwrap() {
        let file = entry.unwrap().path();
        let bytes = if file.is_file() { fs::read(&file).unwrap() } else { Vec::new() };
        let is_there = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!is_there, "{} holds a link", file.display());
    }
    let of = |words: &[&'static str]| [words, &["--workspace", "shop", "--json"]].concat();
    let tokens = told(&place, &server, &of(&["token", "list"]));
    assert_eq!(tokens[0]["scopes"], json!(["cx.write", "cx.read", "cx.tickets"]));
    let customers = told(&place, &server, &of(&["customer", "list"]));
    assert_eq!(customers.as_array().unwrap().len(), 2, "{customers}");
}
