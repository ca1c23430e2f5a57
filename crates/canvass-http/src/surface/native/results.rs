//! GET results?questionnaire=&question=&by=: funnel, response rate and net promoter score, each with its base and
//! interval. `by` is the number of a column, or `organisation`.

use std::collections::BTreeMap;

use canvass_app::Refusal;
use canvass_app::report::{
    Cut, Funnel, NpsQuery, NpsReport, report_funnel, report_nps, report_organisation_funnels,
};
use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId, WorkspaceId};
use canvass_domain::questionnaire::QuestionKind;
use canvass_domain::score::{Interval, Nps, Rate};
use canvass_store::area::{Configuration, ResultFilter};
use serde_json::{Value, json};

use super::query::Query;
use super::{Answer, Call, Trouble};

/// What is asked for.
struct Asked {
    questionnaire: Option<QuestionnaireId>,
    question: Option<BaseQuestionId>,
    cut: Option<Cut>,
}

/// GET results
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let asked = Asked {
        questionnaire: query.number("questionnaire").map(QuestionnaireId),
        question: query.number("question").map(BaseQuestionId),
        cut: cut(&mut query),
    };
    query.finish()?;
    let configuration = call.configuration(workspace).await?;
    let filter = ResultFilter { questionnaire: asked.questionnaire };
    let funnel = report_funnel(call.app(), &call.principal, workspace, filter).ready().await?;
    let nps = match scored(&asked, &configuration)? {
        Some(questionnaire) => {
            let query = NpsQuery { questionnaire, question: asked.question, cut: asked.cut };
            let report = report_nps(call.app(), &call.principal, workspace, query).ready().await;
            Some((questionnaire, report.map_err(by_query)?))
        }
        None => None,
    };
    let questionnaire = nps.as_ref().map(|(id, _)| *id).or(asked.questionnaire);
    let mut shown = view(&funnel, nps.as_ref().map(|(_, report)| report), questionnaire);
    if asked.cut == Some(Cut::Organisation) {
        let funnels = report_organisation_funnels(call.app(), &call.principal, workspace, filter);
        by_organisation(&mut shown, &funnels.ready().await?);
    }
    Ok(Answer::ok(&shown))
}

/// C29: a column, or the organisation of the contact.
fn cut(query: &mut Query) -> Option<Cut> {
    let by = query.text("by")?;
    if by == "organisation" {
        return Some(Cut::Organisation);
    }
    let column = by.parse().ok().map(|id| Cut::Column(ColumnId(id)));
    if column.is_none() {
        query.tell("by", "The value is neither a number nor organisation.");
    }
    column
}

/// Those without an organisation are a row of their own, with null for a name: the parts add up to the whole (C29).
fn by_organisation(shown: &mut Value, funnels: &BTreeMap<String, Funnel>) {
    let name = |name: &str| if name.is_empty() { Value::Null } else { json!(name) };
    if let Some(rows) = shown.get_mut("byValue").and_then(Value::as_array_mut) {
        for value in rows.iter_mut().filter_map(|row| row.get_mut("value")) {
            *value = value.as_str().map_or(Value::Null, name);
        }
    }
    let row = |(organisation, funnel): (&String, &Funnel)| {
        json!({
            "value": name(organisation),
            "funnel": funnel_view(funnel),
            "responseRate": rate(funnel.response()),
        })
    };
    if let Some(members) = shown.as_object_mut() {
        members.insert("funnelByValue".to_owned(), funnels.iter().map(row).collect());
    }
}

