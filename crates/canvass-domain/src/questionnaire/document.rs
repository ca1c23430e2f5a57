//! The questionnaire document: pages, sections, questions, in one or more languages.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::id::{BaseQuestionId, PositionId};

/// A language tag of BCP 47 as used by the document, such as `en` or `nl`.
pub type Language = String;

/// A text in each language of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts(pub BTreeMap<Language, String>);

impl Texts {
    /// The text in the language, else in the fall-back, else in the first there is.
    pub fn get(&self, language: &str, fallback: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.get(fallback))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

/// A questionnaire as written by an experience manager; a published version freezes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Shown at the top.
    pub title: Texts,
    /// Languages it is written in; the first is the default.
    pub languages: Vec<Language>,
    /// Shown before the first question.
    pub introduction: Option<Texts>,
    /// Shown when it is finished; `None` = a built-in thank-you.
    pub thanks: Option<Texts>,
    /// The pages, in order.
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its heading.
    pub title: Option<Texts>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// One group of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: Option<Texts>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable over versions.
    pub id: BaseQuestionId,
    /// The question in this questionnaire, as the wires name it.
    pub guid: Uuid,
    /// What is asked.
    pub text: Texts,
    /// A help line.
    pub hint: Option<Texts>,
    /// Must be answered by a respondent.
    pub is_required: bool,
    /// What may be said.
    pub kind: QuestionKind,
}

/// What may be said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// 0 to 10, for the net promoter score. Position ids are score + 1.
    Recommendation {
        /// Label beside 0.
        low: Option<Texts>,
        /// Label beside 10.
        high: Option<Texts>,
    },
    /// One of labelled positions in order, maybe "not applicable".
    Scale {
        /// The positions, in order.
        positions: Vec<Position>,
        /// Label of "not applicable"; `None` = not offered.
        not_applicable: Option<Texts>,
    },
    /// Exactly one of the positions.
    SingleChoice {
        /// The positions.
        positions: Vec<Position>,
    },
    /// Any number of the positions.
    MultipleChoice {
        /// The positions.
        positions: Vec<Position>,
        /// At most so many.
        most: Option<usize>,
    },
    /// Free text.
    OpenText {
        /// At most so many characters.
        max_chars: usize,
        /// A single line instead of a field of several.
        is_single_line: bool,
    },
    /// Files (E91, E95). They come with customers and responses; the page does not take any, so that no such question
    /// can be required.
    File {
        /// At most so many in one answer.
        most: usize,
        /// The extensions that are taken, in lower case without the dot; none = all.
        types: Vec<String>,
    },
}

/// One position of a scale or choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Stable within the question.
    pub id: PositionId,
    /// Its value in averages.
    pub value: Option<i32>,
    /// What people see.
    pub label: Texts,
}

impl Document {
    /// All questions in document order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.sections).flat_map(|section| &section.questions)
    }

    /// The question with this id.
    pub fn question(&self, id: BaseQuestionId) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// The default language.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("en", String::as_str)
    }
}
