use canvass_app::batch::cancel_batch;
use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_testkit::TestApp;

use super::transports::{Hooked, Moment};
use super::*;

/// Stops the first delivery right before its fence: tells that it is there, and waits to be let go.
fn stopped(sink: &ScriptedSink) -> (Arc<dyn Transport>, flume::Receiver<()>, flume::Sender<()>) {
    let (arrived, arrival) = flume::bounded(1);
    let (go, gate) = flume::bounded(1);
    let transport = Hooked::new(smtp(sink), move |number, moment| {
        if (number, moment) == (0, Moment::BeforeFence) {
            arrived.send(()).unwrap();
            gate.recv_timeout(PATIENCE).unwrap();
        }
    });
    (transport, arrival, go)
}

#[test]
fn out_16_a_worker_that_slept_too_long_sends_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let (transport, arrival, go) = stopped(&sink);
    let jobs = start(&test.app, transport);
    let batch = Watched::import(&acme, people(1));
    arrival.recv_timeout(PATIENCE).unwrap();
    // Three leases pass; somebody else claims the message and sends it.
    step(&test, 6);
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(batch.message(0).fence, 2);
    go.send(()).unwrap();
    assert!(jobs.drain(PATIENCE));
    // The sleeper's body was out, its dot never came.
    assert_eq!(taken(&sink), batch.message_ids());
    assert_eq!(batch.message(0).state, MessageState::Sent);
}

#[test]
fn out_26_nothing_is_handed_over_after_a_cancel() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let (transport, arrival, go) = stopped(&sink);
    let jobs =
        Jobs::start(test.app.clone(), transport, JobSettings { connections: 1, ..settings(1) }).unwrap();
    let batch = Watched::import(&acme, people(30));
    arrival.recv_timeout(PATIENCE).unwrap();
    cancel_batch(&test.app, &test.operator, acme.id, batch.batch).wait().unwrap();
    batch.until(&[(MessageState::Cancelled, 30)]);
    go.send(()).unwrap();
    let control = Watched::import(&acme, people(1));
    control.until(&[(MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
    assert_eq!(taken(&sink), control.message_ids());
    batch.until(&[(MessageState::Cancelled, 30)]);
}
