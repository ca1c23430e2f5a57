//! Who of a batch may be asked, with which questionnaire, and from when on.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil};

use crate::batch::{BatchKind, BatchState};
use crate::column::Column;
use crate::command::Place;
use crate::customer::CustomerState;
use crate::decision::Decision;
use crate::id::{BaseQuestionId, ColumnId, PositionId, QuestionnaireId, TemplateId, VersionNumber};
use crate::message::Window;
use crate::questionnaire::Document;
use crate::reason::Reason;
use crate::route::Route;
use crate::value::Value;
use crate::workspace::Settings;
use std::sync::Arc;

/// What the judgement needs to know of the workspace.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The workspace's settings.
    pub settings: &'a Settings,
    /// All columns, archived ones too, by id.
    pub columns: &'a [Column],
    /// All routing rules in the order in which they are tried.
    pub routes: &'a [Route],
    /// The newest published version of each questionnaire that has one.
    pub published: &'a BTreeMap<QuestionnaireId, Published>,
    /// The previous customers that the command names and the workspace has.
    pub previous: &'a BTreeMap<i32, Previous>,
}

/// A published questionnaire.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its newest version.
    pub version: VersionNumber,
    /// What that version asks.
    pub document: Arc<Document>,
}

/// The data of a previous customer (E59).
#[derive(Debug, Clone, Default)]
pub struct Previous {
    /// Its values.
    pub values: BTreeMap<ColumnId, Value>,
    /// Its answers (E61), in the order they were given.
    pub answers: Vec<KeptAnswer>,
}

/// An answer as it is kept: pre-filled or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The question.
    pub question: BaseQuestionId,
    /// Turn of a repeated page, from 1.
    pub page_repetition: i32,
    /// Turn of a repeated section, from 1.
    pub section_repetition: i32,
    /// Chosen positions.
    pub positions: Vec<PositionId>,
    /// "Not applicable" was chosen.
    pub is_not_applicable: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// When it was given.
    pub answered_at: Timestamp,
}

/// A batch, decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its name; blank names are replaced by `API <local date> <local time>`.
    pub name: String,
    /// How its customers are reached.
    pub kind: BatchKind,
    /// `PendingApproval` or `Approved` (E2).
    pub state: BatchState,
    /// Left out of results (E55).
    pub is_test: bool,
    /// Start of its send window; `None` = the workspace's (E45).
    pub send_time: Option<civil::Time>,
    /// Whom to tell, as sent.
    pub notify: Option<String>,
    /// The customers in the order sent.
    pub customers: Vec<DecidedCustomer>,
    /// What did not change the outcome (E23), in document order.
    pub warnings: Vec<Warning>,
}

/// One customer, decided.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedCustomer {
    /// Initial, Scheduled or Fault (E12).
    pub state: CustomerState,
    /// Why not, if not.
    pub reason: Option<Reason>,
    /// Address as sent, trimmed, whether valid or not.
    pub email: Option<String>,
    /// Normalised address (E40) if it is valid; its keyed hash is the contact.
    pub address: Option<String>,
    /// Phone number as sent.
    pub phone: Option<String>,
    /// Not before this moment (E42).
    pub send_at: Timestamp,
    /// The date used in reports.
    pub transaction_at: Timestamp,
    /// The effective end, if it is known already (E48): for an unapproved customer without an end date of its own or
    /// of its batch it is set at approval.
    pub ends_at: Option<Timestamp>,
    /// 0 unless sent.
    pub priority: i32,
    /// The previous customer (E59).
    pub previous: Option<i32>,
    /// Questionnaire, version, template and language (E19).
    pub routing: Option<Routing>,
    /// Values by column, copied ones included (E59).
    pub values: BTreeMap<ColumnId, Value>,
    /// Pre-filled answers, copied ones included (E65).
    pub answers: Vec<KeptAnswer>,
    /// When its invitation may leave; only for Scheduled.
    pub window: Option<Window>,
    /// The ledger so far, in order. The batch number is not known here: the entry `received` has no detail yet.
    pub decisions: Vec<Decision>,
}

/// Where the data of a customer leads (E19).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// Asked.
    pub questionnaire: QuestionnaireId,
    /// In this version, from now on for this customer.
    pub version: VersionNumber,
    /// The mail; `None` = the built-in invitation.
    pub template: Option<TemplateId>,
    /// The language.
    pub language: String,
}

/// A structural fault: the whole request is refused and nothing stored (E21, E24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// What can be wrong with a request (E24). Texts are made by the surface; names, ids and limits may be repeated there,
/// values never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No customers at all.
    NoCustomers,
    /// More customers than one call may bring.
    TooManyCustomers {
        /// The limit.
        most: usize,
    },
    /// Neither a column id nor a name.
    ColumnUnnamed,
    /// No column has this id (E31).
    ColumnIdUnknown(i32),
    /// No column has this name (E31).
    ColumnNameUnknown(String),
    /// The column is archived (E34).
    ColumnArchived(ColumnId, String),
    /// The column occurs twice with different values (E35).
    ColumnTwice(ColumnId, String),
    /// A required column has no value (E32).
    ColumnRequired(ColumnId, String),
    /// Encrypted without a thumbprint (E96).
    ThumbprintMissing,
    /// Not 40 or 64 hexadecimal digits (E97).
    ThumbprintInvalid,
    /// Encrypted without a key (E96).
    KeyMissing,
    /// The effective end lies before the later of send date and now (E25).
    EndBeforeStart,
    /// The questionnaire has no concept version (E56).
    NoConcept,
    /// No such customer in the workspace (E59).
    PreviousUnknown,
    /// Not an answer of the previous customer (E61).
    CopiedAnswerUnknown(i32),
    /// No such question in the workspace (E88).
    QuestionUnknown(i32),
    /// The question was answered twice with the same repetitions (E89).
    AnswerTwice,
    /// No such position (E90).
    PositionUnknown,
    /// More positions than the question allows (E91).
    TooManyPositions,
    /// Text only for text questions, positions only for questions with positions (E91).
    AnswerKindWrong,
    /// No question of the workspace takes files (E91).
    FilesNotTaken,
    /// "Not applicable" beside something else (E93).
    NotApplicableBesideAnswer,
    /// The question does not offer "not applicable".
    NotApplicableNotOffered,
    /// A repetition that the page or section does not have (E94).
    RepetitionOutOfRange,
    /// A date more than five minutes ahead (E87).
    DateAhead,
}

/// What did not change the outcome (E23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Place,
    /// What.
    pub notice: Notice,
}

/// What a warning says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Id and name disagree; the id was used (E30).
    ColumnNameDiffers(ColumnId),
    /// Encryption members without the mark were dropped (E97).
    EncryptionDropped,
    /// The thumbprint is not registered (E97).
    ThumbprintUnregistered,
    /// Copy members without a previous customer were ignored (E61).
    CopyIgnored,
    /// Answers were left out because the questionnaire does not ask the question (E62, E88).
    AnswersLeftOut(usize),
    /// A notification address is not valid and was skipped (E8).
    NotifyAddressSkipped(usize),
}
