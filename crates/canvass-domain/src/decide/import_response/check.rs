//! Person, segment and variables of a response.

use std::collections::BTreeMap;

use super::{Respondent, ResponseFault, ResponseProblem};
use crate::address;
use crate::command::{ImportResponse, ResponsePlace};
use crate::contact::{Mobile, Profile};
use crate::decide::import_transactions::Facts;
use crate::fold;
use crate::id::{ColumnId, SegmentId};
use crate::value::Value;

const MOST_NAME: usize = 255;
const MOST_VALUE: usize = 1_000;

/// Faults found so far.
#[derive(Default)]
pub(super) struct Findings(Vec<ResponseFault>);

impl Findings {
    pub(super) fn add(&mut self, place: ResponsePlace, problem: ResponseProblem) {
        self.0.push(ResponseFault { place, problem });
    }

    pub(super) fn into_sorted(mut self) -> Vec<ResponseFault> {
        self.0.sort_by(|one, other| one.place.cmp(&other.place));
        self.0
    }

    /// A text without outer blanks; blank and absent are the same.
    fn trimmed<'t>(&mut self, place: ResponsePlace, text: Option<&'t str>) -> Option<&'t str> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        if text.chars().any(char::is_control) {
            self.add(place, ResponseProblem::CharacterInvalid);
        } else if text.chars().count() > MOST_NAME {
            self.add(place, ResponseProblem::TooLong { most: MOST_NAME });
        }
        Some(text)
    }
}

/// Q27-Q29; without address and number the response is anonymous (Q69).
pub(super) fn person(command: &ImportResponse, facts: &Facts<'_>, findings: &mut Findings) -> Respondent {
    let first_name = findings.trimmed(ResponsePlace::FirstName, command.first_name.as_deref());
    let last_name = findings.trimmed(ResponsePlace::LastName, command.last_name.as_deref());
    let sent_email = findings.trimmed(ResponsePlace::Email, command.email.as_deref());
    let sent_mobile = findings.trimmed(ResponsePlace::Mobile, command.mobile.as_deref());
    let email = sent_email.and_then(|sent| Some((sent.to_owned(), address::normalise(sent).ok()?)));
    let country = facts.workspace.policy.transactions.country;
    let mobile = sent_mobile.and_then(|text| Mobile::parse(text, country));
    match (&email, &mobile) {
        (None, None) if sent_email.is_some() => {
            findings.add(ResponsePlace::Email, ResponseProblem::EmailInvalid);
        }
        (None, None) if sent_mobile.is_some() => {
            findings.add(ResponsePlace::Mobile, ResponseProblem::MobileInvalid);
        }
        // A name without address and number names nobody.
        (None, None) => return Respondent::default(),
        _ => {}
    }
    let profile = Profile {
        first_name: first_name.map(str::to_owned),
        last_name: last_name.map(str::to_owned),
        email: email.as_ref().map(|(_, normalised)| normalised.clone()),
        mobile: mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
    };
    Respondent { email, mobile, profile }
}

/// The segment of the code, compared exactly; the main segment without one. None is made here (Q68).
pub(super) fn segment(
    command: &ImportResponse,
    facts: &Facts<'_>,
    findings: &mut Findings,
) -> Option<SegmentId> {
    let code = findings.trimmed(ResponsePlace::SegmentCode, command.segment_code.as_deref());
    let segment = match code {
        None => facts.segments.main(),
        Some(code) => facts.segments.by_code(code),
    };
    if segment.is_none() {
        findings.add(ResponsePlace::SegmentCode, ResponseProblem::SegmentUnknown);
    }
    segment.map(|segment| segment.id)
}

/// Variables by the label of a column, else by its technical name.
pub(super) fn variables(
    command: &ImportResponse,
    facts: &Facts<'_>,
    findings: &mut Findings,
) -> BTreeMap<ColumnId, Value> {
    let mut values = BTreeMap::new();
    for (at, (label, text)) in command.variables.iter().enumerate() {
        let place = || ResponsePlace::Variable(at);
        let by_label = facts.columns.iter().find(|column| fold::same(&column.display_name, label));
        let found = by_label.or_else(|| facts.columns.iter().find(|column| fold::same(&column.name, label)));
        let Some(column) = found else {
            findings.add(place(), ResponseProblem::VariableUnknown);
            continue;
        };
        if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
            findings.add(place(), ResponseProblem::CharacterInvalid);
        } else if text.chars().count() > MOST_VALUE {
            findings.add(place(), ResponseProblem::TooLong { most: MOST_VALUE });
        } else if values.insert(column.id, Value::Plain(text.clone())).is_some() {
            findings.add(place(), ResponseProblem::VariableTwice);
        }
    }
    values
}
