//! The weather of a bad day: two nodes on one PostgreSQL send while they are killed, stopped and woken again, and the
//! clock of one is wrong by an hour. Nothing is at the relay twice, the counts of every batch add up whenever they are
//! asked for (P5), and in doubt is exactly what the relay cannot decide (P4).

use std::path::{Path, PathBuf};
use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::harness::{
    BatchBody, Deadline, Dice, Engine, OrdinaryWorkspace, Place, Server, closing_check, is_long,
    postgres_is_there, skip, until,
};

const BATCH: usize = 1_000;
const CONNECTIONS: usize = 8;
const DELIVERY: Duration = Duration::from_mins(20);
/// A node is dead after 30 s without a sign of life (promises 2.3).
const LONGER_THAN_DEATH: Duration = Duration::from_secs(35);
const CASE: &str = "two nodes in a storm";

/// How bad the day is.
struct Plan {
    messages: usize,
    faults: usize,
    /// How long a stopped node stands still at least.
    pause: Duration,
}

impl Plan {
    fn new() -> Self {
        if is_long() {
            Self { messages: 100_000, faults: 24, pause: LONGER_THAN_DEATH }
        } else {
            Self { messages: 3_000, faults: 4, pause: Duration::from_secs(2) }
        }
    }

    /// So many messages may be in doubt in the end, whether they came to the relay or not: a connection has at most one
    /// handed over, and one whose result waits for the next commit.
    fn most_in_doubt(&self) -> usize {
        self.faults * 2 * 2 * CONNECTIONS
    }
}

struct Storm {
    sink: ScriptedSink,
    places: [Place; 2],
    servers: [Option<Server>; 2],
    workspace: OrdinaryWorkspace,
    batches: Vec<BatchBody>,
    numbers: Vec<i64>,
    dice: Dice,
    polls: usize,
}

#[test]
fn p4_p5_two_nodes_in_a_storm_lose_and_double_nothing() {
    if !postgres_is_there(CASE) {
        return;
    }
    let Some(library) = wrong_clock() else {
        return skip(CASE, "libfaketime is not installed");
    };
    let plan = Plan::new();
    let mut storm = Storm::begin(&plan, &library);
    for fault in 0..plan.faults {
        let sure = plan.messages - plan.most_in_doubt();
        let left = sure.saturating_sub(storm.sink.accepted_count());
        let most = (left / (plan.faults - fault)).max(31);
        let next = storm.sink.accepted_count() + storm.dice.number(30, most);
        storm.poll_until("the next letters", |storm| storm.sink.accepted_count() >= next.min(sure));
        storm.strike(&plan);
    }
    storm.end(&plan);
}

/// The library that gives a program another clock, where Debian puts it.
fn wrong_clock() -> Option<PathBuf> {
    let libraries = Path::new("/usr/lib");
    let machines = std::fs::read_dir(libraries).ok()?;
    machines
        .flatten()
        .map(|machine| machine.path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
}

impl Storm {
    fn begin(plan: &Plan, library: &Path) -> Self {
        let mut dice = Dice::new(CASE);
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let connections = CONNECTIONS.to_string();
        let first =
            Place::new(Engine::Postgres).mail_to(&sink.url()).set("CANVASS_MAIL_CONNECTIONS", &connections);
        let server = first.start();
        let offset = if dice.number(0, 2) == 0 { "+1h" } else { "-1h" };
        println!("the clock of the second node is off by {offset}");
        let second = first
            .another_node()
            .set("LD_PRELOAD", library.to_str().unwrap())
            .set("FAKETIME", offset)
            .set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
        let servers = [Some(server), Some(second.start())];
        let batches: Vec<BatchBody> = (0..plan.messages / BATCH)
            .map(|number| BatchBody::new(&format!("batch{number}"), BATCH, 0))
            .collect();
        let mut storm = Self {
            sink,
            places: [first, second],
            servers,
            workspace,
            batches,
            numbers: Vec::new(),
            dice,
            polls: 0,
        };
        storm.bring_in();
        storm
    }

    /// Each node takes in every second batch.
    fn bring_in(&mut self) {
        for (place, batch) in self.batches.iter().enumerate() {
            let server = self.servers[place % 2].as_ref().unwrap();
            let answer = server.operator().post(&self.workspace.path("batches"), &batch.native());
            self.numbers.push(answer["batch"].as_i64().unwrap_or_else(|| panic!("no number in {answer}")));
        }
    }

    /// A node that answers.
    fn living(&self) -> &Server {
        self.servers.iter().flatten().next().unwrap()
    }

    /// One batch, chosen by chance, adds up at this moment.
    fn poll(&mut self) {
        let batch = self.dice.number(0, self.numbers.len());
        let path = self.workspace.path(&format!("batches/{}", self.numbers[batch]));
        let shown = self.living().operator().get(&path);
        assert_eq!(messages(&shown).values().sum::<u64>(), BATCH as u64, "{shown}");
        self.polls += 1;
    }

    fn poll_until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let deadline = Deadline::after(DELIVERY);
        while !is_so(self) {
            assert!(!deadline.is_over(), "{what}: not within {DELIVERY:?}");
            self.poll();
            deadline.pace();
        }
    }

    /// Something happens to one node or both.
    fn strike(&mut self, plan: &Plan) {
        let node = self.dice.number(0, 2);
        match self.dice.number(0, 3) {
            0 => self.kill(&[node]),
            1 => self.kill(&[0, 1]),
            _ => self.stand_still(node, plan.pause),
        }
    }

    fn kill(&mut self, nodes: &[usize]) {
        println!("{} at the relay: kill {nodes:?}", self.sink.accepted_count());
        for node in nodes {
            self.servers[*node].take().unwrap().kill();
        }
        for node in nodes {
            self.servers[*node] = Some(self.places[*node].start());
        }
    }

    fn stand_still(&mut self, node: usize, pause: Duration) {
        println!("{} at the relay: stop {node}", self.sink.accepted_count());
        let stopped = self.servers[node].take().unwrap();
        stopped.signal(Signal::STOP);
        let over = Deadline::after(pause);
        self.poll_until("the end of the pause", |_| over.is_over());
        stopped.signal(Signal::CONT);
        self.servers[node] = Some(stopped);
    }

    fn end(mut self, plan: &Plan) {
        let numbers = self.numbers.clone();
        for number in numbers {
            let path = self.workspace.path(&format!("batches/{number}"));
            let api = self.living().operator();
            until("every message of a batch ended", DELIVERY, || {
                let shown = api.get(&path);
                let counts = messages(&shown);
                let of = |state: &str| counts.get(state).copied().unwrap_or(0);
                (of("sent") + of("in_doubt") == BATCH as u64).then_some(())
            });
            self.poll();
        }
        let standing =
            closing_check(&self.places[0], self.living(), &self.workspace, &self.sink, &self.batches);
        println!("{} sent, {} in doubt, {} polls", standing.sent.len(), standing.in_doubt.len(), self.polls);
        assert!(standing.in_doubt.len() <= plan.most_in_doubt(), "{} in doubt", standing.in_doubt.len());
    }
}

/// The counts of a batch's messages by state.
fn messages(shown: &Value) -> std::collections::BTreeMap<&str, u64> {
    let counts = shown["counts"]["messages"].as_array().unwrap();
    counts.iter().map(|count| (count["state"].as_str().unwrap(), count["count"].as_u64().unwrap())).collect()
}
