//! Results: the funnel counted from rows, scores summed from counters over all shards.

use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId};
use canvass_store::Result;
use canvass_store::area::{FunnelCount, ResultFilter, Results, ScoreCount};
use postgres::Row;

use super::{customer_state, reason};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, named};

pub(super) fn score_count(row: &Row) -> Result<ScoreCount> {
    Ok(ScoreCount {
        month: named(row, "month")?,
        value: named(row, "value")?,
        score: named(row, "score")?,
        answers: named(row, "answers")?,
    })
}

pub(super) fn funnel_count(row: &Row) -> Result<FunnelCount> {
    Ok(FunnelCount {
        state: customer_state(row)?,
        reason: reason(row)?,
        is_invited: named(row, "is_invited")?,
        is_opened: named(row, "is_opened")?,
        is_started: named(row, "is_started")?,
        customers: named(row, "customers")?,
    })
}

impl Results for PostgresTx<'_> {
    fn funnel(&mut self, filter: ResultFilter) -> Result<Vec<FunnelCount>> {
        let workspace = self.ws();
        let questionnaire = filter.questionnaire.map(|questionnaire| questionnaire.0);
        self.query(catalogue::COUNT_FUNNEL, &[&workspace, &questionnaire])?.iter().map(funnel_count).collect()
    }

    fn scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>> {
        let workspace = self.ws();
        let column = cut.map_or(0, |column| column.0);
        self.query(catalogue::SUM_SCORES, &[&workspace, &questionnaire.0, &question.0, &column])?
            .iter()
            .map(score_count)
            .collect()
    }

    fn scan_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>> {
        let workspace = self.ws();
        let rows = match cut {
            None => self.query(catalogue::SCAN_SCORES, &[&workspace, &questionnaire.0, &question.0])?,
            Some(column) => self
                .query(catalogue::SCAN_CUT_SCORES, &[&workspace, &questionnaire.0, &question.0, &column.0])?,
        };
        rows.iter().map(score_count).collect()
    }

    fn orphans(&mut self) -> Result<Vec<String>> {
        let workspace = self.ws();
        let mut findings = Vec::new();
        for row in self.query(catalogue::COUNT_ORPHANS, &[&workspace])? {
            let rows: i64 = field(&row, 1)?;
            if rows > 0 {
                findings.push(format!("{}: {rows}", field::<&str>(&row, 0)?));
            }
        }
        Ok(findings)
    }
}
