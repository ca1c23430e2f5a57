use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_testkit::TestApp;

use super::*;

#[test]
fn a_drain_settles_hand_overs_and_gives_claims_back() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript { delay: Duration::from_millis(20), ..SinkScript::default() };
    let sink = ScriptedSink::start(script).unwrap();
    let jobs =
        Jobs::start(test.app.clone(), smtp(&sink), JobSettings { connections: 2, ..settings(1) }).unwrap();
    let batch = Watched::import(&acme, people(100));
    assert!(sink.wait_for_accepted(3, PATIENCE));
    assert!(jobs.drain(PATIENCE));
    let sent = i64::try_from(sink.accepted().len()).unwrap();
    assert!(sent < 100, "the test came too late");
    batch.until(&[(MessageState::Sent, sent), (MessageState::Waiting, 100 - sent)]);
    // The next node goes on at once.
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), settings(2)).unwrap();
    batch.until(&[(MessageState::Sent, 100)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_drain_does_not_wait_for_ever() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(
        1,
        canvass_delivery::sink::At::Dot,
        canvass_delivery::sink::Act::KeepAndSilence,
    );
    let sink = ScriptedSink::start(script).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    assert!(sink.wait_for_accepted(1, PATIENCE));
    assert!(!jobs.drain(Duration::from_millis(50)));
    assert_eq!(batch.count(MessageState::HandingOver), 1);
    assert_eq!(batch.message(0).peer, Some(sink.address().to_string()), "also if nobody comes back to tell");
    // The peer hangs up in the end.
    drop(sink);
    batch.until(&[(MessageState::InDoubt, 1)]);
    assert!(jobs.drain(PATIENCE));
}
