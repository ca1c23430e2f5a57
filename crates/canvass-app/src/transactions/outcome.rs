//! What a call with transactions became, as the asker is told.

use canvass_domain::batch::Remark;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::decide::import_transactions::{EmailStatus, RowError};
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::reason::Reason;
use jiff::Timestamp;

use crate::secret::Link;

/// The generation that links of a new customer have. A replayed answer shows these, whatever happened since.
const FIRST_GENERATION: i32 = 1;

/// What a call with transactions became: at least one row was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionsOutcome {
    /// The batch.
    pub batch: BatchId,
    /// What became of the mail (Q43).
    pub email: EmailStatus,
    /// For each row of the call, in order: the transaction, `None` = refused.
    pub rows: Vec<Option<CustomerId>>,
    /// Every error of every refused row, by row.
    pub errors: Vec<RowError>,
    /// Where each stored row stands, in order. Not kept: a replay tells none.
    pub standings: Vec<RowStanding>,
}

/// Where a row stands after its intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowStanding {
    /// Its place in the call.
    pub row: usize,
    /// The state of its transaction.
    pub state: CustomerState,
    /// Why nobody is asked, if nobody is.
    pub reason: Option<Reason>,
    /// What was left out of it.
    pub remarks: Vec<Remark>,
}

impl TransactionsOutcome {
    /// How many rows were stored (Q21).
    pub fn stored(&self) -> usize {
        self.rows.iter().flatten().count()
    }

    /// The link of a row that was stored (Q53).
    pub fn link(&self, workspace: WorkspaceId, row: usize) -> Option<Link> {
        let customer = (*self.rows.get(row)?)?;
        Some(Link { workspace, customer, generation: FIRST_GENERATION })
    }

    /// The errors of a row.
    pub fn errors_of(&self, row: usize) -> impl Iterator<Item = &RowError> {
        self.errors.iter().filter(move |error| error.row == row)
    }
}

/// A call of which no row can be stored (Q23): every error of every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsRefused {
    /// By row.
    pub errors: Vec<RowError>,
}

/// A response that was given elsewhere, as it is stored now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseOutcome {
    /// The batch it stands in.
    pub batch: BatchId,
    /// The response: its transaction has the same number.
    pub response: CustomerId,
    /// What was answered.
    pub questionnaire: QuestionnaireId,
    /// In which version.
    pub version: VersionNumber,
    /// What people call it.
    pub questionnaire_name: String,
    /// When it was given.
    pub finished_at: Timestamp,
    /// Only partly answered.
    pub is_partial: bool,
    /// Its language tag.
    pub language: String,
    /// What was said, in the order of the questionnaire.
    pub answers: Vec<KeptAnswer>,
}
