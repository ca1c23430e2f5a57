//! From a document as sent to the domain's, with the faults that no single member shows: unknown types, members that do
//! not belong to a type, languages named twice.

use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{Document, Page, Position, Question, QuestionKind, Section, Texts};
use uuid::Uuid;

use super::{SentDocument, SentPage, SentPosition, SentQuestion, SentSection, SentTexts};
use crate::fault::{Fault, FaultKind, Path, Places};

const DEFAULT_MAX_CHARS: usize = 2_000;
const TYPES: &str = "recommendation, scale, singleChoice, multipleChoice, openText, file";

/// A fault of a rule, before its place in the body is known.
#[derive(Debug)]
pub(in crate::native) struct Rule {
    path: Path,
    text: String,
    kind: FaultKind,
}

impl Rule {
    /// The fault with its place.
    pub(in crate::native) fn placed(self, places: &Places<'_>) -> Fault {
        let position = places.position(&self.path);
        Fault { path: self.path.spelled(), position, text: self.text, kind: self.kind }
    }
}

/// The document below `root`, and what is wrong with it.
pub(in crate::native) fn lower(sent: SentDocument, guid: Uuid, root: &Path) -> (Document, Vec<Rule>) {
    let default = sent.languages.first().cloned().unwrap_or_else(|| "en".to_owned());
    let mut lowering = Lowering { default, guid, rules: Vec::new() };
    let pages = sent.pages.into_iter().enumerate();
    let document = Document {
        title: lowering.texts(sent.title, &root.clone().name("title")).unwrap_or_default(),
        introduction: lowering.texts(sent.introduction, &root.clone().name("introduction")),
        thanks: lowering.texts(sent.thanks, &root.clone().name("thanks")),
        pages: pages.map(|(index, page)| lowering.page(page, &root.clone().item("pages", index))).collect(),
        languages: sent.languages,
    };
    (document, lowering.rules)
}

struct Lowering {
    default: String,
    guid: Uuid,
    rules: Vec<Rule>,
}

impl Lowering {
    fn tell(&mut self, path: Path, text: impl Into<String>) {
        self.rules.push(Rule { path, text: text.into(), kind: FaultKind::Rule });
    }

    /// A single text is that of the default language; a text that is null is none.
    fn texts(&mut self, sent: SentTexts, path: &Path) -> Option<Texts> {
        let mut texts = BTreeMap::new();
        if let Some(single) = sent.single {
            texts.insert(self.default.clone(), single);
        }
        for (language, text) in sent.named {
            let Some(text) = text else { continue };
            if texts.insert(language, text).is_some() {
                self.tell(path.clone(), "A language occurs twice.");
            }
        }
        (!texts.is_empty()).then_some(Texts(texts))
    }

    fn page(&mut self, sent: SentPage, path: &Path) -> Page {
        let sections = sent.sections.into_iter().enumerate();
        Page {
            title: self.texts(sent.title, &path.clone().name("title")),
            sections: sections
                .map(|(index, section)| self.section(section, &path.clone().item("sections", index)))
                .collect(),
        }
    }

    fn section(&mut self, sent: SentSection, path: &Path) -> Section {
        let questions = sent.questions.into_iter().enumerate();
        Section {
            title: self.texts(sent.title, &path.clone().name("title")),
            questions: questions
                .map(|(index, question)| self.question(question, &path.clone().item("questions", index)))
                .collect(),
        }
    }

    fn question(&mut self, mut sent: SentQuestion, path: &Path) -> Question {
        let id = BaseQuestionId(sent.id);
        Question {
            id,
            guid: sent.guid.unwrap_or_else(|| derived_guid(self.guid, id)),
            text: self.texts(std::mem::take(&mut sent.text), &path.clone().name("text")).unwrap_or_default(),
            hint: self.texts(std::mem::take(&mut sent.hint), &path.clone().name("hint")),
            is_required: sent.required,
            kind: self.kind(sent, path),
        }
    }

