//! Storage that fails under the running program, such as files that cannot grow (STO-05, STO-06). Afterwards each
//! acknowledged batch is there, each refused one is not, and the same request settles it.

mod failed_sync;
mod few_descriptors;
mod killed;
mod little_memory;
mod out_of_memory;
mod power;
mod read_only;

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::harness::{Api, BatchBody, Engine, OrdinaryWorkspace, Place, Server, skip, until};

const PATIENCE: Duration = Duration::from_mins(2);
/// Nothing leaves while this runs.
const LATER: &str = "23:59:59";
const MOST_BATCHES: usize = 60;

fn batch(number: usize, people: usize) -> BatchBody {
    BatchBody::new(&format!("batch{number}"), people, 0)
}

/// Takes batches in until one is not acknowledged; tells how many were, and the status of that one if there was an answer.
fn import_until_refused(api: &Api, workspace: &OrdinaryWorkspace, people: usize) -> (usize, Option<u16>) {
    for number in 0..MOST_BATCHES {
        let batch = batch(number, people);
        match api.try_post_once(&workspace.path("batches"), &batch.name, &batch.native()) {
            Ok(answer) if answer.status == 200 || answer.status == 201 => {}
            Ok(answer) => return (number, Some(answer.status)),
            Err(_gone) => return (number, None),
        }
    }
    panic!("{MOST_BATCHES} batches were taken in, and nothing failed");
}

fn names(api: &Api, workspace: &OrdinaryWorkspace) -> Vec<String> {
    let listed = api.list(&workspace.path("batches"));
    listed.iter().map(|batch| batch["name"].as_str().unwrap().to_owned()).collect()
}

/// The refused batch comes again under its key: once it is there, and everything adds up.
fn settle(place: &Place, server: &Server, workspace: &OrdinaryWorkspace, taken: usize, people: usize) {
    let api = server.operator();
    let refused = batch(taken, people);
    api.try_post_once(&workspace.path("batches"), &refused.name, &refused.native()).unwrap().ok();
    let expected: Vec<String> = (0..=taken).map(|number| batch(number, people).name).collect();
    assert_eq!(names(&api, workspace), expected);
    assert_eq!(api.list(&workspace.path("customers")).len(), (taken + 1) * people);
    let checked = place.run(server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// Whether calls of the kernel can be made to fail.
fn has_strace(case: &str) -> bool {
    let is_there = Command::new("strace").arg("-V").output().is_ok();
    if !is_there {
        skip(case, "strace is not installed");
    }
    is_there
}

fn digest(place: &Place, server: &Server) -> String {
    let told = place.run(server, &["state-digest", "--workspace", "shop"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}

fn is_ready(server: &Server) -> bool {
    let asked = server.stranger().request(reqwest::Method::GET, "/health/ready");
    Api::send(asked).is_ok_and(|answer| answer.status == 200)
}

#[test]
fn sto_05_sto_06_without_room_nothing_is_acknowledged_and_with_room_it_goes_on_by_itself() {
    const PEOPLE: usize = 150;
    let place = Place::new(Engine::Sqlite);
    // The kernel ends a process that writes beyond its limit, unless it does not listen; then the write fails.
    let server = place.try_start_by(&["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]).unwrap();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    let length = |name: &str| std::fs::metadata(place.data().join(name)).map_or(0, |found| found.len());
    let room = length("canvass.db").max(length("canvass.db-wal")) + 300_000;
    server.limit_files(Some(room));
    let (taken, status) = import_until_refused(&server.operator(), &workspace, PEOPLE);
    assert_eq!(status, Some(503), "after {taken} batches");
    // Reads go on, and nothing of the refused batch is there.
    let expected: Vec<String> = (0..taken).map(|number| batch(number, PEOPLE).name).collect();
    assert_eq!(names(&server.operator(), &workspace), expected);
    let before = digest(&place, &server);
    let again = batch(taken, PEOPLE);
    let path = workspace.path("batches");
    let answer = server.operator().try_post_once(&path, &again.name, &again.native()).unwrap();
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert!(answer.header("retry-after").is_some());
    until("it says that it is not ready", PATIENCE, || (!is_ready(&server)).then_some(()));
    assert_eq!(digest(&place, &server), before);
    server.limit_files(None);
    until("it is ready again by itself", PATIENCE, || is_ready(&server).then_some(()));
    settle(&place, &server, &workspace, taken, PEOPLE);
}
