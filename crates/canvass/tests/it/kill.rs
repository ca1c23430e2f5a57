//! `kill -9` while thousands of mails go out: each is sent or listed as in doubt, none is at the relay twice.

use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use serde_json::json;

use crate::harness::{
    BatchBody, Dice, Engine, OrdinaryWorkspace, Place, Server, closing_check, is_long, states, until,
};

const BATCH: usize = 1_000;
/// Between two kills at least this many mails leave, so that each kill meets work under way.
const LEAST: usize = 30;
/// The default of `mail_connections`.
const CONNECTIONS: usize = 8;
const DELIVERY: Duration = Duration::from_mins(5);

struct Plan {
    messages: usize,
    kills: usize,
}

#[test]
fn p4_kills_at_random_moments_lose_and_double_nothing_on_sqlite() {
    let messages = if is_long() { 10_000 } else { 2_000 };
    run(Engine::Sqlite, &Plan { messages, kills: 8 });
}

#[test]
fn p4_kills_at_random_moments_lose_and_double_nothing_on_postgres() {
    if crate::harness::postgres_is_there("kills on PostgreSQL") {
        let messages = if is_long() { 10_000 } else { 2_000 };
        run(Engine::Postgres, &Plan { messages, kills: 4 });
    }
}

fn run(engine: Engine, plan: &Plan) {
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let place = Place::new(engine).mail_to(&sink.url());
    let mut server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let batches: Vec<BatchBody> = (0..plan.messages / BATCH)
        .map(|number| BatchBody::new(&format!("batch{number}"), BATCH, 0))
        .collect();
    for batch in &batches {
        server.operator().post(&workspace.path("batches"), &batch.native());
    }
    let mut dice = Dice::new("kills");
    for kill in 0..plan.kills {
        let left = plan.messages - sink.accepted().len();
        // So that there is something left for the kills to come.
        let most = (left / (plan.kills - kill)).max(LEAST + 1);
        let next = sink.accepted().len() + dice.number(LEAST, most);
        sink.wait_for_accepted(next.min(plan.messages), DELIVERY);
        server.kill();
        server = place.start();
    }
    wait_for_end(&server, &workspace, plan.messages);
    let standing = closing_check(&place, &server, &workspace, &sink, &batches);
    println!("{} sent, {} in doubt", standing.sent.len(), standing.in_doubt.len());
    // A connection has at most one message handed over, and one whose result waits for the next commit.
    let most = plan.kills * 2 * CONNECTIONS;
    assert!(
        standing.in_doubt.len() <= most,
        "{} in doubt after {} kills",
        standing.in_doubt.len(),
        plan.kills
    );
}

fn wait_for_end(server: &Server, workspace: &OrdinaryWorkspace, messages: usize) {
    let api = server.operator();
    until("all messages ended", DELIVERY, || {
        let states = states(&api, workspace).unwrap();
        let count = |state: &str| states.get(state).copied().unwrap_or(0);
        (count("sent") + count("in_doubt") == messages).then_some(())
    });
}
