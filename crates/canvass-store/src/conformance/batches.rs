//! Taking batches in and deciding about them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, KeptAnswer};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BaseQuestionId, BatchId, ColumnId, CustomerId, PositionId, TemplateId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::{Reason, Rule};
use canvass_domain::value::Value;

use super::Fixture;
use super::sample::{
    due_batch, faulted, finishing, handed_over, import, ledger, pending, said, save, scheduled, settle,
    window, workspace,
};
use crate::StoreError;
use crate::area::{CustomerChange, CustomerFilter, Page, Verdict};

const ALL: Page = Page { after: 0, most: 10_000 };

fn kept(question: i32, at: jiff::Timestamp) -> KeptAnswer {
    KeptAnswer {
        question: BaseQuestionId(question),
        page_repetition: 2,
        section_repetition: 1,
        positions: vec![PositionId(3), PositionId(1)],
        is_not_applicable: false,
        text: Some("so so".to_owned()),
        files: Vec::new(),
        answered_at: at,
    }
}

pub fn an_import_comes_back_as_decided(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut first = scheduled(fixture, 1);
    first.answers = vec![kept(4, fixture.at(-5))];
    first.previous = Some(12);
    first.routing.as_mut().expect("a routing").template = Some(TemplateId(3));
    let unrouted = DecidedCustomer { routing: None, phone: None, email: None, ..faulted(fixture, 2) };
    let sent = import(vec![first, unrouted, scheduled(fixture, 3)]);
    let saved = save(fixture, ours, sent.clone());
    let batch = saved.batch;
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!((record.id, record.name.as_str(), record.kind), (batch, "March", BatchKind::Email));
    assert_eq!((record.state, record.is_test, record.customers), (BatchState::Approved, false, 3));
    assert_eq!((record.send_time, record.created_at), (sent.send_time, fixture.now()));
    assert_eq!((record.decided_at, record.closed_at), (None, None));
    let customers = fixture.read(ours, |tx| tx.customers(&CustomerFilter::default(), ALL));
    assert_eq!(customers.len(), 3);
    for (index, (found, sent)) in (0..).zip(customers.iter().zip(&sent.customers)) {
        assert_eq!((found.id.0, found.index), (saved.first_customer.0 + index, index));
        assert_eq!((found.batch, found.created_at), (batch, fixture.now()));
        assert_eq!((found.state, found.reason), (sent.state, sent.reason));
        assert_eq!((&found.email, &found.phone), (&sent.email, &sent.phone));
        assert_eq!((found.send_at, found.transaction_at), (sent.send_at, sent.transaction_at));
        assert_eq!((found.ends_at, found.priority), (sent.ends_at, sent.priority));
        assert_eq!((found.previous, &found.routing), (sent.previous, &sent.routing));
        assert_eq!((&found.values, &found.prefilled), (&sent.values, &sent.answers));
        assert_eq!((found.link_generation, found.is_test), (1, false));
        assert_eq!((found.invited_at, found.opened_at, found.finished_at), (None, None, None));
        let id = found.id;
        assert_eq!(fixture.read(ours, move |tx| tx.customer(id)).as_ref(), Some(found));
        let entries = fixture.read(ours, move |tx| tx.decisions(id));
        assert_eq!(entries[0].detail, Some(batch.to_string()), "the number of the batch is written in");
        assert_eq!(entries[1..], sent.decisions[1..]);
        let message = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation));
        assert_eq!(message.as_ref().map(|message| message.window), sent.window);
        if let Some(message) = message {
            assert_eq!((message.state, message.batch, message.fence), (MessageState::Waiting, batch, 0));
            assert_eq!((message.attempts, message.tries, message.settled_at), (0, 0, None));
        }
    }
    let counts = fixture.read(ours, move |tx| tx.batch_counts(batch));
    assert!(counts.contains(&(CustomerState::Scheduled, None, 2)), "{counts:?}");
    assert!(counts.contains(&(CustomerState::Fault, Some(Reason::InvalidEmail), 1)), "{counts:?}");
    assert_eq!(fixture.read(ours, move |tx| tx.message_counts(Some(batch))), [(MessageState::Waiting, 2)]);
    assert_eq!(fixture.read(ours, |tx| tx.decisions(CustomerId(99))), []);
    assert_eq!(fixture.read(ours, |tx| tx.customer(CustomerId(99))), None);
    assert_eq!(fixture.read(ours, |tx| tx.batch(BatchId(99))), None);
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn numbers_of_a_batch_have_no_gaps_while_imports_run_at_once(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let all = fixture.at_once(8, |number| {
        let sizes = [1, 7, 20, 3, number + 1];
        sizes.map(|customers| (due_batch(fixture, ours, customers), customers))
    });
    let mut seen = BTreeSet::new();
    for (saved, size) in all.into_iter().flatten() {
        let filter = CustomerFilter { batch: Some(saved.batch), state: None };
        let found = fixture.read(ours, move |tx| tx.customers(&filter, ALL));
        let numbers: Vec<i32> = found.iter().map(|customer| customer.id.0).collect();
        let first = saved.first_customer.0;
        assert_eq!(numbers, (first..first + size).collect::<Vec<_>>());
        assert!(found.iter().all(|customer| customer.batch == saved.batch));
        assert!(numbers.iter().all(|number| seen.insert(*number)), "a number came twice");
    }
    assert_eq!(fixture.read(ours, |tx| tx.batches(ALL)).len(), 40);
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn a_reader_sees_a_whole_batch_or_nothing(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let is_done = AtomicBool::new(false);
    let looks = std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = 0;
            while !is_done.load(Ordering::Acquire) {
                let torn = fixture.read(ours, |tx| {
                    let batches = tx.batches(ALL)?;
                    let mut torn = Vec::new();
                    for batch in batches {
                        let counts = tx.batch_counts(batch.id)?;
                        let customers: i64 = counts.iter().map(|(_, _, count)| count).sum();
                        let messages = tx.message_counts(Some(batch.id))?;
                        let messages: i64 = messages.iter().map(|(_, count)| count).sum();
                        if customers != batch.customers || messages != batch.customers {
                            torn.push((batch.id, customers, messages));
                        }
                    }
                    Ok(torn)
                });
                assert_eq!(torn, []);
                looks += 1;
            }
            looks
        });
        fixture.at_once(2, |_| {
            for _ in 0..15 {
                due_batch(fixture, ours, 25);
            }
        });
        is_done.store(true, Ordering::Release);
        looking.join().expect("the looking thread")
    });
    assert!(looks > 0);
}

