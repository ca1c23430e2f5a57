//! GET /console/results: the score with its pictures and tables, and the funnel from customer to answer.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use canvass_app::report::{Cut, Funnel, NpsQuery, NpsReport, report_funnel, report_nps};
use canvass_app::setup::list_questionnaires;
use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId};
use canvass_domain::questionnaire::{Document, QuestionKind};
use canvass_domain::score::Nps;
use canvass_store::area::{Configuration, QuestionnaireRecord, ResultFilter};
use serde::Deserialize;

use super::chart::{self, Chart};
use super::desk::{Desk, Tab};
use super::number::{self, ScoreRow};
use super::page::{page, refused};
use super::session::Visitor;
use super::word;
use crate::HttpState;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What may stand in the address. Empty fields of the form mean "whatever comes first".
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    questionnaire: String,
    #[serde(default)]
    question: String,
    /// A column by its number or name; empty = not cut.
    #[serde(default)]
    by: String,
}

#[derive(Debug, Template)]
#[template(path = "console/results.html")]
pub(super) struct ResultsPage {
    desk: Desk,
    questionnaires: Vec<Choice>,
    questions: Vec<Choice>,
    columns: Vec<Choice>,
    score: Option<ScoreView>,
    steps: Vec<Step>,
    response_rate: Option<String>,
    standing: Vec<Standing>,
    received: String,
}

/// A line of a select field.
#[derive(Debug)]
struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

#[derive(Debug)]
struct ScoreView {
    question: String,
    total: Option<ScoreRow>,
    groups: Vec<Group>,
}

/// A picture and its table.
#[derive(Debug)]
struct Group {
    title: String,
    heading: String,
    chart: Chart,
    rows: Vec<ScoreRow>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    count: String,
    share: String,
    width: String,
}

#[derive(Debug)]
struct Standing {
    state: &'static str,
    reason: &'static str,
    count: String,
}

/// What is shown: resolved from the address and the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    questionnaire: QuestionnaireId,
    question: Option<BaseQuestionId>,
    column: Option<ColumnId>,
}

/// GET /console/results.
pub(super) async fn show(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    let app = &state.app;
    let configuration = &visitor.configuration;
    let listed = match list_questionnaires(app, principal, workspace).ready().await {
        Ok(listed) => listed,
        Err(refusal) => return refused(&visitor, Tab::Results, refusal),
    };
    let desk = Desk::new(&visitor, Tab::Results, "Results");
    let Some(chosen) = Chosen::new(&asked, configuration) else { return page(&ResultsPage::empty(desk)) };
    let filter = ResultFilter { questionnaire: Some(chosen.questionnaire) };
    let funnel = match report_funnel(app, principal, workspace, filter).ready().await {
        Ok(funnel) => funnel,
        Err(refusal) => return refused(&visitor, Tab::Results, refusal),
    };
    let report = match chosen.question {
        None => None,
        Some(_) => match report_nps(app, principal, workspace, chosen.query()).ready().await {
            Ok(report) => Some(report),
            Err(refusal) => return refused(&visitor, Tab::Results, refusal),
        },
    };
    page(&ResultsPage::new(desk, chosen, configuration, &listed, Found { funnel, report }))
}

impl Chosen {
    fn new(asked: &Asked, configuration: &Configuration) -> Option<Self> {
        let published = &configuration.published;
        let wanted = asked.questionnaire.parse().map(QuestionnaireId).ok();
        let questionnaire = wanted
            .filter(|id| published.contains_key(id))
            .or_else(|| Some(configuration.published_for_results().next()?.0))?;
        let document = &published.get(&questionnaire)?.document;
        let wanted = asked.question.parse().map(BaseQuestionId).ok();
        let asks = |id: &BaseQuestionId| recommendations(document).any(|(own, _)| own == *id);
        let question =
            wanted.filter(asks).or_else(|| recommendations(document).next().map(|(question, _)| question));
        let column = configuration.columns.iter().find(|column| {
            let by = asked.by.trim();
            column.is_reportable && (column.id.to_string() == by || column.name.eq_ignore_ascii_case(by))
        });
        Some(Self { questionnaire, question, column: column.map(|column| column.id) })
    }

    fn query(self) -> NpsQuery {
        NpsQuery {
            questionnaire: self.questionnaire,
            question: self.question,
            cut: self.column.map(Cut::Column),
        }
    }
}

/// The numbers of the page.
pub(super) struct Found {
    funnel: Funnel,
    report: Option<NpsReport>,
}

impl ResultsPage {
    fn empty(desk: Desk) -> Self {
        Self {
            desk,
            questionnaires: Vec::new(),
            questions: Vec::new(),
            columns: Vec::new(),
            score: None,
            steps: Vec::new(),
            response_rate: None,
            standing: Vec::new(),
            received: String::new(),
        }
    }

    fn new(
        desk: Desk,
        chosen: Chosen,
        configuration: &Configuration,
        listed: &[QuestionnaireRecord],
        found: Found,
    ) -> Self {
        let document =
            configuration.published.get(&chosen.questionnaire).map(|published| &published.document);
        let questions: Vec<Choice> = document
            .map(|document| {
                let question = |(id, name): (BaseQuestionId, &str)| Choice {
                    value: id.to_string(),
                    name: name.to_owned(),
                    is_chosen: chosen.question == Some(id),
                };
                recommendations(document).map(question).collect()
            })
            .unwrap_or_default();
        let question =
            questions.iter().find(|question| question.is_chosen).map(|question| question.name.clone());
        let column = configuration.columns.iter().find(|column| Some(column.id) == chosen.column);
        let by = column.map(|column| column.display_name.as_str());
        Self {
            questionnaires: questionnaires(chosen, configuration, listed),
            score: question.zip(found.report).map(|(question, report)| ScoreView::new(question, by, report)),
            questions,
            columns: columns(chosen, configuration),
            steps: steps(&found.funnel),
            response_rate: response_rate(&found.funnel),
            standing: standing(&found.funnel),
            received: number::count(found.funnel.received),
            desk,
        }
    }
}

