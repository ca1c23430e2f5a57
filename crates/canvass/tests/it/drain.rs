//! SIGTERM with work under way: every request that was heard is answered, and the process ends well within its time.
//! A request on a connection that closes at that very moment is not heard; then it has no effect either.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use crate::harness::{Api, BatchBody, Engine, Gone, OrdinaryWorkspace, Place, until};

const CLIENTS: usize = 100;
const PATIENCE: Duration = Duration::from_mins(1);
const DRAIN: Duration = Duration::from_secs(30);

/// What became of the requests of all clients.
#[derive(Debug, Default)]
struct Seen {
    stored: Mutex<Vec<String>>,
    refused: AtomicUsize,
    unheard: AtomicUsize,
    odd: Mutex<Vec<String>>,
}

impl Seen {
    /// One client: batch after batch until it is refused.
    fn post(&self, api: &Api, workspace: &OrdinaryWorkspace, client: usize) {
        for turn in 0.. {
            let name = format!("client{client}.{turn}");
            let body = BatchBody::new(&name, 5, 0).native();
            match api.try_post_once(&workspace.path("batches"), &name, &body) {
                Ok(answer) if answer.status == 200 => self.stored.lock().unwrap().push(name),
                Ok(answer) if answer.status == 503 => {
                    self.refused.fetch_add(1, Ordering::SeqCst);
                    assert!(answer.header("retry-after").is_some(), "503 tells when to come back");
                    return;
                }
                Err(Gone(_)) => {
                    self.unheard.fetch_add(1, Ordering::SeqCst);
                    return;
                }
                Ok(other) => return self.odd.lock().unwrap().push(format!("{other:?}")),
            }
        }
    }
}

#[test]
fn htp_17_a_drain_answers_every_request_and_ends_within_its_time() {
    for engine in Engine::available("a drain, on PostgreSQL") {
        let place = Place::new(engine);
        let mut server = place.start();
        // Nothing leaves today.
        let settings = json!({ "sendTime": "23:59:59" });
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &settings);
        let (api, seen) = (server.operator(), Seen::default());
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (api, workspace, seen) = (&api, &workspace, &seen);
                scope.spawn(move || seen.post(api, workspace, client));
            }
            until("a round of answers", PATIENCE, || {
                (seen.stored.lock().unwrap().len() >= CLIENTS).then_some(())
            });
            server.signal(Signal::TERM);
            let began = Instant::now();
            let status = server.wait_for_end(DRAIN);
            assert_eq!(status.code(), Some(0), "it ended after {:?}", began.elapsed());
        });
        assert_eq!(*seen.odd.lock().unwrap(), Vec::<String>::new(), "neither 200 nor 503 on {engine:?}");
        let stopped = seen.refused.load(Ordering::SeqCst) + seen.unheard.load(Ordering::SeqCst);
        assert_eq!(stopped, CLIENTS);

        let server = place.start();
        let mut stored: Vec<String> = seen.stored.into_inner().unwrap();
        let listed = server.operator().list(&workspace.path("batches"));
        let mut listed: Vec<String> =
            listed.iter().map(|batch| batch["name"].as_str().unwrap().to_owned()).collect();
        stored.sort();
        listed.sort();
        assert_eq!(listed, stored, "what was answered 200 is there, what was answered 503 is not");
    }
}
