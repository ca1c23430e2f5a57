//! Approval by parts, who brought a batch in, and what has left of one that is cancelled.

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{
    cancel, claim, decided, due_batch, hand_over, handed_over, import, invitation, pending, said, save,
    scheduled, settle, window, workspace,
};
use crate::StoreError;
use crate::area::{CustomerChange, MessageFilter, Page};

/// Approves these of a batch; the others wait on.
fn approve(fixture: &Fixture, workspace: WorkspaceId, batch: BatchId, chosen: &[i32]) {
    let at = fixture.now();
    let window = window(fixture);
    let changes: Vec<CustomerChange> = chosen
        .iter()
        .map(|id| CustomerChange {
            customer: CustomerId(*id),
            state: CustomerState::Scheduled,
            reason: None,
            ends_at: Some(window.ends_at),
            window: Some(window),
            decision: decided(Rule::Scheduled, at),
        })
        .collect();
    fixture.write(workspace, move |tx| {
        let record = tx.batch(batch)?.ok_or(StoreError::Missing("batch"))?;
        if record.state == BatchState::PendingApproval {
            tx.keep_waiting(batch, CustomerId(0))?;
        }
        tx.save_batch_decision(batch, BatchState::Approved, &changes, at)
    });
}

pub fn a_decision_about_a_part_leaves_the_rest_waiting(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let five = || pending((0..5).map(|number| scheduled(fixture, number)).collect());
    let saved = save(fixture, ours, five());
    let other = save(fixture, ours, five()).batch;
    let (batch, first) = (saved.batch, saved.first_customer.0);
    let waiting = |batch| fixture.read(ours, move |tx| tx.waiting_count(batch));
    let seen = |id: i32| {
        let found = fixture.read(ours, move |tx| tx.respondent(CustomerId(id)));
        found.expect("the respondent").batch_state
    };
    assert_eq!(waiting(batch), 5, "all of a batch that waits");
    approve(fixture, ours, batch, &[first + 1, first + 2]);
    assert_eq!((waiting(batch), waiting(other)), (3, 5));
    let facts = fixture.read(ours, move |tx| tx.approval_facts(batch));
    let still: Vec<i32> =
        facts.iter().filter(|facts| facts.is_waiting).map(|facts| facts.customer.0).collect();
    assert_eq!(still, [first, first + 3, first + 4]);
    assert_eq!((seen(first), seen(first + 1)), (BatchState::PendingApproval, BatchState::Approved));
    let messages = fixture.read(ours, move |tx| tx.message_counts(Some(batch)));
    assert_eq!(messages, [(MessageState::Waiting, 2)]);
    approve(fixture, ours, batch, &[first, first + 3, first + 4]);
    assert_eq!((waiting(batch), seen(first)), (0, BatchState::Approved));
    let late = fixture.write(ours, move |tx| tx.keep_waiting(other, CustomerId(first + 7)));
    assert_eq!(late, 3, "only those from this number on");
    cancel(fixture, ours, other);
    assert_eq!(waiting(other), 0, "nobody waits in a batch that is over");
    assert_eq!(waiting(BatchId(99)), 0);
}

pub fn who_brought_a_batch_in_and_why_it_was_rejected_come_back(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let batch = save(fixture, ours, pending(vec![scheduled(fixture, 1)])).batch;
    let record = |fixture: &Fixture| fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!((record(fixture).author, record(fixture).rejection), (None, None));
    let why = said("the names are wrong");
    let kept = why.clone();
    fixture.write(ours, move |tx| {
        tx.name_author(batch, "token:7")?;
        tx.name_rejection(batch, &kept)
    });
    assert_eq!(record(fixture).author.as_deref(), Some("token:7"));
    assert_eq!(record(fixture).rejection, Some(why));
    let listed = fixture.read(ours, |tx| tx.batches(Page { after: 0, most: 9 }));
    assert_eq!(listed, [record(fixture)]);
    let refused = fixture.try_write(theirs, move |tx| tx.name_author(batch, "token:8"));
    assert_eq!(refused, Err(StoreError::Missing("batch")));
    let refused = fixture.try_write(theirs, move |tx| tx.name_rejection(batch, "no"));
    assert_eq!(refused, Err(StoreError::Missing("batch")));
    assert_eq!(record(fixture).author.as_deref(), Some("token:7"));
}

pub fn what_has_left_of_a_batch_is_counted_and_listed(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    handed_over(fixture, 1);
    let saved = due_batch(fixture, ours, 5);
    let (batch, first) = (saved.batch, saved.first_customer.0);
    let sent = handed_over(fixture, 3);
    settle(fixture, sent[0], AttemptResult::Sent(said("250 ok")), None);
    settle(fixture, sent[1], AttemptResult::InDoubt(said("354 go")), None);
    let claimed = claim(fixture, 1);
    assert_eq!(cancel(fixture, ours, batch), 2, "the waiting and the claimed one");
    assert_eq!(hand_over(fixture, &claimed), [false]);
    let counts = fixture.read(ours, move |tx| tx.left_counts(batch));
    assert_eq!(counts, [(MessageState::HandingOver, 1), (MessageState::InDoubt, 1), (MessageState::Sent, 1)]);
    let left = |after: i64, state: Option<MessageState>| {
        let filter = MessageFilter { batch: Some(batch), state, has_left: true };
        let found = fixture.read(ours, move |tx| tx.messages(&filter, Page { after, most: 2 }));
        found.into_iter().map(|message| message.customer.0).collect::<Vec<_>>()
    };
    assert_eq!(left(0, None), [first, first + 1]);
    assert_eq!(left((first + 1).into(), None), [first + 2]);
    assert_eq!(left(0, Some(MessageState::InDoubt)), [sent[1].key.customer.0]);
}

pub fn out_26_after_an_acknowledged_cancel_nothing_is_handed_over(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = save(fixture, ours, import((0..100).map(|number| scheduled(fixture, number)).collect()));
    let (batch, first) = (saved.batch, saved.first_customer.0);
    let claims = claim(fixture, 100);
    assert_eq!(claims.len(), 100, "all claims are open");
    let is_acknowledged = AtomicBool::new(false);
    let verdicts = fixture.at_once(3, |side| {
        if side == 0 {
            cancel(fixture, ours, batch);
            is_acknowledged.store(true, Ordering::SeqCst);
            return Vec::new();
        }
        let own = claims.iter().filter(|claim| (claim.key.customer.0 + side) % 2 == 0);
        own.map(|claim| {
            let was_acknowledged = is_acknowledged.load(Ordering::SeqCst);
            (was_acknowledged, hand_over(fixture, std::slice::from_ref(claim))[0])
        })
        .collect::<Vec<_>>()
    });
    let verdicts: Vec<(bool, bool)> = verdicts.concat();
    assert_eq!(verdicts.len(), 100);
    assert!(!verdicts.contains(&(true, true)), "nothing leaves after the acknowledged cancel");
    let left = verdicts.iter().filter(|(_, has_left)| *has_left).count();
    let counts = fixture.read(ours, move |tx| tx.left_counts(batch));
    let counted: i64 = counts.iter().map(|(_, count)| count).sum();
    assert_eq!(usize::try_from(counted), Ok(left), "{counts:?}");
    for id in first..first + 100 {
        let state = invitation(fixture, ours, id);
        assert!(matches!(state, MessageState::HandingOver | MessageState::Cancelled), "{state:?}");
    }
}
