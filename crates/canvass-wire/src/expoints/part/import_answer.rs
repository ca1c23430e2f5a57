//! ImportAnswerExternal and ImportAnswer with their positions and files: answers brought along (E88-E95).

use canvass_domain::command::{NewAnswer, NewFile, NewPosition, QuestionKey};
use canvass_domain::when::When;
use uuid::Uuid;

use crate::member::{Member, Most, Table, maybe, must};
use crate::value::Bytes;

/// An answer; `Q` is how its question is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentAnswer<Q> {
    /// The question.
    pub question: Q,
    /// "Not applicable" (E93).
    pub is_not_applicable_selected: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// Chosen positions (E90).
    pub selected_scale_positions: Vec<ScalePosition>,
    /// Null = now, or when the customer finished (E87).
    pub date_answered: Option<When>,
    /// Files (E95).
    pub file_answers: Vec<FileAnswer>,
    /// Turn of a repeated page (E94).
    pub page_repetition: Option<i32>,
    /// Turn of a repeated section (E94).
    pub section_repetition: Option<i32>,
}

/// An answer to a workspace-wide question, brought along with a customer who is still to be asked.
pub type ImportAnswerExternal = SentAnswer<i32>;
/// An answer to a question of a questionnaire, of a customer who has finished it.
pub type ImportAnswer = SentAnswer<Uuid>;

/// A position: found by the first present of id, value, label (E90).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScalePosition {
    /// Its id.
    pub id: Option<i32>,
    /// Its label.
    pub label: Option<String>,
    /// Its value.
    pub value: Option<i32>,
    /// Order in a ranking question (E92).
    pub ranking: Option<i32>,
}

/// A file of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileAnswer {
    /// Ignored on input.
    pub id: i32,
    /// Ignored on input.
    pub answer_id: i32,
    /// Its name.
    pub file_name: Option<String>,
    /// Its size; 0 = not told.
    pub file_size: i32,
    /// Its media type.
    pub file_type: Option<String>,
    /// Its bytes.
    pub data: Option<Bytes>,
    /// The bytes are opaque (E96).
    pub is_encrypted: bool,
    /// Certificate of the key.
    pub certificate_thumbprint: Option<String>,
    /// The wrapped key.
    pub encryption_key: Option<String>,
}

/// E124
pub(crate) const MOST_ANSWERS: Most =
    Most { count: 500, text: "At most 500 answers are accepted for one customer." };
/// E124: of all files of a customer; one answer cannot have more either.
const MOST_FILES: Most = Most { count: 100, text: "At most 100 files are accepted for one customer." };

/// Members of an answer to a workspace-wide question.
pub static IMPORT_ANSWER_EXTERNAL: Table<ImportAnswerExternal> = Table {
    name: "ImportAnswerExternal",
    members: &[
        Member::value("BaseQuestionId", |answer, sent| must(sent, &mut answer.question)),
        SentAnswer::NOT_APPLICABLE,
        SentAnswer::TEXT,
        SentAnswer::POSITIONS,
        SentAnswer::DATE,
        SentAnswer::FILES,
        SentAnswer::PAGE_REPETITION,
        SentAnswer::SECTION_REPETITION,
    ],
};

/// Members of an answer to a question of a questionnaire.
pub static IMPORT_ANSWER: Table<ImportAnswer> = Table {
    name: "ImportAnswer",
    members: &[
        Member::value("QuestionId", |answer, sent| must(sent, &mut answer.question)),
        SentAnswer::DATE,
        SentAnswer::TEXT,
        SentAnswer::POSITIONS,
        SentAnswer::FILES,
        SentAnswer::PAGE_REPETITION,
        SentAnswer::SECTION_REPETITION,
        SentAnswer::NOT_APPLICABLE,
    ],
};

/// The members that both have.
impl<Q: 'static> SentAnswer<Q> {
    const NOT_APPLICABLE: Member<Self> = Member::value("IsNotApplicableSelected", |answer, sent| {
        must(sent, &mut answer.is_not_applicable_selected)
    });
    const TEXT: Member<Self> = Member::text("Text", 100_000, |answer| &mut answer.text);
    const POSITIONS: Member<Self> = Member::part("SelectedScalePositions", |answer, spot| {
        spot.list(&SCALE_POSITION, &mut answer.selected_scale_positions)
    });
    const DATE: Member<Self> =
        Member::value("DateAnswered", |answer, sent| maybe(sent, &mut answer.date_answered));
    const FILES: Member<Self> = Member::limited("FileAnswers", MOST_FILES, |answer, spot| {
        spot.list(&FILE_ANSWER, &mut answer.file_answers)
    });
    const PAGE_REPETITION: Member<Self> =
        Member::value("PageRepetition", |answer, sent| maybe(sent, &mut answer.page_repetition));
    const SECTION_REPETITION: Member<Self> =
        Member::value("SectionRepetition", |answer, sent| maybe(sent, &mut answer.section_repetition));
}

static SCALE_POSITION: Table<ScalePosition> = Table {
    name: "ScalePosition",
    members: &[
        Member::value("Id", |position, sent| maybe(sent, &mut position.id)),
        Member::text("Label", 500, |position| &mut position.label),
        Member::value("Value", |position, sent| maybe(sent, &mut position.value)),
        Member::value("Ranking", |position, sent| maybe(sent, &mut position.ranking)),
    ],
};

static FILE_ANSWER: Table<FileAnswer> = Table {
    name: "FileAnswer",
    members: &[
        Member::value("Id", |file, sent| must(sent, &mut file.id)),
        Member::value("AnswerId", |file, sent| must(sent, &mut file.answer_id)),
        Member::text("FileName", 255, |file| &mut file.file_name),
        Member::value("FileSize", |file, sent| must(sent, &mut file.file_size)),
        Member::text("FileType", 255, |file| &mut file.file_type),
        Member::value("Data", |file, sent| maybe(sent, &mut file.data)),
        Member::value("IsEncrypted", |file, sent| must(sent, &mut file.is_encrypted)),
        Member::text("CertificateThumbprint", 200, |file| &mut file.certificate_thumbprint),
        Member::text("EncryptionKey", 4_000, |file| &mut file.encryption_key),
    ],
};

impl ImportAnswerExternal {
    /// The answer in our own words.
    pub fn lower(self) -> NewAnswer {
        let question = QuestionKey::Base(self.question);
        self.answer(question)
    }
}

impl ImportAnswer {
    /// The answer in our own words.
    pub fn lower(self) -> NewAnswer {
        let question = QuestionKey::Guid(self.question);
        self.answer(question)
    }
}

impl<Q> SentAnswer<Q> {
    fn answer(self, question: QuestionKey) -> NewAnswer {
        NewAnswer {
            question,
            is_not_applicable: self.is_not_applicable_selected,
            text: self.text,
            positions: self.selected_scale_positions.into_iter().map(ScalePosition::lower).collect(),
            answered_at: self.date_answered,
            files: self.file_answers.into_iter().map(FileAnswer::lower).collect(),
            page_repetition: self.page_repetition,
            section_repetition: self.section_repetition,
        }
    }
}

impl ScalePosition {
    fn lower(self) -> NewPosition {
        NewPosition { id: self.id, label: self.label, value: self.value, ranking: self.ranking }
    }
}

impl FileAnswer {
    fn lower(self) -> NewFile {
        NewFile {
            name: self.file_name,
            size: self.file_size,
            media_type: self.file_type,
            bytes: self.data.unwrap_or_default().0.into(),
            is_encrypted: self.is_encrypted,
            thumbprint: self.certificate_thumbprint,
            key: self.encryption_key,
        }
    }
}
