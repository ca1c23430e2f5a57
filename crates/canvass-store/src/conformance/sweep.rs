//! What time brings: end dates, grace time, leases, dead nodes, a new start.

use std::time::Duration;

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::{Reason, Rule};
use canvass_domain::schedule::Late;

use super::Fixture;
use super::sample::{
    DAY, ENDS, NODE, attempt, catch_up, claim, decided, due_batch, faulted, finishing, hand_over,
    handed_over, import, ledger, said, save, scheduled, settle, workspace,
};
use crate::area::{
    Claim, CustomerRecord, NewSession, NewSignIn, NodeId, RequestKey, Standing, Swept, Verdict,
};

fn sweep(fixture: &Fixture) -> Swept {
    fixture.write_system(|tx| tx.sweep(1000))
}

fn customer(fixture: &Fixture, workspace: WorkspaceId, id: CustomerId) -> CustomerRecord {
    fixture.read(workspace, move |tx| tx.customer(id)).expect("the customer")
}

fn message_state(fixture: &Fixture, workspace: WorkspaceId, id: CustomerId) -> MessageState {
    fixture.read(workspace, move |tx| tx.message(id, Slot::Invitation)).expect("the message").state
}

fn batch_state(fixture: &Fixture, workspace: WorkspaceId, id: BatchId) -> BatchState {
    fixture.read(workspace, move |tx| tx.batch(id)).expect("the batch").state
}

pub fn e15_customers_close_after_their_end_date_and_not_at_it(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut early = scheduled(fixture, 1);
    let ends_at = fixture.at(DAY);
    early.ends_at = Some(ends_at);
    early.window.as_mut().expect("a window").ends_at = ends_at;
    let saved = save(fixture, ours, import(vec![scheduled(fixture, 0), early, scheduled(fixture, 2)]));
    let id = |index| CustomerId(saved.first_customer.0 + index);
    let attempts = handed_over(fixture, 1);
    assert_eq!(attempts[0].key.customer, id(0));
    settle(fixture, attempts[0], AttemptResult::Sent(said("250 ok")), None);
    fixture.step(DAY);
    assert_eq!(sweep(fixture), Swept::default(), "what happens at the very moment still counts");
    fixture.step(1);
    assert_eq!(sweep(fixture), Swept { closed_customers: 1, expired: 1, ..Swept::default() });
    let closed = customer(fixture, ours, id(1));
    assert_eq!((closed.state, closed.reason), (CustomerState::Closed, Some(Reason::EndDatePassed)));
    assert_eq!(message_state(fixture, ours, id(1)), MessageState::Expired);
    assert_eq!(ledger(fixture, ours, id(1)).last(), Some(&Rule::EndDatePassed));
    assert_eq!(sweep(fixture), Swept::default());
    assert_eq!(batch_state(fixture, ours, saved.batch), BatchState::Active);
    fixture.step(ENDS - DAY);
    let last = Swept { closed_customers: 2, expired: 1, closed_batches: 1, ..Swept::default() };
    assert_eq!(sweep(fixture), last);
    let invited = customer(fixture, ours, id(0));
    assert_eq!((invited.state, invited.reason), (CustomerState::Closed, None));
    assert_eq!(ledger(fixture, ours, id(0)).last(), Some(&Rule::CustomerClosed));
    assert_eq!(message_state(fixture, ours, id(0)), MessageState::Sent);
}

