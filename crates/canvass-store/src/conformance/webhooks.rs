//! Webhooks: events come with their cause or not at all, reach each endpoint in gapless numbers, are claimed once, and
//! stay until they are too old.

use std::collections::BTreeSet;
use std::time::Duration;

use canvass_domain::batch::BatchState;
use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BlockId, ContactHash, CustomerId, WebhookId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::webhook::{
    Course, Event, EventKind, EventKinds, EventTarget, Next, Reply, Standing, TriedEndpoint, judge,
};

use super::Fixture;
use super::sample::{
    DAY, cancel, contacts, due_batch, finishing, handed_over, import, questionnaire, said, save, scheduled,
    settle, workspace,
};
use crate::StoreError;
use crate::area::{
    DeliveryFilter, DeliveryState, NewWebhook, NodeId, OperatorSettlement, Page, TriedDelivery, WebhookClaim,
    WebhookKey, WebhookRecord,
};

const ALL: Page = Page { after: 0, most: 1_000 };
const NODE: NodeId = NodeId(81);
const LEASE: Duration = Duration::from_mins(2);

fn new(kinds: EventKinds) -> NewWebhook {
    NewWebhook {
        url: "https://hooks.example.org/in".to_owned(),
        description: "the shop".to_owned(),
        kinds,
        keep_days: 30,
        secret: vec![1, 2, 3],
        headers: Some(vec![4]),
    }
}

fn endpoint(fixture: &Fixture, workspace: WorkspaceId, kinds: &[EventKind]) -> WebhookId {
    let (at, webhook) = (fixture.now(), new(kinds.iter().copied().collect()));
    fixture.write(workspace, move |tx| tx.add_webhook(&webhook, at))
}

fn everything(fixture: &Fixture, workspace: WorkspaceId) -> WebhookId {
    let (at, webhook) = (fixture.now(), new(EventKinds::all()));
    fixture.write(workspace, move |tx| tx.add_webhook(&webhook, at))
}

fn events(fixture: &Fixture, workspace: WorkspaceId) -> Vec<Event> {
    fixture.read(workspace, |tx| tx.new_events(10_000))
}

fn kinds(fixture: &Fixture, workspace: WorkspaceId) -> Vec<&'static str> {
    events(fixture, workspace).iter().map(|event| event.kind.as_str()).collect()
}

fn spread(fixture: &Fixture) -> u64 {
    fixture.write_system(|tx| tx.spread_events(1_000))
}

fn key(workspace: WorkspaceId, webhook: WebhookId) -> WebhookKey {
    WebhookKey { workspace, webhook }
}

fn record(fixture: &Fixture, workspace: WorkspaceId, id: WebhookId) -> WebhookRecord {
    fixture.read(workspace, move |tx| tx.webhook(id)).expect("an endpoint")
}

fn claim(fixture: &Fixture, key: WebhookKey, most: usize) -> Option<WebhookClaim> {
    fixture.write_system(move |tx| tx.claim_deliveries(NODE, key, most, LEASE))
}

fn course(fixture: &Fixture, reply: Reply, round: i32) -> Course {
    judge(reply, round, TriedEndpoint::default(), fixture.now())
}

fn settle_as(fixture: &Fixture, key: WebhookKey, sequence: i64, fence: i32, course: Course) -> bool {
    let at = fixture.now();
    let tried = TriedDelivery {
        key,
        sequence,
        fence,
        took_ms: 12,
        status: Some(if course.next == Next::Done { 204 } else { 500 }),
        failure: (course.next != Next::Done).then(|| "status 500".to_owned()),
        answer: Some("ok".to_owned()),
        course,
    };
    fixture.write_system(move |tx| tx.settle_delivery(&tried, at))
}

const DONE: Reply = Reply::Status { status: 204, retry_after: None };
const BROKEN: Reply = Reply::Status { status: 500, retry_after: None };

fn person(fixture: &Fixture, kind: BlockKind) -> NewBlock {
    let group = Group::new(vec![Key::of_contact(ContactHash([9; 16]))]).expect("a group");
    NewBlock {
        kind,
        questionnaire: None,
        opt_in: None,
        customer: Some(CustomerId(1)),
        groups: vec![group],
        starts_at: fixture.now(),
        ends_at: (kind == BlockKind::Lock).then(|| fixture.at(90 * DAY)),
    }
}

