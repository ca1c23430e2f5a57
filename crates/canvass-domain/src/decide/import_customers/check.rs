//! The first pass: everything that can refuse the request (E24), and on the way what the second pass needs.

use jiff::Timestamp;

use super::answers::{self, Manner, Questions, Stray};
use super::dates::{Calendar, Dates};
use super::duplicates;
use super::findings::Findings;
use super::subject::Subject;
use super::values::Values;
use super::{Edition, Facts, Fault, KeptAnswer, Problem, Warning, notify, routing};
use crate::command::{ImportCustomers, Place};
use crate::id::ColumnId;

/// The most customers that one call may bring (E24).
pub const MOST_CUSTOMERS: usize = 1_000;

/// What the first pass learned.
pub(super) struct Checked {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Warning>,
    /// For each value of each customer, in order: the column it is kept under.
    pub(super) kept: Vec<Option<ColumnId>>,
    /// For each customer.
    pub(super) customers: Vec<CheckedCustomer>,
}

/// What the first pass learned of one customer.
pub(super) struct CheckedCustomer {
    pub(super) dates: Dates,
    /// Place in the list of the rule that matches.
    pub(super) route: Option<usize>,
    pub(super) answers: Vec<KeptAnswer>,
}

/// All structural faults of the command, in the order of the document (E22, E24).
pub fn check(command: &ImportCustomers, facts: &Facts<'_>, now: Timestamp) -> Vec<Fault> {
    run(command, facts, now).faults
}

pub(super) fn run(command: &ImportCustomers, facts: &Facts<'_>, now: Timestamp) -> Checked {
    let mut findings = Findings::default();
    check_batch(command, &mut findings);
    if facts.policy.duplicates_reject && !command.allows_duplicates {
        duplicates::reject(&command.customers, &mut findings);
    }
    let mut values = Values::new(facts);
    let mut calendar = Calendar::new(command.end_date, &facts.settings.zone, now);
    let edition = Edition::of(command.is_concept);
    let questions = Questions::of(command.customers.iter(), facts, edition);
    let manner = Manner { given_at: now, stray: Stray::LeftOut };
    let mut is_concept_missing = false;
    let mut kept = Vec::with_capacity(command.customers.iter().map(|customer| customer.values.len()).sum());
    let mut customers = Vec::with_capacity(command.customers.len());
    for (at, customer) in command.customers.iter().enumerate() {
        let dates = calendar.dates(at, customer, &mut findings);
        let previous = customer.previous.and_then(|id| facts.previous.get(&id));
        if customer.previous.is_some() && previous.is_none() {
            findings.fault(Place::Previous(at), Problem::PreviousUnknown); // E59
        }
        let subject = Subject { at, customer, previous };
        values.check(subject, &mut kept, &mut findings);
        let route = routing::first_match(facts.routes, |column| values.readable(column, subject));
        let questionnaire = route.and_then(|route| facts.routes.get(route)).map(|route| route.questionnaire);
        // A questionnaire that was never published faults the customer, one without a concept the request (E56).
        is_concept_missing |=
            command.is_concept && questionnaire.is_some_and(|id| !facts.concepts.contains_key(&id));
        let asked = questions.asked_by(questionnaire);
        let answers = answers::check(subject, asked, manner, &mut calendar, &mut findings);
        customers.push(CheckedCustomer { dates, route, answers });
    }
    if is_concept_missing {
        findings.fault(Place::BatchIsConcept, Problem::NoConcept);
    }
    let Findings { faults, warnings } = findings.sorted();
    Checked { faults, warnings, kept, customers }
}

fn check_batch(command: &ImportCustomers, findings: &mut Findings) {
    if command.customers.is_empty() {
        findings.fault(Place::Customers, Problem::NoCustomers);
    }
    if command.customers.len() > MOST_CUSTOMERS {
        findings.fault(Place::Customers, Problem::TooManyCustomers { most: MOST_CUSTOMERS });
    }
    if let Some(text) = &command.notify {
        notify::check(text, findings);
    }
}
