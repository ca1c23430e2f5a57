//! What makes a document fit to be published: every fault at once, each with its path in the document format.

mod pointer;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use pointer::Pointer;

use super::{Document, QuestionKind, Texts};

/// The most of what a document may hold.
pub const MOST_QUESTIONS: usize = 200;
/// The most pages, and the most sections of all pages together.
pub const MOST_PARTS: usize = 200;
/// The most positions of a question.
pub const MOST_POSITIONS: usize = 100;
/// The most languages.
pub const MOST_LANGUAGES: usize = 50;
/// The longest text.
pub const MOST_TEXT_CHARS: usize = 2_000;
/// The longest answer that an open question may ask for.
pub const MOST_ANSWER_CHARS: usize = 10_000;

/// Something that must be changed before the document can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFault {
    /// Where: a JSON pointer (RFC 6901) into the document format.
    pub path: String,
    /// What.
    pub text: String,
}

impl Document {
    /// Everything that is wrong with the document; nothing = it may be published.
    pub fn faults(&self) -> Vec<DocumentFault> {
        let mut check = Check { languages: &self.languages, found: Vec::new() };
        check.languages();
        check.texts(&Pointer::root().member("title"), Some(&self.title));
        check.texts(&Pointer::root().member("introduction"), self.introduction.as_ref());
        check.texts(&Pointer::root().member("thanks"), self.thanks.as_ref());
        check.sizes(self);
        questions::check(self, &mut check);
        check.found
    }

    /// What may not follow a published version: a base question keeps its kind and its GUID over all versions, or
    /// links and results of the earlier ones would mean something else.
    pub fn faults_after(&self, earlier: &Self) -> Vec<DocumentFault> {
        let before: HashMap<_, _> = earlier.questions().map(|question| (question.id, question)).collect();
        let mut check = Check { languages: &self.languages, found: Vec::new() };
        for (pointer, question) in questions::places(self) {
            let Some(known) = before.get(&question.id) else { continue };
            if known.kind.word() != question.kind.word() {
                let text = format!("Question {} was published as {}.", question.id, known.kind.word());
                check.fault(&pointer.member("type"), text);
            }
            if known.guid != question.guid {
                let text = format!("Question {} was published with the GUID {}.", question.id, known.guid);
                check.fault(&pointer.member("guid"), text);
            }
        }
        check.found
    }

    /// Whether it may follow the published version.
    pub fn is_compatible_with(&self, earlier: &Self) -> bool {
        self.faults_after(earlier).is_empty()
    }
}

impl QuestionKind {
    /// The word of the document format.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Recommendation { .. } => "recommendation",
            Self::Scale { .. } => "scale",
            Self::SingleChoice { .. } => "singleChoice",
            Self::MultipleChoice { .. } => "multipleChoice",
            Self::OpenText { .. } => "openText",
            Self::File { .. } => "file",
        }
    }
}

/// The faults found so far.
struct Check<'a> {
    languages: &'a [String],
    found: Vec<DocumentFault>,
}

impl Check<'_> {
    fn fault(&mut self, place: &Pointer, text: impl Into<String>) {
        self.found.push(DocumentFault { path: place.to_string(), text: text.into() });
    }

    fn languages(&mut self) {
        let place = Pointer::root().member("languages");
        let languages = self.languages;
        if languages.is_empty() {
            self.fault(&place, "A questionnaire has at least one language.");
        }
        if languages.len() > MOST_LANGUAGES {
            self.fault(&place, format!("A questionnaire has at most {MOST_LANGUAGES} languages."));
        }
        for (index, language) in languages.iter().enumerate() {
            if !is_language(language) {
                self.fault(&place.item(index), "A language is a tag such as en or pt-BR.");
            }
            if languages.iter().take(index).any(|earlier| earlier.eq_ignore_ascii_case(language)) {
                self.fault(&place.item(index), "The language occurs twice.");
            }
        }
    }

    fn sizes(&mut self, document: &Document) {
        let place = Pointer::root().member("pages");
        let sections: usize = document.pages.iter().map(|page| page.sections.len()).sum();
        if document.pages.len() > MOST_PARTS || sections > MOST_PARTS {
            self.fault(&place, format!("A questionnaire has at most {MOST_PARTS} pages and sections."));
        }
        match document.questions().count() {
            0 => self.fault(&place, "A questionnaire has at least one question."),
            count if count > MOST_QUESTIONS => {
                self.fault(&place, format!("A questionnaire has at most {MOST_QUESTIONS} questions."));
            }
            _ => {}
        }
    }

    /// A text stands in the default language, in languages of the document only, and is not too long.
    fn texts(&mut self, place: &Pointer, texts: Option<&Texts>) {
        let Some(texts) = texts else { return };
        if let Some(default) = self.languages.first()
            && texts.0.get(default).is_none_or(|text| text.trim().is_empty())
        {
            self.fault(place, format!("The text is missing in the default language {default}."));
        }
        for (language, text) in &texts.0 {
            if !self.languages.contains(language) {
                self.fault(&place.member(language), "The questionnaire does not have this language.");
            }
            if text.chars().count() > MOST_TEXT_CHARS {
                let limit = format!("A text has at most {MOST_TEXT_CHARS} characters.");
                self.fault(&place.member(language), limit);
            }
        }
    }
}

/// A language of two or three letters, then parts of two to eight letters or digits (BCP 47, without its registry).
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_primary = |part: &str| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_lowercase());
    parts.next().is_some_and(is_primary)
        && parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
