//! Messages as a workspace sees them, and settling by a person or by evidence.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_domain::schedule::Late;

use super::Fixture;
use super::sample::{
    CLOSES, ENDS, attempt, catch_up, claim, due_batch, finishing, handed_over, ledger, said, settle, window,
    workspace,
};
use crate::area::{MessageFilter, OperatorSettlement, Page};

const ALL: Page = Page { after: 0, most: 1000 };

fn doubt(fixture: &Fixture, most: usize) -> Vec<CustomerId> {
    let attempts = handed_over(fixture, most);
    for attempt in &attempts {
        settle(fixture, *attempt, AttemptResult::InDoubt(said("no reply")), None);
    }
    attempts.iter().map(|attempt| attempt.key.customer).collect()
}

fn hold(fixture: &Fixture) {
    fixture.step(1);
    for workspace in fixture.read_system(|tx| tx.workspace_ids()) {
        catch_up(fixture, workspace, 0, Late::Hold);
    }
}

fn operate(fixture: &Fixture, ours: WorkspaceId, id: CustomerId, settlement: OperatorSettlement) -> bool {
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.settle_message(id, Slot::Invitation, settlement, at))
}

fn state(fixture: &Fixture, ours: WorkspaceId, id: CustomerId) -> MessageState {
    fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)).expect("the message").state
}

pub fn a_person_settles_what_is_in_doubt_or_held(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batch = due_batch(fixture, ours, 5).batch;
    let doubted = doubt(fixture, 3);
    hold(fixture);
    let held: Vec<CustomerId> = fixture
        .read(ours, |tx| {
            tx.messages(&MessageFilter { state: Some(MessageState::Held), ..MessageFilter::default() }, ALL)
        })
        .iter()
        .map(|message| message.customer)
        .collect();
    assert_eq!((doubted.len(), held.len()), (3, 2));
    let next =
        Window { due_at: fixture.at(60), closes_at: fixture.at(CLOSES), ends_at: window(fixture).ends_at };
    let cases = [
        (doubted[0], OperatorSettlement::WasSent, MessageState::Sent),
        (doubted[1], OperatorSettlement::SendAgain(next), MessageState::Waiting),
        (doubted[2], OperatorSettlement::GiveUp, MessageState::Rejected),
        (held[0], OperatorSettlement::SendAgain(next), MessageState::Waiting),
        (held[1], OperatorSettlement::GiveUp, MessageState::Cancelled),
    ];
    for (id, settlement, expected) in cases {
        assert!(operate(fixture, ours, id, settlement), "{settlement:?}");
        assert_eq!(state(fixture, ours, id), expected);
        assert!(!operate(fixture, ours, id, settlement), "somebody else was first");
        assert_eq!(state(fixture, ours, id), expected);
    }
    let id = doubted[0];
    let invited = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
    assert_eq!((invited.state, invited.invited_at), (CustomerState::Invited, Some(fixture.now())));
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Active);
    fixture.step(60);
    let again = claim(fixture, 10);
    assert_eq!(again.iter().map(|claim| claim.fence).collect::<Vec<_>>().iter().max(), Some(&2));
    assert_eq!(again.len(), 2);
    let twice = again.iter().find(|claim| claim.key.customer == doubted[1]).expect("the one sent again");
    assert_eq!(super::sample::hand_over(fixture, std::slice::from_ref(twice)), [true]);
    settle(fixture, attempt(twice), AttemptResult::Sent(said("250 ok")), None);
    let id = doubted[1];
    let message = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)).expect("the message");
    assert_eq!((message.attempts, message.state), (2, MessageState::Sent));
}