fn approve(fixture: &Fixture, customer: CustomerId) -> CustomerChange {
    CustomerChange {
        customer,
        state: CustomerState::Scheduled,
        reason: None,
        ends_at: Some(window(fixture).ends_at),
        window: Some(window(fixture)),
        decision: Decision { rule: Rule::Scheduled, detail: Some(said("now")), at: fixture.now() },
    }
}

pub fn approval_makes_messages_and_writes_the_ledger(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved =
        save(fixture, ours, pending(vec![scheduled(fixture, 1), faulted(fixture, 2), scheduled(fixture, 3)]));
    let batch = saved.batch;
    let facts = fixture.read(ours, move |tx| tx.approval_facts(batch));
    let open: Vec<_> = facts.iter().map(|fact| (fact.customer.0, fact.state, fact.message)).collect();
    let first = saved.first_customer.0;
    assert_eq!(open, [(first, CustomerState::Initial, None), (first + 2, CustomerState::Initial, None)]);
    assert!(facts.iter().all(|fact| fact.send_at == fixture.now() && fact.ends_at.is_none()));
    fixture.step(60);
    let at = fixture.now();
    let changes: Vec<_> = facts.iter().map(|fact| approve(fixture, fact.customer)).collect();
    fixture.write(ours, move |tx| tx.save_batch_decision(batch, BatchState::Approved, &changes, at));
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!((record.state, record.decided_at), (BatchState::Approved, Some(at)));
    assert_eq!(fixture.read(ours, move |tx| tx.message_counts(Some(batch))), [(MessageState::Waiting, 2)]);
    let customer = saved.first_customer;
    let found = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
    assert_eq!((found.state, found.ends_at), (CustomerState::Scheduled, Some(window(fixture).ends_at)));
    assert_eq!(
        ledger(fixture, ours, customer),
        [Rule::Received, Rule::Scheduled, Rule::Scheduled],
        "later entries follow those of the intake"
    );
    let unknown = approve(fixture, CustomerId(first + 77));
    let refused = fixture.try_write(ours, move |tx| {
        tx.save_batch_decision(batch, BatchState::Approved, std::slice::from_ref(&unknown), at)
    });
    assert!(matches!(refused, Err(StoreError::RowsChanged { .. })), "{refused:?}");
    let missing =
        fixture.try_write(ours, move |tx| tx.save_batch_decision(BatchId(99), BatchState::Approved, &[], at));
    assert_eq!(missing, Err(StoreError::Missing("batch")));
}

