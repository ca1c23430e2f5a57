//! Numbers that become contacts on one node while another takes in or hands over: the one is done before the other begins.

use std::time::Duration;

use canvass_domain::block::Key;
use canvass_domain::id::ContactHash;
use canvass_domain::message::{MessageState, Slot, Window};
use canvass_store::area::{Attempt, NodeId, Retake, UnkeyedStep};
use canvass_store::{Pending, StoreError};
use flume::{Receiver, Sender};

use crate::blocks::{another_node, claim_all, hand_over, state};
use crate::world::{World, noon};

const NODE: NodeId = NodeId(1);

/// A transaction stays open from its word to ours.
fn pair() -> (Sender<()>, Receiver<()>) {
    flume::unbounded()
}

#[test]
fn e76_numbers_become_contacts_after_what_is_being_handed_over_and_taken_in() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 2);
    let claims = claim_all(&world.store);
    let other = another_node(&world);
    for is_intake in [false, true] {
        let ((begun, has_begun), (go_on, may_go_on)) = (pair(), pair());
        let first: Vec<Attempt> = claims[..1].to_vec();
        let working: Pending<(), StoreError> = if is_intake {
            other.write(workspace, 1, move |tx| {
                tx.share_people()?;
                begun.send(()).unwrap();
                may_go_on.recv().unwrap();
                Ok(())
            })
        } else {
            other.write_system(move |tx| {
                assert_eq!(tx.hand_over(NODE, &first)?, [true]);
                begun.send(()).unwrap();
                may_go_on.recv().unwrap();
                Ok(())
            })
        };
        has_begun.recv().unwrap();
        let marking: Pending<(), StoreError> = world.store.write(workspace, 1, |tx| tx.mark_unkeyed());
        world.until_somebody_waits();
        go_on.send(()).unwrap();
        assert_eq!((working.wait(), marking.wait()), (Ok(()), Ok(())), "intake {is_intake}");
    }
    // Nothing leaves before the last step, which hand-overs wait for.
    assert_eq!(hand_over(&other, &claims[1..]), [false]);
    let ((begun, has_begun), (go_on, may_go_on)) = (pair(), pair());
    let customer = claims[1].key.customer;
    let stepping: Pending<(), StoreError> = world.store.write(workspace, 1, move |tx| {
        assert_eq!(tx.unkeyed(100)?, Some(UnkeyedStep { customers: Vec::new(), down_to: 0 }));
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        tx.save_number_keys(&[(customer, Key::of_contact(ContactHash([7; 16])))], 0)
    });
    has_begun.recv().unwrap();
    let slice = claims[1..].to_vec();
    let handing: Pending<Vec<bool>, StoreError> = other.write_system(move |tx| tx.hand_over(NODE, &slice));
    world.until_somebody_waits();
    go_on.send(()).unwrap();
    assert_eq!((stepping.wait(), handing.wait()), (Ok(()), Ok(vec![true])));
    assert_eq!(claims[1].key.slot, Slot::Invitation);
    assert_eq!(state(&world.store, workspace, claims[1]), MessageState::HandingOver);
}

#[test]
fn out_19_what_is_in_doubt_is_taken_up_in_the_order_of_locks_of_a_hand_over() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 2);
    let claims = claim_all(&world.store);
    let keys: Vec<_> =
        claims.iter().map(|claim| (claim.key.customer, Key::of_contact(ContactHash([7; 16])))).collect();
    let sharing: Pending<(), StoreError> =
        world.store.write(workspace, 1, move |tx| tx.save_number_keys(&keys, 0));
    sharing.wait().unwrap();
    let ((begun, has_begun), (go_on, may_go_on)) = (pair(), pair());
    let first: Vec<Attempt> = claims[..1].to_vec();
    let handing: Pending<(), StoreError> = world.store.write_system(move |tx| {
        assert_eq!(tx.hand_over(NODE, &first)?, [true]);
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        Ok(())
    });
    has_begun.recv().unwrap();
    // Before the rows of the customer: whoever holds the number may be about to want them.
    let doubt = claims[1];
    let by = Retake {
        node: NODE,
        lease: Duration::from_mins(5),
        key: "a key".to_owned(),
        first_after: noon(),
        window: Window { due_at: noon(), closes_at: noon(), ends_at: noon() },
        attempt: 2,
    };
    let other = another_node(&world);
    let taking: Pending<bool, StoreError> = other.write_system(move |tx| tx.take_doubt(doubt, &by));
    world.until_somebody_waits();
    let looking: Pending<bool, StoreError> =
        world.store.write(workspace, 1, move |tx| Ok(tx.respondent(doubt.key.customer)?.is_some()));
    assert_eq!(looking.wait(), Ok(true));
    go_on.send(()).unwrap();
    assert_eq!((handing.wait(), taking.wait()), (Ok(()), Ok(false)));
}
