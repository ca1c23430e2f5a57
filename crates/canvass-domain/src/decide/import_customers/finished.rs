//! A response that was given elsewhere, with the customer who gave it (E86-E95). Locks and opt-outs do not refuse it: it
//! asks nobody anything.

use jiff::Timestamp;

use super::answers::{self, Manner, Questions, Stray, is_ahead};
use super::dates::Calendar;
use super::day_batch::{DayBatch, DayKind, Target};
use super::findings::Findings;
use super::subject::Subject;
use super::values::{self, Values};
use super::{
    DecidedCustomer, Edition, Facts, Fault, Import, KeptAnswer, Notice, Problem, Published, Routing,
};
use super::{GivenAnswer, Response, Warning, contact};
use crate::batch::{BatchKind, BatchState};
use crate::command::{AddFinished, Place, QuestionnaireKey};
use crate::decision::Decision;
use crate::fold;
use crate::id::{ColumnId, QuestionnaireId};
use crate::reason::Rule;

/// All structural faults of the command, in the order of the document (E22).
pub fn check_finished(command: &AddFinished, facts: &Facts<'_>, now: Timestamp) -> Vec<Fault> {
    look(command, facts, now).faults
}

/// Judges a response: all faults, or a day batch with the one customer, whose response makes it Finished.
pub fn decide_finished(
    command: AddFinished,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Import, Vec<Fault>> {
    let seen = look(&command, facts, now);
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
    answers: Vec<GivenAnswer>,
    finished_at: Timestamp,
    transaction_at: Timestamp,
    ends_at: Timestamp,
}

fn look(command: &AddFinished, facts: &Facts<'_>, now: Timestamp) -> Seen {
    let mut findings = Findings::default();
    let mut calendar = Calendar::new(None, &facts.settings.zone, now);
    let edition = Edition::of(command.is_concept);
    let routed = find(command, facts, edition);
    let without_concept = if routed.is_none() { tell_lacking(command, facts, &mut findings) } else { None };
    let finished_at = command.finished_at.map_or(now, |date| calendar.start(date));
    let is_ahead = is_ahead(finished_at, now);
    if is_ahead {
        findings.fault(Place::FinishedAt, Problem::DateAhead); // E87
    }
    let customer = &command.customer;
    let subject = Subject { at: 0, customer, previous: None };
    let mut kept = Vec::with_capacity(customer.values.len());
    Values::new(facts).check(subject, &mut kept, &mut findings);
    let questions = Questions::of(std::iter::once(customer), facts, edition);
    let asked_of = routed.map(|(id, _)| id).or(without_concept);
    let asked = questions.asked_by(asked_of);
    // The answers without a date of their own are not told for the one wrong date as well.
    let given_at = if is_ahead { now } else { finished_at };
    let stray = if asked_of.is_some() { Stray::Refused } else { Stray::Untold };
    let manner = Manner { given_at, stray };
    let given = answers::check(subject, asked, manner, &mut calendar, &mut findings);
    let routing = routed.map(|(id, published)| routing(command, id, published, &mut findings));
    let answers = given.into_iter().map(|answer| scored(answer, routed)).collect();
    let ends_at = customer.end_date.map(|date| calendar.end(date));
    let checked = Checked {
        kept,
        answers,
        finished_at,
        transaction_at: customer.transaction_date.map_or(now, |date| calendar.start(date)),
        ends_at: ends_at.unwrap_or_else(|| calendar.day_end(finished_at)), // E48
        warnings: Vec::new(),
    };
    let Findings { faults, warnings } = findings.sorted();
    Seen { faults, routing, checked: Checked { warnings, ..checked } }
}

/// The questionnaire that was named, in the edition that is meant.
fn find<'a>(
    command: &AddFinished,
    facts: &Facts<'a>,
    edition: Edition,
) -> Option<(QuestionnaireId, &'a Published)> {
    let found = facts.editions(edition).iter().find(|(id, published)| match command.questionnaire {
        QuestionnaireKey::Guid(guid) => published.guid == guid,
        QuestionnaireKey::Number(number) => **id == number,
    });
    found.map(|(id, published)| (*id, published))
}

/// Tells why there is no such questionnaire: known, but without a concept (E56), or not known at all. The known one is
/// returned, since the answers are judged all the same (E22).
fn tell_lacking(
    command: &AddFinished,
    facts: &Facts<'_>,
    findings: &mut Findings,
) -> Option<QuestionnaireId> {
    let known = find(command, facts, Edition::Published).filter(|_| command.is_concept);
    match known {
        Some(_) => findings.fault(Place::BatchIsConcept, Problem::NoConcept),
        None => findings.fault(Place::Questionnaire, Problem::QuestionnaireUnknown),
    }
    known.map(|(id, _)| id)
}

/// The language of the response; one in which the questionnaire is not written is its default, with a warning.
fn routing(
    command: &AddFinished,
    questionnaire: QuestionnaireId,
    published: &Published,
    findings: &mut Findings,
) -> Routing {
    let sent = command.language.as_deref().filter(|language| !fold::is_blank(language));
    let known =
        sent.and_then(|sent| published.document.languages.iter().find(|language| fold::same(language, sent)));
    if sent.is_some() && known.is_none() {
        findings.warning(Place::Language, Notice::LanguageUnknown);
    }
    Routing {
        questionnaire,
        version: published.version,
        template: None,
        language: known.map_or_else(|| published.document.default_language().to_owned(), Clone::clone),
    }
}

fn scored(answer: KeptAnswer, routed: Option<(QuestionnaireId, &Published)>) -> GivenAnswer {
    let question = routed.and_then(|(_, published)| published.document.question(answer.question));
    let score = question.and_then(|question| question.kind.score_of(*answer.positions.first()?));
    GivenAnswer { answer, score }
}

fn judge(
    command: AddFinished,
    checked: Checked,
    routing: Routing,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Import {
    let day = DayBatch::of(DayKind::Finished, routing.questionnaire, now, &facts.settings.zone);
    let detail = format!("{} version {}", routing.questionnaire, routing.version);
    let decision = |rule, detail| Decision { rule, detail, at: now };
    let sent = command.customer;
    let (email, address) = contact::of(sent.email);
    let customer = DecidedCustomer {
        email,
        address,
        phone: sent.phone,
        transaction_at: checked.transaction_at,
        ends_at: Some(checked.ends_at),
        priority: sent.priority.unwrap_or(0),
        routing: Some(routing),
        values: values::merge(sent.values, &checked.kept, None, |_| true),
        response: Some(Response { answers: checked.answers, is_complete: true, at: checked.finished_at }),
        is_contact_requested: command.is_contact_requested,
        decisions: vec![decision(Rule::Received, None), decision(Rule::Routed, Some(detail))],
        ..DecidedCustomer::received(now)
    };
    Import {
        kind: BatchKind::Portal,
        state: BatchState::Active, // E86
        is_test: command.is_test || command.is_concept,
        customers: vec![customer],
        target: Target::Day(day),
        warnings: checked.warnings,
        ..Import::named(DayKind::Finished.batch_name().to_owned())
    }
}
