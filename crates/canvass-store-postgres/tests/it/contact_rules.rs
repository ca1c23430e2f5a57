//! Contact rules while two nodes hand over to the same persons: of two that meet, as many leave as the rule allows.

use std::sync::Barrier;

use canvass_domain::block::Key;
use canvass_domain::contact_rule::Terms;
use canvass_domain::id::{ContactHash, WorkspaceId};
use canvass_domain::message::{Channel, MessageState};
use canvass_store::area::{Attempt, NewContactRule};
use canvass_store::{Store, StoreError};

use crate::blocks::{another_node, claim_all, hand_over, state};
use crate::world::{World, batch_of, noon};

const PEOPLE: usize = 200;

fn rule(world: &World, workspace: WorkspaceId, most: i32) {
    let terms = Terms { most, days: 7, ..Terms::default() };
    let rule = NewContactRule { name: "Once a week".to_owned(), is_enabled: true, terms };
    let made: Result<(), StoreError> =
        world.store.write(workspace, 1, move |tx| tx.add_contact_rule(&rule, noon()).map(drop)).wait();
    made.unwrap();
}

/// Claims of all messages, those of one person together.
fn by_person(world: &World, batches: usize) -> Vec<Vec<Attempt>> {
    let mut claims = claim_all(&world.store);
    claims.sort_by_key(|claim| claim.key.customer);
    assert_eq!(claims.len(), PEOPLE * batches);
    (0..PEOPLE).map(|person| claims.iter().skip(person).step_by(PEOPLE).copied().collect()).collect()
}

/// Two nodes hand a slice over at the same moment; who left.
fn at_once(nodes: [&Store; 2], slices: [&[Attempt]; 2]) -> Vec<bool> {
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        let start = &start;
        let running: Vec<_> = nodes
            .into_iter()
            .zip(slices)
            .map(|(node, slice)| {
                scope.spawn(move || {
                    start.wait();
                    hand_over(node, slice)
                })
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn out32_of_two_hand_overs_to_a_person_on_two_nodes_exactly_one_leaves() {
    let world = World::new();
    let workspace = world.workspace("north");
    rule(&world, workspace, 1);
    for _batch in 0..2 {
        world.import(workspace, i32::try_from(PEOPLE).unwrap());
    }
    let other = another_node(&world);
    for (round, claims) in by_person(&world, 2).iter().enumerate() {
        let left = at_once([&world.store, &other], [&claims[..1], &claims[1..]]);
        assert_eq!(left.iter().filter(|left| **left).count(), 1, "round {round}");
        for (claim, left) in claims.iter().zip(left) {
            let expected = if left { MessageState::HandingOver } else { MessageState::Waiting };
            assert_eq!(
                state(&world.store, workspace, *claim),
                expected,
                "round {round}: nobody is forgotten"
            );
        }
    }
}

#[test]
fn slices_that_meet_in_the_same_persons_end_and_keep_the_rule() {
    let world = World::new();
    let workspace = world.workspace("north");
    rule(&world, workspace, 2);
    for _batch in 0..4 {
        world.import(workspace, i32::try_from(PEOPLE).unwrap());
    }
    let other = another_node(&world);
    let persons = by_person(&world, 4);
    for slice in persons.chunks(20) {
        let ours: Vec<Attempt> = slice.iter().flat_map(|claims| claims[..2].iter().copied()).collect();
        // The other node meets the same persons in the opposite order.
        let theirs: Vec<Attempt> =
            slice.iter().rev().flat_map(|claims| claims[2..].iter().copied()).collect();
        let left = at_once([&world.store, &other], [&ours, &theirs]);
        assert_eq!(left.iter().filter(|left| **left).count(), 2 * slice.len());
    }
}

/// A batch of the same people: by addresses of its own with their numbers beside them, or by the numbers alone.
fn import_by_number(world: &World, workspace: WorkspaceId, batch: u8, has_address: bool) {
    let (mut import, mut contacts) = batch_of(i32::try_from(PEOPLE).unwrap());
    for (customer, contact) in import.customers.iter_mut().zip(&mut contacts) {
        let mut number = contact.unwrap();
        number.0[15] = 0;
        if has_address {
            customer.keys = vec![Key::of_contact(number)];
            *contact = Some(ContactHash(number.0.map(|byte| byte.wrapping_mul(31).wrapping_add(batch))));
        } else {
            (customer.address, customer.channel, *contact) = (None, Channel::Sms, Some(number));
        }
    }
    let saved: Result<(), StoreError> = world
        .store
        .write(workspace, 1, move |tx| tx.save_import(&import, &contacts, noon()).map(drop))
        .wait();
    saved.unwrap();
}

#[test]
fn out32_slices_that_meet_in_the_same_numbers_end_and_one_of_each_leaves() {
    let world = World::new();
    let workspace = world.workspace("north");
    rule(&world, workspace, 1);
    // Two addresses have each number, and it comes alone as well.
    import_by_number(&world, workspace, 1, true);
    import_by_number(&world, workspace, 2, false);
    import_by_number(&world, workspace, 3, true);
    import_by_number(&world, workspace, 4, true);
    let other = another_node(&world);
    for (round, slice) in by_person(&world, 4).chunks(10).enumerate() {
        let (one, two) = if round % 2 == 0 { ([0, 1], [2, 3]) } else { ([0, 3], [2, 1]) };
        let ours: Vec<Attempt> = slice.iter().flat_map(|claims| one.map(|batch| claims[batch])).collect();
        // The other node meets the same numbers in the opposite order.
        let theirs: Vec<Attempt> =
            slice.iter().rev().flat_map(|claims| two.map(|batch| claims[batch])).collect();
        let left = at_once([&world.store, &other], [&ours, &theirs]);
        assert_eq!(left.iter().filter(|left| **left).count(), slice.len(), "round {round}");
    }
}
