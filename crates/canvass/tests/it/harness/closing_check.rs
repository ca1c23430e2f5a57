//! The closing check of the promises, from outside: the store is whole, nobody is forgotten, what was acknowledged is
//! there once, nothing is at the relay twice, and what is not known to be there is listed as in doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use canvass_delivery::sink::ScriptedSink;
use serde_json::Value;

use super::api::Api;
use super::batch::BatchBody;
use super::letter::Letter;
use super::ordinary_workspace::OrdinaryWorkspace;
use super::patience::until;
use super::place::Place;
use super::server::Server;

const SETTLING: Duration = Duration::from_mins(1);

/// How messages stand at the end.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Message-IDs known to be sent.
    pub(crate) sent: BTreeSet<String>,
    /// Message-IDs listed as in doubt.
    pub(crate) in_doubt: BTreeSet<String>,
    /// Message-IDs that the relay has.
    pub(crate) at_relay: BTreeSet<String>,
}

/// Checks everything; `batches` are those that were acknowledged.
pub(crate) fn closing_check(
    place: &Place,
    server: &Server,
    workspace: &OrdinaryWorkspace,
    sink: &ScriptedSink,
    batches: &[BatchBody],
) -> Standing {
    let checked = place.run(server, &["check"]);
    let words =
        String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{words}");
    let api = server.operator();
    // The result of the last letters waits up to a second for company in its commit.
    until("every hand-over to settle", SETTLING, || {
        let open = api.list(&workspace.path("messages?state=handing_over"));
        open.is_empty().then_some(())
    });
    check_batches(&api, workspace, batches);
    check_relay(sink, batches);
    let standing = standing(&api, workspace, sink);
    let good: usize = batches.iter().map(|batch| batch.good).sum();
    assert_eq!(standing.sent.len() + standing.in_doubt.len(), good, "each is sent or in doubt");
    let lost: Vec<&String> = standing.sent.difference(&standing.at_relay).collect();
    assert!(lost.is_empty(), "sent, but the relay has it not: {lost:?}");
    let known: BTreeSet<String> = standing.sent.union(&standing.in_doubt).cloned().collect();
    let unknown: Vec<&String> = standing.at_relay.difference(&known).collect();
    assert!(unknown.is_empty(), "the relay has what we do not know: {unknown:?}");
    standing
}

/// Each acknowledged batch once, with all of its people, and its counts add up to them (P2, P3, P5).
fn check_batches(api: &Api, workspace: &OrdinaryWorkspace, batches: &[BatchBody]) {
    let listed = api.list(&workspace.path("batches"));
    let names: Vec<&str> = listed.iter().map(|batch| batch["name"].as_str().unwrap()).collect();
    let expected: Vec<&str> = batches.iter().map(|batch| batch.name.as_str()).collect();
    assert_eq!(names, expected);
    for (batch, listed) in batches.iter().zip(&listed) {
        let id = &listed["id"];
        let shown = api.get(&workspace.path(&format!("batches/{id}")));
        let counts = &shown["counts"];
        assert_eq!(sum(&counts["customers"]), batch.rows(), "{shown}");
        assert_eq!(sum(&counts["messages"]), batch.good, "{shown}");
        let customers = api.list(&workspace.path(&format!("customers?batch={id}")));
        let indices: BTreeSet<i64> =
            customers.iter().map(|customer| customer["index"].as_i64().unwrap()).collect();
        assert_eq!((customers.len(), indices.len()), (batch.rows(), batch.rows()), "batch {id}");
    }
    let imports = api.list(&workspace.path("audit"));
    let imports = imports.iter().filter(|row| row["action"] == "import-customers").count();
    assert_eq!(imports, batches.len(), "one line of the trail a batch");
}

fn sum(counts: &Value) -> usize {
    counts
        .as_array()
        .unwrap()
        .iter()
        .map(|count| usize::try_from(count["count"].as_u64().unwrap()).unwrap())
        .sum()
}

/// Nobody got two letters, whatever their Message-IDs; nobody else got any.
fn check_relay(sink: &ScriptedSink, batches: &[BatchBody]) {
    assert_eq!(sink.duplicates(), Vec::<String>::new());
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for accepted in sink.accepted() {
        *copies.entry(Letter::read(&accepted).recipient).or_default() += 1;
    }
    let people: BTreeSet<String> = batches.iter().flat_map(BatchBody::addresses).collect();
    for (recipient, count) in copies {
        assert_eq!(count, 1, "{recipient} got {count} letters");
        assert!(people.contains(&recipient), "{recipient} was never to be asked");
    }
}

fn standing(api: &Api, workspace: &OrdinaryWorkspace, sink: &ScriptedSink) -> Standing {
    let (mut sent, mut in_doubt) = (BTreeSet::new(), BTreeSet::new());
    for message in api.list(&workspace.path("messages")) {
        let id = message["messageId"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
        match message["state"].as_str() {
            Some("sent") => sent.insert(id),
            Some("in_doubt") => in_doubt.insert(id),
            _ => panic!("neither sent nor in doubt: {message}"),
        };
    }
    let listed = api.list(&workspace.path("messages?state=in_doubt"));
    assert_eq!(listed.len(), in_doubt.len(), "the list of what is in doubt is complete");
    let at_relay = sink.accepted().iter().map(|accepted| accepted.message_id().unwrap()).collect();
    Standing { sent, in_doubt, at_relay }
}
