//! Claim and hand-over.

use std::collections::BTreeSet;
use std::time::Duration;

use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Slot, Window};

use super::Fixture;
use super::sample::{
    CLOSES, ENDS, LEASE, NODE, attempt, claim, due_batch, hand_over, import, save, scheduled, window,
    workspace,
};
use crate::area::{Attempt, HandOver, NodeId};

fn state(fixture: &Fixture, attempt: Attempt) -> MessageState {
    let customer = attempt.key.customer;
    let found = fixture.read(attempt.key.workspace, move |tx| tx.message(customer, Slot::Invitation));
    found.expect("the message").state
}

pub fn claims_come_in_due_order_and_only_inside_their_window(fixture: &Fixture) {
    let (second, first) = (workspace(fixture, "second"), workspace(fixture, "first"));
    let windowed = |number, due, closes, ends| {
        let window =
            Window { due_at: fixture.at(due), closes_at: fixture.at(closes), ends_at: fixture.at(ends) };
        let mut customer = scheduled(fixture, number);
        customer.window = Some(window);
        customer
    };
    let saved = save(
        fixture,
        first,
        import(vec![
            windowed(0, -10, CLOSES, ENDS),
            windowed(1, 1, CLOSES, ENDS),
            windowed(2, -20, 0, ENDS),
            windowed(3, -20, CLOSES, -1),
            windowed(4, 0, CLOSES, 0),
            windowed(5, -30, 1, ENDS),
        ]),
    );
    save(fixture, second, import(vec![windowed(0, -10, CLOSES, ENDS)]));
    assert_eq!(fixture.read_system(|tx| tx.next_due()), Some(fixture.at(-30)));
    let number = |index: i32| saved.first_customer.0 + index;
    let expected = [(first.0, number(5)), (second.0, 1), (first.0, number(0)), (first.0, number(4))];
    let claims = [claim(fixture, 3), claim(fixture, 3)].concat();
    let found: Vec<_> = claims.iter().map(|claim| (claim.key.workspace.0, claim.key.customer.0)).collect();
    let mut expected = expected.to_vec();
    expected[1..3].sort_unstable();
    assert_eq!(found, expected);
    assert!(claims.iter().all(|claim| claim.fence == 1 && claim.tries == 0));
    assert_eq!(claims[3].window.ends_at, fixture.now(), "what happens at the very moment still counts");
    assert_eq!(claim(fixture, 10), []);
    fixture.step(1);
    assert_eq!(claim(fixture, 10)[0].key.customer.0, number(1));
}

pub fn eight_threads_claim_each_message_once(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 500);
    let all = fixture.at_once(8, |node| {
        let mut mine = Vec::new();
        let mut empty = 0;
        // A node may find nothing while others hold the rest for a moment.
        while empty < 3 {
            let claims = fixture.write_system(move |tx| tx.claim(NodeId(node.into()), 17, LEASE));
            empty = if claims.is_empty() { empty + 1 } else { 0 };
            mine.extend(claims);
        }
        mine
    });
    let claims: Vec<_> = all.into_iter().flatten().collect();
    let customers: BTreeSet<CustomerId> = claims.iter().map(|claim| claim.key.customer).collect();
    assert_eq!((claims.len(), customers.len()), (500, 500));
    assert!(claims.iter().all(|claim| claim.fence == 1));
    assert_eq!(fixture.read(ours, |tx| tx.message_counts(None)), [(MessageState::Claimed, 500)]);
    assert_eq!(fixture.read_system(|tx| tx.next_due()), None);
}

pub fn a_letter_is_made_of_what_was_taken_in(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let sent = import(vec![scheduled(fixture, 1), scheduled(fixture, 2)]);
    save(fixture, ours, sent.clone());
    let claims = claim(fixture, 10);
    let keys: Vec<_> = claims.iter().map(|claim| claim.key).collect();
    let facts = fixture.read_system(move |tx| tx.load_letter_facts(&claims));
    assert_eq!(facts.iter().map(|fact| fact.key).collect::<Vec<_>>(), keys);
    for (fact, sent) in facts.iter().zip(&sent.customers) {
        assert_eq!((&fact.email, &fact.routing, &fact.values), (&sent.email, &sent.routing, &sent.values));
        assert_eq!(fact.link_generation, 1);
    }
}

