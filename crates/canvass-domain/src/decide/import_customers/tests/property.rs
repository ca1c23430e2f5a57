//! Order of rows does not matter where it must not, deciding twice changes nothing, nothing is early, sums add up.

use std::collections::HashMap;

use proptest::prelude::*;

use super::world::*;
use crate::batch::BatchKind;
use crate::command::{ImportCustomers, NewCustomer};
use crate::customer::CustomerState;
use crate::decide::import_customers::{DecidedCustomer, decide};
use crate::reason::{Reason, Rule};
use crate::when::{ClockTime, When};

fn customers() -> impl Strategy<Value = NewCustomer> {
    let email = prop::sample::select(vec![
        None,
        Some("ann@x.nl"),
        Some("ANN@x.nl."),
        Some("bob@x.nl"),
        Some("cy@x.nl"),
        Some("broken"),
        Some(" "),
    ]);
    let segment = prop::sample::select(vec!["gold", "silver", "bronze", ""]);
    (email, segment, prop::option::of(-1..2_i32), prop::option::of(1_i8..9)).prop_map(
        |(email, segment, priority, day)| NewCustomer {
            email: email.map(str::to_owned),
            priority,
            send_date: day.map(|day| When::Day(jiff::civil::date(2026, 3, day))),
            values: vec![value(SEGMENT, segment)],
            ..NewCustomer::default()
        },
    )
}

fn commands() -> impl Strategy<Value = ImportCustomers> {
    (prop::collection::vec(customers(), 1..12), any::<[bool; 3]>(), prop::option::of((0_i8..24, 0_i8..60)))
        .prop_map(|(customers, [approves, allows_duplicates, is_portal], send_time)| ImportCustomers {
            approves,
            allows_duplicates,
            kind: if is_portal { BatchKind::Portal } else { BatchKind::Email },
            send_time: send_time
                .map(|(hour, minute)| ClockTime::Written(jiff::civil::time(hour, minute, 0, 0))),
            ..batch(customers)
        })
}

/// What must not depend on the order of rows.
fn outcome(decided: &DecidedCustomer) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut free = decided.clone();
    for decision in &mut free.decisions {
        if decision.rule == Rule::AddressDuplicate {
            decision.detail = None;
        }
    }
    free
}

/// Who may win an address: equal keys are told apart by position, which E39 says.
fn has_twin(command: &ImportCustomers, index: usize) -> bool {
    let key = |customer: &NewCustomer| {
        let email = customer.email.as_deref().unwrap_or("").to_lowercase();
        let day = customer.send_date.and_then(|date| date.start(&World::new().settings.zone));
        (
            email.trim_end_matches('.').to_owned(),
            customer.priority.unwrap_or(0),
            day.map_or(now(), |day| day.max(now())),
        )
    };
    let own = key(&command.customers[index]);
    command.customers.iter().enumerate().any(|(other, customer)| other != index && key(customer) == own)
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(command in commands(), seed in any::<prop::sample::Index>()) {
        let world = World::new();
        let turn = seed.index(command.customers.len());
        let mut turned = command.clone();
        turned.customers.rotate_left(turn);
        if turn % 2 == 1 {
            turned.customers.reverse();
        }
        let count = command.customers.len();
        let place = |index: usize| {
            let rotated = (index + count - turn) % count;
            if turn % 2 == 1 { count - 1 - rotated } else { rotated }
        };
        let (one, other) = (world.decide(command.clone()), world.decide(turned));
        for index in 0..count {
            if command.allows_duplicates || !has_twin(&command, index) {
                let (a, b) = (outcome(&one.customers[index]), outcome(&other.customers[place(index)]));
                prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
            }
        }
    }

    #[test]
    fn deciding_twice_gives_the_same(command in commands()) {
        let world = World::new();
        prop_assert_eq!(world.decide(command.clone()), world.decide(command));
    }

    #[test]
    fn the_sums_add_up_and_every_person_has_a_reason(command in commands()) {
        let world = World::new();
        let import = world.decide(command.clone());
        prop_assert_eq!(import.customers.len(), command.customers.len());
        let mut counts: HashMap<(CustomerState, Option<Reason>), usize> = HashMap::new();
        for decided in &import.customers {
            *counts.entry((decided.state, decided.reason)).or_default() += 1;
            prop_assert_eq!(decided.reason.is_some(), decided.state.is_end());
            prop_assert_eq!(decided.window.is_some(), decided.state == CustomerState::Scheduled);
            prop_assert_eq!(decided.decisions[0].rule, Rule::Received);
            let last = decided.decisions.last().unwrap().rule;
            match decided.reason {
                Some(reason) => prop_assert_eq!(last, reason.rule()),
                None => prop_assert!(matches!(last, Rule::Scheduled | Rule::ApprovalNeeded | Rule::PortalReady)),
            }
        }
        prop_assert_eq!(counts.values().sum::<usize>(), command.customers.len());
    }

    #[test]
    fn one_customer_of_an_address_is_kept(command in commands()) {
        prop_assume!(!command.allows_duplicates);
        let import = World::catch_all().decide(command);
        let mut kept: HashMap<&str, usize> = HashMap::new();
        for decided in &import.customers {
            if let Some(address) = decided.address.as_deref() {
                *kept.entry(address).or_default() += usize::from(decided.reason != Some(Reason::DuplicateEmail));
            }
        }
        prop_assert!(kept.values().all(|count| *count == 1));
        // The ledger of the others names the one that is kept.
        for decided in import.customers.iter().filter(|decided| decided.reason == Some(Reason::DuplicateEmail)) {
            let winner: usize = decided.decisions.last().unwrap().detail.as_ref().unwrap().parse().unwrap();
            prop_assert_eq!(&import.customers[winner].address, &decided.address);
            prop_assert_ne!(import.customers[winner].reason, Some(Reason::DuplicateEmail));
        }
    }

    #[test]
    fn nothing_is_due_early(command in commands()) {
        let world = World::catch_all();
        let import = decide(command, &world.facts(), now()).unwrap();
        let opens = import.send_time.unwrap_or(world.settings.send_time);
        for decided in &import.customers {
            if let Some(window) = decided.window {
                prop_assert!(window.due_at >= now() && window.due_at >= decided.send_at);
                prop_assert!(world.settings.zone.to_datetime(window.due_at).time() >= opens);
                prop_assert!(window.due_at < window.closes_at && window.due_at <= window.ends_at);
                prop_assert_eq!(decided.ends_at, Some(window.ends_at));
            }
        }
    }
}
