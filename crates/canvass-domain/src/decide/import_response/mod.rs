//! Whether a response that was given elsewhere can be stored (Q68, Q69): all faults, or one customer with its response in
//! the day's batch. It asks nobody anything, so neither locks nor opt-outs refuse it.

mod answers;
mod check;
mod fault;

pub use fault::{ResponseFault, ResponseProblem};

use jiff::{SignedDuration, Timestamp};

use crate::batch::{BatchKind, BatchState};
use crate::command::{ImportResponse, ResponsePlace, ResponseTime};
use crate::contact::{Mobile, Profile};
use crate::decide::import_customers::{
    DayBatch, DayKind, DecidedCustomer, Import, Published, Response, Routing, Target,
};
use crate::decide::import_transactions::Facts;
use crate::decision::Decision;
use crate::id::QuestionnaireId;
use crate::reason::Rule;
use crate::transaction::{Asks, ChosenBy, Origin, Source, Transaction};
use crate::when::first_instant;
use check::Findings;

/// Clocks differ by so much.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// From here on a number counts milliseconds (Q68).
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// Judges a response to a questionnaire that is there.
pub fn decide(
    command: &ImportResponse,
    (questionnaire, published): (QuestionnaireId, &Published),
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Import, Vec<ResponseFault>> {
    let mut findings = Findings::default();
    let person = check::person(command, facts, &mut findings);
    let segment = check::segment(command, facts, &mut findings);
    let at = finished_at(command, facts, now);
    if at.is_none() {
        findings.add(ResponsePlace::Finished, ResponseProblem::TimeAhead);
    }
    let values = check::variables(command, facts, &mut findings);
    let at = at.unwrap_or(now);
    let answers = answers::read(command, &published.document, at, &mut findings);
    let faults = findings.into_sorted();
    let Some(segment) = segment.filter(|_| faults.is_empty()) else { return Err(faults) };
    let routing = routing(command, questionnaire, published);
    let detail = format!("{} version {}", routing.questionnaire, routing.version);
    let decision = |rule, detail| Decision { rule, detail, at: now };
    let zone = &facts.workspace.settings.zone;
    let (email, address) = person.email.unzip();
    let customer = DecidedCustomer {
        email,
        address,
        phone: person.profile.mobile.clone(),
        mobile: person.mobile,
        profile: person.profile,
        transaction: Some(Transaction {
            segment,
            lines: Vec::new(),
            asks: Asks::default(),
            chosen_by: ChosenBy::Caller,
            source: Source::ResponseCall,
            origin: origin(command),
        }),
        transaction_at: at,
        ends_at: Some(at.max(now)),
        routing: Some(routing),
        values,
        response: Some(Response { answers, is_complete: !command.is_partial, at }),
        decisions: vec![decision(Rule::Received, None), decision(Rule::Routed, Some(detail))],
        ..DecidedCustomer::received(now)
    };
    Ok(Import {
        kind: BatchKind::Portal,
        state: BatchState::Active,
        customers: vec![customer],
        target: Target::Day(DayBatch::of(DayKind::Finished, questionnaire, now, zone)),
        ..Import::named(DayKind::Finished.batch_name().to_owned())
    })
}

/// Who gave the response; nobody is known of an anonymous one (Q69).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Respondent {
    /// As sent, and its normal form.
    email: Option<(String, String)>,
    mobile: Option<Mobile>,
    profile: Profile,
}

/// `None` = no moment, or one that lies ahead.
fn finished_at(command: &ImportResponse, facts: &Facts<'_>, now: Timestamp) -> Option<Timestamp> {
    let at = match command.finished {
        None => now,
        Some(ResponseTime::Epoch(number)) if number.abs() >= FIRST_MILLISECONDS => {
            Timestamp::from_millisecond(number).ok()?
        }
        Some(ResponseTime::Epoch(number)) => Timestamp::from_second(number).ok()?,
        Some(ResponseTime::Clock(clock)) => first_instant(clock, &facts.workspace.settings.zone)?,
    };
    (at <= now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX)).then_some(at)
}

/// A language in which the questionnaire is not written is its default (Q41).
fn routing(command: &ImportResponse, questionnaire: QuestionnaireId, published: &Published) -> Routing {
    let document = &published.document;
    let sent = command.language.as_deref().unwrap_or_default().trim();
    let known = document.languages.iter().find(|language| language.eq_ignore_ascii_case(sent));
    Routing {
        questionnaire,
        version: published.version,
        template: None,
        language: known.map_or_else(|| document.default_language().to_owned(), Clone::clone),
    }
}

fn origin(command: &ImportResponse) -> Option<Origin> {
    let mut members = command.origin.clone();
    if let Some(reference) = &command.external_reference {
        members.insert("externalReference".to_owned(), reference.clone());
    }
    (!members.is_empty()).then_some(Origin { members })
}
