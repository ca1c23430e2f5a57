use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_store::area::Attempt;
use canvass_testkit::TestApp;

use super::*;

fn newest_beat(test: &TestApp) -> Option<Timestamp> {
    test.app.store.read_system(|tx| tx.newest_beat()).wait().unwrap()
}

#[test]
fn out_15_two_nodes_on_one_store_share_the_work_and_send_nothing_twice() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript { delay: Duration::from_millis(2), ..SinkScript::default() };
    let sink = ScriptedSink::start(script).unwrap();
    let few = |node, beat| JobSettings { connections: 2, claim: 16, beat, ..settings(node) };
    let first = Jobs::start(test.app.clone(), smtp(&sink), few(1, Duration::from_millis(20))).unwrap();
    until("the first is ready", || first.is_ready());
    let second = Jobs::start(test.app.clone(), smtp(&sink), few(2, Duration::from_hours(1))).unwrap();
    until("the second is ready", || second.is_ready());
    // On SQLite a node that registers takes all others for gone: wait until the first told that it lives.
    test.clock.step(SignedDuration::from_secs(1));
    until("the first beats", || newest_beat(&test) == Some(test.app.clock.now()));
    let batch = Watched::import(&acme, people(400));
    batch.until(&[(MessageState::Sent, 400)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(sink.connections() > 2, "one node did it all");
    assert!(first.drain(PATIENCE) && second.drain(PATIENCE));
}

#[test]
fn a_hand_over_of_a_dead_node_is_in_doubt() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    until("the node is ready", || jobs.is_ready());
    pause(&test.app, Some("a test claims by hand"));
    let batch = Watched::import(&acme, people(2));
    let handed = test.app.store.write_system(|tx| {
        let other = NodeId(99);
        tx.beat(other)?;
        let claims = tx.claim(other, 1, Duration::from_mins(2))?;
        let attempts: Vec<Attempt> =
            claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
        tx.hand_over(other, &attempts)
    });
    assert_eq!(handed.wait().unwrap(), [true]);
    batch.until(&[(MessageState::HandingOver, 1), (MessageState::Waiting, 1)]);
    test.clock.step(SignedDuration::from_secs(31));
    batch.until(&[(MessageState::InDoubt, 1), (MessageState::Waiting, 1)]);
    pause(&test.app, None);
    batch.until(&[(MessageState::InDoubt, 1), (MessageState::Sent, 1)]);
    assert_eq!(taken(&sink).len(), 1);
    assert!(jobs.drain(PATIENCE));
}