pub fn an_endpoint_comes_back_as_saved(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let id = endpoint(fixture, ours, &[EventKind::LockAdded]);
    let mut saved = record(fixture, ours, id);
    assert_eq!(saved.webhook, new([EventKind::LockAdded].into_iter().collect()));
    assert_eq!((saved.standing, saved.next_sequence, saved.older.clone()), (Standing::On, 1, None));
    assert_eq!((saved.created_at, saved.tried), (fixture.now(), TriedEndpoint::default()));
    fixture.step(5);
    saved.webhook =
        NewWebhook { url: "https://b.example/".to_owned(), headers: None, ..new(EventKinds::all()) };
    saved.older = Some((vec![1, 2, 3], fixture.at(100)));
    saved.standing = Standing::Off;
    saved.changed_at = fixture.now();
    let (changed, at) = (saved.clone(), fixture.now());
    fixture.write(ours, move |tx| tx.save_webhook(&changed, at));
    assert_eq!(fixture.read(ours, |tx| tx.webhooks()), [saved.clone()]);
    let foreign = fixture.try_write(theirs, move |tx| tx.save_webhook(&saved, at));
    assert_eq!(foreign, Err(StoreError::Missing("webhook")));
    let foreign = fixture.try_write(theirs, move |tx| tx.remove_webhook(id, at));
    assert_eq!(foreign, Err(StoreError::Missing("webhook")));
    fixture.write(ours, move |tx| tx.remove_webhook(id, at));
    assert_eq!(fixture.read(ours, move |tx| Ok((tx.webhook(id)?, tx.webhooks()?))), (None, Vec::new()));
    fixture.write_system(|tx| tx.sweep_webhooks(100));
    let again = endpoint(fixture, ours, &[EventKind::LockAdded]);
    assert!(again > id, "a number never comes twice");
}

pub fn p2_nothing_is_written_where_nobody_listens(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    everything(fixture, theirs);
    let off = everything(fixture, ours);
    let mut saved = record(fixture, ours, off);
    saved.standing = Standing::Off;
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.save_webhook(&saved, at));
    endpoint(fixture, ours, &[EventKind::MessageFailed]);
    due_batch(fixture, ours, 2);
    let sent = handed_over(fixture, 1)[0];
    settle(fixture, sent, AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(kinds(fixture, ours), Vec::<&str>::new());
    assert_eq!(kinds(fixture, theirs), Vec::<&str>::new(), "and nothing of another workspace");
}

pub fn p2_events_come_with_their_cause_or_not_at_all(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    everything(fixture, ours);
    let (mail, at) = (import(vec![scheduled(fixture, 1)]), fixture.now());
    let refused: Result<(), StoreError> = fixture.try_write(ours, move |tx| {
        tx.save_import(&mail, &contacts(&mail), at)?;
        Err(StoreError::Missing("what the use case looked for"))
    });
    assert!(refused.is_err());
    assert_eq!(events(fixture, ours), []);
    let saved = due_batch(fixture, ours, 1);
    let told = events(fixture, ours);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].at, fixture.now());
    let target = EventTarget::Batch { batch: saved.batch, state: BatchState::Approved };
    assert_eq!((told[0].kind, told[0].target), (EventKind::BatchReceived, target));
}