    fn kind(&mut self, mut sent: SentQuestion, path: &Path) -> QuestionKind {
        let word = sent.kind.take().unwrap_or_default();
        let own: &[&str] = match word.as_str() {
            "recommendation" => &["low", "high"],
            "scale" => &["positions", "notApplicable"],
            "singleChoice" => &["positions"],
            "multipleChoice" => &["positions", "most"],
            "openText" => &["maxChars", "singleLine"],
            "file" => &["most", "types"],
            _ => {
                if !word.trim().is_empty() {
                    self.tell(path.clone().name("type"), format!("The type is one of {TYPES}."));
                }
                return QuestionKind::Recommendation { low: None, high: None };
            }
        };
        for (name, is_sent) in sent.special_members() {
            if is_sent && !own.contains(&name) {
                self.tell(
                    path.clone().name(name),
                    format!("A question of the type {word} has no such member."),
                );
            }
        }
        if own.contains(&"positions") && sent.positions.is_empty() {
            let (path, text) =
                (path.clone().name("positions"), "The positions field is required.".to_owned());
            self.rules.push(Rule { path, text, kind: FaultKind::Lacking });
        }
        let positions = self.positions(std::mem::take(&mut sent.positions), path);
        match word.as_str() {
            "scale" => QuestionKind::Scale {
                positions,
                not_applicable: self.texts(sent.not_applicable, &path.clone().name("notApplicable")),
            },
            "singleChoice" => QuestionKind::SingleChoice { positions },
            "multipleChoice" => {
                let most = sent.most.map(|most| self.count(most, path.clone().name("most")));
                QuestionKind::MultipleChoice { positions, most }
            }
            "file" => QuestionKind::File {
                most: sent.most.map_or(1, |most| self.count(most, path.clone().name("most"))),
                types: std::mem::take(&mut sent.types),
            },
            "openText" => QuestionKind::OpenText {
                max_chars: sent
                    .max_chars
                    .map_or(DEFAULT_MAX_CHARS, |most| self.count(most, path.clone().name("maxChars"))),
                is_single_line: sent.single_line.unwrap_or_default(),
            },
            _recommendation => QuestionKind::Recommendation {
                low: self.texts(sent.low, &path.clone().name("low")),
                high: self.texts(sent.high, &path.clone().name("high")),
            },
        }
    }

    fn count(&mut self, number: i32, path: Path) -> usize {
        usize::try_from(number).unwrap_or_else(|_negative| {
            self.tell(path, "The value is out of range.");
            0
        })
    }

    fn positions(&mut self, sent: Vec<SentPosition>, path: &Path) -> Vec<Position> {
        let sent = sent.into_iter().enumerate();
        sent.map(|(index, position)| {
            let path = path.clone().item("positions", index).name("label");
            Position {
                id: PositionId(position.id),
                value: position.value,
                label: self.texts(position.label, &path).unwrap_or_default(),
            }
        })
        .collect()
    }
}

impl SentQuestion {
    /// The members that belong to some types only, and whether they were sent.
    fn special_members(&self) -> [(&'static str, bool); 8] {
        let is_sent = |texts: &SentTexts| *texts != SentTexts::default();
        [
            ("low", is_sent(&self.low)),
            ("high", is_sent(&self.high)),
            ("positions", !self.positions.is_empty()),
            ("notApplicable", is_sent(&self.not_applicable)),
            ("most", self.most.is_some()),
            ("types", !self.types.is_empty()),
            ("maxChars", self.max_chars.is_some()),
            ("singleLine", self.single_line.is_some()),
        ]
    }
}

/// The GUID of a question that was sent without one: that of the questionnaire with the question's number worked into
/// its last 32 bits, marked as of version 8 (RFC 9562: made by an own rule).
fn derived_guid(questionnaire: Uuid, question: BaseQuestionId) -> Uuid {
    let number = u128::from(question.0.cast_unsigned());
    uuid::Builder::from_custom_bytes((questionnaire.as_u128() ^ number).to_be_bytes()).into_uuid()
}
