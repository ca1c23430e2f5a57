//! Why a use case did not do what it was asked. Surfaces turn each into their own status and body by a total match.

use canvass_domain::decide::add_notes::NoteFault;
use canvass_domain::decide::block::BlockFault;
use canvass_domain::decide::create_organisation;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::decide::import_response::ResponseFault;
use canvass_domain::refusal::RefusalCode;
use canvass_store::{AsStoreError, StoreError};
use jiff::Timestamp;

use crate::transactions::RowsRefused;

/// A fault of one field of our own API, named by a JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer, such as `/pages/0/sections/1/questions/2/id`.
    pub path: String,
    /// What is wrong and what the limit is; never the value sent in.
    pub text: String,
}

/// A refusal. Nothing was stored, but for [`StoreError::OutcomeUnknown`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The object named in the URL is not there, or not in this workspace: the same answer for both.
    NotFound(&'static str),
    /// Unique names that are taken, or an object in the wrong state: a stable code such as `batch_not_pending`, and a sentence.
    Conflict(&'static str, String),
    /// Faults of fields of our own API.
    Fields(Vec<FieldFault>),
    /// Structural faults of an import, all of them.
    Import(Vec<Fault>),
    /// Not one row of a call with transactions can be stored (Q23).
    Rows(RowsRefused),
    /// An imported response that cannot be stored, with all its faults (Q68).
    Response(Vec<ResponseFault>),
    /// Faults of an organisation, all of them (C12).
    Organisation(Vec<create_organisation::Fault>),
    /// Faults of notes, all of them.
    Notes(Vec<NoteFault>),
    /// Faults of a lock, an opt-out or a question about them, all of them (E73, E74).
    Blocks(Vec<BlockFault>),
    /// The idempotency key was used with another body.
    KeyReused,
    /// The questionnaire is not open: see the page.
    NotOpen(Closed),
    /// The store failed.
    Store(StoreError),
}

/// Why a questionnaire is not open for a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The batch waits for approval.
    NotYet,
    /// The end date passed at this moment.
    Ended(Timestamp),
    /// It was completed already.
    Finished,
    /// The organisation stopped it.
    Stopped,
}

impl Refusal {
    /// Its place in the code table; surfaces answer by it.
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::NotFound(_) => RefusalCode::ObjectMissing,
            Self::Conflict(..) => RefusalCode::Conflict,
            Self::Fields(_)
            | Self::Import(_)
            | Self::Rows(_)
            | Self::Response(_)
            | Self::Notes(_)
            | Self::Blocks(_) => RefusalCode::RequestInvalid,
            Self::Organisation(_) => RefusalCode::OrganisationRefused,
            Self::KeyReused => RefusalCode::KeyReused,
            Self::NotOpen(_) => RefusalCode::QuestionnaireNotOpen,
            Self::Store(StoreError::Busy | StoreError::Contended | StoreError::Unavailable(_)) => {
                RefusalCode::Unavailable
            }
            Self::Store(_) => RefusalCode::Unexpected,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing(what) => Self::NotFound(what),
            StoreError::Conflict(constraint) => {
                Self::Conflict(constraint, format!("The {} is taken.", constraint.replace('_', " ")))
            }
            other @ (StoreError::Busy
            | StoreError::Unavailable(_)
            | StoreError::Contended
            | StoreError::OutcomeUnknown(_)
            | StoreError::RowsChanged { .. }
            | StoreError::Corrupt(_)
            | StoreError::Engine(_)) => Self::Store(other),
        }
    }
}

impl AsStoreError for Refusal {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::NotFound(_)
            | Self::Conflict(..)
            | Self::Fields(_)
            | Self::Import(_)
            | Self::Rows(_)
            | Self::Response(_)
            | Self::Organisation(_)
            | Self::Notes(_)
            | Self::Blocks(_)
            | Self::KeyReused
            | Self::NotOpen(_) => None,
        }
    }
}
