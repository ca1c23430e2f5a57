//! Two transactions about one customer, held at the point where they could miss each other: one of them waits, and what
//! it reads then is what the other stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use canvass_domain::batch::BatchState;
use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::approve_batch as judge;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{
    Attempt, CustomerChange, NewAnswers, NodeId, OperatorSettlement, Settlement, Verdict,
};
use canvass_store::{Pending, StoreError};
use jiff::SignedDuration;

use crate::world::{World, batch_of, noon};

const NODE: NodeId = NodeId(1);

type Told<T> = Result<T, StoreError>;

/// A place in a transaction where it stands still until it is let go.
struct Stop {
    begun: flume::Sender<()>,
    may_go_on: flume::Receiver<()>,
}

/// The other end: waits until the transaction stands, and lets it go.
struct Hold {
    has_begun: flume::Receiver<()>,
    go_on: flume::Sender<()>,
}

fn stop() -> (Stop, Hold) {
    let (begun, has_begun) = flume::unbounded();
    let (go_on, may_go_on) = flume::unbounded();
    (Stop { begun, may_go_on }, Hold { has_begun, go_on })
}

impl Stop {
    fn stand(&self) {
        self.begun.send(()).unwrap();
        self.may_go_on.recv().unwrap();
    }
}

impl Hold {
    fn until_it_stands(&self) {
        self.has_begun.recv().unwrap();
    }

    /// Lets it go once somebody waits for it.
    fn let_go(&self, world: &World) {
        world.until_somebody_waits();
        self.go_on.send(()).unwrap();
    }
}

fn claimed(world: &World, most: usize) -> Vec<Attempt> {
    let claims: Told<Vec<Attempt>> = world
        .store
        .write_system(move |tx| {
            let claims = tx.claim(NODE, most, Duration::from_mins(2))?;
            Ok(claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect())
        })
        .wait();
    claims.unwrap()
}

fn handed_over(world: &World) -> Attempt {
    let attempt = claimed(world, 1)[0];
    let won: Told<Vec<bool>> = world.store.write_system(move |tx| tx.hand_over(NODE, &[attempt])).wait();
    assert_eq!(won, Ok(vec![true]));
    attempt
}

fn window() -> Window {
    let at = |hours| noon().checked_add(SignedDuration::from_hours(hours)).unwrap();
    Window { due_at: at(1), closes_at: at(8), ends_at: at(7 * 24) }
}

fn settled(attempt: Attempt, result: AttemptResult) -> Settlement {
    Settlement { attempt, result, next: Some(window()), reminder: None, peer: "mx.example.org".to_owned() }
}

/// How often a transaction ran. Once: it waited. More often: it ran into the other and was undone.
type Runs = Arc<AtomicUsize>;

fn settle(world: &World, attempt: Attempt, stop: Option<Stop>) -> (Pending<Vec<Verdict>, StoreError>, Runs) {
    let runs = Runs::default();
    let counted = Arc::clone(&runs);
    let deferred = settled(attempt, AttemptResult::Deferred("451 later".to_owned()));
    let settling = world.store.write_system(move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        let verdicts = tx.settle(std::slice::from_ref(&deferred))?;
        if let Some(stop) = &stop {
            stop.stand();
        }
        Ok(verdicts)
    });
    (settling, runs)
}

/// Cancels as the use case does.
fn cancel(
    world: &World,
    workspace: WorkspaceId,
    batch: BatchId,
    stop: Option<Stop>,
) -> (Pending<(), StoreError>, Runs) {
    let runs = Runs::default();
    let counted = Arc::clone(&runs);
    let cancelling = world.store.write(workspace, 1, move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        tx.batch(batch)?;
        tx.stop_messages(batch, noon())?;
        let changes: Vec<CustomerChange> = tx
            .approval_facts(batch)?
            .iter()
            .filter_map(|facts| {
                let (state, reason, rule) = judge::cancelled(facts.state, facts.message).customer?;
                let decision = Decision { rule, detail: None, at: noon() };
                Some(CustomerChange {
                    customer: facts.customer,
                    state,
                    reason,
                    ends_at: None,
                    window: None,
                    decision,
                })
            })
            .collect();
        tx.save_batch_decision(batch, BatchState::Cancelled, &changes, noon())?;
        if let Some(stop) = &stop {
            stop.stand();
        }
        Ok(())
    });
    (cancelling, runs)
}

