//! STO-13: a process that may open 64 files. It serves whom it can, turns the others away, and stores nothing in part.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{LATER, PATIENCE, batch, names};
use crate::harness::{Engine, OrdinaryWorkspace, Place, until};

const CLIENTS: usize = 40;
const PEOPLE: usize = 5;

#[test]
fn sto_13_with_few_descriptors_who_finds_no_place_is_turned_away_and_what_is_acknowledged_is_whole() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    server.stop();
    let server = place.try_start_by(&["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"]).unwrap();
    let address = server.base().trim_start_matches("http://").to_owned();
    // They hold what they have, and ask for nothing.
    let idle: Vec<TcpStream> = (0..CLIENTS).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let api = server.operator();
    let told: Vec<bool> = thread::scope(|scope| {
        let asked: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (api, workspace) = (api.clone(), &workspace);
                scope.spawn(move || {
                    let batch = batch(number, PEOPLE);
                    match api.try_post_once(&workspace.path("batches"), &batch.name, &batch.native()) {
                        Ok(answer) if answer.status < 300 => true,
                        Ok(answer) => {
                            assert_eq!(answer.status, 503, "{}", answer.text);
                            false
                        }
                        Err(_turned_away) => false,
                    }
                })
            })
            .collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    drop(idle);
    // Afterwards each finds its place, and once.
    for number in 0..CLIENTS {
        let batch = batch(number, PEOPLE);
        until("a place", PATIENCE + Duration::from_secs(1), || {
            let answer = api.try_post_once(&workspace.path("batches"), &batch.name, &batch.native()).ok()?;
            (answer.status < 300).then_some(())
        });
    }
    let stored = names(&api, &workspace);
    assert_eq!(stored.len(), CLIENTS, "{} were told at once", told.iter().filter(|told| **told).count());
    assert_eq!(api.list(&workspace.path("customers")).len(), CLIENTS * PEOPLE);
    let checked = place.run(&server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