pub fn messages_and_customers_tell_how_they_move(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 4);
    everything(fixture, ours);
    let handed = handed_over(fixture, 4);
    let results = [
        AttemptResult::Sent(said("250 ok")),
        AttemptResult::Rejected(said("550 no")),
        AttemptResult::InDoubt(said("no reply")),
        AttemptResult::InDoubt(said("no reply")),
    ];
    for (attempt, result) in handed.iter().zip(results) {
        settle(fixture, *attempt, result, None);
    }
    let at = fixture.now();
    let (third, fourth) = (handed[2].key.customer, handed[3].key.customer);
    fixture.write(ours, move |tx| {
        assert!(tx.settle_message(third, Slot::Invitation, OperatorSettlement::WasSent, at)?);
        assert!(tx.settle_message(fourth, Slot::Invitation, OperatorSettlement::GiveUp, at)?);
        Ok(())
    });
    let told = events(fixture, ours);
    let message = |place: usize, kind, state| {
        let customer = handed[place].key.customer;
        let target = EventTarget::Message { customer, slot: Slot::Invitation, batch: saved.batch, state };
        assert!(told.iter().any(|event| event.kind == kind && event.target == target), "{kind:?} {told:#?}");
    };
    message(0, EventKind::MessageSent, MessageState::Sent);
    message(1, EventKind::MessageRejected, MessageState::Rejected);
    message(2, EventKind::MessageInDoubt, MessageState::InDoubt);
    message(2, EventKind::MessageSettled, MessageState::Sent);
    message(3, EventKind::MessageSettled, MessageState::Rejected);
    let moves: Vec<(CustomerId, CustomerState, Option<CustomerState>)> = told
        .iter()
        .filter_map(|event| match event.target {
            EventTarget::Customer { customer, state, before, .. } => Some((customer, state, before)),
            EventTarget::Nothing
            | EventTarget::Batch { .. }
            | EventTarget::Message { .. }
            | EventTarget::Block { .. } => None,
        })
        .collect();
    let from = Some(CustomerState::Scheduled);
    assert!(moves.contains(&(handed[0].key.customer, CustomerState::Invited, from)), "{moves:?}");
    assert!(moves.contains(&(handed[1].key.customer, CustomerState::Bounced, from)), "{moves:?}");
}

pub fn answers_tell_their_beginning_and_their_end(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    questionnaire(fixture, ours, "asked");
    let saved = due_batch(fixture, ours, 1);
    endpoint(fixture, ours, &[EventKind::AnswerStarted, EventKind::AnswerFinished]);
    let at = fixture.now();
    let finished = finishing(saved.first_customer, 9, at);
    let partly = crate::area::NewAnswers { state: CustomerState::PartiallyAnswered, ..finished.clone() };
    fixture.write(ours, move |tx| tx.save_answers(&partly));
    assert_eq!(kinds(fixture, ours), ["answer.started"]);
    fixture.write(ours, move |tx| tx.save_answers(&finished));
    assert_eq!(kinds(fixture, ours), ["answer.started", "answer.finished"]);
}

pub fn batches_tell_what_persons_and_time_do(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    endpoint(
        fixture,
        ours,
        &[
            EventKind::BatchApproved,
            EventKind::BatchCancelled,
            EventKind::BatchRejected,
            EventKind::BatchCompleted,
        ],
    );
    let pending = |number| super::sample::pending(vec![scheduled(fixture, number)]);
    let (first, second) = (save(fixture, ours, pending(1)), save(fixture, ours, pending(2)));
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.save_batch_decision(first.batch, BatchState::Approved, &[], at));
    fixture.write(ours, move |tx| tx.save_batch_decision(second.batch, BatchState::Rejected, &[], at));
    cancel(fixture, ours, first.batch);
    due_batch(fixture, ours, 1);
    fixture.step(22 * DAY);
    fixture.write_system(|tx| tx.sweep(100));
    fixture.write_system(|tx| tx.sweep(100));
    assert_eq!(
        kinds(fixture, ours),
        ["batch.approved", "batch.rejected", "batch.cancelled", "batch.completed"]
    );
}

pub fn locks_and_opt_outs_tell_that_they_came_and_went(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    everything(fixture, ours);
    let (at, lock, out) =
        (fixture.now(), person(fixture, BlockKind::Lock), person(fixture, BlockKind::OptOut));
    fixture.step(1);
    let over = fixture.now();
    fixture.write(ours, move |tx| {
        let (lock, out) = (tx.add_block(&lock, at)?, tx.add_block(&out, at)?);
        tx.end_block(BlockKind::Lock, lock, over)?;
        tx.end_block(BlockKind::OptOut, out, over)
    });
    fixture.write(ours, move |tx| tx.end_block(BlockKind::OptOut, BlockId(2), over));
    let told = events(fixture, ours);
    let words: Vec<&str> = told.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(words, ["lock.added", "opt_out.added", "lock.ended", "opt_out.ended"], "ended once");
    let customer = Some(CustomerId(1));
    let target = EventTarget::Block { block: BlockId(1), questionnaire: None, customer };
    assert_eq!((told[2].target, told[2].at), (target, over));
}