pub fn hand_over_needs_its_own_fence_and_node(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let claims = claim(fixture, 3);
    let [mine, older, foreign] = [0, 1, 2].map(|index| attempt(&claims[index]));
    let older = Attempt { fence: older.fence - 1, ..older };
    let verdicts = fixture.write_system(move |tx| tx.hand_over(NODE, &[older, mine]));
    assert_eq!(verdicts, [false, true], "one truth value a claim, in order");
    let verdicts = fixture.write_system(move |tx| tx.hand_over(NodeId(NODE.0 + 1), &[foreign]));
    assert_eq!(verdicts, [false]);
    let again = fixture.write_system(move |tx| tx.hand_over(NODE, &[mine]));
    assert_eq!(again, [false], "handed over is handed over");
    let customer = mine.key.customer;
    let message = fixture.read(ours, move |tx| tx.message(customer, Slot::Invitation)).expect("the message");
    assert_eq!((message.state, message.attempts, message.fence), (MessageState::HandingOver, 1, 1));
    assert_eq!(message.handed_over_at, Some(fixture.now()));
    assert_eq!([older, foreign].map(|attempt| state(fixture, attempt)), [MessageState::Claimed; 2]);
}

pub fn to_whom_mail_went_is_known_when_nobody_is_left_to_tell(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 4);
    fixture.write_system(|tx| tx.beat(NODE));
    let claims = claim(fixture, 4);
    let customers: Vec<CustomerId> = claims.iter().map(|claim| claim.key.customer).collect();
    let peers = [Some("one.example.org:587"), None, Some("two.example.org:25"), Some("one.example.org:587")];
    // Not in the order of the key, and one of them is not ours any more.
    let slice: Vec<HandOver> = (0..4_usize)
        .rev()
        .map(|index| {
            let claimed = attempt(&claims[index]);
            let fence = if index == 3 { claimed.fence - 1 } else { claimed.fence };
            HandOver { attempt: Attempt { fence, ..claimed }, peer: peers[index].map(ToOwned::to_owned) }
        })
        .collect();
    let left = fixture.write_system(move |tx| tx.hand_over_to(NODE, &slice));
    assert_eq!(left, [false, true, true, true]);
    fixture.step(31);
    let new = NodeId(NODE.0 + 1);
    fixture.write_system(move |tx| {
        tx.beat(new)?;
        tx.settle_dead_nodes(new)
    });
    let told = |customer: CustomerId| {
        let found = fixture.read(ours, move |tx| tx.message(customer, Slot::Invitation));
        let message = found.expect("the message");
        (message.state, message.peer)
    };
    for (customer, peer) in customers.iter().zip(peers).take(3) {
        assert_eq!(told(*customer), (MessageState::InDoubt, peer.map(ToOwned::to_owned)));
    }
    assert_eq!(told(customers[3]), (MessageState::Waiting, None));
}

pub fn hand_over_is_refused_outside_window_and_lease(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    // Seconds until closing, end and end of the lease, seconds that pass, and whether it may leave.
    let cases = [
        (100, 100, 100, 99, true),
        (100, 200, 200, 100, false),
        (200, 100, 200, 100, true),
        (200, 100, 200, 101, false),
        (200, 200, 100, 100, false),
    ];
    for (closes, ends, lease, passing, may_leave) in cases {
        let mut customer = scheduled(fixture, 1);
        let window =
            Window { due_at: fixture.now(), closes_at: fixture.at(closes), ends_at: fixture.at(ends) };
        customer.window = Some(window);
        save(fixture, ours, import(vec![customer]));
        let claims = fixture.write_system(move |tx| tx.claim(NODE, 1, Duration::from_secs(lease)));
        fixture.step(passing);
        let verdict = hand_over(fixture, &claims);
        assert_eq!(verdict, [may_leave], "{closes} {ends} {lease} {passing}");
        let expected = if may_leave { MessageState::HandingOver } else { MessageState::Claimed };
        assert_eq!(state(fixture, attempt(&claims[0])), expected);
    }
}

