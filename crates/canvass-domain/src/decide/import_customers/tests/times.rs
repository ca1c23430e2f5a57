//! E25, E42-E50: send dates, windows and end dates of customers. `now` is 2 March 2026, 08:15:04 local.

use jiff::civil;

use super::world::*;
use crate::command::{ImportCustomers, NewCustomer, Place};
use crate::customer::CustomerState;
use crate::decide::import_customers::Problem;
use crate::reason::{Reason, Rule};
use crate::when::{ClockTime, When};

fn day(day: i8) -> When {
    When::Day(civil::date(2026, 3, day))
}

fn moment(text: &str) -> When {
    When::Moment(at(text))
}

fn ann() -> NewCustomer {
    customer("ann@example.org")
}

#[test]
fn e42_e44_the_send_date_is_a_lower_bound_and_the_past_counts_as_now() {
    let world = World::catch_all();
    for (send_date, send_at, due_at) in [
        (None, "2026-03-02T08:15:04+01", "2026-03-02T09:00+01"),
        (Some(day(1)), "2026-03-02T08:15:04+01", "2026-03-02T09:00+01"),
        (Some(day(5)), "2026-03-05T00:00+01", "2026-03-05T09:00+01"),
        (
            Some(When::Clock(civil::date(2026, 3, 5).at(10, 30, 0, 0))),
            "2026-03-05T10:30+01",
            "2026-03-05T10:30+01",
        ),
        (Some(moment("2026-03-05T22:00Z")), "2026-03-05T23:00+01", "2026-03-06T09:00+01"),
    ] {
        let decided = world.one(NewCustomer { send_date, ..ann() });
        assert_eq!(decided.send_at, at(send_at), "{send_date:?}");
        assert_eq!(decided.window.unwrap().due_at, at(due_at), "{send_date:?}");
    }
}

#[test]
fn e43_e45_the_send_time_of_the_batch_opens_its_window() {
    let world = World::catch_all();
    let time = |text: &str| Some(ClockTime::Written(text.parse().unwrap()));
    for (send_time, due_at, closes_at) in [
        (None, "2026-03-02T09:00+01", "2026-03-02T21:00+01"),
        (time("11:30:15.9"), "2026-03-02T11:30:15+01", "2026-03-02T21:00+01"),
        (time("05:53:05"), "2026-03-02T08:15:04+01", "2026-03-02T21:00+01"),
        (time("22:00"), "2026-03-02T22:00+01", "2026-03-03T00:00+01"),
        (Some(ClockTime::Moment(at("2020-07-01T10:00Z"))), "2026-03-02T12:00+01", "2026-03-02T21:00+01"),
    ] {
        let import = world.decide(ImportCustomers { send_time, ..batch(vec![ann()]) });
        let window = import.customers[0].window.unwrap();
        assert_eq!((window.due_at, window.closes_at), (at(due_at), at(closes_at)), "{send_time:?}");
        assert_eq!(import.send_time.is_some(), send_time.is_some());
    }
}

#[test]
fn e48_e49_own_end_then_that_of_the_batch_then_three_weeks() {
    let world = World::catch_all();
    for (own, batch_end, expected) in [
        (None, None, "2026-03-23T23:59:59+01"),
        (None, Some(day(9)), "2026-03-09T23:59:59+01"),
        (Some(day(8)), Some(day(9)), "2026-03-08T23:59:59+01"),
        (Some(moment("2026-03-08T00:00+01")), None, "2026-03-08T00:00+01"),
        (Some(When::Clock(civil::date(2026, 3, 8).at(0, 0, 0, 0))), None, "2026-03-08T00:00+01"),
    ] {
        let command =
            ImportCustomers { end_date: batch_end, ..batch(vec![NewCustomer { end_date: own, ..ann() }]) };
        let decided = world.decide(command).customers.remove(0);
        assert_eq!(decided.ends_at, Some(at(expected)));
        assert_eq!(decided.window.unwrap().ends_at, at(expected));
    }
    // Three weeks count from the send moment, not from intake.
    let decided = world.one(NewCustomer { send_date: Some(day(10)), ..ann() });
    assert_eq!(decided.ends_at, Some(at("2026-03-31T23:59:59+02")));
}

#[test]
fn e25_an_end_before_the_start_refuses_the_request_where_it_stands() {
    let world = World::catch_all();
    let customers = vec![
        NewCustomer { end_date: Some(day(1)), ..ann() },
        NewCustomer { end_date: Some(day(4)), send_date: Some(day(5)), ..customer("b@x.org") },
        NewCustomer { end_date: Some(day(5)), send_date: Some(day(5)), ..customer("c@x.org") },
        NewCustomer { send_date: Some(day(8)), ..customer("d@x.org") },
        NewCustomer { send_date: Some(day(9)), ..customer("e@x.org") },
    ];
    let faults = world.faults(ImportCustomers { end_date: Some(day(7)), ..batch(customers) });
    assert_eq!(
        faults,
        vec![
            (Place::BatchEndDate, Problem::EndBeforeStart),
            (Place::EndDate(0), Problem::EndBeforeStart),
            (Place::EndDate(1), Problem::EndBeforeStart),
        ]
    );
    // At the very moment still counts (E49).
    let exact = NewCustomer { end_date: Some(When::Moment(now())), ..ann() };
    assert_eq!(world.faults(batch(vec![exact])), vec![]);
}

#[test]
fn e50_nobody_is_scheduled_for_a_window_after_the_end() {
    let world = World::catch_all();
    let decided = world.one(NewCustomer { end_date: Some(moment("2026-03-02T08:59:59+01")), ..ann() });
    assert_eq!((decided.state, decided.reason), (CustomerState::Closed, Some(Reason::EndDatePassed)));
    assert_eq!(decided.window, None);
    assert_eq!(decided.decisions.last().unwrap().rule, Rule::EndDatePassed);
    let decided = world.one(NewCustomer { end_date: Some(moment("2026-03-02T09:00+01")), ..ann() });
    assert_eq!(decided.state, CustomerState::Scheduled);
}

#[test]
fn tim_12_the_transaction_date_is_now_unless_sent() {
    let world = World::catch_all();
    assert_eq!(world.one(ann()).transaction_at, now());
    let decided = world.one(NewCustomer { transaction_date: Some(day(1)), ..ann() });
    assert_eq!(decided.transaction_at, at("2026-03-01T00:00+01"));
}
