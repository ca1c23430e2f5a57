//! Several relays: which one a letter goes by, and that another one is asked only before the hand-over.

use canvass_app::job::{MailPlan, Relay};
use canvass_delivery::dkim::{DkimAlgorithm, DkimKey, DkimSigner, new_dkim_key};
use canvass_delivery::sink::{Act, At, SinkScript};
use secrecy::ExposeSecret as _;

use super::*;

fn sink_of(script: SinkScript) -> ScriptedSink {
    ScriptedSink::start(script).unwrap()
}

fn plan(sinks: &[&ScriptedSink]) -> MailPlan {
    let relays = ["first", "second", "third"].into_iter().zip(sinks);
    MailPlan {
        relays: relays.map(|(name, sink)| Relay::new(name, smtp(sink))).collect(),
        ..MailPlan::default()
    }
}

fn run(test: &TestApp, plan: MailPlan) -> Jobs {
    let settings = JobSettings { connections: 2, ..settings(1) };
    Jobs::with_plan(test.app.clone(), plan, settings).unwrap()
}

#[test]
fn a_relay_that_does_not_serve_is_passed_over_and_costs_no_try() {
    let say = |line: &str| Act::Say(line.to_owned());
    for (at, act) in [
        (At::Greeting, say("421 not now")),
        (At::Greeting, say("554 never")),
        (At::Greeting, Act::Close),
        (At::Hello, Act::HalfLine),
        (At::Mail, say("421 closing")),
        (At::Rcpt, say("421 4.3.2 closing")),
        (At::Mail, Act::Close),
        (At::Rcpt, Act::Raw(b"nonsense\r\n".to_vec())),
    ] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let (broken, good) =
            (sink_of(SinkScript::default().always(at, act.clone())), sink_of(SinkScript::default()));
        let jobs = run(&test, plan(&[&broken, &good]));
        let batch = Watched::import(&acme, people(6));
        batch.until(&[(MessageState::Sent, 6)]);
        assert_eq!(taken(&good), batch.message_ids(), "{at:?} {act:?}");
        assert!(broken.accepted().is_empty());
        for index in 0..6 {
            let message = batch.message(index);
            assert_eq!((message.tries, message.attempts), (0, 1), "{at:?} {act:?}");
            assert_eq!(message.peer, Some(good.address().to_string()));
        }
        let standings = test.app.relays();
        assert!(standings[0].failures > 0 && standings[1].failures == 0, "{standings:?}");
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn nothing_listens_and_the_next_relay_carries_the_mail() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let (gone, good) = (sink_of(SinkScript::default()), sink_of(SinkScript::default()));
    let plan = plan(&[&gone, &good]);
    drop(gone);
    let jobs = run(&test, plan);
    let batch = Watched::import(&acme, people(10));
    batch.until(&[(MessageState::Sent, 10)]);
    assert_eq!(taken(&good), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn after_the_hand_over_no_other_relay_sees_the_letter() {
    for act in [Act::KeepAndClose, Act::Close, Act::HalfLine, Act::Raw(b"huh\r\n".to_vec())] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let script = SinkScript::default().always(At::Dot, act.clone());
        let (first, second) = (sink_of(script), sink_of(SinkScript::default()));
        let jobs = run(&test, plan(&[&first, &second]));
        let batch = Watched::import(&acme, people(3));
        batch.until(&[(MessageState::InDoubt, 3)]);
        assert!(second.accepted().is_empty(), "{act:?}");
        step(&test, 24 * 60);
        let control = Watched::import(&acme, people(1));
        control.until(&[(MessageState::InDoubt, 1)]);
        assert!(second.accepted().is_empty() && first.duplicates().is_empty(), "{act:?}");
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn a_refusal_of_the_letter_itself_is_no_reason_to_ask_another_relay() {
    for (at, line, state) in [
        (At::Rcpt, "550 5.1.1 nobody", MessageState::Rejected),
        (At::Rcpt, "450 4.2.1 busy", MessageState::Waiting),
        (At::Dot, "554 spam", MessageState::Rejected),
        (At::Dot, "421 later", MessageState::Waiting),
    ] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let script = SinkScript::default().always(at, Act::Say(line.to_owned()));
        let (first, second) = (sink_of(script), sink_of(SinkScript::default()));
        let jobs = run(&test, plan(&[&first, &second]));
        let batch = Watched::import(&acme, people(1));
        until(line, || {
            let message = batch.message(0);
            message.state == state && message.last_line.as_deref() == Some(line)
        });
        assert!(second.accepted().is_empty(), "{line}");
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn a_relay_carries_only_the_senders_it_serves() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let (foreign, own) = (sink_of(SinkScript::default()), sink_of(SinkScript::default()));
    let mut plan = plan(&[&foreign, &own]);
    plan.relays[0].senders = vec!["elsewhere.example".to_owned()];
    let jobs = run(&test, plan);
    let batch = Watched::import(&acme, people(5));
    batch.until(&[(MessageState::Sent, 5)]);
    assert_eq!((foreign.accepted().len(), taken(&own)), (0, batch.message_ids()));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn exp_08_what_the_peer_takes_is_signed_by_the_senders_domain() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = sink_of(SinkScript::default());
    let domain = test.app.settings.mail_from.rsplit('@').next().unwrap().to_owned();
    let pem = new_dkim_key(DkimAlgorithm::Ed25519).unwrap();
    let key = DkimKey::read(&domain, "s1", pem.expose_secret().as_bytes()).unwrap();
    let mut plan = MailPlan { signer: DkimSigner::new(vec![key]), ..plan(&[&sink]) };
    plan.relays[0].dedupe_header = Some("X-Message-Key".to_owned());
    let jobs = run(&test, plan);
    let batch = Watched::import(&acme, people(2));
    batch.until(&[(MessageState::Sent, 2)]);
    for letter in sink.accepted() {
        let letter_text = String::from_utf8(letter.bytes.clone()).unwrap();
        let key = format!(
            "X-Message-Key: {}\r\nDKIM-Signature: v=1; a=ed25519-sha256;",
            letter.message_id().unwrap()
        );
        assert!(letter_text.starts_with(&key), "{letter_text}");
        assert!(letter_text.contains(&format!("d={domain};")), "{letter_text}");
    }
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}