pub fn of_two_approvals_at_once_one_decides(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for _ in 0..5 {
        let batch =
            save(fixture, ours, pending((0..10).map(|number| scheduled(fixture, number)).collect())).batch;
        let decided = fixture.at_once(4, |_| {
            let change = approve(fixture, CustomerId(0));
            fixture.write(ours, move |tx| {
                let record = tx.batch(batch)?.ok_or(StoreError::Missing("batch"))?;
                if record.state != BatchState::PendingApproval {
                    return Ok(false);
                }
                let facts = tx.approval_facts(batch)?;
                let changes: Vec<_> = facts
                    .iter()
                    .map(|fact| CustomerChange { customer: fact.customer, ..change.clone() })
                    .collect();
                tx.save_batch_decision(batch, BatchState::Approved, &changes, change.decision.at)?;
                Ok(true)
            })
        });
        assert_eq!(decided.iter().filter(|did| **did).count(), 1, "{decided:?}");
        let counts = fixture.read(ours, move |tx| tx.message_counts(Some(batch)));
        assert_eq!(counts, [(MessageState::Waiting, 10)]);
    }
}

pub fn cancelling_stops_what_was_not_handed_over(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 4);
    let sent = handed_over(fixture, 1);
    assert_eq!(settle(fixture, sent[0], AttemptResult::Sent(said("250 ok")), None), Verdict::Stored);
    let with_peer = handed_over(fixture, 1);
    let claimed = super::sample::claim(fixture, 1);
    let batch = saved.batch;
    let cancelled = super::sample::cancel(fixture, ours, batch);
    assert_eq!(cancelled, 2, "the waiting and the claimed one");
    let state = |customer| {
        let message = fixture.read(ours, move |tx| tx.message(customer, Slot::Invitation));
        message.expect("the message").state
    };
    assert_eq!(state(sent[0].key.customer), MessageState::Sent);
    assert_eq!(state(with_peer[0].key.customer), MessageState::HandingOver);
    assert_eq!(state(claimed[0].key.customer), MessageState::Cancelled);
    assert_eq!(super::sample::hand_over(fixture, &claimed), [false]);
    let ended = fixture.read(ours, move |tx| tx.batch_counts(batch));
    let expected =
        [(CustomerState::Closed, None, 2), (CustomerState::Rejected, Some(Reason::BatchCancelled), 2)];
    assert_eq!(ended, expected, "who got mail, or may have, was asked");
    let swept = fixture.write_system(|tx| tx.sweep(100));
    assert_eq!(swept.closed_batches, 0, "a cancelled batch stays cancelled");
}

pub fn cancelling_while_mail_is_handed_over_decides_about_each_as_it_left(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for _ in 0..5 {
        let batch = due_batch(fixture, ours, 40).batch;
        fixture.at_once(3, |number| {
            if number == 0 {
                super::sample::cancel(fixture, ours, batch);
                return;
            }
            loop {
                let claims = super::sample::claim(fixture, 4);
                if claims.is_empty() {
                    return;
                }
                super::sample::hand_over(fixture, &claims);
            }
        });
        let messages = fixture.read(ours, move |tx| {
            tx.messages(
                &crate::area::MessageFilter { batch: Some(batch), ..crate::area::MessageFilter::default() },
                ALL,
            )
        });
        for message in messages {
            let id = message.customer;
            let customer = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer").state;
            let left = (MessageState::HandingOver, CustomerState::Closed);
            let stopped = (MessageState::Cancelled, CustomerState::Rejected);
            assert!([left, stopped].contains(&(message.state, customer)), "{message:?} {customer:?}");
        }
    }
}