fn answer(
    world: &World,
    workspace: WorkspaceId,
    customer: CustomerId,
    stop: Option<Stop>,
) -> Pending<(), StoreError> {
    let answers = NewAnswers {
        customer,
        answers: Vec::new(),
        state: CustomerState::Finished,
        month: None,
        cuts: Vec::new(),
        counts: true,
        is_elsewhere: false,
        decisions: Vec::new(),
        reminder: None,
        at: noon(),
    };
    world.store.write(workspace, 1, move |tx| {
        tx.save_answers(&answers)?;
        if let Some(stop) = &stop {
            stop.stand();
        }
        Ok(())
    })
}

fn stands(world: &World, workspace: WorkspaceId, id: CustomerId) -> (CustomerState, MessageState) {
    let found: Told<_> = world
        .store
        .read(workspace, move |tx| Ok((tx.customer(id)?, tx.message(id, Slot::Invitation)?)))
        .wait();
    let (customer, message) = found.unwrap();
    (customer.unwrap().state, message.unwrap().state)
}

#[test]
fn a_cancel_waits_for_a_deferral_and_stops_it() {
    let world = World::new();
    let workspace = world.workspace("north");
    let batch = world.import(workspace, 1).batch;
    let attempt = handed_over(&world);
    let (stop, hold) = stop();
    let (settling, _) = settle(&world, attempt, Some(stop));
    hold.until_it_stands();
    let (cancelling, runs) = cancel(&world, workspace, batch, None);
    hold.let_go(&world);
    assert_eq!((settling.wait(), cancelling.wait()), (Ok(vec![Verdict::Stored]), Ok(())));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    let expected = (CustomerState::Rejected, MessageState::Cancelled);
    assert_eq!(stands(&world, workspace, attempt.key.customer), expected);
}

#[test]
fn a_deferral_waits_for_a_cancel_and_is_dropped() {
    let world = World::new();
    let workspace = world.workspace("north");
    let batch = world.import(workspace, 1).batch;
    let attempt = handed_over(&world);
    let (stop, hold) = stop();
    let (cancelling, _) = cancel(&world, workspace, batch, Some(stop));
    hold.until_it_stands();
    let (settling, runs) = settle(&world, attempt, None);
    hold.let_go(&world);
    assert_eq!((settling.wait(), cancelling.wait()), (Ok(vec![Verdict::Stored]), Ok(())));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    let expected = (CustomerState::Closed, MessageState::Cancelled);
    assert_eq!(stands(&world, workspace, attempt.key.customer), expected);
}

#[test]
fn an_answer_and_a_deferral_wait_for_each_other_and_nothing_waits_to_be_sent() {
    for is_answer_first in [true, false] {
        let world = World::new();
        let workspace = world.workspace("north");
        world.import(workspace, 1);
        let attempt = handed_over(&world);
        let id = attempt.key.customer;
        let (stop, hold) = stop();
        let (answering, settling) = if is_answer_first {
            let answering = answer(&world, workspace, id, Some(stop));
            hold.until_it_stands();
            (answering, settle(&world, attempt, None).0)
        } else {
            let (settling, _) = settle(&world, attempt, Some(stop));
            hold.until_it_stands();
            (answer(&world, workspace, id, None), settling)
        };
        hold.let_go(&world);
        assert_eq!((settling.wait(), answering.wait()), (Ok(vec![Verdict::Stored]), Ok(())));
        assert_eq!(stands(&world, workspace, id), (CustomerState::Finished, MessageState::Cancelled));
    }
}

#[test]
fn sending_again_waits_for_a_cancel_and_is_refused() {
    let world = World::new();
    let workspace = world.workspace("north");
    let batch = world.import(workspace, 1).batch;
    let attempt = handed_over(&world);
    let lost = settled(attempt, AttemptResult::InDoubt("no reply".to_owned()));
    let doubted: Told<_> = world.store.write_system(move |tx| tx.settle(std::slice::from_ref(&lost))).wait();
    assert_eq!(doubted, Ok(vec![Verdict::Stored]));
    let (stop, hold) = stop();
    let (cancelling, _) = cancel(&world, workspace, batch, Some(stop));
    hold.until_it_stands();
    let id = attempt.key.customer;
    let sending: Pending<bool, StoreError> = world.store.write(workspace, 1, move |tx| {
        tx.settle_message(id, Slot::Invitation, OperatorSettlement::SendAgain(window()), noon())
    });
    hold.let_go(&world);
    assert_eq!((sending.wait(), cancelling.wait()), (Ok(false), Ok(())));
    assert_eq!(stands(&world, workspace, id), (CustomerState::Closed, MessageState::InDoubt));
}

