//! What can be wrong with a request (E24) and what is only worth a word (E23).

use uuid::Uuid;

use crate::command::Place;
use crate::id::ColumnId;

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
    /// More values than one customer may bring (E124).
    TooManyValues {
        /// The limit.
        most: usize,
    },
    /// Another customer of the request, by its place, has the address, and the workspace takes none twice (E41).
    AddressTwice {
        /// The first with the address.
        first: usize,
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
    /// No such question in the questionnaire (E88).
    QuestionGuidUnknown(Uuid),
    /// No such questionnaire in the workspace, or none that was published.
    QuestionnaireUnknown,
    /// The data leads to no questionnaire, so there is nothing to hand out (E19).
    NotRouted,
    /// The host is not on the workspace's list.
    HostNotListed,
    /// The question was answered twice with the same repetitions (E89).
    AnswerTwice,
    /// No such position (E90).
    PositionUnknown,
    /// More positions than the question allows (E91).
    TooManyPositions,
    /// Text only for text questions, positions only for questions with positions (E91).
    AnswerKindWrong,
    /// The text has more characters than the question takes (E24).
    AnswerTooLong {
        /// The limit.
        most: usize,
    },
    /// The question takes no files (E91).
    FilesNotTaken,
    /// More files than the question takes.
    FilesTooMany {
        /// The limit.
        most: usize,
    },
    /// More files than one customer may bring (E124).
    TooManyFiles {
        /// The limit.
        most: usize,
    },
    /// More answers than one customer may bring (E124).
    TooManyAnswers {
        /// The limit.
        most: usize,
    },
    /// A file without a byte (E95).
    FileEmpty,
    /// A file over the limit (E95).
    FileTooLong {
        /// The limit in bytes.
        most: usize,
    },
    /// The announced size is not that of the file (E95).
    FileSizeDiffers,
    /// Nothing is left of the file's name (E95).
    FileNameMissing,
    /// The question does not take files of this extension (E95).
    FileTypeNotTaken,
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
    /// The questionnaire is not written in this language; its default is taken.
    LanguageUnknown,
    /// A notification address is not valid and was skipped (E8).
    NotifyAddressSkipped(usize),
    /// There were more warnings than are told (E23).
    WarningsLeftOut,
}
