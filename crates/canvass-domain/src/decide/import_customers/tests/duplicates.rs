//! E38-E40.

use super::world::*;
use crate::command::{ImportCustomers, NewCustomer, Place};
use crate::customer::CustomerState;
use crate::decide::import_customers::{Problem, decide};
use crate::reason::{Reason, Rule};
use crate::when::When;

#[test]
fn e38_one_of_the_same_address_is_kept_and_the_others_say_which() {
    // INT-13
    let world = World::catch_all();
    let command = batch(
        [
            "ann@x.nl",
            "bob@x.nl",
            "Ann@X.NL",
            " ann@x.nl. ",
            "ann@b\u{fc}cher.example",
            "ann@xn--bcher-kva.example",
        ]
        .map(customer)
        .to_vec(),
    );
    let import = world.decide(command.clone());
    let outcome: Vec<_> = import
        .customers
        .iter()
        .map(|decided| (decided.reason, decided.decisions.last().unwrap().detail.clone()))
        .collect();
    let gives_way = |to: &str| (Some(Reason::DuplicateEmail), Some(to.to_owned()));
    assert_eq!(outcome[0].0, None);
    assert_eq!(outcome[1].0, None);
    assert_eq!(outcome[2], gives_way("0"));
    assert_eq!(outcome[3], gives_way("0"));
    assert_eq!(outcome[4].0, None);
    assert_eq!(outcome[5], gives_way("4"));
    assert_eq!(import.customers[2].decisions.last().unwrap().rule, Rule::AddressDuplicate);

    let import = world.decide(ImportCustomers { allows_duplicates: true, ..command });
    assert!(import.customers.iter().all(|decided| decided.state == CustomerState::Scheduled));
}

#[test]
fn e39_highest_priority_then_earliest_send_date_then_first() {
    let world = World::catch_all();
    let on = |day: i8, priority: Option<i32>| NewCustomer {
        send_date: Some(When::Day(jiff::civil::date(2026, 3, day))),
        priority,
        ..customer("ann@x.nl")
    };
    for (customers, kept) in [
        (vec![on(5, None), on(4, None)], 1),
        (vec![on(5, Some(1)), on(4, None)], 0),
        (vec![on(5, Some(-1)), on(9, None)], 1),
        (vec![on(5, Some(0)), on(5, None)], 0),
        // The past counts as now (E42), so these two are equal and the first is kept.
        (vec![on(1, None), customer("ann@x.nl"), on(2, None)], 0),
        (vec![on(8, Some(2)), on(9, Some(3)), on(7, Some(3)), on(7, Some(3))], 2),
    ] {
        let import = world.decide(batch(customers));
        let left: Vec<_> = import
            .customers
            .iter()
            .enumerate()
            .filter_map(|(index, decided)| decided.reason.is_none().then_some(index))
            .collect();
        assert_eq!(left, vec![kept]);
    }
}

#[test]
fn e39_customers_without_a_valid_address_take_no_part() {
    let world = World::catch_all();
    let import = world.decide(batch(vec![customer("broken"), customer("broken"), NewCustomer::default()]));
    let reasons: Vec<_> = import.customers.iter().map(|decided| decided.reason.unwrap()).collect();
    assert_eq!(reasons, [Reason::InvalidEmail, Reason::InvalidEmail, Reason::MissingContact]);
}

#[test]
fn e41_a_workspace_that_rejects_doubles_is_told_each_of_them() {
    let mut world = World::catch_all();
    world.policy.duplicates_reject = true;
    let command =
        batch(["ann@x.nl", "bob@x.nl", "Ann@X.NL.", "nobody", "nobody", " ann@x.nl"].map(customer).to_vec());
    let facts = world.facts();
    let faults = decide(command.clone(), &facts, now()).unwrap_err();
    let told: Vec<_> = faults.into_iter().map(|fault| (fault.place, fault.problem)).collect();
    let twice = |index| (Place::Email(index), Problem::AddressTwice { first: 0 });
    assert_eq!(told, [twice(2), twice(5)]);
    let allowed = ImportCustomers { allows_duplicates: true, ..command };
    assert!(decide(allowed, &facts, now()).is_ok(), "who allows doubles is not asked");
}