pub fn a_previous_customer_brings_values_and_answers(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut customer = scheduled(fixture, 1);
    customer.answers = vec![kept(7, fixture.at(-5)), kept(8, fixture.at(-9))];
    let values = customer.values.clone();
    let saved = save(fixture, ours, import(vec![customer]));
    let (id, at) = (saved.first_customer, fixture.at(10));
    let mut given = finishing(id, 9, at);
    given.answers[0].answer = KeptAnswer { text: Some(said("given")), ..kept(7, at) };
    fixture.write(ours, move |tx| tx.save_answers(&given));
    let found = fixture.read(ours, move |tx| tx.load_previous(&[id.0, 99]));
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [id.0]);
    let previous = &found[&id.0];
    assert_eq!(previous.values, values);
    let told: Vec<_> =
        previous.answers.iter().map(|answer| (answer.question.0, answer.text.as_deref())).collect();
    assert_eq!(told, [(8, Some("so so")), (7, Some("given"))], "in the order given; given ones win");
}

pub fn lists_are_read_in_pages(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batches: Vec<BatchId> = (0..5).map(|_| due_batch(fixture, ours, 4).batch).collect();
    let mut seen = Vec::new();
    loop {
        let after = seen.last().map_or(0, |id: &BatchId| i64::from(id.0));
        let page = fixture.read(ours, move |tx| tx.batches(Page { after, most: 2 }));
        assert!(page.len() <= 2);
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|batch| batch.id));
    }
    let mut expected = batches.clone();
    expected.sort_unstable();
    assert_eq!(seen, expected);
    let third = CustomerFilter { batch: Some(batches[2]), state: Some(CustomerState::Scheduled) };
    let filter = third.clone();
    let first = fixture.read(ours, move |tx| tx.customers(&filter, Page { after: 0, most: 3 }));
    let after = i64::from(first[2].id.0);
    let rest = fixture.read(ours, move |tx| tx.customers(&third, Page { after, most: 3 }));
    assert_eq!((first.len(), rest.len(), rest[0].index), (3, 1, 3));
    let none = CustomerFilter { batch: Some(batches[2]), state: Some(CustomerState::Closed) };
    assert_eq!(fixture.read(ours, move |tx| tx.customers(&none, ALL)), []);
    let unknown = CustomerFilter { batch: Some(BatchId(99)), state: None };
    assert_eq!(fixture.read(ours, move |tx| tx.customers(&unknown, ALL)), []);
    let far = Page { after: i64::MAX, most: 5 };
    assert_eq!(fixture.read(ours, move |tx| tx.batches(far)), []);
    assert_eq!(fixture.read(ours, move |tx| tx.customers(&CustomerFilter::default(), far)), []);
}

pub fn encrypted_values_and_hostile_texts_come_back_as_sent(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut customer = scheduled(fixture, 1);
    let encrypted =
        Value::Encrypted { value: "QEA=".into(), thumbprint: "AB".repeat(20), key: "a\\b\"".into() };
    let hostile = "'; DROP TABLE customer; -- \u{1F600}\u{2028}\t\"\\ \u{7f}".to_owned();
    customer.values.insert(ColumnId(i32::MAX), encrypted);
    customer.values.insert(ColumnId(2), Value::Plain(hostile.clone()));
    customer.values.insert(ColumnId(3), Value::Plain(String::new()));
    customer.email = Some(hostile.clone());
    customer.phone = Some("x".repeat(5000));
    let mut sent = import(vec![customer.clone()]);
    sent.name.clone_from(&hostile);
    sent.is_test = true;
    sent.send_time = None;
    let saved = save(fixture, ours, sent);
    let id = saved.first_customer;
    let found = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
    assert_eq!(
        (&found.values, &found.email, &found.phone),
        (&customer.values, &customer.email, &customer.phone)
    );
    assert!(found.is_test);
    let batch = fixture.read(ours, |tx| tx.batches(ALL)).remove(0);
    assert_eq!((batch.name, batch.is_test, batch.send_time), (hostile, true, None));
}
