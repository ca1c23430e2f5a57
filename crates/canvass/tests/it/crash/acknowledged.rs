//! What was acknowledged is there (INT-01), however many asked at once (INT-18), and what was not is whole or absent.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Api, BatchBody, Engine, OrdinaryWorkspace, Place, Server, is_long, until};

/// Nothing leaves while these run: the batches are approved, but for tomorrow.
const LATER: &str = "23:59:59";

fn rounds() -> usize {
    if is_long() { 500 } else { 8 }
}

/// E117
#[test]
fn int_01_a_batch_is_whole_though_the_program_is_killed_at_its_200() {
    for engine in Engine::available("kills at the answer, on PostgreSQL") {
        let place = Place::new(engine);
        let mut server = place.start();
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
        for round in 1..=rounds() {
            let batch = BatchBody::new(&format!("batch{round}"), 199, 1);
            let taken =
                server.operator().try_post_once(&workspace.path("batches"), &batch.name, &batch.native());
            server.kill();
            let taken = taken.unwrap().ok();
            server = place.start();
            check_whole(&server.operator(), &workspace, &taken["batch"], &batch, round);
        }
        assert!(place.run(&server, &["check"]).status.success());
    }
}

fn check_whole(api: &Api, workspace: &OrdinaryWorkspace, id: &Value, batch: &BatchBody, round: usize) {
    let customers = api.list(&workspace.path(&format!("customers?batch={id}")));
    assert_eq!(customers.len(), 200);
    let branch = workspace.columns[2].to_string();
    assert!(customers.iter().all(|customer| customer["data"][&branch].is_string()), "each has its values");
    assert_eq!(api.list(&workspace.path(&format!("messages?batch={id}"))).len(), batch.good);
    let object = format!("batch {id}");
    let trail = api.list(&workspace.path("audit"));
    assert_eq!(trail.iter().filter(|row| row["object"] == object.as_str()).count(), 1, "{object}");
    assert_eq!(api.list(&workspace.path("batches")).len(), round);
}

#[test]
fn int_18_acknowledged_ones_of_a_group_commit_are_durable_and_the_others_whole_or_absent() {
    const CLIENTS: usize = 64;
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    let acknowledged = Mutex::new(BTreeMap::new());
    let post = |server_api: &Api, number: usize| {
        let batch = BatchBody::new(&format!("single{number}"), 1, 0);
        let answer = server_api.try_post_once(&workspace.path("batches"), &batch.name, &batch.native());
        answer.map(|answer| answer.ok()["batch"].clone())
    };
    let api = server.operator();
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (api, post, acknowledged) = (&api, &post, &acknowledged);
            scope.spawn(move || {
                if let Ok(id) = post(api, number) {
                    acknowledged.lock().unwrap().insert(number, id);
                }
            });
        }
        // In the middle of them: some have their answer, others wait for the next commit.
        until("first answers", Duration::from_mins(1), || {
            (acknowledged.lock().unwrap().len() >= CLIENTS / 8).then_some(())
        });
        server.kill();
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    let server = place.start();
    let api = server.operator();
    check_acknowledged(&api, &workspace, &acknowledged);
    // Everybody asks again: what was stored is answered as it was, what was not is stored now.
    for number in 0..CLIENTS {
        let id = post(&api, number).unwrap();
        assert!(acknowledged.get(&number).is_none_or(|known| *known == id), "{number} has two batches");
    }
    assert_eq!(api.list(&workspace.path("batches")).len(), CLIENTS);
    assert_eq!(api.list(&workspace.path("customers")).len(), CLIENTS);
    checked(&place, &server);
}

fn check_acknowledged(api: &Api, workspace: &OrdinaryWorkspace, acknowledged: &BTreeMap<usize, Value>) {
    let batches = api.list(&workspace.path("batches"));
    for id in acknowledged.values() {
        assert!(batches.iter().any(|batch| batch["id"] == *id), "batch {id} was acknowledged and is lost");
    }
    let customers = api.list(&workspace.path("customers"));
    let messages = api.list(&workspace.path("messages"));
    assert_eq!((customers.len(), messages.len()), (batches.len(), batches.len()), "whole or absent");
}

fn checked(place: &Place, server: &Server) {
    let checked = place.run(server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
