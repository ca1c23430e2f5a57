//! Batches of a day: found or made, grown by several at once, closed after their day, apart from what is numbered among
//! their customers.

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DayBatch, DayKind, DecidedCustomer, Import, Target};
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::message::MessageState;
use jiff::civil::date;

use super::Fixture;
use super::sample::{DAY, NODE, cancel, due_batch, finishing, import, save, scheduled, workspace};
use crate::area::{BatchRecord, CustomerFilter, MessageFilter, NewAnswers, Page, SavedImport};

const ALL: Page = Page { after: 0, most: 1_000 };
const GRACE: std::time::Duration = std::time::Duration::from_hours(30 * 24);

/// One customer who waits for nothing in the batch of a day that is open for two days.
fn one(fixture: &Fixture, kind: DayKind, day: i8) -> Import {
    let at = fixture.now();
    let ends_at = Some(fixture.at(21 * DAY));
    let customer = DecidedCustomer {
        state: CustomerState::Initial,
        window: None,
        ends_at,
        is_contact_requested: true,
        link_counter: Some(false),
        ..scheduled(fixture, 1)
    };
    let day = DayBatch {
        kind,
        questionnaire: QuestionnaireId(1),
        day: date(2026, 3, day),
        open_until: at.checked_add(jiff::SignedDuration::from_secs(2 * DAY)).expect("a moment"),
    };
    Import {
        name: kind.batch_name().to_owned(),
        kind: BatchKind::Portal,
        target: Target::Day(day),
        send_time: None,
        notify: None,
        ..import(vec![customer])
    }
}

fn batch(fixture: &Fixture, workspace: WorkspaceId, id: BatchId) -> BatchRecord {
    fixture.read(workspace, move |tx| tx.batch(id)).expect("the batch")
}

fn numbers(fixture: &Fixture, workspace: WorkspaceId, batch: BatchId) -> Vec<(i32, i32)> {
    let filter = CustomerFilter { batch: Some(batch), state: None };
    let found = fixture.read(workspace, move |tx| tx.customers(&filter, ALL));
    found.into_iter().map(|customer| (customer.id.0, customer.index)).collect()
}

pub fn e86_a_day_has_one_batch_of_a_kind_a_questionnaire_and_tests_apart(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = save(fixture, ours, one(fixture, DayKind::Finished, 2));
    let mail = due_batch(fixture, ours, 2);
    let second = save(fixture, ours, one(fixture, DayKind::Finished, 2));
    assert_eq!(second.batch, first.batch);
    assert_ne!(mail.batch, first.batch);
    // The batch of the day does not take what is numbered between its customers.
    let expected = [(first.first_customer.0, 0), (second.first_customer.0, 1)];
    assert_eq!(numbers(fixture, ours, first.batch), expected);
    assert_eq!(batch(fixture, ours, first.batch).customers, 2);
    let id = first.batch;
    let counts = fixture.read(ours, move |tx| tx.batch_counts(id));
    assert_eq!(counts, [(CustomerState::Initial, None, 2)]);
    assert_eq!(fixture.read(ours, move |tx| tx.message_counts(Some(id))), []);
    let filter = MessageFilter { batch: Some(id), ..MessageFilter::default() };
    assert_eq!(fixture.read(ours, move |tx| tx.messages(&filter, ALL)).len(), 0);
    assert_eq!(fixture.read(ours, |tx| tx.message_counts(None)), [(MessageState::Waiting, 2)]);
    let test = Import { is_test: true, ..one(fixture, DayKind::Finished, 2) };
    let others = [test, one(fixture, DayKind::Links, 2), one(fixture, DayKind::Finished, 3)];
    let mut seen = vec![first.batch, mail.batch];
    for other in others {
        let saved = save(fixture, ours, other);
        assert!(!seen.contains(&saved.batch));
        seen.push(saved.batch);
    }
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
    let customer = first.first_customer;
    let record = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
    assert_eq!((record.is_contact_requested, record.link_counter), (true, Some(false)));
}

pub fn e86_calls_at_once_share_the_batch_of_the_day(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = parking_lot::Mutex::new(Vec::<SavedImport>::new());
    fixture.at_once(16, |_| {
        let one = save(fixture, ours, one(fixture, DayKind::Finished, 2));
        saved.lock().push(one);
    });
    let saved = saved.into_inner();
    assert!(saved.iter().all(|one| one.batch == saved[0].batch));
    let mut customers: Vec<i32> = saved.iter().map(|one| one.first_customer.0).collect();
    customers.sort_unstable();
    let listed = numbers(fixture, ours, saved[0].batch);
    assert_eq!(listed.iter().map(|(id, _)| *id).collect::<Vec<_>>(), customers);
    let mut places: Vec<i32> = listed.iter().map(|(_, place)| *place).collect();
    places.sort_unstable();
    assert_eq!(places, (0..16).collect::<Vec<_>>());
    assert_eq!(batch(fixture, ours, saved[0].batch).customers, 16);
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn e5_a_day_batch_closes_when_its_day_is_over_and_all_are_at_an_end(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let sweep = || fixture.write_system(|tx| tx.sweep(1000)).closed_batches;
    let finish = |id: CustomerId| {
        let answers: NewAnswers = finishing(id, 9, fixture.now());
        fixture.write(ours, move |tx| tx.save_answers(&answers));
    };
    let finished = save(fixture, ours, one(fixture, DayKind::Finished, 2));
    finish(finished.first_customer);
    let link = save(fixture, ours, one(fixture, DayKind::Links, 2));
    assert_eq!(sweep(), 0, "the day is not over");
    let again = save(fixture, ours, one(fixture, DayKind::Finished, 2));
    assert_eq!(again.batch, finished.batch);
    finish(again.first_customer);
    fixture.step(2 * DAY);
    assert_eq!(sweep(), 0, "what happens at the very moment still counts");
    fixture.step(1);
    assert_eq!(sweep(), 1);
    assert_eq!(batch(fixture, ours, finished.batch).state, BatchState::Closed);
    assert_eq!(batch(fixture, ours, link.batch).state, BatchState::Approved, "somebody may still answer");
    finish(link.first_customer);
    fixture.step(1);
    assert_eq!(sweep(), 1);
    assert_eq!(batch(fixture, ours, link.batch).state, BatchState::Closed);
}

pub fn e7_a_cancelled_day_batch_is_left_and_its_day_begins_another(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = save(fixture, ours, one(fixture, DayKind::Links, 2));
    let mail = due_batch(fixture, ours, 1);
    save(fixture, ours, one(fixture, DayKind::Links, 2));
    assert_eq!(cancel(fixture, ours, first.batch), 0, "mail of another batch between them is not stopped");
    let mails = mail.batch;
    assert_eq!(fixture.read(ours, move |tx| tx.message_counts(Some(mails))), [(MessageState::Waiting, 1)]);
    let rejected = fixture.read(ours, move |tx| tx.batch_counts(first.batch));
    assert_eq!(
        rejected.iter().map(|(state, _, count)| (*state, *count)).collect::<Vec<_>>(),
        [(CustomerState::Rejected, 2)]
    );
    let second = save(fixture, ours, one(fixture, DayKind::Links, 2));
    assert_ne!(second.batch, first.batch);
    assert_eq!(fixture.write_system(move |tx| tx.claim(NODE, 10, GRACE)).len(), 1);
}
