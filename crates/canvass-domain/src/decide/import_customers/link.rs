//! A personal link that the asker hands out: one customer in the day's portal batch (E37, E53, E84, E85).

use jiff::Timestamp;

use super::answers::{self, Manner, Questions, Stray};
use super::dates::{Calendar, Dates};
use super::day_batch::{DayBatch, DayKind, Target};
use super::findings::Findings;
use super::subject::Subject;
use super::values::{self, Values};
use super::{DecidedCustomer, Edition, Facts, Fault, Import, KeptAnswer, Problem, Routing, Warning};
use super::{contact, routing};
use crate::batch::BatchKind;
use crate::command::{MakeLink, Place};
use crate::decide::approval::{self, ByClock};
use crate::decision::Decision;
use crate::fold;
use crate::id::ColumnId;
use crate::reason::Rule;
use crate::schedule::Openings;

/// All structural faults of the command, in the order of the document (E22). `hosts` is the workspace's list.
pub fn check_link(command: &MakeLink, facts: &Facts<'_>, hosts: &[String], now: Timestamp) -> Vec<Fault> {
    look(command, facts, hosts, now).faults
}

/// Judges a link: all faults, or a day batch with the one customer, who stands at Initial and may answer at once.
pub fn decide_link(
    command: MakeLink,
    facts: &Facts<'_>,
    hosts: &[String],
    now: Timestamp,
) -> Result<Import, Vec<Fault>> {
    let seen = look(&command, facts, hosts, now);
    match seen.routing {
        Some(routing) if seen.faults.is_empty() => Ok(judge(command, seen.checked, routing, facts, now)),
        Some(_) | None => Err(seen.faults),
    }
}

struct Seen {
    faults: Vec<Fault>,
    routing: Option<Routing>,
    checked: Checked,
}

struct Checked {
    warnings: Vec<Warning>,
    kept: Vec<Option<ColumnId>>,
    answers: Vec<KeptAnswer>,
    dates: Dates,
}

fn look(command: &MakeLink, facts: &Facts<'_>, hosts: &[String], now: Timestamp) -> Seen {
    let mut findings = Findings::default();
    let mut calendar = Calendar::new(None, &facts.settings.zone, now);
    let edition = Edition::of(command.is_concept);
    let customer = &command.customer;
    if let Some(host) = command.host.as_deref().filter(|host| !fold::is_blank(host))
        && !hosts.iter().any(|listed| fold::same(listed, host))
    {
        findings.fault(Place::Host, Problem::HostNotListed);
    }
    let dates = calendar.dates(0, customer, &mut findings);
    let previous = customer.previous.and_then(|id| facts.previous.get(&id));
    if customer.previous.is_some() && previous.is_none() {
        findings.fault(Place::Previous(0), Problem::PreviousUnknown); // E59
    }
    let subject = Subject { at: 0, customer, previous };
    let mut kept = Vec::with_capacity(customer.values.len());
    let mut values = Values::new(facts);
    if command.validates {
        values.check(subject, &mut kept, &mut findings);
    } else {
        values.check_present(subject, &mut kept, &mut findings);
    }
    let route = routing::first_match(facts.routes, |column| values.readable(column, subject))
        .and_then(|route| facts.routes.get(route));
    let routing = route.and_then(|route| routing::routing_of(route, facts, edition));
    if routing.is_none() {
        // Led to a questionnaire that has no concept (E56), or to none at all.
        if command.is_concept && route.is_some_and(|route| facts.published.contains_key(&route.questionnaire))
        {
            findings.fault(Place::BatchIsConcept, Problem::NoConcept);
        } else {
            findings.fault(Place::Request, Problem::NotRouted);
        }
    }
    let questions = Questions::of(std::iter::once(customer), facts, edition);
    let asked = questions.asked_by(route.map(|route| route.questionnaire));
    let manner = Manner { given_at: now, stray: Stray::LeftOut };
    let answers = answers::check(subject, asked, manner, &mut calendar, &mut findings);
    let Findings { faults, warnings } = findings.sorted();
    Seen { faults, routing, checked: Checked { warnings, kept, answers, dates } }
}

fn judge(command: MakeLink, checked: Checked, routing: Routing, facts: &Facts<'_>, now: Timestamp) -> Import {
    let settings = facts.settings;
    let day = DayBatch::of(DayKind::Links, routing.questionnaire, now, &settings.zone);
    let detail = format!("{} version {}", routing.questionnaire, routing.version);
    let decision = |rule, detail| Decision { rule, detail, at: now };
    let Dates { send_at, transaction_at, ends_at } = checked.dates;
    let mut openings = Openings::new(settings, &facts.policy.calendar, None);
    let clock = ByClock { openings: &mut openings, zone: None };
    let standing = approval::approved(BatchKind::Portal, send_at, ends_at, now, clock);
    let sent = command.customer;
    let previous = sent.previous.and_then(|id| facts.previous.get(&id));
    let archived = |id: ColumnId| facts.columns.iter().any(|column| column.id == id && column.is_archived);
    let (email, address) = contact::of(sent.email);
    let customer = DecidedCustomer {
        state: standing.state,
        reason: standing.reason,
        email,
        address,
        phone: sent.phone,
        send_at,
        transaction_at,
        ends_at: Some(standing.ends_at),
        priority: sent.priority.unwrap_or(0),
        previous: sent.previous,
        routing: Some(routing),
        values: values::merge(sent.values, &checked.kept, previous, |id| !archived(id)),
        answers: checked.answers,
        link_counter: command.counts,
        decisions: vec![
            decision(Rule::Received, None),
            decision(Rule::Routed, Some(detail)),
            decision(standing.rule, None),
        ],
        ..DecidedCustomer::received(now)
    };
    Import {
        kind: BatchKind::Portal,
        is_test: command.is_test || command.is_concept,
        customers: vec![customer],
        target: Target::Day(day),
        warnings: checked.warnings,
        ..Import::named(DayKind::Links.batch_name().to_owned())
    }
}