pub fn e50_mail_that_is_with_the_peer_counts_as_asked(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let attempts = handed_over(fixture, 2);
    let [with_peer, in_doubt] = [attempts[0], attempts[1]];
    settle(fixture, in_doubt, AttemptResult::InDoubt(said("no reply")), None);
    fixture.write_system(|tx| tx.beat(NODE));
    fixture.step(ENDS + 1);
    fixture.write_system(|tx| tx.beat(NODE));
    let swept = sweep(fixture);
    assert_eq!((swept.closed_customers, swept.expired, swept.closed_batches), (3, 1, 1));
    for attempt in [with_peer, in_doubt] {
        let closed = customer(fixture, ours, attempt.key.customer);
        assert_eq!((closed.state, closed.reason), (CustomerState::Closed, None));
    }
    assert_eq!(message_state(fixture, ours, with_peer.key.customer), MessageState::HandingOver);
    assert_eq!(message_state(fixture, ours, in_doubt.key.customer), MessageState::InDoubt);
    let late = settle(fixture, with_peer, AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(late, Verdict::Stored);
    let closed = customer(fixture, ours, with_peer.key.customer);
    assert_eq!((closed.state, closed.invited_at), (CustomerState::Closed, Some(fixture.now())));
}

pub fn e5_a_batch_closes_when_all_are_at_an_end(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let hopeless = save(fixture, ours, import(vec![faulted(fixture, 1), faulted(fixture, 2)]));
    let saved = due_batch(fixture, ours, 3);
    assert_eq!(sweep(fixture), Swept { closed_batches: 1, ..Swept::default() });
    assert_eq!(batch_state(fixture, ours, hopeless.batch), BatchState::Closed);
    for index in [1, 2, 0] {
        assert_eq!(sweep(fixture).closed_batches, 0);
        let answers = finishing(CustomerId(saved.first_customer.0 + index), 9, fixture.now());
        fixture.write(ours, move |tx| tx.save_answers(&answers));
    }
    fixture.step(1);
    assert_eq!(sweep(fixture), Swept { closed_batches: 1, ..Swept::default() });
    let batch = saved.batch;
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!((record.state, record.closed_at), (BatchState::Closed, Some(fixture.now())));
    assert_eq!(sweep(fixture), Swept::default());
}

pub fn e5_who_is_open_far_from_all_others_keeps_a_batch_open(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for [before_last, last] in [[0, 39], [39, 0]] {
        let saved = due_batch(fixture, ours, 40);
        for index in (1..39).chain([before_last, last]) {
            assert_eq!(sweep(fixture).closed_batches, 0, "{index} is open");
            let answers = finishing(CustomerId(saved.first_customer.0 + index), 9, fixture.now());
            fixture.write(ours, move |tx| tx.save_answers(&answers));
        }
        assert_eq!(sweep(fixture).closed_batches, 1);
        assert_eq!(batch_state(fixture, ours, saved.batch), BatchState::Closed);
    }
}

pub fn e5_a_partial_answer_past_its_end_does_not_keep_a_batch_open(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 2);
    let mut answers = finishing(saved.first_customer, 9, fixture.now());
    answers.state = CustomerState::PartiallyAnswered;
    answers.month = None;
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    fixture.step(ENDS);
    assert_eq!(sweep(fixture), Swept::default());
    fixture.step(1);
    let swept = sweep(fixture);
    assert_eq!((swept.closed_customers, swept.closed_batches), (1, 1));
    let partial = customer(fixture, ours, saved.first_customer);
    assert_eq!((partial.state, partial.finished_at), (CustomerState::PartiallyAnswered, None));
    assert_eq!(batch_state(fixture, ours, saved.batch), BatchState::Closed);
}

pub fn late_messages_are_held_or_dropped_as_their_workspace_wants(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let saved = due_batch(fixture, ours, 2);
    let claimed = claim(fixture, 1);
    let other = due_batch(fixture, theirs, 1);
    let hold = || catch_up(fixture, ours, 3600, Late::Hold);
    fixture.step(100);
    assert_eq!(hold(), 0);
    fixture.write_system(move |tx| tx.give_back(&[attempt(&claimed[0])], None));
    fixture.step(3500);
    assert_eq!(hold(), 0);
    fixture.step(1);
    assert_eq!(catch_up(fixture, ours, 3600, Late::Send), 0);
    assert_eq!(hold(), 2);
    let left = claim(fixture, 10);
    assert_eq!(left.iter().map(|claim| claim.key.workspace).collect::<Vec<_>>(), [theirs]);
    fixture.write_system(move |tx| tx.give_back(&[attempt(&left[0])], None));
    let id = saved.first_customer;
    assert_eq!(message_state(fixture, ours, id), MessageState::Held);
    assert_eq!(ledger(fixture, ours, id).last(), Some(&Rule::MessageHeld));
    assert_eq!(catch_up(fixture, theirs, 3600, Late::Drop), 1);
    let id = other.first_customer;
    assert_eq!(message_state(fixture, theirs, id), MessageState::Expired);
    assert_eq!(ledger(fixture, theirs, id).last(), Some(&Rule::MessageLate));
    assert_eq!(customer(fixture, theirs, id).state, CustomerState::Scheduled);
    fixture.step(ENDS);
    let swept = sweep(fixture);
    assert_eq!((swept.expired, swept.closed_customers), (2, 3), "a held message expires");
    let dropped = customer(fixture, theirs, id);
    assert_eq!((dropped.state, dropped.reason), (CustomerState::Closed, Some(Reason::EndDatePassed)));
    assert_eq!(fixture.read_system(|tx| tx.workspace_ids()), [ours, theirs]);
}

