//! Many connections that say nothing, and one client that works: it is served as if they were not there.

use std::io::Read as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::harness::{Api, Engine, Place, Server};

const IDLE: usize = 2_000;
const CALLS: usize = 100;

/// How long each of some calls takes, in the middle.
fn usual_time(api: &Api) -> Duration {
    let mut times: Vec<Duration> = (0..CALLS)
        .map(|_| {
            let began = Instant::now();
            assert!(api.get("/api/v1/workspaces").is_object());
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[CALLS / 2]
}

#[test]
fn two_thousand_idle_connections_keep_nobody_waiting() {
    // Each takes a descriptor here too.
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    // All are open at once. That they are closed in time is proved where time is short (HTP-02).
    let place = Place::new(Engine::Sqlite).set("CANVASS_CONNECTIONS_OF_ADDRESS", "4096");
    let server = place.start();
    let api = server.operator();
    let alone = usual_time(&api);
    let idle = connect(&server, IDLE);
    let beside = usual_time(&api);
    // A fifth, and a millisecond for the machine, which is not alone either.
    assert!(beside < alone + alone / 5 + Duration::from_millis(1), "{beside:?} in place of {alone:?}");
    drop(idle);
    server.stop();
}

#[test]
fn an_address_that_opens_too_many_loses_the_longest_idle_ones() {
    let place = Place::new(Engine::Sqlite).set("CANVASS_CONNECTIONS_OF_ADDRESS", "50");
    let server = place.start();
    let mut idle = connect(&server, 200);
    for connection in idle.iter_mut().take(150) {
        connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        assert_eq!(connection.read(&mut [0; 1]).unwrap(), 0, "closed without a word");
    }
    usual_time(&server.operator());
    server.stop();
}

fn connect(server: &Server, count: usize) -> Vec<TcpStream> {
    let base = server.base();
    let address = base.strip_prefix("http://").unwrap();
    (0..count).map(|_| TcpStream::connect(address).unwrap()).collect()
}
