//! The net promoter score of a question: in total, by month, by the value of a column, and by both. Read from the
//! counters that answers keep, so that it costs the same for ten answers and for ten million.

use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId, WorkspaceId};
use canvass_domain::questionnaire::QuestionKind;
use canvass_domain::score::Nps;
use canvass_store::Pending;
use canvass_store::area::{Configuration, ScoreCount};

use crate::setup::Faults;
use crate::{App, Principal, Refusal};

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NpsQuery {
    /// Of this questionnaire.
    pub questionnaire: QuestionnaireId,
    /// Of this question; `None` = the first recommendation it asks.
    pub question: Option<BaseQuestionId>,
    /// Cut by this.
    pub cut: Option<Cut>,
}

/// What results are cut by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The values of a column, which must be reportable. Read from counters.
    Column(ColumnId),
    /// The organisation that contacts are tied to now (C29); those without have the empty value, so that the parts add
    /// up to the whole. Read by a scan of the answers.
    Organisation,
}

/// A net promoter score; each part has its base and interval.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NpsReport {
    /// The question.
    pub question: Option<BaseQuestionId>,
    /// Over everything.
    pub total: Nps,
    /// By local month of completion (year * 100 + month).
    pub months: BTreeMap<i32, Nps>,
    /// By value of the column, or by name of the organisation.
    pub values: BTreeMap<String, Nps>,
    /// By value and month.
    pub cells: BTreeMap<(String, i32), Nps>,
}

/// The net promoter score of a question.
pub fn report_nps(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    query: NpsQuery,
) -> Pending<NpsReport, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let question = query.question_in(&*kept.configuration(tx)?)?;
        let mut report = NpsReport { question: Some(question), ..NpsReport::default() };
        for count in tx.scores(query.questionnaire, question, None)? {
            report.add(&count);
        }
        let parts = match query.cut {
            None => Vec::new(),
            Some(Cut::Column(column)) => tx.scores(query.questionnaire, question, Some(column))?,
            Some(Cut::Organisation) => tx.organisation_scores(query.questionnaire, question)?,
        };
        for count in parts {
            report.add_cut(count);
        }
        Ok(report)
    })
}

impl NpsQuery {
    /// The question meant, if question and cut can be reported on.
    fn question_in(&self, configuration: &Configuration) -> Result<BaseQuestionId, Refusal> {
        let document = configuration
            .published
            .get(&self.questionnaire)
            .map(|published| &published.document)
            .ok_or(Refusal::NotFound("questionnaire"))?;
        let question = document
            .questions()
            .filter(|question| matches!(question.kind, QuestionKind::Recommendation { .. }))
            .map(|question| question.id)
            .find(|id| self.question.is_none_or(|asked| asked == *id));
        let mut faults = Faults::default();
        // An earlier version may have asked a question that the newest does not.
        let question = question.or(self.question.filter(|id| document.question(*id).is_none()));
        if question.is_none() {
            faults.add("/question", "The questionnaire asks no such recommendation.");
        }
        let is_reportable = |cut| match cut {
            Cut::Column(id) => {
                configuration.columns.iter().any(|column| column.id == id && column.is_reportable)
            }
            Cut::Organisation => true,
        };
        if self.cut.is_some_and(|cut| !is_reportable(cut)) {
            faults.add("/column", "Results are not kept by this column.");
        }
        faults.into_result()?;
        question.ok_or(Refusal::NotFound("question"))
    }
}

impl NpsReport {
    fn add(&mut self, count: &ScoreCount) {
        let answers = u64::try_from(count.answers).unwrap_or(0);
        self.total.add(count.score, answers);
        self.months.entry(count.month).or_default().add(count.score, answers);
    }

    fn add_cut(&mut self, count: ScoreCount) {
        let answers = u64::try_from(count.answers).unwrap_or(0);
        self.values.entry(count.value.clone()).or_default().add(count.score, answers);
        self.cells.entry((count.value, count.month)).or_default().add(count.score, answers);
    }
}
