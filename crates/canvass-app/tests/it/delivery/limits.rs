//! Limits of relays and domains, warm-ups, and patience with a domain that says "not now".

use std::num::NonZeroU32;

use canvass_app::job::MailPlan;
use canvass_delivery::sink::{Act, At, SinkScript};
use canvass_domain::pace::{Pace, WarmUp};

use super::*;

fn per_second(mails: u32) -> Pace {
    Pace { per_second: NonZeroU32::new(mails), ..Pace::default() }
}

fn one_connection(node: i64) -> JobSettings {
    JobSettings { connections: 1, ..settings(node) }
}

fn to(domain: &str, count: usize) -> Vec<NewCustomer> {
    (0..count).map(|number| customer(&format!("person{number}@{domain}"))).collect()
}

fn sink() -> ScriptedSink {
    ScriptedSink::start(SinkScript::default()).unwrap()
}

fn tick(test: &TestApp) {
    test.clock.step(SignedDuration::from_millis(100));
}

#[test]
fn out_28_the_rate_of_a_relay_is_kept_and_the_workspaces_share_it() {
    let test = TestApp::new();
    let workspaces = ["one", "two", "three"].map(|slug| test.workspace(slug));
    let sink = sink();
    pause(&test.app, Some("until all are due"));
    let batches: Vec<Watched<'_>> = [20, 20, 4]
        .into_iter()
        .zip(&workspaces)
        .map(|(count, workspace)| Watched::import(workspace, people(count)))
        .collect();
    let mut plan = MailPlan::of(smtp(&sink));
    plan.relays[0].pace = per_second(10);
    let jobs = Jobs::with_plan(test.app.clone(), plan, one_connection(1)).unwrap();
    pause(&test.app, None);
    jobs.nudge();
    // Two at once, then one each tenth of a second and not one more.
    for count in 2..=44 {
        assert!(sink.wait_for_accepted(count, PATIENCE), "{count}");
        assert_eq!(sink.accepted().len(), count);
        if count == 12 {
            let sent = || batches.iter().map(|batch| batch.count(MessageState::Sent)).collect::<Vec<i64>>();
            until("the ledger knows of twelve", || sent().iter().sum::<i64>() == 12);
            // Four each; the claimer may have come to the first of them a little before the others.
            assert!(sent().iter().all(|sent| (3..=6).contains(sent)), "{:?}", sent());
        }
        tick(&test);
    }
    for batch in &batches {
        batch.until(&[(MessageState::Sent, i64::try_from(batch.customers.len()).unwrap())]);
        assert!((0..batch.customers.len()).all(|index| batch.message(index).tries == 0));
    }
    assert_eq!(sink.duplicates(), [""; 0]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn two_nodes_of_one_database_keep_one_limit() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    let sink = sink();
    let plan = || {
        let mut plan = MailPlan::of(smtp(&sink));
        plan.relays[0].pace = per_second(10);
        plan
    };
    let nodes = [1, 2].map(|node| Jobs::with_plan(test.app.clone(), plan(), settings(node)).unwrap());
    let batch = Watched::import(&acme, people(15));
    for count in 2..=15 {
        assert!(sink.wait_for_accepted(count, PATIENCE), "{count}");
        assert_eq!(sink.accepted().len(), count, "time stands still");
        tick(&test);
    }
    batch.until(&[(MessageState::Sent, 15)]);
    assert_eq!(taken(&sink), batch.message_ids());
    for node in nodes {
        assert!(node.drain(PATIENCE));
    }
}

#[test]
fn a_limit_of_a_recipient_domain_keeps_only_that_domain() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = sink();
    let mut plan = MailPlan::of(smtp(&sink));
    plan.recipients.insert("slow.example".to_owned(), per_second(1));
    let jobs = Jobs::with_plan(test.app.clone(), plan, one_connection(1)).unwrap();
    let slow = Watched::import(&acme, to("slow.example", 30));
    let fast = Watched::import(&acme, to("fast.example", 10));
    fast.until(&[(MessageState::Sent, 10)]);
    // One may leave at once; what cannot within five seconds waits in the store, later and without a try.
    until("the rest waits in the store", || slow.count(MessageState::Waiting) >= 24);
    until("the one that may leave has left", || slow.count(MessageState::Sent) == 1);
    let waiting: Vec<MessageRecord> = (0..30)
        .map(|index| slow.message(index))
        .filter(|message| message.state == MessageState::Waiting)
        .collect();
    assert!(waiting.iter().all(|message| message.tries == 0 && message.attempts == 0));
    let dues: Vec<Timestamp> = waiting.iter().map(|message| message.window.due_at).collect();
    assert!(dues.is_sorted() && dues[0] < dues[20], "in their order, one after the other: {dues:?}");
    until("all leave in time", || {
        tick(&test);
        slow.count(MessageState::Sent) == 30
    });
    assert_eq!(sink.duplicates(), [""; 0]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_warm_up_gives_its_quota_and_the_rest_on_the_next_day_also_after_a_restart() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = sink();
    let today = test.app.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let plan = || {
        let mut plan = MailPlan::of(smtp(&sink));
        let ramp = WarmUp { begun: today, first_day: 4, growth_percent: 50, cap: 100 };
        plan.relays[0].pace = Pace { warm_up: Some(ramp), ..Pace::default() };
        plan
    };
    let jobs = Jobs::with_plan(test.app.clone(), plan(), settings(1)).unwrap();
    let batch = Watched::import(&acme, people(8));
    until("the quota of the day", || batch.count(MessageState::Sent) == 4);
    assert!(jobs.drain(PATIENCE));
    let jobs = Jobs::with_plan(test.app.clone(), plan(), settings(2)).unwrap();
    until("no more is given", || test.app.store.read_system(|tx| tx.newest_beat()).wait().unwrap().is_some());
    assert!(jobs.drain(PATIENCE));
    assert_eq!(batch.count(MessageState::Sent), 4);
    step(&test, 24 * 60);
    let jobs = Jobs::with_plan(test.app.clone(), plan(), settings(3)).unwrap();
    pause(&test.app, None);
    jobs.nudge();
    until("all of them", || batch.count(MessageState::Sent) + batch.count(MessageState::Held) == 8);
    assert!(batch.counts().get(&MessageState::Sent).is_some_and(|sent| *sent >= 4));
    assert_eq!(sink.duplicates(), [""; 0]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_08_a_domain_that_says_not_now_is_left_alone_and_others_go_on() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(3, At::Rcpt, Act::Say("451 4.7.1 slow down".to_owned()));
    let sink = ScriptedSink::start(script).unwrap();
    pause(&test.app, Some("until all are due"));
    let slow = Watched::import(&acme, to("slow.example", 8));
    let fast = Watched::import(&acme, to("fast.example", 8));
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), one_connection(1)).unwrap();
    pause(&test.app, None);
    jobs.nudge();
    fast.until(&[(MessageState::Sent, 8)]);
    until("the others are put off without a try", || slow.count(MessageState::Waiting) == 8);
    let tries: Vec<i32> = (0..8).map(|index| slow.message(index).tries).collect();
    assert_eq!(tries, [1, 1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(slow.message(0).last_line.as_deref(), Some("451 4.7.1 slow down"), "RFC 3463");
    assert!(jobs.drain(PATIENCE));
}
