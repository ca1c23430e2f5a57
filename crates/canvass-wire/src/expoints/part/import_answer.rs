//! ImportAnswerExternal with its positions and files: an answer brought along (E88-E95).

use canvass_domain::command::{NewAnswer, NewFile, NewPosition};
use canvass_domain::when::When;

use crate::member::{Member, Most, Table, maybe, must};
use crate::value::Bytes;

/// An answer to a workspace-wide question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportAnswerExternal {
    /// The question.
    pub base_question_id: i32,
    /// "Not applicable" (E93).
    pub is_not_applicable_selected: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// Chosen positions (E90).
    pub selected_scale_positions: Vec<ScalePosition>,
    /// Null = now (E87).
    pub date_answered: Option<When>,
    /// Files (E95).
    pub file_answers: Vec<FileAnswer>,
    /// Turn of a repeated page (E94).
    pub page_repetition: Option<i32>,
    /// Turn of a repeated section (E94).
    pub section_repetition: Option<i32>,
}

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

/// E124: of all files of a customer; one answer cannot have more either.
const MOST_FILES: Most = Most { count: 100, text: "At most 100 files are accepted for one customer." };

/// Members of an answer.
pub static IMPORT_ANSWER_EXTERNAL: Table<ImportAnswerExternal> = Table {
    name: "ImportAnswerExternal",
    members: &[
        Member::value("BaseQuestionId", |answer, sent| must(sent, &mut answer.base_question_id)),
        Member::value("IsNotApplicableSelected", |answer, sent| {
            must(sent, &mut answer.is_not_applicable_selected)
        }),
        Member::text("Text", 100_000, |answer| &mut answer.text),
        Member::part("SelectedScalePositions", |answer, spot| {
            spot.list(&SCALE_POSITION, &mut answer.selected_scale_positions)
        }),
        Member::value("DateAnswered", |answer, sent| maybe(sent, &mut answer.date_answered)),
        Member::limited("FileAnswers", MOST_FILES, |answer, spot| {
            spot.list(&FILE_ANSWER, &mut answer.file_answers)
        }),
        Member::value("PageRepetition", |answer, sent| maybe(sent, &mut answer.page_repetition)),
        Member::value("SectionRepetition", |answer, sent| maybe(sent, &mut answer.section_repetition)),
    ],
};

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
        NewAnswer {
            base_question: self.base_question_id,
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
            bytes: self.data.unwrap_or_default().0,
            is_encrypted: self.is_encrypted,
            thumbprint: self.certificate_thumbprint,
            key: self.encryption_key,
        }
    }
}
