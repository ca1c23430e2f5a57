//! Approving, rejecting and cancelling batches: E3, E6, E7, INT-17.

use canvass_app::Closed;
use canvass_app::Refusal;
use canvass_app::batch::{approve_batch, cancel_batch, preview_batch, reject_batch};
use canvass_app::import_customers::ImportOutcome;
use canvass_app::respondent::{PageRequest, PageView, Standing, show_page};
use canvass_app::view::{list_customers, show_batch, show_decisions};
use canvass_domain::batch::BatchState;
use canvass_domain::command::ImportCustomers;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageState};
use canvass_domain::reason::Reason;
use canvass_store::area::{CustomerFilter, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

use crate::delivering::{hand_over, send_all, settle};

fn pending(acme: &TestWorkspace<'_>) -> ImportOutcome {
    let customers = vec![customer("ann@example.org"), customer("nobody")];
    acme.import(ImportCustomers { approves: false, ..batch_of(customers) })
}

fn standing(acme: &TestWorkspace<'_>, id: CustomerId) -> (CustomerState, Option<Reason>) {
    let page = Page { after: 0, most: 1_000 };
    let customers = list_customers(&acme.test.app, &acme.client, acme.id, CustomerFilter::default(), page);
    let customer = customers.wait().unwrap().into_iter().find(|customer| customer.id == id).unwrap();
    (customer.state, customer.reason)
}

fn shown(acme: &TestWorkspace<'_>, id: CustomerId) -> PageView {
    let request = PageRequest { link: acme.link(id), ..PageRequest::default() };
    show_page(&acme.test.app, request).wait().unwrap()
}

#[test]
fn e3_nothing_leaves_before_a_person_approves() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = pending(&acme);
    assert_eq!(outcome.batch_state, BatchState::PendingApproval);
    assert_eq!(outcome.customers[0].state, CustomerState::Initial);
    test.clock.step(SignedDuration::from_hours(1));
    assert!(send_all(&test).is_empty());
    assert_eq!(shown(&acme, outcome.customers[0].id).standing, Standing::NotOpen(Closed::NotYet));
    let batch = approve_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().unwrap();
    assert_eq!(batch.batch.state, BatchState::Approved);
    assert_eq!(standing(&acme, outcome.customers[0].id), (CustomerState::Scheduled, None));
    let faulted = standing(&acme, outcome.customers[1].id);
    assert_eq!(faulted, (CustomerState::Fault, Some(Reason::InvalidEmail)));
    assert_eq!(send_all(&test), [outcome.customers[0].id]);
    assert_eq!(standing(&acme, outcome.customers[0].id), (CustomerState::Invited, None));
}

#[test]
fn int_17_of_two_approvals_one_is_first() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = pending(&acme);
    let one = approve_batch(&test.app, &test.operator, acme.id, outcome.batch);
    let other = approve_batch(&test.app, &test.operator, acme.id, outcome.batch);
    let (one, other) = (one.wait(), other.wait());
    assert!(one.is_ok() != other.is_ok());
    let refusal = [one, other].into_iter().find_map(Result::err).unwrap();
    let sentence = "The batch does not wait for approval.".to_owned();
    assert_eq!(refusal, Refusal::Conflict("batch_not_pending", sentence));
    let view = show_batch(&test.app, &acme.client, acme.id, outcome.batch).wait().unwrap();
    assert_eq!(view.messages, [(MessageState::Waiting, 1)]);
}

#[test]
fn e6_a_rejected_batch_asks_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = pending(&acme);
    let batch = reject_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().unwrap();
    assert_eq!(batch.batch.state, BatchState::Rejected);
    let rejected = (CustomerState::Rejected, Some(Reason::BatchRejected));
    assert_eq!(standing(&acme, outcome.customers[0].id), rejected);
    assert_eq!(standing(&acme, outcome.customers[1].id).0, CustomerState::Fault);
    let decisions = show_decisions(&test.app, &acme.client, acme.id, outcome.customers[0].id).wait().unwrap();
    assert_eq!(decisions.last().unwrap().sentence, "A person rejected the batch.");
    assert_eq!(shown(&acme, outcome.customers[0].id).standing, Standing::NotOpen(Closed::Stopped));
    assert!(cancel_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().is_err());
}

#[test]
fn e7_a_cancel_stops_what_has_not_left_and_closes_who_was_asked() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let early = acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    let late = customer("cid@example.org");
    let both = acme.import(batch_of(vec![late]));
    let attempts = hand_over(&test);
    assert_eq!(attempts.len(), 3);
    settle(&test, &attempts[..1], &AttemptResult::Sent("250 ok".to_owned()));
    settle(&test, &attempts[1..2], &AttemptResult::InDoubt("354 go".to_owned()));
    settle(&test, &attempts[2..], &AttemptResult::Deferred("451 later".to_owned()));
    for batch in [early.batch, both.batch] {
        let cancelled = cancel_batch(&test.app, &test.operator, acme.id, batch).wait();
        assert_eq!(cancelled.map(|done| done.batch.state), Ok(BatchState::Cancelled));
    }
    for outcome in &early.customers {
        assert_eq!(standing(&acme, outcome.id), (CustomerState::Closed, None));
        assert_eq!(shown(&acme, outcome.id).standing, Standing::NotOpen(Closed::Stopped));
    }
    test.clock.step(SignedDuration::from_hours(1));
    assert!(send_all(&test).is_empty());
}

#[test]
fn an_unknown_batch_is_not_there() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.workspace("other");
    let outcome = pending(&acme);
    for decided in [
        approve_batch(&test.app, &test.operator, other.id, outcome.batch),
        reject_batch(&test.app, &test.operator, other.id, outcome.batch),
    ] {
        assert_eq!(decided.wait(), Err(Refusal::NotFound("batch")));
    }
    let cancelled = cancel_batch(&test.app, &test.operator, other.id, outcome.batch).wait();
    assert_eq!(cancelled, Err(Refusal::NotFound("batch")));
    let preview = preview_batch(&test.app, &test.operator, other.id, outcome.batch).wait();
    assert_eq!(preview, Err(Refusal::NotFound("batch")));
}