pub fn hok_08_numbers_have_no_gaps_and_replay_keeps_them(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (all, few) = (everything(fixture, ours), endpoint(fixture, ours, &[EventKind::MessageSent]));
    due_batch(fixture, ours, 12);
    for attempt in handed_over(fixture, 12) {
        settle(fixture, attempt, AttemptResult::Sent(said("250 ok")), None);
        spread(fixture);
    }
    let list = |id| fixture.read(ours, move |tx| tx.deliveries(id, DeliveryFilter::default(), ALL));
    let sequences = |id| list(id).iter().map(|found| found.sequence).collect::<Vec<i64>>();
    assert_eq!(sequences(few), (1..=12).collect::<Vec<i64>>());
    assert_eq!(sequences(all), (1..=25).collect::<Vec<i64>>(), "received, 12 sent, 12 invited");
    let before: Vec<(i64, i64)> = list(few).iter().map(|found| (found.sequence, found.event.id)).collect();
    while let Some(claimed) = claim(fixture, key(ours, few), 5) {
        for found in claimed.deliveries {
            assert!(settle_as(
                fixture,
                key(ours, few),
                found.sequence,
                found.fence,
                course(fixture, DONE, 1)
            ));
        }
    }
    assert!(list(few).iter().all(|found| found.state == DeliveryState::Delivered && found.tries == 1));
    let (at, range) =
        (fixture.now(), DeliveryFilter { from: Some(4), to: Some(9), ..DeliveryFilter::default() });
    let replayed = fixture.write(ours, move |tx| tx.replay(few, range, 4, at));
    assert_eq!((replayed.deliveries, replayed.last), (4, Some(7)), "as many as were asked for");
    let waiting = DeliveryFilter { state: Some(DeliveryState::Waiting), ..DeliveryFilter::default() };
    let waiting = fixture.read(ours, move |tx| tx.deliveries(few, waiting, ALL));
    assert_eq!(waiting.iter().map(|found| found.sequence).collect::<Vec<_>>(), [4, 5, 6, 7]);
    let after: Vec<(i64, i64)> = list(few).iter().map(|found| (found.sequence, found.event.id)).collect();
    assert_eq!(after, before, "the same events under the same numbers");
    let again = claim(fixture, key(ours, few), 1).expect("a delivery");
    assert_eq!((again.deliveries[0].tries, again.deliveries[0].round), (1, 0));
    assert_eq!(fixture.read(ours, |tx| tx.webhook_orphans()), 0);
}

pub fn a_ping_reaches_its_endpoint_only(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (one, other) = (endpoint(fixture, ours, &[EventKind::LockAdded]), everything(fixture, ours));
    let at = fixture.now();
    let event = fixture.write(ours, move |tx| tx.add_ping(one, at));
    assert_eq!(spread(fixture), 1);
    assert_eq!(spread(fixture), 0);
    let list = |id| fixture.read(ours, move |tx| tx.deliveries(id, DeliveryFilter::default(), ALL));
    assert_eq!(
        list(one)[0].event,
        Event { id: event, kind: EventKind::Ping, version: 1, at, target: EventTarget::Nothing }
    );
    assert_eq!(list(other), []);
}

