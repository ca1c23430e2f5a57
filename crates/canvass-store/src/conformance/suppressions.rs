//! The do-not-contact list and mail that came back (Q47, Q48).

use canvass_domain::batch::BatchState;
use canvass_domain::block::{BlockKind, Hit, Key};
use canvass_domain::bounce::{
    BounceKind, BounceSource, CameBack, NewBounce, NewSuppression, SuppressionKind,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{ContactHash, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Round, Slot};
use canvass_domain::reason::{Reason, Rule};

use super::Fixture;
use super::sample::{
    claim, due_batch, hand_over, handed_over, invitation, ledger, said, settle, stands, workspace,
};
use crate::StoreError;
use crate::area::{Asked, Page};

const ALL: Page = Page { after: 0, most: 100 };
const SOMEBODY: ContactHash = ContactHash([7; 16]);

fn hard(contact: ContactHash) -> NewSuppression {
    NewSuppression {
        contact,
        kind: SuppressionKind::Hard,
        source: BounceSource::Report,
        customer: Some(CustomerId(3)),
        last_line: Some("550 5.1.1 <address> unknown".to_owned()),
    }
}

fn contact(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId) -> ContactHash {
    let keys = fixture.read(workspace, move |tx| tx.keys_of_customer(customer)).expect("a customer");
    ContactHash(keys[0].hash)
}

fn came_back(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId) -> Option<CameBack> {
    let at = fixture.now();
    fixture.write(workspace, move |tx| {
        tx.hold_people()?;
        tx.mail_came_back(customer, Slot::Invitation, "5.1.1", at)
    })
}

pub fn q47_an_address_stands_on_the_list_once_until_a_person_takes_it_away(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let id = fixture.write(ours, move |tx| tx.suppress(&hard(SOMEBODY), at)).expect("a new entry");
    let again = fixture.write(ours, move |tx| {
        tx.suppress(&NewSuppression { kind: SuppressionKind::Complaint, ..hard(SOMEBODY) }, at)
    });
    assert_eq!(again, None, "it stands there");
    let found = fixture.read(ours, |tx| tx.suppressions(ALL));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].kind), (id, SuppressionKind::Hard));
    assert_eq!((found[0].source, found[0].since, found[0].lifted_at), (BounceSource::Report, at, None));
    assert_eq!(found[0].customer, Some(CustomerId(3)));
    assert_eq!(found[0].last_line.as_deref(), Some("550 5.1.1 <address> unknown"));
    assert_eq!(fixture.read(ours, move |tx| tx.suppression_of(SOMEBODY, at)).as_ref(), found.first());
    assert_eq!(fixture.read(theirs, move |tx| tx.suppression_of(SOMEBODY, at)), None);
    assert_eq!(fixture.read(ours, |tx| tx.blocks(BlockKind::OptOut, ALL)), []);
    let foreign = fixture.try_write(theirs, move |tx| tx.end_block(BlockKind::Suppression, id, at));
    assert_eq!(foreign, Err(StoreError::Missing("suppression")));
    fixture.step(60);
    let later = fixture.now();
    fixture.write(ours, move |tx| tx.end_block(BlockKind::Suppression, id, later));
    assert_eq!(fixture.read(ours, move |tx| tx.suppression_of(SOMEBODY, later)), None);
    assert_eq!(fixture.read(ours, |tx| tx.suppressions(ALL))[0].lifted_at, Some(later));
    let new = fixture.write(ours, move |tx| tx.suppress(&hard(SOMEBODY), later));
    assert!(new.is_some_and(|new| new > id), "it may come on the list again");
}

pub fn q47_the_list_is_found_at_intake_and_at_the_fence(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let claims = claim(fixture, 2);
    let (listed, other) = (claims[0].key.customer, claims[1].key.customer);
    let contact = contact(fixture, ours, listed);
    let at = fixture.now();
    let id = fixture.write(ours, move |tx| tx.suppress(&hard(contact), at)).expect("a new entry");
    let asked = Asked { keys: vec![Key::of_contact(contact)], questionnaire: None };
    let standing = fixture.write(ours, move |tx| tx.standings(std::slice::from_ref(&asked), None, at));
    assert_eq!(standing[0].hit, Some(Hit { block: id, kind: BlockKind::Suppression }));
    assert_eq!(hand_over(fixture, &claims), [false, true]);
    let (state, reason) = stands(fixture, ours, listed.0);
    let message = invitation(fixture, ours, listed.0);
    assert_eq!((state, reason), (CustomerState::Locked, Some(Reason::Suppressed)));
    assert_eq!(message, MessageState::Cancelled);
    assert_eq!(ledger(fixture, ours, listed).last(), Some(&Rule::Suppressed));
    assert_eq!(stands(fixture, ours, other.0).0, CustomerState::Scheduled);
}

