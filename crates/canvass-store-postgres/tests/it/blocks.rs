//! Locks that are added on one node while another hands over (P7, OUT-22).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::id::{ContactHash, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_store::area::{Attempt, NodeId};
use canvass_store::{Store, StoreError};
use canvass_store_postgres::{PostgresSettings, open};

use crate::world::{World, batch_of, noon, settings};

const NODE: NodeId = NodeId(1);
const PEOPLE: i32 = 400;

type Told<T> = Result<T, StoreError>;

pub(crate) fn another_node(world: &World) -> Store {
    let clock: Arc<dyn canvass_store::Clock> = Arc::clone(&world.clock) as _;
    let settings = PostgresSettings { threads: 4, clock: Some(clock), ..settings(world.database.url()) };
    Store::new(open(settings).unwrap())
}

pub(crate) fn claim_all(store: &Store) -> Vec<Attempt> {
    let claims: Told<Vec<Attempt>> = store
        .write_system(|tx| {
            let claims = tx.claim(NODE, 1_000, Duration::from_mins(5))?;
            Ok(claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect())
        })
        .wait();
    claims.unwrap()
}

fn lock(store: &Store, workspace: WorkspaceId, contact: ContactHash) {
    let block = NewBlock {
        kind: BlockKind::Lock,
        questionnaire: None,
        opt_in: None,
        customer: None,
        groups: vec![Group::new(vec![Key::of_contact(contact)]).unwrap()],
        starts_at: noon(),
        ends_at: Some(noon() + Duration::from_hours(24)),
    };
    let added: Told<()> = store.write(workspace, 1, move |tx| tx.add_block(&block, noon()).map(drop)).wait();
    added.unwrap();
}

pub(crate) fn hand_over(store: &Store, slice: &[Attempt]) -> Vec<bool> {
    let slice = slice.to_vec();
    let told: Told<Vec<bool>> = store.write_system(move |tx| tx.hand_over(NODE, &slice)).wait();
    told.unwrap()
}

pub(crate) fn state(store: &Store, workspace: WorkspaceId, claim: Attempt) -> MessageState {
    let found: Told<_> =
        store.read(workspace, move |tx| tx.message(claim.key.customer, claim.key.slot)).wait();
    found.unwrap().unwrap().state
}

/// What came of one person: whether the lock was acknowledged before the hand-over was asked for, whether the message was
/// not handed over when the lock was acknowledged, and whether it left.
struct Met {
    was_locked_first: bool,
    was_free: bool,
    has_left: bool,
}

fn meet(
    nodes: (&Store, &Store),
    workspace: WorkspaceId,
    contact: ContactHash,
    claim: Attempt,
    round: usize,
) -> Met {
    let (sender, locker) = nodes;
    let (start, is_acknowledged) = (Barrier::new(2), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let locking = scope.spawn(|| {
            start.wait();
            // A few looks, so that the lock meets the hand-over at each of its statements.
            for _ in 0..round % 6 {
                state(locker, workspace, claim);
            }
            lock(locker, workspace, contact);
            is_acknowledged.store(true, Ordering::SeqCst);
            state(locker, workspace, claim) != MessageState::HandingOver
        });
        let sending = scope.spawn(|| {
            start.wait();
            let was_locked_first = is_acknowledged.load(Ordering::SeqCst);
            (was_locked_first, hand_over(sender, &[claim])[0])
        });
        let (was_locked_first, has_left) = sending.join().unwrap();
        Met { was_locked_first, was_free: locking.join().unwrap(), has_left }
    })
}

#[test]
fn out22_of_400_interleavings_none_leaves_after_an_acknowledged_lock() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, PEOPLE);
    let (_, contacts) = batch_of(PEOPLE);
    let claims = claim_all(&world.store);
    assert_eq!(claims.len(), contacts.len());
    let locker = another_node(&world);
    let mut left = 0;
    for (round, (contact, claim)) in contacts.iter().zip(&claims).enumerate() {
        let met = meet((&world.store, &locker), workspace, contact.unwrap(), *claim, round);
        assert!(!(met.was_locked_first && met.has_left), "round {round}");
        assert!(!(met.was_free && met.has_left), "round {round}: left after the lock was acknowledged");
        left += i64::from(met.has_left);
    }
    let counts: Told<Vec<(MessageState, i64)>> =
        world.store.read(workspace, |tx| tx.message_counts(None)).wait();
    let counts = counts.unwrap();
    let count = |state| counts.iter().find(|(found, _)| *found == state).map_or(0, |(_, number)| *number);
    assert_eq!(count(MessageState::HandingOver), left);
    assert_eq!(count(MessageState::HandingOver) + count(MessageState::Cancelled), i64::from(PEOPLE));
    assert!(hand_over(&world.store, &claims).iter().all(|has_left| !has_left), "all are locked by now");
}