pub fn of_two_hand_overs_at_once_one_wins(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 20);
    let claims = claim(fixture, 20);
    let verdicts = fixture.at_once(4, |_| hand_over(fixture, &claims));
    for index in 0..claims.len() {
        assert_eq!(verdicts.iter().filter(|verdict| verdict[index]).count(), 1, "message {index}");
    }
    assert_eq!(fixture.read(ours, |tx| tx.message_counts(None)), [(MessageState::HandingOver, 20)]);
}

pub fn what_is_given_back_waits_again(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let claims = claim(fixture, 2);
    let [kept, moved] = [0, 1].map(|index| attempt(&claims[index]));
    let stale = Attempt { fence: 0, ..kept };
    fixture.write_system(move |tx| tx.give_back(&[stale], None));
    assert_eq!(state(fixture, kept), MessageState::Claimed);
    let next = Window { due_at: fixture.at(50), closes_at: fixture.at(60), ends_at: fixture.at(ENDS) };
    fixture.write_system(move |tx| {
        tx.give_back(&[kept], None)?;
        tx.give_back(&[moved], Some(next))
    });
    assert_eq!(hand_over(fixture, &claims), [false, false]);
    let again = claim(fixture, 2);
    assert_eq!(again.len(), 1, "the other is due later");
    assert_eq!((again[0].key, again[0].fence, again[0].tries), (kept.key, 2, 0));
    fixture.step(50);
    let moved_again = claim(fixture, 2);
    assert_eq!((moved_again[0].key, moved_again[0].window), (moved.key, next));
}

pub fn past_the_closing_hour_messages_get_a_new_window(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let claimed = claim(fixture, 1);
    let old = window(fixture);
    fixture.step(CLOSES);
    assert_eq!(claim(fixture, 10), []);
    let past = fixture.read_system(|tx| tx.past_closing(10));
    assert_eq!(past.len(), 2, "a claim is left alone");
    assert!(past.iter().all(|(_, window)| *window == old));
    assert_eq!(fixture.read_system(|tx| tx.past_closing(1)).len(), 1);
    let new = Window { due_at: fixture.at(10), closes_at: fixture.at(20), ..old };
    let mut windows: Vec<_> = past.iter().map(|(key, _)| (*key, new)).collect();
    windows.push((claimed[0].key, new));
    fixture.write_system(move |tx| tx.reschedule(&windows));
    assert_eq!(fixture.read_system(|tx| tx.past_closing(10)), []);
    assert_eq!(fixture.read_system(|tx| tx.next_due()), Some(new.due_at));
    assert_eq!(state(fixture, attempt(&claimed[0])), MessageState::Claimed);
    fixture.step(10);
    assert_eq!(claim(fixture, 10).len(), 2);
}

pub fn sending_is_paused_and_released(fixture: &Fixture) {
    let pause = || fixture.read_system(|tx| tx.sending_pause());
    assert_eq!(pause(), None);
    fixture.write_system(|tx| tx.set_sending_pause(Some("a restored clone")));
    assert_eq!(pause().as_deref(), Some("a restored clone"));
    fixture.write_system(|tx| tx.set_sending_pause(None));
    assert_eq!(pause(), None);
}

pub fn the_newest_beat_tells_when_the_store_was_last_alive(fixture: &Fixture) {
    let newest = || fixture.read_system(|tx| tx.newest_beat());
    assert_eq!(newest(), None);
    fixture.write_system(|tx| tx.beat(NodeId(1)));
    fixture.step(5);
    fixture.write_system(|tx| tx.beat(NodeId(1)));
    let last = fixture.now();
    fixture.step(3600);
    assert_eq!(newest(), Some(last));
}