fn recommendations(document: &Document) -> impl Iterator<Item = (BaseQuestionId, &str)> {
    let language = document.default_language();
    let asked = document.questions().filter(|q| matches!(q.kind, QuestionKind::Recommendation { .. }));
    asked.map(move |question| (question.id, question.text.get(language, language)))
}

fn questionnaires(
    chosen: Chosen,
    configuration: &Configuration,
    listed: &[QuestionnaireRecord],
) -> Vec<Choice> {
    let published = listed.iter().filter(|record| configuration.published.contains_key(&record.id));
    published
        .map(|record| Choice {
            value: record.id.to_string(),
            name: record.name.clone(),
            is_chosen: record.id == chosen.questionnaire,
        })
        .collect()
}

fn columns(chosen: Chosen, configuration: &Configuration) -> Vec<Choice> {
    let whole =
        Choice { value: String::new(), name: "nothing else".to_owned(), is_chosen: chosen.column.is_none() };
    let columns = configuration.columns.iter().filter(|column| column.is_reportable).map(|column| Choice {
        value: column.id.to_string(),
        name: column.display_name.clone(),
        is_chosen: Some(column.id) == chosen.column,
    });
    std::iter::once(whole).chain(columns).collect()
}

impl ScoreView {
    fn new(question: String, by: Option<&str>, report: NpsReport) -> Self {
        let months =
            report.months.into_iter().filter_map(|(month, nps)| ScoreRow::new(month_name(month), nps));
        let months: Vec<ScoreRow> = months.collect();
        let mut groups = vec![Group {
            title: "Score by month".to_owned(),
            heading: "Month".to_owned(),
            chart: chart::months(&months),
            rows: months,
        }];
        if let Some(by) = by {
            let mut values: Vec<(String, Nps)> = report.values.into_iter().collect();
            // Those with most answers first: a short picture shows what counts most.
            values.sort_by_key(|(_, nps)| std::cmp::Reverse(nps.base()));
            let rows: Vec<ScoreRow> = values
                .into_iter()
                .filter_map(|(value, nps)| {
                    ScoreRow::new(if value.is_empty() { "(no value)".to_owned() } else { value }, nps)
                })
                .collect();
            groups.push(Group {
                title: format!("Score by {by}"),
                heading: by.to_owned(),
                chart: chart::bars(&rows),
                rows,
            });
        }
        Self { question, total: ScoreRow::new(String::new(), report.total), groups }
    }
}

fn month_name(month: i32) -> String {
    let index = usize::try_from(month.rem_euclid(100) - 1).unwrap_or(0);
    format!("{} {}", MONTHS.get(index).copied().unwrap_or("?"), month.div_euclid(100))
}

fn steps(funnel: &Funnel) -> Vec<Step> {
    let step = |name, count| Step {
        name,
        count: number::count(count),
        share: number::share(count, funnel.received),
        width: format!("{:.2}", number::percent(count, funnel.received).unwrap_or_default()),
    };
    vec![
        step("Received", funnel.received),
        step("To be asked", funnel.scheduled),
        step("Reached", funnel.sent),
        step("Opened", funnel.opened),
        step("Started", funnel.started),
        step("Finished", funnel.finished),
    ]
}

fn response_rate(funnel: &Funnel) -> Option<String> {
    let rate = funnel.response();
    let (value, interval) = (rate.value()?, rate.interval()?);
    Some(format!("{:.1} % ({:.1} % to {:.1} %)", value * 100.0, interval.low * 100.0, interval.high * 100.0))
}

/// Everybody once: these rows add up to those received.
fn standing(funnel: &Funnel) -> Vec<Standing> {
    let row = |state, reason, count| Standing { state, reason, count: number::count(count) };
    let waiting = funnel.scheduled.saturating_sub(funnel.sent);
    let mut rows = vec![
        row("finished", "", funnel.finished),
        row("started, not finished", "", funnel.started.saturating_sub(funnel.finished)),
        row("opened, not started", "", funnel.opened.saturating_sub(funnel.started)),
        row("reached, not opened", "", funnel.sent.saturating_sub(funnel.opened)),
        row("to be asked, not reached", "", waiting),
        row("taken in", "the batch waits for approval, or a link was given and not opened", funnel.initial),
    ];
    rows.extend(funnel.refused.iter().map(|(reason, count)| row("not asked", word::reason(*reason), *count)));
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use canvass_domain::reason::Reason;

    use super::*;

    #[test]
    fn p5_where_everybody_stands_adds_up_to_those_received() {
        let funnel = Funnel {
            received: 141,
            refused: BTreeMap::from([(Reason::InvalidEmail, 7), (Reason::EndDatePassed, 2)]),
            initial: 0,
            scheduled: 132,
            sent: 119,
            opened: 102,
            started: 83,
            finished: 60,
        };
        let sum: u64 = standing(&funnel).iter().map(|row| row.count.parse::<u64>().unwrap()).sum();
        assert_eq!(sum, funnel.received);
        assert_eq!(response_rate(&funnel).unwrap(), "50.4 % (41.6 % to 59.2 %)");
        assert_eq!(response_rate(&Funnel::default()), None);
    }

    #[test]
    fn months_have_names() {
        assert_eq!(month_name(202_603), "Mar 2026");
        assert_eq!(month_name(202_612), "Dec 2026");
    }
}
