//! Delivery with real threads, a real SQLite file and a real socket to a misbehaving peer. Each look at the counts
//! checks the equation of P5.

mod capture;
mod channels;
mod clocks;
mod drain;
mod fence;
mod limits;
mod misbehaviour;
mod nodes;
mod notices;
mod numbers;
mod refusals;
mod relays;
mod reminders;
mod resend;
mod rounds;
mod schedule;
mod sending;
mod store_away;
mod text_messages;
mod time;
mod transports;
mod trouble;
mod wakes;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_app::App;
use canvass_app::job::{JobSettings, Jobs};
use canvass_delivery::Transport;
use canvass_delivery::sink::{Accepted, ScriptedSink};
use canvass_delivery::smtp::{SmtpSettings, SmtpTransport};
use canvass_domain::command::NewCustomer;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_store::area::{MessageRecord, NodeId};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::{SignedDuration, Timestamp};

/// Much: a machine with two busy cores runs a hundred of these tests, each with a dozen threads.
const PATIENCE: Duration = Duration::from_secs(90);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// Waits until it is so, or fails the test.
fn until(what: &str, is_so: impl FnMut() -> bool) {
    assert!(comes_true(is_so), "{what}: not in time");
}

fn comes_true(mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    loop {
        if is_so() {
            return true;
        }
        if Instant::now() > end {
            return false;
        }
        std::thread::park_timeout(BETWEEN_LOOKS);
    }
}

fn smtp(sink: &ScriptedSink) -> Arc<dyn Transport> {
    Arc::new(SmtpTransport::new(SmtpSettings::parse(&sink.url()).unwrap()).unwrap())
}

/// Jobs in a hurry.
fn settings(node: i64) -> JobSettings {
    JobSettings {
        poll: Duration::from_millis(10),
        beat: Duration::from_millis(20),
        ..JobSettings::new(NodeId(node))
    }
}

fn start(app: &App, transport: Arc<dyn Transport>) -> Jobs {
    Jobs::start(app.clone(), transport, settings(1)).unwrap()
}

fn people(count: usize) -> Vec<NewCustomer> {
    (0..count).map(|number| customer(&format!("person{number}@example.org"))).collect()
}

/// A batch of messages that are watched.
struct Watched<'a> {
    workspace: &'a TestWorkspace<'a>,
    batch: BatchId,
    customers: Vec<CustomerId>,
}

impl<'a> Watched<'a> {
    fn import(workspace: &'a TestWorkspace<'a>, customers: Vec<NewCustomer>) -> Self {
        Self::of(workspace, batch_of(customers))
    }

    fn of(workspace: &'a TestWorkspace<'a>, command: canvass_domain::command::ImportCustomers) -> Self {
        let outcome = workspace.import(command);
        let customers = outcome.customers.iter().map(|one| one.id).collect();
        Self { workspace, batch: outcome.batch, customers }
    }

    /// How many messages stand where; their sum is what was accepted (P5).
    fn counts(&self) -> BTreeMap<MessageState, i64> {
        let batch = self.batch;
        let counted = self.store().read(self.workspace.id, move |tx| tx.message_counts(Some(batch))).wait();
        let counts: BTreeMap<MessageState, i64> = counted.unwrap().into_iter().collect();
        let sum: i64 = counts.values().sum();
        assert_eq!(usize::try_from(sum).unwrap(), self.customers.len(), "P5: {counts:?}");
        counts
    }

    fn count(&self, state: MessageState) -> i64 {
        self.counts().get(&state).copied().unwrap_or(0)
    }

    /// Waits until the states are exactly these.
    fn until(&self, expected: &[(MessageState, i64)]) {
        let expected: BTreeMap<MessageState, i64> = expected.iter().copied().collect();
        assert!(
            comes_true(|| self.counts() == expected),
            "expected {expected:?}, there are {}",
            self.story()
        );
    }

    /// The counts, and what is told of each message that was not sent.
    fn story(&self) -> String {
        let messages = (0..self.customers.len()).map(|index| self.message(index));
        let open: Vec<String> = messages
            .filter(|message| message.state != MessageState::Sent)
            .map(|message| format!("{message:?}"))
            .collect();
        format!("{:?}\n{}", self.counts(), open.join("\n"))
    }

    fn message(&self, index: usize) -> MessageRecord {
        let customer = self.customers[index];
        let found = self.store().read(self.workspace.id, move |tx| tx.message(customer, Slot::Invitation));
        found.wait().unwrap().unwrap()
    }

    fn message_id(&self, index: usize) -> String {
        let key = MessageKey {
            workspace: self.workspace.id,
            customer: self.customers[index],
            slot: Slot::Invitation,
        };
        self.workspace.test.app.message_id(key)
    }

    fn message_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = (0..self.customers.len()).map(|index| self.message_id(index)).collect();
        ids.sort();
        ids
    }

    fn store(&self) -> &canvass_store::Store {
        &self.workspace.test.app.store
    }
}

/// The Message-IDs that a sink took, sorted; each of them once.
fn taken(sink: &ScriptedSink) -> Vec<String> {
    assert_eq!(sink.duplicates(), [""; 0]);
    let mut ids: Vec<String> = sink.accepted().iter().filter_map(Accepted::message_id).collect();
    ids.sort();
    ids
}

fn pause(app: &App, reason: Option<&'static str>) {
    app.store.write_system(move |tx| tx.set_sending_pause(reason)).wait().unwrap();
}

fn step(test: &TestApp, minutes: i64) {
    test.clock.step(SignedDuration::from_mins(minutes));
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