#[test]
fn a_cancel_that_meets_a_hand_over_decides_once_by_what_left() {
    let world = World::new();
    let workspace = world.workspace("north");
    let saved = world.import(workspace, 3);
    let claims = claimed(&world, 2);
    let leaving = claims[0];
    let (stop, hold) = stop();
    let handing_over: Pending<Vec<bool>, StoreError> = world.store.write_system(move |tx| {
        let won = tx.hand_over(NODE, &[leaving])?;
        stop.stand();
        Ok(won)
    });
    hold.until_it_stands();
    let (cancelling, runs) = cancel(&world, workspace, saved.batch, None);
    hold.let_go(&world);
    assert_eq!((handing_over.wait(), cancelling.wait()), (Ok(vec![true]), Ok(())));
    assert_eq!(runs.load(Ordering::SeqCst), 1, "nothing had to be decided again");
    for number in 0..3 {
        let id = CustomerId(saved.first_customer.0 + number);
        let expected = if id == leaving.key.customer {
            (CustomerState::Closed, MessageState::HandingOver)
        } else {
            (CustomerState::Rejected, MessageState::Cancelled)
        };
        assert_eq!(stands(&world, workspace, id), expected);
    }
    let late: Told<Vec<bool>> = world.store.write_system(move |tx| tx.hand_over(NODE, &claims)).wait();
    assert_eq!(late, Ok(vec![false, false]));
}

#[test]
fn a_fence_that_would_stop_a_message_leaves_one_alone_that_a_cancel_stopped_meanwhile() {
    let world = World::new();
    let workspace = world.workspace("north");
    let batch = world.import(workspace, 1).batch;
    let claims = claimed(&world, 1);
    let customer = claims[0].key.customer;
    let block = NewBlock {
        kind: BlockKind::Lock,
        questionnaire: None,
        opt_in: None,
        customer: None,
        groups: batch_of(1).1[0]
            .and_then(|contact| Group::new(vec![Key::of_contact(contact)]))
            .into_iter()
            .collect(),
        starts_at: noon(),
        ends_at: None,
    };
    let locked: Told<()> =
        world.store.write(workspace, 1, move |tx| tx.add_block(&block, noon()).map(drop)).wait();
    assert_eq!(locked, Ok(()));
    let (stop, hold) = stop();
    let (cancelling, _) = cancel(&world, workspace, batch, Some(stop));
    hold.until_it_stands();
    let handing_over: Pending<Vec<bool>, StoreError> =
        world.store.write_system(move |tx| tx.hand_over(NODE, &claims));
    hold.let_go(&world);
    assert_eq!((handing_over.wait(), cancelling.wait()), (Ok(vec![false]), Ok(())));
    assert_eq!(stands(&world, workspace, customer), (CustomerState::Rejected, MessageState::Cancelled));
    let ledger: Told<Vec<Decision>> = world.store.read(workspace, move |tx| tx.decisions(customer)).wait();
    assert!(ledger.unwrap().iter().all(|entry| entry.rule != Rule::Locked), "it was not the lock");
}

#[test]
fn e5_of_two_last_answers_at_once_the_later_one_lets_the_batch_close() {
    let world = World::new();
    let workspace = world.workspace("north");
    let saved = world.import(workspace, 3);
    let [first, second, earlier] = [0, 1, 2].map(|number| CustomerId(saved.first_customer.0 + number));
    // The first answer makes the batch active, so that the last ones do not meet there.
    assert_eq!(answer(&world, workspace, earlier, None).wait(), Ok(()));
    let (stop, hold) = stop();
    let one = answer(&world, workspace, first, Some(stop));
    hold.until_it_stands();
    let other = answer(&world, workspace, second, None);
    hold.let_go(&world);
    assert_eq!((one.wait(), other.wait()), (Ok(()), Ok(())));
    let swept: Told<_> = world.store.write_system(|tx| tx.sweep(100)).wait();
    assert_eq!(swept.unwrap().closed_batches, 1);
}
