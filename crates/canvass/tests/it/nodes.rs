//! Several processes: two nodes share the work of one PostgreSQL, one of them drains or stands still under way;
//! whoever does not belong to a store, or comes second to a file, does not start.

use std::sync::Arc;
use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use rustix::process::Signal;
use serde_json::json;

use crate::harness::{
    BatchBody, Engine, OrdinaryWorkspace, Place, Server, closing_check, postgres_is_there, states, until,
};

const MESSAGES: usize = 2_000;
const DELIVERY: Duration = Duration::from_mins(2);

/// Two nodes on one database, and a relay that is slow enough for both to get a share.
struct Pair {
    sink: Arc<ScriptedSink>,
    places: [Place; 2],
    servers: Vec<Server>,
    workspace: OrdinaryWorkspace,
    batches: Vec<BatchBody>,
}

impl Pair {
    fn start() -> Self {
        let script = SinkScript { delay: Duration::from_millis(5), ..SinkScript::default() };
        let sink = Arc::new(ScriptedSink::start(script).unwrap());
        let first = Place::new(Engine::Postgres).mail_to(&sink.url()).set("CANVASS_MAIL_CONNECTIONS", "4");
        let server = first.start();
        let second = first.another_node();
        let servers = vec![server, second.start()];
        let workspace = OrdinaryWorkspace::set_up(&servers[0].operator(), "shop", &json!({}));
        let batches = vec![BatchBody::new("one", MESSAGES / 2, 0), BatchBody::new("two", MESSAGES / 2, 0)];
        for (server, batch) in servers.iter().zip(&batches) {
            server.operator().post(&workspace.path("batches"), &batch.native());
        }
        Self { sink, places: [first, second], servers, workspace, batches }
    }

    /// Waits until all is sent or in doubt, as the last server sees it.
    fn wait_for_end(&self) {
        let api = self.servers.last().unwrap().operator();
        until("all messages ended", DELIVERY, || {
            let states = states(&api, &self.workspace).unwrap();
            let count = |state: &str| states.get(state).copied().unwrap_or(0);
            (count("sent") + count("in_doubt") == MESSAGES).then_some(())
        });
    }

    /// The closing check through the second node; tells how many are in doubt.
    fn close(&self) -> usize {
        let server = self.servers.last().unwrap();
        let standing = closing_check(&self.places[1], server, &self.workspace, &self.sink, &self.batches);
        standing.in_doubt.len()
    }
}

/// How many letters came by connections of a server, told by the port they came from.
fn sent_by(server: &Server) -> f64 {
    let text = server.stranger().text("/metrics");
    let line = text
        .lines()
        .find(|line| line.starts_with("canvass_messages_settled_total") && line.contains("result=\"sent\""));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0.0)
}

#[test]
fn out_15_two_nodes_share_the_work_and_send_nothing_twice() {
    if !postgres_is_there("two nodes") {
        return;
    }
    let pair = Pair::start();
    pair.wait_for_end();
    assert_eq!(pair.close(), 0, "nothing broke, so nothing is in doubt");
    let shares: Vec<f64> = pair.servers.iter().map(sent_by).collect();
    assert!(shares.iter().all(|share| *share > 0.0), "both take part: {shares:?}");
}

#[test]
fn clu_09_a_node_that_drains_gives_its_claims_back_and_leaves_nothing_in_doubt() {
    if !postgres_is_there("a draining node") {
        return;
    }
    let mut pair = Pair::start();
    assert!(pair.sink.wait_for_accepted(MESSAGES / 10, DELIVERY));
    let leaving = pair.servers.remove(0);
    leaving.stop();
    assert!(pair.sink.accepted().len() < MESSAGES, "it left under way");
    let states = states(&pair.servers[0].operator(), &pair.workspace).unwrap();
    println!("when it had left: {states:?}");
    pair.wait_for_end();
    assert_eq!(pair.close(), 0, "hand-overs under way were settled");
}

#[test]
fn out_16_a_node_that_stood_still_sends_nothing_it_lost() {
    if !postgres_is_there("a node that stands still") {
        return;
    }
    let pair = Pair::start();
    assert!(pair.sink.wait_for_accepted(MESSAGES / 10, DELIVERY));
    pair.servers[0].signal(Signal::STOP);
    // The other one takes over once the first counts as dead, and sends all there is.
    pair.wait_for_end();
    let before = pair.sink.accepted().len();
    pair.servers[0].signal(Signal::CONT);
    // It lives again: it answers, and sees what became of its claims.
    let api = pair.servers[0].operator();
    until("an answer of the first node", DELIVERY, || api.try_list(&pair.workspace.path("batches")).ok());
    pair.wait_for_end();
    let late = pair.sink.accepted().len() - before;
    let in_doubt = pair.close();
    assert!(late + in_doubt <= 4, "{late} letters came late, {in_doubt} are in doubt, over 4 connections");
}

#[test]
fn a_node_with_another_instance_key_refuses_to_start() {
    if !postgres_is_there("a node with another key") {
        return;
    }
    let first = Place::new(Engine::Postgres);
    let server = first.start();
    let without = first.node_without_key();
    let stopped = without.try_start(None).unwrap_err();
    assert_eq!(stopped.status.code(), Some(1));
    assert!(stopped.words().contains("Copy instance.key from the data folder"), "{}", stopped.words());

    std::fs::create_dir_all(without.data()).unwrap();
    let key = without.data().join("instance.key");
    std::fs::copy(first.data().join("instance.key"), &key).unwrap();
    std::fs::write(&key, "5a".repeat(32)).unwrap();
    let stopped = without.try_start(None).unwrap_err();
    assert_eq!(stopped.status.code(), Some(1));
    let told = stopped.words().contains("another instance key");
    assert!(told, "{}", stopped.words());
    server.stop();
}

#[test]
fn sto_11_a_second_process_on_one_data_folder_refuses_to_start() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let stopped = place.try_start(None).unwrap_err();
    assert_eq!(stopped.status.code(), Some(1));
    assert!(stopped.words().contains("another process works on this store"), "{}", stopped.words());
    // The first one is as it was.
    let batch = BatchBody::new("after", 3, 0);
    let taken = server.operator().post(&workspace.path("batches"), &batch.native());
    assert_eq!(taken["accepted"], json!(3));
    server.stop();
}