pub fn a_delivery_is_claimed_once_and_settled_by_its_fence(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = endpoint(fixture, ours, &[EventKind::MessageSent]);
    due_batch(fixture, ours, 40);
    for attempt in handed_over(fixture, 40) {
        settle(fixture, attempt, AttemptResult::Sent(said("250 ok")), None);
    }
    spread(fixture);
    let taken = fixture.at_once(8, |_| {
        let claimed = claim(fixture, key(ours, id), 5).map_or_else(Vec::new, |claim| claim.deliveries);
        claimed.iter().map(|found| found.sequence).collect::<Vec<i64>>()
    });
    let all: Vec<i64> = taken.concat();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    let first = all[0];
    assert!(!settle_as(fixture, key(ours, id), first, 7, course(fixture, DONE, 1)), "another fence");
    assert!(settle_as(fixture, key(ours, id), first, 1, course(fixture, DONE, 1)));
    assert!(!settle_as(fixture, key(ours, id), first, 1, course(fixture, DONE, 1)), "settled already");
    let attempts = fixture.read(ours, move |tx| tx.delivery_attempts(id, first));
    assert_eq!((attempts.len(), attempts[0].status, attempts[0].took_ms), (1, Some(204), 12));
    let second = all[1];
    fixture.write_system(move |tx| tx.release_deliveries(key(ours, id), &[(second, 1), (first, 1)]));
    let found = fixture.read(ours, move |tx| tx.deliveries(id, DeliveryFilter::default(), ALL));
    let state = |sequence: i64| {
        found.iter().find(|found| found.sequence == sequence).map(|found| (found.state, found.tries))
    };
    assert_eq!(state(first), Some((DeliveryState::Delivered, 1)));
    assert_eq!(state(second), Some((DeliveryState::Waiting, 0)), "given back untried");
}

pub fn hok_06_what_a_dead_node_held_is_delivered_again_as_the_same_event(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = endpoint(fixture, ours, &[EventKind::LockAdded]);
    let (at, lock) = (fixture.now(), person(fixture, BlockKind::Lock));
    fixture.write(ours, move |tx| tx.add_block(&lock, at).map(drop));
    spread(fixture);
    let first = claim(fixture, key(ours, id), 5).expect("a claim").deliveries[0].clone();
    fixture.step(119);
    assert_eq!(fixture.write_system(|tx| tx.sweep_webhooks(100)).released, 0);
    assert_eq!(claim(fixture, key(ours, id), 5), None);
    fixture.step(1);
    assert_eq!(fixture.write_system(|tx| tx.sweep_webhooks(100)).released, 1);
    let again = claim(fixture, key(ours, id), 5).expect("a claim").deliveries[0].clone();
    assert_eq!((again.event, again.sequence, again.fence), (first.event, first.sequence, first.fence + 1));
    assert!(!settle_as(fixture, key(ours, id), first.sequence, first.fence, course(fixture, DONE, 1)));
}

pub fn hok_09_an_endpoint_that_rests_keeps_nobody_else_waiting(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (dead, well) = (everything(fixture, ours), everything(fixture, ours));
    due_batch(fixture, ours, 3);
    for attempt in handed_over(fixture, 3) {
        settle(fixture, attempt, AttemptResult::Sent(said("250 ok")), None);
    }
    spread(fixture);
    let ready = |busy: Vec<WebhookKey>| fixture.write_system(move |tx| tx.ready_webhooks(&busy, 10));
    assert_eq!(ready(Vec::new()), [key(ours, dead), key(ours, well)]);
    assert_eq!(ready(vec![key(ours, dead)]), [key(ours, well)]);
    let claimed = claim(fixture, key(ours, dead), 1).expect("a claim").deliveries[0].clone();
    let failed = course(fixture, Reply::None, 1);
    assert!(settle_as(fixture, key(ours, dead), claimed.sequence, claimed.fence, failed));
    assert_eq!(ready(Vec::new()), [key(ours, well)]);
    assert_eq!(claim(fixture, key(ours, dead), 5), None);
    let standing = record(fixture, ours, dead);
    assert_eq!((standing.tried.failures, standing.tried.failing_since), (1, Some(fixture.now())));
    fixture.step(5);
    let next = claim(fixture, key(ours, dead), 5).expect("a claim");
    assert_eq!(next.deliveries.len(), 1, "one try tells whether it is back");
    assert!(settle_as(fixture, key(ours, dead), next.deliveries[0].sequence, 1, course(fixture, DONE, 1)));
    assert_eq!(record(fixture, ours, dead).tried, TriedEndpoint::default());
    assert!(claim(fixture, key(ours, dead), 5).expect("a claim").deliveries.len() > 1);
}

