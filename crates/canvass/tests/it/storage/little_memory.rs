//! STO-13: a process that may use 256 MiB. What it has no room for is told 503, nothing is stored in part, and it goes on. The
//! limit is one of the process, which counts what is asked for and not only what is used: a control group is no stricter.

use std::net::TcpStream;
use std::process::Command;
use std::thread;

use reqwest::Method;
use serde_json::json;

use super::{LATER, PATIENCE, batch, names};
use crate::harness::{Api, Engine, OrdinaryWorkspace, Place, Server, skip, until};

const LIMIT: [&str; 2] = ["prlimit", "--data=268435456"];
const CLIENTS: usize = 12;
const PEOPLE: usize = 400;
/// Each of so many bytes; a workspace has room for two of them.
const BODY: usize = 3 << 20;
/// Nearly all that a workspace has.
const CRUMBS: usize = 7 << 20;
/// More than it has.
const TOO_MUCH: usize = 9 << 20;

fn send(api: &Api, path: &str, key: &str, body: String) -> Option<u16> {
    let request = api.request(Method::POST, path).header("idempotency-key", key);
    let request = request.header("content-type", "application/json").body(body);
    Api::send(request).ok().map(|answer| {
        assert!(answer.status != 503 || answer.header("retry-after").is_some());
        answer.status
    })
}

/// The batch in so many bytes.
fn body(number: usize) -> String {
    let written = batch(number, PEOPLE).native().to_string();
    format!("{written}{}", " ".repeat(BODY - written.len()))
}

fn is_alive(server: &Server) -> bool {
    Api::send(server.stranger().request(Method::GET, "/health/live")).is_ok_and(|answer| answer.status == 200)
}

#[test]
fn sto_13_with_little_memory_what_finds_no_room_is_turned_away_and_the_program_goes_on() {
    if Command::new(LIMIT[0]).arg("--version").output().is_err() {
        return skip("little memory", "prlimit is not installed");
    }
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    server.stop();
    let server = place.try_start_by(&LIMIT).unwrap();
    let address = server.base().trim_start_matches("http://").to_owned();
    let idle: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let (api, path) = (server.operator(), workspace.path("batches"));
    // Larger than its share, whatever else there is; and made of as many small things as can be.
    assert_eq!(send(&api, &path, "large", " ".repeat(TOO_MUCH)), Some(503));
    let crumbs = format!("{{\"customers\":[{}{{}}]}}", "{},".repeat(CRUMBS / 3));
    let status = send(&api, &path, "crumbs", crumbs);
    assert!(status.is_some_and(|status| [400, 413].contains(&status)), "{status:?}");
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (api, path) = (&api, &path);
            scope.spawn(move || {
                until("a place", PATIENCE, || {
                    let status = send(api, path, &format!("batch{number}"), body(number));
                    assert!(status.is_none_or(|status| status < 300 || status == 503), "{status:?}");
                    status.filter(|status| *status < 300)
                });
            });
        }
    });
    drop(idle);
    assert!(is_alive(&server), "the same process, from the first to the last");
    let stored = names(&api, &workspace);
    assert_eq!(stored.len(), CLIENTS);
    assert_eq!(api.list(&workspace.path("customers")).len(), CLIENTS * PEOPLE);
    let checked = place.run(&server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    println!("peak {} KiB", server.peak_memory());
}
