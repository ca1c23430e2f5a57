//! Results: the funnel counted from rows, scores summed from counters.

use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId};
use canvass_store::Result;
use canvass_store::area::{FunnelCount, ResultFilter, Results, ScoreCount};

use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

pub(super) fn score_count(cells: &mut Cells<'_, '_>) -> Result<ScoreCount> {
    Ok(ScoreCount {
        month: cells.next()?,
        value: cells.next()?,
        score: cells.next()?,
        answers: cells.next()?,
    })
}

pub(super) fn funnel_count(cells: &mut Cells<'_, '_>) -> Result<FunnelCount> {
    Ok(FunnelCount {
        state: cells.customer_state()?,
        reason: cells.reason()?,
        is_invited: cells.next()?,
        is_opened: cells.next()?,
        is_started: cells.next()?,
        customers: cells.next()?,
    })
}

impl Results for SqliteTx<'_> {
    fn funnel(&mut self, filter: ResultFilter) -> Result<Vec<FunnelCount>> {
        let questionnaire = filter.questionnaire.map(|questionnaire| questionnaire.0);
        self.rows(catalogue::COUNT_FUNNEL, (self.wall(), questionnaire), funnel_count)
    }

    fn scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>> {
        let column = cut.map_or(0, |column| column.0);
        self.rows(catalogue::SUM_SCORES, (self.wall(), questionnaire.0, question.0, column), score_count)
    }

    fn scan_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>> {
        let (wall, questionnaire, question) = (self.wall(), questionnaire.0, question.0);
        match cut {
            None => self.rows(catalogue::SCAN_SCORES, (wall, questionnaire, question), score_count),
            Some(column) => {
                self.rows(catalogue::SCAN_CUT_SCORES, (wall, questionnaire, question, column.0), score_count)
            }
        }
    }

    fn orphans(&mut self) -> Result<Vec<String>> {
        let counts: Vec<(String, i64)> =
            self.rows(catalogue::COUNT_ORPHANS, (self.wall(),), |cells| Ok((cells.next()?, cells.next()?)))?;
        Ok(counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{what}: {count}"))
            .collect())
    }
}
