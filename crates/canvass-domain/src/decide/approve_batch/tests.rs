//! E3, E6, E7, E11, E44, E48, E50, E53.

use jiff::{Timestamp, civil, tz::TimeZone};

use super::*;
use crate::batch::BatchState as B;
use crate::customer::CustomerState as C;
use crate::message::MessageState as M;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn settings() -> Settings {
    Settings {
        zone: TimeZone::get("Europe/Amsterdam").unwrap(),
        send_time: civil::time(9, 0, 0, 0),
        closing_time: civil::time(21, 0, 0, 0),
        open_days: 21,
        language: "en".to_owned(),
        sender_name: String::new(),
    }
}

fn pending(kind: BatchKind) -> BatchFacts {
    BatchFacts { state: B::PendingApproval, kind, send_time: None }
}

fn customer(id: i32, send_at: &str, ends_at: Option<&str>) -> Approvable {
    Approvable { id: CustomerId(id), send_at: at(send_at), ends_at: ends_at.map(at), clock: Clock::Workspace }
}

#[test]
fn e11_e44_approval_schedules_from_the_later_of_send_date_and_approval() {
    let now = at("2026-03-02T22:00+01");
    let customers = [
        customer(1, "2026-03-01T10:00+01", None),
        customer(2, "2026-03-09T10:00+01", Some("2026-03-20T23:59:59+01")),
        customer(3, "2026-03-01T10:00+01", Some("2026-03-03T08:59+01")),
    ];
    let approved =
        approve(&pending(BatchKind::Email), &customers, (&settings(), &Arc::default()), now).unwrap();
    assert_eq!(approved[0].state, C::Scheduled);
    assert_eq!(approved[0].window.unwrap().due_at, at("2026-03-03T09:00+01"));
    assert_eq!(approved[0].ends_at, at("2026-03-24T23:59:59+01"));
    assert_eq!(approved[0].decision.rule, Rule::Scheduled);
    assert_eq!(approved[0].decision.detail.as_deref(), Some("2026-03-03T09:00:00+01:00"));
    assert_eq!(approved[1].window.unwrap().due_at, at("2026-03-09T10:00+01"));
    assert_eq!(approved[1].ends_at, at("2026-03-20T23:59:59+01"));
    // E50
    assert_eq!((approved[2].state, approved[2].reason), (C::Closed, Some(Reason::EndDatePassed)));
    assert_eq!((approved[2].window, approved[2].decision.rule), (None, Rule::EndDatePassed));
}

#[test]
fn e53_portal_customers_stay_initial_until_they_open() {
    let now = at("2026-03-02T22:00+01");
    let customers = [
        customer(1, "2026-05-01T10:00+01", None),
        customer(2, "2026-03-01T10:00+01", Some("2026-03-02T21:00+01")),
    ];
    let approved =
        approve(&pending(BatchKind::Portal), &customers, (&settings(), &Arc::default()), now).unwrap();
    assert_eq!((approved[0].state, approved[0].window), (C::Initial, None));
    assert_eq!(approved[0].ends_at, at("2026-03-23T23:59:59+01"));
    assert_eq!(approved[1].reason, Some(Reason::EndDatePassed));
}

#[test]
fn each_decision_is_taken_in_its_state_only() {
    for state in B::ALL {
        let facts = BatchFacts { state, ..pending(BatchKind::Email) };
        let is_pending = state == B::PendingApproval;
        assert_eq!(
            approve(&facts, &[], (&settings(), &Arc::default()), at("2026-03-02T22:00Z")).is_ok(),
            is_pending
        );
        assert_eq!(reject(state, 0, 0), if is_pending { Ok(B::Rejected) } else { Err(Refusal::NotPending) });
        let is_running = matches!(state, B::Approved | B::Active);
        assert_eq!(cancel(state), if is_running { Ok(B::Cancelled) } else { Err(Refusal::NotRunning) });
    }
    assert_eq!(Refusal::ALL.map(Refusal::code), ["batch_not_pending", "batch_not_running", "batch_own"]);
}

#[test]
fn e6_a_rejection_touches_the_customers_in_1_alone() {
    for state in C::ALL {
        let changed = rejected(state).customer;
        let expected = (C::Rejected, Some(Reason::BatchRejected), Rule::BatchRejected);
        assert_eq!(changed, (state == C::Initial).then_some(expected));
    }
}

#[test]
fn e7_a_cancel_rejects_those_not_invited_and_closes_those_invited() {
    for state in C::ALL {
        let changed = cancelled(state, None).customer.map(|(state, reason, _)| (state, reason));
        let expected = match state.code() {
            1 | 2 => Some((C::Rejected, Some(Reason::BatchCancelled))),
            3..=5 => Some((C::Closed, None)),
            _ => None,
        };
        assert_eq!(changed, expected, "{state:?}");
    }
}

#[test]
fn e7_a_cancel_stops_messages_before_the_hand_over_and_none_after_it() {
    for state in M::ALL {
        let change = cancelled(C::Scheduled, Some(state));
        let stops = matches!(state, M::Waiting | M::Held | M::Claimed);
        assert_eq!(change.message, stops.then_some(M::Cancelled), "{state:?}");
        let may_be_asked = matches!(state, M::HandingOver | M::InDoubt | M::Sent);
        let expected = if may_be_asked { C::Closed } else { C::Rejected };
        assert_eq!(change.customer.unwrap().0, expected, "{state:?}");
    }
}

#[test]
fn what_a_part_left_waiting_is_decided_about_later() {
    let now = at("2026-03-02T22:00+01");
    let some = [customer(1, "2026-03-01T10:00+01", None)];
    for state in [B::Approved, B::Active] {
        let running = BatchFacts { state, ..pending(BatchKind::Email) };
        assert_eq!(
            approve(&running, &some, (&settings(), &Arc::default()), now).map(|approved| approved.len()),
            Ok(1)
        );
        assert_eq!(approve(&running, &[], (&settings(), &Arc::default()), now), Err(Refusal::NotPending));
        assert_eq!(state_approved(state), state);
        assert_eq!((reject(state, 2, 2), reject(state, 2, 1)), (Ok(state), Ok(state)));
        assert_eq!(reject(state, 0, 0), Err(Refusal::NotPending));
    }
    for state in [B::Received, B::Closed, B::Rejected, B::Cancelled] {
        let over = BatchFacts { state, ..pending(BatchKind::Email) };
        assert_eq!(approve(&over, &some, (&settings(), &Arc::default()), now), Err(Refusal::NotPending));
        assert_eq!(reject(state, 2, 2), Err(Refusal::NotPending));
    }
    assert_eq!(state_approved(B::PendingApproval), B::Approved);
    assert_eq!(reject(B::PendingApproval, 2, 1), Ok(B::PendingApproval));
    assert_eq!(reject(B::PendingApproval, 2, 2), Ok(B::Rejected));
}

#[test]
fn four_eyes_are_those_of_two() {
    assert_eq!(four_eyes(Some("user:1"), "user:1"), Err(Refusal::OwnBatch));
    assert_eq!(four_eyes(Some("user:1"), "user:2"), Ok(()));
    assert_eq!(four_eyes(None, "user:1"), Ok(()));
}