pub fn lapsed_leases_are_released(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let claims: Vec<Claim> = fixture.write_system(|tx| tx.claim(NODE, 1, Duration::from_mins(1)));
    let long = fixture.write_system(|tx| tx.claim(NODE, 1, Duration::from_mins(10)));
    fixture.step(59);
    assert_eq!(sweep(fixture).released, 0);
    fixture.step(1);
    assert_eq!(sweep(fixture).released, 1);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(hand_over(fixture, &long), [true]);
    let again = claim(fixture, 10);
    assert_eq!((again.len(), again[0].key, again[0].fence), (1, claims[0].key, 2));
    let result = AttemptResult::Rejected(said("550 no"));
    assert_eq!(settle(fixture, attempt(&claims[0]), result, None), Verdict::Stale);
}

pub fn hand_overs_of_silent_nodes_are_in_doubt_and_never_claimed_again(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let silent = handed_over(fixture, 1)[0];
    let alive = NodeId(NODE.0 + 1);
    fixture.write_system(move |tx| tx.beat(NODE));
    let other = fixture.write_system(move |tx| {
        let claims = tx.claim(alive, 1, Duration::from_mins(1))?;
        tx.beat(alive)?;
        Ok(claims)
    });
    let other = attempt(&other[0]);
    assert_eq!(fixture.write_system(move |tx| tx.hand_over(alive, &[other])), [true]);
    fixture.step(30);
    assert_eq!(sweep(fixture).in_doubt, 0);
    fixture.write_system(move |tx| tx.beat(alive));
    fixture.step(1);
    assert_eq!(sweep(fixture), Swept { in_doubt: 1, ..Swept::default() });
    assert_eq!(message_state(fixture, ours, silent.key.customer), MessageState::InDoubt);
    assert_eq!(message_state(fixture, ours, other.key.customer), MessageState::HandingOver);
    assert_eq!(
        ledger(fixture, ours, silent.key.customer)[2..],
        [Rule::MessageHandedOver, Rule::MessageInDoubt]
    );
    fixture.step(DAY);
    assert_eq!(sweep(fixture).in_doubt, 1, "the other node is silent by now");
    assert_eq!(claim(fixture, 10), []);
    let late = settle(fixture, silent, AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(late, Verdict::Stored);
}

pub fn a_hand_over_of_a_silent_node_whose_link_was_opened_was_sent(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    fixture.write_system(|tx| tx.beat(NODE));
    let id = handed_over(fixture, 1)[0].key.customer;
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.record_opening(id, &decided(Rule::QuestionnaireOpened, at)));
    fixture.step(31);
    assert_eq!(sweep(fixture).in_doubt, 1);
    assert_eq!(message_state(fixture, ours, id), MessageState::Sent);
    let told = ledger(fixture, ours, id);
    assert_eq!(told[told.len() - 2..], [Rule::MessageInDoubt, Rule::MessageSettled]);
    assert_eq!(sweep(fixture).in_doubt, 0);
}

pub fn e5_last_answers_at_once_close_their_batch(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for _ in 0..10 {
        let saved = due_batch(fixture, ours, 4);
        fixture.at_once(4, |number| {
            let answers = finishing(CustomerId(saved.first_customer.0 + number), 9, fixture.now());
            fixture.write(ours, move |tx| tx.save_answers(&answers));
        });
        assert_eq!(sweep(fixture).closed_batches, 1);
        assert_eq!(batch_state(fixture, ours, saved.batch), BatchState::Closed);
    }
}