pub fn a_person_cannot_settle_anything_else(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 4);
    let sent = handed_over(fixture, 1)[0];
    settle(fixture, sent, AttemptResult::Sent(said("250 ok")), None);
    let with_peer = handed_over(fixture, 1)[0].key.customer;
    let claimed = claim(fixture, 1)[0].key.customer;
    let waiting = CustomerId(4);
    let all = [
        OperatorSettlement::WasSent,
        OperatorSettlement::SendAgain(window(fixture)),
        OperatorSettlement::GiveUp,
    ];
    for id in [sent.key.customer, with_peer, claimed, waiting] {
        let before = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation));
        for settlement in all {
            assert!(!operate(fixture, ours, id, settlement), "{before:?} {settlement:?}");
        }
        assert_eq!(fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)), before);
    }
    assert!(!operate(fixture, ours, CustomerId(99), OperatorSettlement::GiveUp));
    hold(fixture);
    assert!(!operate(fixture, ours, waiting, OperatorSettlement::WasSent), "what is held never left");
}

pub fn nobody_is_sent_again_who_is_asked_no_more(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let doubted = doubt(fixture, 1)[0];
    fixture.step(ENDS + 1);
    fixture.write_system(|tx| tx.sweep(1000));
    let next = OperatorSettlement::SendAgain(window(fixture));
    assert!(!operate(fixture, ours, doubted, next));
    assert_eq!(state(fixture, ours, doubted), MessageState::InDoubt);
    assert!(operate(fixture, ours, doubted, OperatorSettlement::WasSent));
    let closed = fixture.read(ours, move |tx| tx.customer(doubted)).expect("the customer");
    assert_eq!((closed.state, closed.invited_at), (CustomerState::Closed, Some(fixture.now())));
}

pub fn messages_are_listed_by_state_and_batch(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = due_batch(fixture, ours, 3);
    let second = due_batch(fixture, ours, 3);
    doubt(fixture, 4);
    let list = |state, batch, page| {
        let found =
            fixture.read(ours, move |tx| tx.messages(&MessageFilter { state, batch, has_left: false }, page));
        found.iter().map(|message| message.customer.0).collect::<Vec<_>>()
    };
    let (in_doubt, waiting) = (Some(MessageState::InDoubt), Some(MessageState::Waiting));
    assert_eq!(list(None, None, ALL).len(), 6);
    assert!(list(None, None, ALL).is_sorted());
    assert_eq!(list(in_doubt, None, ALL).len(), 4);
    assert_eq!(list(waiting, None, ALL).len(), 2);
    let of = |batch: crate::area::SavedImport| (in_doubt, Some(batch.batch));
    let (one, other) = (of(first), of(second));
    let both = [list(one.0, one.1, ALL), list(other.0, other.1, ALL)].concat();
    assert_eq!(both, list(in_doubt, None, ALL));
    let page = Page { after: i64::from(both[0]), most: 2 };
    assert_eq!(list(in_doubt, None, page), both[1..3]);
    assert!(list(Some(MessageState::Held), None, ALL).is_empty());
}

pub fn evidence_settles_what_is_in_doubt(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let doubted = doubt(fixture, 1)[0];
    fixture.step(5);
    let opened = Decision { rule: Rule::QuestionnaireOpened, detail: None, at: fixture.now() };
    let waiting = CustomerId(if doubted.0 == 2 { 1 } else { 2 });
    for id in [doubted, waiting, doubted] {
        let opened = opened.clone();
        fixture.write(ours, move |tx| tx.record_opening(id, &opened));
    }
    assert_eq!(state(fixture, ours, waiting), MessageState::Waiting, "it was in no doubt");
    assert_eq!(state(fixture, ours, doubted), MessageState::Sent);
    let told = ledger(fixture, ours, doubted);
    let settled =
        [Rule::MessageHandedOver, Rule::MessageInDoubt, Rule::QuestionnaireOpened, Rule::MessageSettled];
    assert_eq!(told[2..], settled);
    let invited = fixture.read(ours, move |tx| tx.customer(doubted)).expect("the customer");
    assert_eq!((invited.state, invited.invited_at), (CustomerState::Opened, Some(fixture.now())));
    let answers = finishing(doubted, 9, fixture.now());
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    assert_eq!(state(fixture, ours, doubted), MessageState::Sent);
}