pub fn q48_reports_are_kept_once_and_soft_ones_are_counted(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let bounce = |about: Option<(i32, i16)>, kind| NewBounce {
        contact: SOMEBODY,
        about: about.map(|(customer, round)| {
            (CustomerId(customer), Slot::Invitation, Round::new(round).expect("a round"))
        }),
        kind,
        source: BounceSource::Report,
        reported_at: at,
        last_line: "4.2.2 full".to_owned(),
    };
    let keep = |bounce: NewBounce| {
        let at = fixture.now();
        fixture.write(ours, move |tx| tx.add_bounce(&bounce, at))
    };
    assert!(keep(bounce(Some((1, 1)), BounceKind::Soft)));
    fixture.step(60);
    assert!(!keep(bounce(Some((1, 1)), BounceKind::Soft)), "the same report");
    assert!(keep(bounce(Some((1, 2)), BounceKind::Soft)), "the second round of the message");
    assert!(!keep(bounce(Some((1, 2)), BounceKind::Soft)), "the same report");
    assert!(keep(bounce(Some((2, 1)), BounceKind::Soft)));
    assert!(keep(bounce(Some((1, 1)), BounceKind::Refused)));
    assert!(keep(bounce(None, BounceKind::Soft)));
    assert!(!keep(bounce(None, BounceKind::Soft)), "the same report");
    let count = |workspace, since| fixture.read(workspace, move |tx| tx.soft_bounces(SOMEBODY, since));
    assert_eq!((count(ours, at), count(ours, fixture.now()), count(theirs, at)), (4, 3, 0));
}

pub fn mail_that_comes_back_bounces_its_customer_once(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batch = due_batch(fixture, ours, 3).batch;
    let waiting = claim(fixture, 1)[0].key.customer;
    assert_eq!(came_back(fixture, ours, waiting), None, "it never left");
    assert_eq!(came_back(fixture, ours, CustomerId(999)), None);
    let attempts = handed_over(fixture, 2);
    let (sent, doubtful) = (attempts[0], attempts[1]);
    settle(fixture, sent, AttemptResult::Sent(said("250 ok")), None);
    settle(fixture, doubtful, AttemptResult::InDoubt(said("lost")), None);
    let effect = came_back(fixture, ours, sent.key.customer);
    assert_eq!(effect, Some(CameBack { is_settled: false, is_customer_bounced: true }));
    let (state, _) = stands(fixture, ours, sent.key.customer.0);
    let message = invitation(fixture, ours, sent.key.customer.0);
    assert_eq!((state, message), (CustomerState::Bounced, MessageState::Sent));
    assert_eq!(ledger(fixture, ours, sent.key.customer).last(), Some(&Rule::MessageBounced));
    // OUT-20.
    let effect = came_back(fixture, ours, doubtful.key.customer);
    assert_eq!(effect, Some(CameBack { is_settled: true, is_customer_bounced: true }));
    let (state, _) = stands(fixture, ours, doubtful.key.customer.0);
    let message = invitation(fixture, ours, doubtful.key.customer.0);
    assert_eq!((state, message), (CustomerState::Bounced, MessageState::Rejected));
    let told = ledger(fixture, ours, doubtful.key.customer);
    assert!(told.ends_with(&[Rule::MessageInDoubt, Rule::MessageSettled, Rule::MessageBounced]), "{told:?}");
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Active);
}

pub fn a_report_that_overtakes_the_reply_settles_the_message(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let attempt = handed_over(fixture, 1)[0];
    let effect = came_back(fixture, ours, attempt.key.customer);
    assert_eq!(effect, Some(CameBack { is_settled: true, is_customer_bounced: true }));
    let verdict = settle(fixture, attempt, AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(verdict, crate::area::Verdict::Stale);
    let (state, _) = stands(fixture, ours, attempt.key.customer.0);
    let message = invitation(fixture, ours, attempt.key.customer.0);
    assert_eq!((state, message), (CustomerState::Bounced, MessageState::Rejected));
    let told = ledger(fixture, ours, attempt.key.customer);
    assert!(told.ends_with(&[Rule::MessageHandedOver, Rule::MessageBounced]), "{told:?}");
}
