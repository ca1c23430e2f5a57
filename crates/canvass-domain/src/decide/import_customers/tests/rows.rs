use super::world::*;
use crate::command::NewCustomer;
use crate::customer::CustomerState;
use crate::decide::import_customers::{Problem, check_header, decide_rows};

fn sent(email: &str, column: &str) -> NewCustomer {
    let value = crate::command::NewValue {
        name: Some(column.to_owned()),
        value: Some("Gold".to_owned()),
        ..Default::default()
    };
    NewCustomer { email: Some(email.to_owned()), values: vec![value], ..NewCustomer::default() }
}

#[test]
fn a_faulty_row_does_not_stop_the_others() {
    let world = World::catch_all();
    let customers = vec![
        sent("ann@example.org", "Segment"),
        sent("bob@example.org", "Nonsense"),
        sent("not an address", "Segment"),
        sent("ann@example.org", "Segment"),
    ];
    let judged = decide_rows(batch(customers), &world.facts(), now());
    assert_eq!(judged.rows, [0, 2, 3]);
    let states: Vec<_> = judged.import.customers.iter().map(|customer| customer.state).collect();
    // Addresses are compared by who knows the whole file.
    assert_eq!(states, [CustomerState::Scheduled, CustomerState::Fault, CustomerState::Scheduled]);
    assert_eq!(judged.faults.keys().copied().collect::<Vec<_>>(), [1]);
    assert_eq!(judged.faults[&1][0].problem, Problem::ColumnNameUnknown("Nonsense".to_owned()));
}

#[test]
fn more_faults_than_a_check_tells_fault_no_sound_row_and_spare_no_other() {
    let world = World::catch_all();
    let mut customers = Vec::new();
    for at in 0..600 {
        let mut customer = sent(&format!("p{at}@example.org"), "Nonsense");
        customer.values.resize(3, customer.values[0].clone());
        customers.push(customer);
    }
    customers.push(sent("last@example.org", "Segment"));
    let judged = decide_rows(batch(customers), &world.facts(), now());
    assert_eq!((judged.rows, judged.faults.len()), (vec![600], 600));
}

#[test]
fn e25_an_end_of_the_batch_before_the_start_of_a_row_is_that_rows_fault() {
    let world = World::catch_all();
    let mut late = sent("late@example.org", "Segment");
    late.send_date = Some(crate::when::When::Day("2026-04-02".parse().unwrap()));
    let mut command = batch(vec![sent("ann@example.org", "Segment"), late]);
    command.end_date = Some(crate::when::When::Day("2026-03-20".parse().unwrap()));
    let judged = decide_rows(command, &world.facts(), now());
    assert_eq!(judged.rows, [0]);
    assert_eq!(judged.faults[&1][0].problem, Problem::EndBeforeStart);
}

#[test]
fn a_header_names_columns_that_are_there_once() {
    let world = World::catch_all();
    let name = |name: &str| crate::command::NewValue { name: Some(name.to_owned()), ..Default::default() };
    let number = crate::command::NewValue { column: SEGMENT, ..Default::default() };
    let faults = check_header(&[name("Segment"), name("Nonsense"), number], &world.facts(), now());
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(faults[0].0, Some(1));
    assert!(matches!(faults[1], (Some(2), Problem::ColumnTwice(..))));
    assert!(check_header(&[name("Segment")], &world.facts(), now()).is_empty());
}
