//! An upgrade, or a large workspace that begins to text: nothing leaves before everybody is known by the number, too.

use canvass_domain::contact::CallingCode;
use canvass_domain::customer::CustomerState;
use canvass_domain::message::ChannelChoice;
use canvass_store::StoreError;

use super::*;
use crate::delivering::{claim, send_all};

fn with_number(email: &str, phone: &str) -> NewCustomer {
    NewCustomer { phone: Some(phone.to_owned()), ..customer(email) }
}

/// The set-up of a workspace that texts, as an earlier release left it: nobody's number is a key.
fn upgraded(acme: &TestWorkspace<'_>) {
    let saved: Result<(), StoreError> = acme
        .test
        .app
        .store
        .write(acme.id, 1, |tx| {
            let mut workspace = tx.load_configuration()?.workspace;
            workspace.policy.channel = ChannelChoice::MailElseSms;
            workspace.policy.rest_days = 7;
            workspace.policy.transactions.country = CallingCode::new(31);
            tx.save_workspace(&workspace)?;
            tx.mark_unkeyed()
        })
        .wait();
    saved.unwrap();
}

#[test]
fn e76_numbers_are_brought_along_before_anything_leaves() {
    for test in [TestApp::new(), TestApp::on_postgres()] {
        let acme = test.workspace("acme");
        let first = Watched::import(&acme, vec![with_number("ann@example.org", "06-12345678")]);
        assert_eq!(send_all(&test), first.customers);
        upgraded(&acme);
        let same = Watched::import(&acme, vec![with_number("bob@example.org", "+31 6 12345678")]);
        let other = Watched::import(&acme, vec![with_number("cas@example.org", "+31 6 87654321")]);
        assert_eq!(same.count(MessageState::Waiting), 1, "nobody could know");
        assert!(claim(&test).is_empty(), "so it waits");
        let sink = ScriptedSink::start(canvass_delivery::sink::SinkScript::default()).unwrap();
        let jobs = start(&test.app, smtp(&sink));
        other.until(&[(MessageState::Sent, 1)]);
        same.until(&[(MessageState::Cancelled, 1)]);
        let customer = same.customers[0];
        let found = same.store().read(acme.id, move |tx| tx.customer(customer)).wait();
        let found: Result<_, StoreError> = found;
        assert_eq!(found.unwrap().unwrap().state, CustomerState::Locked);
        assert_eq!(taken(&sink), other.message_ids());
        assert!(jobs.drain(PATIENCE));
    }
}

/// Bob is taken in again by a node of the first release, with this number: it knows of no key for it.
const AS_THE_FIRST_RELEASE: &str = "BEGIN;
    CREATE TEMP TABLE brought ON COMMIT DROP AS SELECT * FROM customer WHERE email = 'bob@example.org';
    UPDATE brought SET phone = '+31 6 12345678';
    DELETE FROM customer_key WHERE column_id = 0 AND customer_id = (SELECT id FROM brought);
    DELETE FROM customer WHERE id = (SELECT id FROM brought);
    INSERT INTO customer SELECT * FROM brought;
    COMMIT";

#[test]
fn clu11_whom_an_older_node_takes_in_rests_by_the_number_too() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    upgraded(&acme);
    let first = Watched::import(&acme, vec![with_number("ann@example.org", "06-12345678")]);
    let sink = ScriptedSink::start(canvass_delivery::sink::SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    first.until(&[(MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
    let same = Watched::import(&acme, vec![with_number("bob@example.org", "+31 6 99999999")]);
    assert_eq!(same.count(MessageState::Waiting), 1);
    test.as_first_release(AS_THE_FIRST_RELEASE);
    assert!(claim(&test).is_empty(), "nobody knows yet who that is");
    let other = Watched::import(&acme, vec![with_number("cas@example.org", "+31 6 87654321")]);
    let jobs = start(&test.app, smtp(&sink));
    other.until(&[(MessageState::Sent, 1)]);
    same.until(&[(MessageState::Cancelled, 1)]);
    let mut expected = [first.message_ids(), other.message_ids()].concat();
    expected.sort();
    assert_eq!(taken(&sink), expected);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn clu11_mail_leaves_between_two_calls_of_an_older_node() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    upgraded(&acme);
    let first = Watched::import(&acme, vec![with_number("bob@example.org", "+31 6 99999999")]);
    let sink = ScriptedSink::start(canvass_delivery::sink::SinkScript::default()).unwrap();
    let before = start(&test.app, smtp(&sink));
    first.until(&[(MessageState::Sent, 1)]);
    assert!(before.drain(PATIENCE));
    test.as_first_release(
        "INSERT INTO node (node_id, registered_at, beat_at) SELECT 99, beat_at, beat_at FROM node",
    );
    // Neither the next beat nor the next look of the claimer comes in time.
    let rarely = JobSettings { beat: PATIENCE * 10, poll: PATIENCE * 10, ..settings(2) };
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), rarely).unwrap();
    until("it is ready", || jobs.is_ready());
    for turn in 0..3 {
        test.as_first_release(AS_THE_FIRST_RELEASE);
        let other = Watched::import(
            &acme,
            vec![with_number(&format!("cas{turn}@example.org"), &format!("06-1234567{turn}"))],
        );
        jobs.nudge();
        other.until(&[(MessageState::Sent, 1)]);
    }
    assert!(jobs.drain(PATIENCE));
}
