//! A response in our own words.

use std::collections::BTreeMap;

use canvass_domain::command::{ChosenAnswer, ImportResponse, ResponseAnswer, ResponseTime};
use jiff::civil::DateTime;

use super::{ImportResponseRequest, Question, SentAnswer};
use crate::questionpro::language;
use crate::questionpro::reading::{Bound, Faults, Refused};

/// The time as call 7 prints it, without its zone: the workspace's is meant (Q62).
const CLOCK: &str = "%d %b, %Y %I:%M:%S %p";

/// Makes the command; `questionnaire` is the number in the path.
pub fn lower(questionnaire: i64, bound: Bound<ImportResponseRequest>) -> Result<ImportResponse, Refused> {
    let mut request = bound.request;
    let origin = origin(&mut request);
    let finished = finished(&request)?;
    Ok(ImportResponse {
        questionnaire,
        segment_code: filled(request.segment_code),
        first_name: filled(request.first_name),
        last_name: filled(request.last_name),
        email: filled(request.email),
        mobile: filled(request.mobile),
        finished,
        is_partial: request.status.is_some_and(|status| status.trim().eq_ignore_ascii_case("started")),
        external_reference: filled(request.external_reference),
        language: filled(request.language).map(|text| language::tag(&text).to_owned()),
        variables: request.variables,
        answers: request.questions.into_iter().map(question).collect(),
        origin,
    })
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// Q68: `utctimestamp`, else `timestamp`, else now.
fn finished(request: &ImportResponseRequest) -> Result<Option<ResponseTime>, Refused> {
    if let Some(epoch) = request.utc_timestamp {
        return Ok(Some(ResponseTime::Epoch(epoch)));
    }
    let Some(text) = request.timestamp.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let time = clock(text).ok_or_else(|| {
        let fault = "a time such as 16 Jan, 2020 11:54:44 AM CET is expected.";
        Refused::Schema(Faults::of_member("timestamp", fault))
    })?;
    Ok(Some(ResponseTime::Clock(time)))
}

fn clock(text: &str) -> Option<DateTime> {
    let read = |text| DateTime::strptime(CLOCK, text).ok();
    read(text).or_else(|| read(text.rsplit_once(' ')?.0))
}

fn question(question: Question) -> ResponseAnswer {
    ResponseAnswer {
        question: question.id,
        code: filled(question.code),
        chosen: question.answers.into_iter().map(chosen).collect(),
    }
}

/// What was written stands in `value.text` where call 7 prints it.
fn chosen(answer: SentAnswer) -> ChosenAnswer {
    ChosenAnswer { answer: answer.id, text: filled(answer.text).or(filled(answer.value.text)) }
}

/// Members that are kept for those who read the response back.
fn origin(request: &mut ImportResponseRequest) -> BTreeMap<String, String> {
    let location = std::mem::take(&mut request.location);
    let members = [
        ("ipAddress", request.ip_address.take()),
        ("timeTaken", request.time_taken.take()),
        ("duplicate", request.duplicate.take()),
        ("currentInset", request.current_inset.take()),
        ("operatingSystem", request.operating_system.take()),
        ("osDeviceType", request.device_type.take()),
        ("browser", request.browser.take()),
        ("country", location.country),
        ("region", location.region),
        ("latitude", location.latitude),
        ("longitude", location.longitude),
        ("radius", location.radius),
        ("countryCode", location.country_code),
    ];
    let kept = members.into_iter().filter_map(|(name, text)| Some((name.to_owned(), filled(text)?)));
    kept.collect()
}
