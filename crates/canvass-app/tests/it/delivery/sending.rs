use std::sync::atomic::Ordering;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::message::MessageState;
use canvass_domain::route::Condition;
use canvass_domain::template::Document;
use canvass_store::area::{NewRoute, NewTemplate};
use canvass_testkit::{TestApp, TestWorkspace};

use super::transports::Switched;
use super::*;

#[test]
fn p4_five_hundred_messages_over_eight_connections_arrive_once_each() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(500));
    jobs.nudge();
    batch.until(&[(MessageState::Sent, 500)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!((1..=8).contains(&sink.connections()), "{}", sink.connections());
    // E4: the first invitation sent makes the batch active; its customers are invited.
    let (id, who) = (batch.batch, batch.customers[77]);
    let seen = test.app.store.read(acme.id, move |tx| {
        Ok::<_, canvass_store::StoreError>((tx.batch(id)?.unwrap().state, tx.customer(who)?.unwrap()))
    });
    let (state, invited) = seen.wait().unwrap();
    assert_eq!((state, invited.state), (BatchState::Active, CustomerState::Invited));
    let letter = sink.accepted().into_iter().find(|letter| letter.message_id() == Some(batch.message_id(77)));
    assert_eq!(letter.unwrap().recipients, ["person77@example.org"]);
    assert_eq!(batch.message(77).tries, 0);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn nothing_leaves_before_it_is_due() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let early: Vec<NewCustomer> = people(2)
        .into_iter()
        .map(|one| NewCustomer {
            send_date: Some(canvass_domain::when::When::Moment(at("2026-03-02T11:00:00+01:00"))),
            ..one
        })
        .collect();
    let later = Watched::import(&acme, early);
    let now = Watched::import(&acme, people(1));
    now.until(&[(MessageState::Sent, 1)]);
    test.clock.set(at("2026-03-02T10:59:59+01:00"));
    let control = Watched::import(&acme, people(3));
    control.until(&[(MessageState::Sent, 3)]);
    later.until(&[(MessageState::Waiting, 2)]);
    test.clock.set(at("2026-03-02T11:00:00+01:00"));
    later.until(&[(MessageState::Sent, 2)]);
    assert_eq!(sink.accepted().len(), 6);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_dead_relay_costs_no_message_a_try() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let relay = Switched::down(smtp(&sink));
    let jobs = start(&test.app, Arc::clone(&relay) as _);
    let batch = Watched::import(&acme, people(40));
    until("the relay is tried twice", || relay.refused.load(Ordering::SeqCst) >= 2);
    batch.until(&[(MessageState::Waiting, 40)]);
    // Not even claimed, so the fence did not move.
    assert_eq!((batch.message(0).tries, batch.message(0).fence), (0, 0));
    relay.is_up.store(true, Ordering::SeqCst);
    batch.until(&[(MessageState::Sent, 40)]);
    assert_eq!(batch.message(39).tries, 0);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_relay_that_cuts_its_sessions_costs_no_message_a_try() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let first = Watched::import(&acme, people(20));
    first.until(&[(MessageState::Sent, 20)]);
    // All sessions are idle now.
    sink.cut_connections();
    assert!(sink.wait_for_silence(PATIENCE));
    let second = Watched::import(&acme, people(20));
    second.until(&[(MessageState::Sent, 20)]);
    assert!((0..20).all(|index| second.message(index).tries == 0));
    assert_eq!(taken(&sink).len(), 40);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_27_a_letter_that_cannot_be_made_fails_alone() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let (questionnaire, unit) = (acme.questionnaire, TestWorkspace::UNIT);
    let template = NewTemplate {
        name: "broken".to_owned(),
        document: Document::plain("x", "{{ data.gone }} {{ link }}", None),
        sms: None,
    };
    let changed = test.app.store.write(acme.id, 1, move |tx| {
        let template = Some(tx.add_template(&template)?.id);
        let conditions = vec![Condition { column: unit, values: vec!["South".to_owned()] }];
        let route = NewRoute { position: 0, conditions, questionnaire, template, language: None };
        tx.add_route(&route)
    });
    changed.wait().unwrap();
    let mut customers = people(10);
    customers[4].values[1].value = Some("South".to_owned());
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, customers);
    batch.until(&[(MessageState::Sent, 9), (MessageState::Failed, 1)]);
    let failed = batch.message(4);
    assert_eq!(failed.state, MessageState::Failed);
    assert!(failed.last_line.unwrap().contains("template"));
    // No loop after a restart.
    assert!(jobs.drain(PATIENCE));
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), settings(2)).unwrap();
    let more = Watched::import(&acme, people(11).split_off(10));
    more.until(&[(MessageState::Sent, 1)]);
    assert_eq!(batch.message(4).state, MessageState::Failed);
    assert!(jobs.drain(PATIENCE));
}
