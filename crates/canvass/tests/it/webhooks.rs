//! Webhooks of the real program: the commands of `docs/webhooks.md` as they stand there, and a kill between the answer
//! of a receiver and the commit that remembers it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Engine, OrdinaryWorkspace, Place, Server, until};

const PATIENCE: Duration = Duration::from_mins(1);
/// A claim of a node that died ends after a minute; a sweep sees it within ten seconds.
const LEASE: Duration = Duration::from_mins(2);

/// A receiver that says 204 to everything and remembers it.
struct Receiver {
    origin: String,
    came: Arc<Mutex<Vec<(String, String)>>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let came = Arc::<Mutex<Vec<(String, String)>>>::default();
        let known = Arc::clone(&came);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut bytes = Vec::new();
                let mut part = [0; 4_096];
                while let Ok(read @ 1..) = stream.read(&mut part) {
                    bytes.extend_from_slice(&part[..read]);
                    if let Some(request) = whole(&String::from_utf8_lossy(&bytes)) {
                        known.lock().unwrap().push(request);
                        break;
                    }
                }
                stream.write_all(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n").unwrap();
            }
        });
        Self { origin, came }
    }

    fn came(&self) -> Vec<(String, String)> {
        self.came.lock().unwrap().clone()
    }

    fn wait_for(&self, count: usize, within: Duration) -> Vec<(String, String)> {
        until("webhooks", within, || Some(self.came()).filter(|came| came.len() >= count))
    }
}

/// The id and the body of a request that is whole.
fn whole(text: &str) -> Option<(String, String)> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
    };
    let length: usize = header("content-length:")?.parse().ok()?;
    (body.len() >= length).then(|| Some((header("webhook-id:")?, body.to_owned())))?
}

fn served(place: &Place, failpoint: Option<&str>) -> Server {
    place.try_start(failpoint).unwrap_or_else(|stopped| panic!("no server started: {stopped:#?}"))
}

#[test]
fn hok_06_a_kill_between_the_answer_and_its_commit_brings_the_same_id_again() {
    for engine in Engine::available("a kill around a webhook, on PostgreSQL") {
        let receiver = Receiver::start();
        let place = Place::new(engine).set("CANVASS_WEBHOOK_ALLOW", &receiver.origin);
        let mut server = served(&place, Some("webhook.answered:1:kill"));
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
        let url = format!("{}/in", receiver.origin);
        let path = workspace.path("webhooks");
        let made = server.operator().post(&path, &json!({ "url": url, "events": ["lock.added"] }));
        let lock = json!({ "email": "ann@example.org" });
        server.operator().post(&workspace.path("locks"), &lock);
        let first = receiver.wait_for(1, PATIENCE);
        server.wait_for_kill(PATIENCE);
        let server = place.start();
        let again = receiver.wait_for(2, LEASE);
        assert_eq!(again[0], again[1], "{engine:?}: the same id and the same body");
        assert_eq!(first[0], again[0]);
        let deliveries = format!("{path}/{}/deliveries", made["id"]);
        let delivered = until("the delivery", PATIENCE, || {
            let listed = server.operator().list(&deliveries);
            (listed[0]["state"] == "delivered").then(|| listed[0].clone())
        });
        assert_eq!((&delivered["webhookId"], &delivered["tries"]), (&json!(again[0].0), &json!(1)));
        assert!(place.run(&server, &["check"]).status.success());
    }
}

/// The commands in the blocks of a page.
fn commands(page: &str) -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page));
    let page = page.unwrap();
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("canvass "));
    lines.map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

#[test]
fn every_command_of_the_page_about_webhooks_works_as_it_stands_there() {
    let receiver = Receiver::start();
    let place = Place::new(Engine::Sqlite).set("CANVASS_WEBHOOK_ALLOW", &receiver.origin);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "acme", &json!({}));
    let commands = commands("webhooks.md");
    assert!(commands.len() >= 8, "{commands:?}");
    let mut printed = Vec::new();
    for command in &commands {
        let words: Vec<String> =
            command.iter().map(|word| word.replace("https://hooks.example.org", &receiver.origin)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = place.run(&server, &words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        if command.iter().any(|word| word == "ping") {
            let path = workspace.path("webhooks/1/deliveries?state=delivered");
            until("the ping", PATIENCE, || (!server.operator().list(&path).is_empty()).then_some(()));
        }
        printed.push(said);
    }
    assert!(printed[0].contains("whsec_"), "{}", printed[0]);
    let secrets = printed.iter().filter(|said| said.contains("whsec_")).count();
    assert_eq!(secrets, 2, "told when it is made and when it is rotated, and never again");
    let body: Value = serde_json::from_str(&receiver.came()[0].1).unwrap();
    assert_eq!((&body["type"], &body["workspace"]), (&json!("webhook.ping"), &json!("acme")));
    server.stop();
}