pub fn e115_what_is_over_is_forgotten(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (at, soon, later) = (fixture.now(), fixture.at(8 * DAY), fixture.at(9 * DAY));
    let request = move |number: u8, at| RequestKey {
        route: "native/batches".to_owned(),
        key: vec![number],
        is_client_key: true,
        principal: "token-1".to_owned(),
        body: vec![1],
        at,
    };
    let begin = move |number, at| {
        fixture.write(ours, move |tx| {
            let key = request(number, at);
            let standing = tx.begin_request(&key)?;
            tx.finish_request(&key, "done", None)?;
            Ok(standing)
        })
    };
    for number in [1, 2, 3] {
        assert_eq!(begin(number, at), Standing::Fresh);
    }
    fixture.write_system(move |tx| {
        let user = tx.add_user(ours, "ann", "reader", at)?;
        for (hash, expires_at) in [(1, soon), (2, soon), (3, soon), (9, later)] {
            tx.add_session(&NewSession { hash: vec![hash], workspace: ours, user, expires_at })?;
            tx.add_sign_in(&NewSignIn { hash: vec![hash], workspace: ours, user, expires_at })?;
        }
        Ok(())
    });
    fixture.step(8 * DAY);
    assert_eq!(begin(4, soon), Standing::Fresh);
    // Asked as of the beginning, when all of them counted: only what is gone is not found.
    let kept = || {
        let sessions = [1, 2, 3, 9].map(|hash| fixture.read_system(move |tx| tx.session(&[hash], at)));
        sessions.iter().flatten().count()
    };
    assert_eq!(kept(), 4);
    fixture.write_system(|tx| tx.sweep(2));
    assert_eq!(kept(), 2, "only so many at once");
    fixture.write_system(|tx| tx.sweep(2));
    assert_eq!(kept(), 1);
    for number in [1, 2, 3] {
        assert_eq!(begin(number, at), Standing::Fresh);
        let taken = fixture.write_system(move |tx| tx.take_sign_in(&[number], at));
        assert_eq!(taken, None);
    }
    assert_eq!(begin(4, soon), Standing::Replay("done".to_owned()));
    assert!(fixture.write_system(move |tx| tx.take_sign_in(&[9], at)).is_some());
}

pub fn a_start_settles_what_a_dead_incarnation_left(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    fixture.write_system(|tx| tx.beat(NODE));
    let with_peer = handed_over(fixture, 1)[0];
    let long = fixture.write_system(|tx| tx.claim(NODE, 1, Duration::from_hours(24)));
    fixture.step(31);
    let new = NodeId(NODE.0 + 1);
    let swept = fixture.write_system(move |tx| {
        tx.beat(new)?;
        tx.settle_dead_nodes(new)
    });
    assert_eq!((swept.in_doubt, swept.released), (1, 1));
    assert_eq!(message_state(fixture, ours, with_peer.key.customer), MessageState::InDoubt);
    assert_eq!(hand_over(fixture, &long), [false]);
    let again = fixture.write_system(move |tx| tx.settle_dead_nodes(new));
    assert_eq!(again, Swept::default());
    assert_eq!(fixture.write_system(move |tx| tx.claim(new, 10, Duration::from_mins(1))).len(), 1);
}

pub fn a_sweep_takes_only_so_many(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 25);
    due_batch(fixture, ours, 5);
    fixture.step(ENDS + 1);
    let sweep = || fixture.write_system(|tx| tx.sweep(10));
    let swept: Vec<Swept> = (0..4).map(|_| sweep()).collect();
    assert!(swept.iter().all(|swept| swept.closed_customers <= 10), "{swept:?}");
    assert_eq!(swept.iter().map(|swept| swept.closed_customers).sum::<u64>(), 30);
    let mut closed: u64 = swept.iter().map(|swept| swept.closed_batches).sum();
    closed += sweep().closed_batches;
    assert_eq!(closed, 2);
    assert_eq!(batch_state(fixture, ours, saved.batch), BatchState::Closed);
    assert_eq!(ledger(fixture, ours, saved.first_customer).last(), Some(&Rule::EndDatePassed));
    let id = saved.first_customer;
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.record_opening(id, &decided(Rule::QuestionnaireOpened, at)));
    assert_eq!(customer(fixture, ours, id).state, CustomerState::Closed, "an end state is left no more");
}
