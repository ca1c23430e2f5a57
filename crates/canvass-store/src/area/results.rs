//! Results: the funnel counted from rows, scores read from the counters that answers keep.

use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BaseQuestionId, ColumnId, QuestionnaireId};
use canvass_domain::reason::Reason;

use crate::Result;

/// Of which questionnaire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResultFilter {
    /// Only this one; `None` = all. A customer without a route has none.
    pub questionnaire: Option<QuestionnaireId>,
}

/// One row of the funnel: test customers are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelCount {
    /// Where they stand.
    pub state: CustomerState,
    /// Why not asked.
    pub reason: Option<Reason>,
    /// The peer took an invitation.
    pub is_invited: bool,
    /// The questionnaire was opened.
    pub is_opened: bool,
    /// At least one answer was given.
    pub is_started: bool,
    /// How many.
    pub customers: i64,
}

/// How often a score was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoreCount {
    /// Local month of completion, year * 100 + month.
    pub month: i32,
    /// The value of the cut; empty when not cut.
    pub value: String,
    /// The score.
    pub score: i32,
    /// How many finished customers gave it.
    pub answers: i64,
}

/// Results.
pub trait Results {
    /// The funnel.
    fn funnel(&mut self, filter: ResultFilter) -> Result<Vec<FunnelCount>>;
    /// Scores of a question by month, and by the value of a column if one is given. Read from counters.
    fn scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>>;
    /// The same by a full scan of the answers: what the counters must equal (`check`).
    fn scan_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
        cut: Option<ColumnId>,
    ) -> Result<Vec<ScoreCount>>;
    /// Findings of rows that belong to nothing (customers without batch, messages without customer, answers without
    /// customer), as plain sentences (`check`).
    fn orphans(&mut self) -> Result<Vec<String>>;
}
