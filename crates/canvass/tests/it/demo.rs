//! `canvass demo --exit`: the whole line with nothing to configure, and a summary that adds up.

use std::process::Output;

use serde_json::Value;

use crate::harness::{Engine, PUBLIC_URL, Place};

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn demo(place: &Place) -> Output {
    place.program().args(["demo", "--exit"]).output().unwrap()
}

#[test]
fn the_summary_of_the_demo_adds_up() {
    let place = Place::new(Engine::Sqlite);
    let output = demo(&place);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("one JSON value and nothing else");
    let (received, accepted) = (number(&summary["received"]), number(&summary["accepted"]));
    assert_eq!(received, accepted + number(&summary["faulted"]));
    assert_eq!(number(&summary["captured"]), accepted);

    let funnel = &summary["results"]["funnel"];
    let refused: i64 =
        funnel["refused"].as_array().unwrap().iter().map(|reason| number(&reason["count"])).sum();
    assert_eq!(number(&funnel["received"]), received);
    assert_eq!(refused, number(&summary["faulted"]));
    assert_eq!(number(&funnel["scheduled"]), accepted);
    assert_eq!(number(&funnel["sent"]), accepted);
    let (opened, finished) = (number(&funnel["opened"]), number(&funnel["finished"]));
    assert!(0 < finished && finished <= number(&funnel["started"]) && opened <= accepted, "{funnel}");

    let nps = &summary["results"]["nps"];
    assert_eq!(number(&nps["base"]), finished);
    let parts = ["promoters", "passives", "detractors"].map(|part| number(&nps[part]));
    assert_eq!(parts.iter().sum::<i64>(), finished);
    let score = nps["score"].as_f64().unwrap();
    let told = (nps["interval"]["low"].as_f64().unwrap(), nps["interval"]["high"].as_f64().unwrap());
    assert!(told.0 < score && score < told.1, "{nps}");

    for link in ["questionnaire", "signIn", "resultsPage", "mailboxPage", "decisionsPage"] {
        let link = summary[link].as_str().unwrap();
        assert!(link.starts_with(PUBLIC_URL), "{link}");
    }
    // Nothing that is not warned about is logged beside it.
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn the_demo_leaves_nothing_behind_and_can_be_run_again() {
    let place = Place::new(Engine::Sqlite);
    for _ in 0..2 {
        // Without a data folder of its own: it makes a temporary one where the environment says.
        let mut program = place.program_without_data();
        let output = program.args(["demo", "--exit"]).env("TMPDIR", place.folder()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let left: Vec<_> =
        std::fs::read_dir(place.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}
