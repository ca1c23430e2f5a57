//! A document in the document format: texts always by language, absent members left out.

use std::fmt::Display;

use canvass_domain::questionnaire::{Document, Page, Position, Question, QuestionKind, Section, Texts};

use crate::write::json_text;

/// The document as JSON.
pub fn write(document: &Document) -> String {
    let mut out = Object::new();
    out.texts("title", Some(&document.title));
    out.member("languages", &list(&document.languages, |language| quoted(language)));
    out.texts("introduction", document.introduction.as_ref());
    out.texts("thanks", document.thanks.as_ref());
    out.member("pages", &list(&document.pages, page));
    out.done()
}

fn page(page: &Page) -> String {
    let mut out = Object::new();
    out.texts("title", page.title.as_ref());
    out.member("sections", &list(&page.sections, section));
    out.done()
}

fn section(section: &Section) -> String {
    let mut out = Object::new();
    out.texts("title", section.title.as_ref());
    out.member("questions", &list(&section.questions, question));
    out.done()
}

fn question(question: &Question) -> String {
    let mut out = Object::new();
    out.member("id", &question.id);
    out.member("guid", &quoted(&question.guid.hyphenated().to_string()));
    out.member("type", &quoted(question.kind.word()));
    out.texts("text", Some(&question.text));
    out.texts("hint", question.hint.as_ref());
    out.member("required", &question.is_required);
    match &question.kind {
        QuestionKind::Recommendation { low, high } => {
            out.texts("low", low.as_ref());
            out.texts("high", high.as_ref());
        }
        QuestionKind::Scale { positions, not_applicable } => {
            out.member("positions", &list(positions, position));
            out.texts("notApplicable", not_applicable.as_ref());
        }
        QuestionKind::SingleChoice { positions } => out.member("positions", &list(positions, position)),
        QuestionKind::MultipleChoice { positions, most } => {
            out.member("positions", &list(positions, position));
            if let Some(most) = most {
                out.member("most", most);
            }
        }
        QuestionKind::OpenText { max_chars, is_single_line } => {
            out.member("maxChars", max_chars);
            out.member("singleLine", is_single_line);
        }
        QuestionKind::File { most, types } => {
            out.member("most", most);
            out.member("types", &list(types, |extension| quoted(extension)));
        }
    }
    out.done()
}

fn position(position: &Position) -> String {
    let mut out = Object::new();
    out.member("id", &position.id);
    if let Some(value) = position.value {
        out.member("value", &value);
    }
    out.texts("label", Some(&position.label));
    out.done()
}

/// An object being written; names of languages are free, so the tables of answers do not fit.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self("{".to_owned())
    }

    fn member(&mut self, name: &str, value: &dyn Display) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        json_text(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(&value.to_string());
    }

    fn texts(&mut self, name: &str, texts: Option<&Texts>) {
        if let Some(texts) = texts {
            let mut by_language = Self::new();
            for (language, text) in &texts.0 {
                by_language.member(language, &quoted(text));
            }
            self.member(name, &by_language.done());
        }
    }

    fn done(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    json_text(&mut quoted, text);
    quoted
}

fn list<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(write).collect();
    format!("[{}]", items.join(","))
}