/// The questionnaire whose score is told: the one asked for, else the first of the workspace's own that asks a recommendation. None if it asks
/// none, which is a fault only of somebody who named the question.
fn scored(asked: &Asked, configuration: &Configuration) -> Result<Option<QuestionnaireId>, Trouble> {
    if asked.questionnaire.is_some_and(|id| !configuration.published.contains_key(&id)) {
        return Err(Trouble::NotFound);
    }
    let recommends = |id: &QuestionnaireId| {
        configuration.published.get(id).is_some_and(|published| {
            let mut questions = published.document.questions();
            questions.any(|question| matches!(question.kind, QuestionKind::Recommendation { .. }))
        })
    };
    let found = match asked.questionnaire {
        // The use case judges the question: an earlier version may have asked it.
        Some(id) if asked.question.is_some() => Some(id),
        Some(id) => Some(id).filter(recommends),
        None => configuration.published_for_results().map(|(id, _)| id).find(recommends),
    };
    let is_reportable = |cut| match cut {
        Cut::Column(id) => configuration.columns.iter().any(|column| column.id == id && column.is_reportable),
        Cut::Organisation => true,
    };
    match found {
        None if asked.question.is_some() => {
            Err(Trouble::fault("?question", "No questionnaire asks a recommendation."))
        }
        None if asked.cut.is_some_and(|cut| !is_reportable(cut)) => {
            Err(Trouble::fault("?by", "Results are not kept by this column."))
        }
        found => Ok(found),
    }
}

/// The use case names members of a form; here they stand in the query.
fn by_query(refusal: Refusal) -> Trouble {
    let Refusal::Fields(faults) = refusal else { return refusal.into() };
    let name = |path: &str| if path == "/column" { "?by".to_owned() } else { path.replacen('/', "?", 1) };
    Trouble::Told(faults.into_iter().map(|fault| (name(&fault.path), fault.text)).collect())
}

fn view(funnel: &Funnel, nps: Option<&NpsReport>, questionnaire: Option<QuestionnaireId>) -> Value {
    json!({
        "funnel": funnel_view(funnel),
        "responseRate": rate(funnel.response()),
        "questionnaire": questionnaire.map(|id| id.0),
        "question": nps.and_then(|report| report.question).map(|id| id.0),
        "nps": nps.map(|report| score(&report.total)),
        "byMonth": nps.map(by_month).unwrap_or_default(),
        "byValue": nps.map(by_value).unwrap_or_default(),
    })
}

fn funnel_view(funnel: &Funnel) -> Value {
    let refused = funnel.refused.iter();
    let refused: Vec<Value> =
        refused.map(|(reason, count)| json!({ "reason": reason.as_str(), "count": count })).collect();
    json!({
        "received": funnel.received,
        "refused": refused,
        "initial": funnel.initial,
        "scheduled": funnel.scheduled,
        "sent": funnel.sent,
        "opened": funnel.opened,
        "started": funnel.started,
        "finished": funnel.finished,
    })
}

fn by_month(report: &NpsReport) -> Vec<Value> {
    report.months.iter().map(|(month, nps)| named("month", json!(month_text(*month)), nps)).collect()
}

/// Each value with its months.
fn by_value(report: &NpsReport) -> Vec<Value> {
    let cells = |value: &str| {
        let cells = report.cells.iter().filter(|((own, _), _)| own == value);
        cells.map(|((_, month), nps)| named("month", json!(month_text(*month)), nps)).collect::<Vec<Value>>()
    };
    let row = |(value, nps): (&String, &Nps)| {
        let mut row = named("value", json!(value), nps);
        if let Some(members) = row.as_object_mut() {
            members.insert("byMonth".to_owned(), json!(cells(value)));
        }
        row
    };
    report.values.iter().map(row).collect()
}

fn named(name: &str, value: Value, nps: &Nps) -> Value {
    let mut row = score(nps);
    if let Some(members) = row.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
    row
}

/// A score never stands without its base and interval.
fn score(nps: &Nps) -> Value {
    json!({
        "score": nps.score(),
        "base": nps.base(),
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
        "interval": interval(nps.interval()),
    })
}

fn rate(rate: Rate) -> Value {
    json!({
        "rate": rate.value(),
        "hits": rate.hits,
        "base": rate.base,
        "interval": interval(rate.interval()),
    })
}

fn interval(interval: Option<Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!({ "low": interval.low, "high": interval.high }))
}

/// `2026-03`
fn month_text(month: i32) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}