pub fn hok_07_an_endpoint_that_was_turned_off_keeps_its_events(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = endpoint(fixture, ours, &[EventKind::LockAdded]);
    let add = |fixture: &Fixture| {
        let (at, lock) = (fixture.now(), person(fixture, BlockKind::Lock));
        fixture.write(ours, move |tx| tx.add_block(&lock, at).map(drop));
        spread(fixture);
    };
    add(fixture);
    let claimed = claim(fixture, key(ours, id), 1).expect("a claim").deliveries[0].clone();
    let gone = course(fixture, Reply::Status { status: 410, retry_after: None }, 10);
    assert!(settle_as(fixture, key(ours, id), claimed.sequence, claimed.fence, gone));
    assert_eq!(record(fixture, ours, id).standing, Standing::Gone);
    add(fixture);
    fixture.step(DAY);
    assert_eq!(fixture.write_system(|tx| tx.ready_webhooks(&[], 10)), []);
    let found = fixture.read(ours, move |tx| tx.deliveries(id, DeliveryFilter::default(), ALL));
    let states: Vec<DeliveryState> = found.iter().map(|found| found.state).collect();
    assert_eq!(states, [DeliveryState::GivenUp, DeliveryState::Waiting]);
    let (at, mut saved) = (fixture.now(), record(fixture, ours, id));
    saved.standing = Standing::On;
    fixture.write(ours, move |tx| {
        tx.save_webhook(&saved, at)?;
        tx.replay(id, DeliveryFilter::default(), 100, at).map(drop)
    });
    assert_eq!(record(fixture, ours, id).tried, TriedEndpoint::default(), "it begins anew");
    assert_eq!(claim(fixture, key(ours, id), 5).expect("a claim").deliveries.len(), 2);
}

pub fn what_is_kept_no_longer_is_forgotten_bit_by_bit(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = endpoint(fixture, ours, &[EventKind::MessageSent]);
    due_batch(fixture, ours, 5);
    for attempt in handed_over(fixture, 5) {
        settle(fixture, attempt, AttemptResult::Sent(said("250 ok")), None);
    }
    spread(fixture);
    let claimed = claim(fixture, key(ours, id), 1).expect("a claim").deliveries[0].clone();
    assert!(settle_as(fixture, key(ours, id), claimed.sequence, 1, course(fixture, BROKEN, 1)));
    fixture.step(30 * DAY);
    let none = fixture.write_system(|tx| tx.sweep_webhooks(3));
    assert_eq!((none.deliveries, none.events), (0, 0), "thirty days are not over");
    fixture.step(1);
    assert_eq!(fixture.write_system(|tx| tx.sweep_webhooks(3)).deliveries, 3);
    let (mut deliveries, mut events) = (3, 0);
    for _ in 0..5 {
        let swept = fixture.write_system(|tx| tx.sweep_webhooks(3));
        deliveries += swept.deliveries;
        events += swept.events;
    }
    assert_eq!((deliveries, events), (5, 5));
    assert_eq!(fixture.read(ours, move |tx| tx.delivery_attempts(id, claimed.sequence)), []);
    assert_eq!(record(fixture, ours, id).next_sequence, 6, "numbers go on");
    let sample = fixture.read_system(|tx| tx.sample_webhooks(100));
    assert_eq!((sample.endpoints, sample.failing, sample.waiting), (vec![(Standing::On, 1)], 1, 0));
}

pub fn p2_the_last_endpoint_goes_and_the_next_one_is_told_again(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for round in 1..=3 {
        let id = endpoint(fixture, ours, &[EventKind::BatchReceived]);
        due_batch(fixture, ours, 1);
        assert_eq!(kinds(fixture, ours), ["batch.received"], "round {round}");
        spread(fixture);
        let at = fixture.now();
        fixture.write(ours, move |tx| tx.remove_webhook(id, at));
        fixture.step(1);
        for _ in 0..3 {
            fixture.write_system(|tx| tx.sweep_webhooks(100));
        }
        due_batch(fixture, ours, 1);
        assert_eq!(kinds(fixture, ours), Vec::<&str>::new(), "nobody listens");
    }
    let (at, webhook) = (fixture.now(), new(EventKinds::all()));
    let refused: Result<(), StoreError> = fixture.try_write(ours, move |tx| {
        tx.add_webhook(&webhook, at)?;
        Err(StoreError::Missing("what the use case looked for"))
    });
    assert!(refused.is_err());
    due_batch(fixture, ours, 1);
    assert_eq!(kinds(fixture, ours), Vec::<&str>::new(), "an endpoint that was never stored");
}
