//! Rows of a file: judged like the customers of a batch, but each for itself. What refuses a whole call refuses one row
//! here; only the header and the settings of the file can refuse all.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Facts, Fault, Import, Problem, check, judge};
use crate::command::{ImportCustomers, NewCustomer, NewValue, Place};

/// Some rows, judged.
#[derive(Debug, Clone)]
pub struct JudgedRows {
    /// The sound rows as customers, in their order.
    pub import: Import,
    /// For each customer of the import, the row it was.
    pub rows: Vec<usize>,
    /// The faults of the other rows; their places name the row.
    pub faults: BTreeMap<usize, Vec<Fault>>,
}

/// Judges rows. Addresses are not compared with each other: that is the business of who knows the whole file.
pub fn decide_rows(mut command: ImportCustomers, facts: &Facts<'_>, now: Timestamp) -> JudgedRows {
    command.allows_duplicates = true;
    // The end of the file's batch is the end of each row without an own one (E48), so that a row alone bears its fault.
    if let Some(end) = command.end_date.take() {
        for customer in &mut command.customers {
            customer.end_date.get_or_insert(end);
        }
    }
    let mut rows: Vec<usize> = (0..command.customers.len()).collect();
    let mut faults: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    loop {
        if command.customers.is_empty() {
            return JudgedRows { import: Import::named(String::new()), rows, faults };
        }
        let checked = check::run(&command, facts, now);
        let mut found = by_customer(checked.faults.as_slice());
        if found.is_empty() {
            return JudgedRows { import: judge::judge(command, checked, facts, now), rows, faults };
        }
        // What a check tells is bounded, so the rows that seem sound are looked at again without the others.
        let customers = std::mem::take(&mut command.customers);
        let mut sound = Vec::with_capacity(rows.len());
        for ((at, customer), row) in customers.into_iter().enumerate().zip(rows) {
            if let Some(of_row) = found.remove(&at) {
                faults.insert(row, of_row);
            } else {
                command.customers.push(customer);
                sound.push(row);
            }
        }
        rows = sound;
    }
}

/// What is wrong with the columns that a header line names, by place in it; `None` is what it lacks.
pub fn check_header(names: &[NewValue], facts: &Facts<'_>, now: Timestamp) -> Vec<(Option<usize>, Problem)> {
    // Different values, so that a column that is named twice in two ways is found.
    let values =
        (0..).zip(names).map(|(at, name): (i32, _)| NewValue { value: Some(at.to_string()), ..name.clone() });
    let command = ImportCustomers {
        approves: false,
        end_date: None,
        send_time: None,
        is_test: false,
        is_concept: false,
        kind: crate::batch::BatchKind::Portal,
        allows_duplicates: true,
        notify: None,
        name: None,
        customers: vec![NewCustomer { values: values.collect(), ..NewCustomer::default() }],
    };
    check::run(&command, facts, now)
        .faults
        .into_iter()
        .map(|fault| {
            let column = if let Place::Value(_, at) = fault.place { Some(at) } else { None };
            (column, fault.problem)
        })
        .collect()
}

fn by_customer(faults: &[Fault]) -> BTreeMap<usize, Vec<Fault>> {
    let mut found: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    for fault in faults {
        if let Some(at) = fault.place.customer() {
            found.entry(at).or_default().push(fault.clone());
        }
    }
    found
}
