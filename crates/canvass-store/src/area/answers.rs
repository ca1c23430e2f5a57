//! Answers: what the page needs to know, and storing what was said once.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{KeptAnswer, Routing};
use canvass_domain::decision::Decision;
use canvass_domain::id::{ColumnId, CustomerId};
use canvass_domain::message::Window;
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// What the page of a link needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// Who.
    pub customer: CustomerId,
    /// Where the customer stands.
    pub state: CustomerState,
    /// Where its batch stands.
    pub batch_state: BatchState,
    /// Left out of results.
    pub is_test: bool,
    /// The effective end, once known.
    pub ends_at: Option<Timestamp>,
    /// What is asked.
    pub routing: Option<Routing>,
    /// Generation of its links.
    pub link_generation: i32,
    /// Pre-filled and given answers; given ones win.
    pub answers: Vec<KeptAnswer>,
    /// First opening.
    pub opened_at: Option<Timestamp>,
    /// Completion.
    pub finished_at: Option<Timestamp>,
    /// Values of reportable columns.
    pub cuts: Vec<Cut>,
}

/// A value that results can be cut by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The column.
    pub column: ColumnId,
    /// The trimmed value.
    pub value: String,
}

/// An answer with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredAnswer {
    /// What was said.
    pub answer: KeptAnswer,
    /// The value that counts in means and scores.
    pub score: Option<i32>,
}

/// Answers of one submission.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnswers {
    /// Who.
    pub customer: CustomerId,
    /// What was said; replaces earlier answers to the same questions.
    pub answers: Vec<ScoredAnswer>,
    /// The new state: `PartiallyAnswered` or `Finished`.
    pub state: CustomerState,
    /// Local month of completion as year * 100 + month, when it is `Finished`.
    pub month: Option<i32>,
    /// What results are cut by; empty for test customers.
    pub cuts: Vec<Cut>,
    /// Counts in results: not a test customer.
    pub counts: bool,
    /// Nobody opened the questionnaire here: the response came with its customer.
    pub is_elsewhere: bool,
    /// Ledger entries.
    pub decisions: Vec<Decision>,
    /// When the person is reminded to finish (E51); only with the first part of an answer.
    pub reminder: Option<Window>,
    /// When.
    pub at: Timestamp,
}

/// Answers.
pub trait Answers {
    /// What the page needs; locks the customer's row until the transaction ends when the transaction may write.
    fn respondent(&mut self, customer: CustomerId) -> Result<Option<Respondent>>;
    /// First opening: Initial, Scheduled, Invited, Reminded or Bounced -> Opened, `opened_at`, batch Approved -> Active.
    /// It proves that mail in doubt arrived: that is settled as sent, with a ledger entry of its own. Mail that waits because
    /// it came back falls back to sent. A later opening changes nothing. True if there was such mail.
    fn record_opening(&mut self, customer: CustomerId, decision: &Decision) -> Result<bool>;
    /// Stores answers, state, ledger and - when finished - the counters of the results, in one go. Waiting, held and
    /// claimed messages of the customer are cancelled - a reminder to finish only when it is finished -, one in doubt is
    /// settled as sent, with a ledger entry of its own. The reminder to finish is made where the invitation left, once for
    /// ever (E51). A customer at an end takes no answer (`RowsChanged`). When nobody of the batch is open any more, the next sweep closes it.
    fn save_answers(&mut self, answers: &NewAnswers) -> Result<()>;
    /// The given answers of one customer by question.
    fn answers(&mut self, customer: CustomerId) -> Result<Vec<ScoredAnswer>>;
    /// Finished customers and their answers by customer number, test customers left out.
    fn finished(&mut self, page: Page) -> Result<Vec<(CustomerId, Vec<ScoredAnswer>)>>;
}
