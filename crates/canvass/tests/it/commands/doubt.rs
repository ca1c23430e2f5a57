//! A message in doubt, and a person who knows better (promises 2.3): seen in the list and the metrics, settled by the
//! command, in the trail.

use std::time::Duration;

use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use serde_json::{Value, json};

use super::told;
use crate::harness::{BatchBody, Engine, OrdinaryWorkspace, Place, states_of, until};

const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn out_06_what_is_in_doubt_is_listed_and_settled_by_a_person() {
    // The relay takes both letters and hangs up without a word.
    let sink = ScriptedSink::start(SinkScript::default().times(2, At::Dot, Act::KeepAndClose)).unwrap();
    let place = Place::new(Engine::Sqlite).mail_to(&sink.url()).set("CANVASS_MAIL_CONNECTIONS", "1");
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    server.operator().post(&workspace.path("batches"), &BatchBody::new("one", 2, 0).native());
    until("two in doubt", PATIENCE, || {
        (states_of(&server, &workspace).get("in_doubt") == Some(&2)).then_some(())
    });
    // P4: seen within a minute.
    until("two in the metrics", PATIENCE, || {
        let metrics = server.stranger().text("/metrics");
        let says = |line: &str| metrics.lines().any(|own| own == line);
        (says("canvass_messages{state=\"in_doubt\"} 2")
            && says("canvass_in_doubt 2")
            && says("canvass_workspace_in_doubt{workspace=\"1\"} 2")
            && metrics.contains("canvass_workspace_in_doubt_oldest_seconds{workspace=\"1\"} "))
        .then_some(())
    });

    let of = ["--workspace", "shop", "--json"];
    let list = |state: &'static str| {
        let words = [&["message", "list", "--state", state], &of[..]].concat();
        told(&place, &server, &words).as_array().unwrap().clone()
    };
    let doubtful = list("in_doubt");
    let ids: Vec<&Value> = doubtful.iter().map(|message| &message["messageId"]).collect();
    for letter in sink.accepted() {
        assert!(
            ids.contains(&&json!(letter.message_id().unwrap())),
            "the relay's log can be searched for {ids:?}"
        );
    }
    let settle = |message: &Value, verdict: &str| {
        let customer = message["customer"].to_string();
        told(&place, &server, &[&["message", "settle", &customer, "--as", verdict], &of[..]].concat())
    };
    assert_eq!(settle(&doubtful[0], "was-sent")["state"], json!("sent"));
    // A person orders the second copy that canvass never sends by itself.
    settle(&doubtful[1], "send-again");
    until("all sent", PATIENCE, || (states_of(&server, &workspace).get("sent") == Some(&2)).then_some(()));
    assert_eq!(sink.accepted().len(), 3);
    assert_eq!(sink.duplicates().len(), 1, "under its own Message-ID");
    assert_eq!(list("in_doubt"), Vec::<Value>::new());
    let trail = server.operator().list(&workspace.path("audit"));
    let settled = trail.iter().filter(|row| row["action"].as_str().unwrap().contains("settle")).count();
    assert_eq!(settled, 2, "{trail:#?}");
}

#[test]
fn what_a_relay_took_is_settled_by_the_list_of_its_message_ids() {
    let sink = ScriptedSink::start(SinkScript::default().times(3, At::Dot, Act::KeepAndClose)).unwrap();
    let place = Place::new(Engine::Sqlite).mail_to(&sink.url()).set("CANVASS_MAIL_CONNECTIONS", "1");
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    server.operator().post(&workspace.path("batches"), &BatchBody::new("one", 3, 0).native());
    until("three in doubt", PATIENCE, || {
        (states_of(&server, &workspace).get("in_doubt") == Some(&3)).then_some(())
    });
    let of = ["--workspace", "shop", "--json"];
    let words = |words: &[&str]| told(&place, &server, &[words, &of[..]].concat());
    // A page of the list, and the rest of it.
    let first = words(&["message", "list", "--state", "in_doubt", "--limit", "2"]);
    let last = words(&["message", "list", "--state", "in_doubt", "--after", "2"]);
    assert_eq!((first.as_array().unwrap().len(), last.as_array().unwrap().len()), (2, 1));
    let file = place.data().join("taken.txt");
    let taken: Vec<String> =
        sink.accepted().iter().take(2).map(|letter| format!("<{}>", letter.message_id().unwrap())).collect();
    std::fs::write(&file, format!("{}\n\nunknown@example.org\n", taken.join("\n"))).unwrap();
    let file = file.to_str().unwrap();
    let counts = words(&["message", "settle", "--message-ids", file, "--as", "was-sent"]);
    assert_eq!((&counts["settled"], &counts["unknownMessageIds"]), (&json!(2), &json!(1)));
    let all = ["message", "settle", "--all", "in_doubt", "--from", "2020-01-01", "--as", "give-up"];
    assert_eq!(words(&all)["settled"], json!(1));
    assert_eq!(words(&["message", "list", "--state", "in_doubt"]), json!([]));
    assert_eq!(sink.accepted().len(), 3, "nothing left again");
}
