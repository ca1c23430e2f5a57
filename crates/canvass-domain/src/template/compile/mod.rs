//! Joins a document with the columns of a workspace: one tree a body, and every fault with its path, line and column.
//!
//! The same way is gone when a template is saved and when it is used; saving asks for no faults, using only that every
//! body can be printed (`CompiledBody::print`). `placeholder` judges placeholders, `body` makes the tree of a text.

mod body;
mod placeholder;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::document::{Document, Edition};
use super::language;
use super::name::identifiers;
use super::print::{Names, Printer, Values};
use super::tree::{Node, Typed, always_prints_link};
use crate::column::Column;
use body::Scope;

/// Longer bodies do not belong in a mail.
const MOST_BYTES: usize = 256 * 1024;
const MOST_SUBJECT_CHARS: usize = 500;
const MOST_LANGUAGES: usize = 50;

/// A fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// JSON pointer into the document.
    pub path: String,
    /// Line and column of a text, from 1.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.text)
    }
}

/// A template that can be printed.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What an author should know; none = it may be saved.
    pub faults: Vec<TemplateFault>,
    /// In the order of the document.
    pub editions: Vec<CompiledEdition>,
}

impl Compiled {
    /// The edition for a language: exactly it, else its primary language, else those of the workspace's language, else
    /// the first.
    pub fn edition(&self, wanted: &str, workspace: &str) -> Option<&CompiledEdition> {
        let tags = self.editions.iter().map(|edition| edition.language.as_deref().unwrap_or_default());
        self.editions.get(language::choose(&tags, wanted, workspace))
    }
}

/// The mail in one language.
#[derive(Debug, Clone)]
pub struct CompiledEdition {
    /// Its language; `None` = that of the customer.
    pub language: Option<String>,
    /// Subject line.
    pub subject: CompiledBody,
    /// Plain text.
    pub text: CompiledBody,
    /// HTML; `None` = made from the text.
    pub html: Option<CompiledBody>,
}

/// A text that can be printed.
#[derive(Debug, Clone)]
pub struct CompiledBody {
    nodes: Vec<Node>,
    /// It asks for what is not there.
    is_broken: bool,
}

impl CompiledBody {
    /// Prints it; `None` if it cannot be printed, whatever the data.
    pub fn print(&self, names: Names<'_>, values: &dyn Values) -> Option<String> {
        if self.is_broken {
            return None;
        }
        let mut out = String::with_capacity(1024);
        Printer { names, values }.print(&self.nodes, &mut out);
        Some(out)
    }
}

/// What a text becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Subject,
    Text,
    Html,
    Sms,
}

/// Compiles a document. The columns are all of the workspace, archived ones too.
pub fn compile(document: &Document, columns: &[Column]) -> Compiled {
    let columns = identifiers(columns);
    let mut faults = Vec::new();
    let typed = placeholder::typed(document, &columns, &mut faults);
    check_languages(document, &mut faults);
    let scope = Scope { columns: &columns, typed: &typed };
    let is_flat = matches!(document.editions.as_slice(), [Edition { language: None, .. }]);
    let editions = document
        .editions
        .iter()
        .enumerate()
        .map(|(place, edition)| {
            let path = if is_flat { String::new() } else { format!("/languages/{place}") };
            compile_edition(edition, &path, &scope, &mut faults)
        })
        .collect();
    Compiled { faults, editions }
}

/// Compiles the body of a text message that no language has of its own, with the placeholders of a document, whose
/// faults are not told here. The personal link must occur in it.
pub fn compile_body(
    source: &str,
    document: &Document,
    columns: &[Column],
) -> (CompiledBody, Vec<TemplateFault>) {
    let columns = identifiers(columns);
    let typed = placeholder::typed(document, &columns, &mut Vec::new());
    let mut faults = Vec::new();
    let scope = Scope { columns: &columns, typed: &typed };
    let body = compile_part(source, Form::Sms, "", &scope, &mut faults);
    (body, faults)
}

fn compile_edition(
    edition: &Edition,
    path: &str,
    scope: &Scope<'_>,
    faults: &mut Vec<TemplateFault>,
) -> CompiledEdition {
    let mut part =
        |name: &str, source: &str, form| compile_part(source, form, &format!("{path}/{name}"), scope, faults);
    // It is compiled by itself where it leaves.
    edition.sms.as_deref().map(|sms| part("sms", sms, Form::Sms));
    CompiledEdition {
        language: edition.language.clone(),
        subject: part("subject", &edition.subject, Form::Subject),
        text: part("text", &edition.text, Form::Text),
        html: edition.html.as_deref().map(|html| part("html", html, Form::Html)),
    }
}

fn compile_part(
    source: &str,
    form: Form,
    path: &str,
    scope: &Scope<'_>,
    faults: &mut Vec<TemplateFault>,
) -> CompiledBody {
    let mut fault = |text: String| faults.push(TemplateFault { path: path.to_owned(), place: None, text });
    if source.len() > MOST_BYTES {
        fault(format!("it is longer than {MOST_BYTES} bytes"));
        return CompiledBody { nodes: Vec::new(), is_broken: true };
    }
    if form == Form::Subject && source.chars().count() > MOST_SUBJECT_CHARS {
        fault(format!("it is longer than {MOST_SUBJECT_CHARS} characters"));
    }
    let made = body::make(source, form, scope);
    faults.extend(made.faults.iter().map(|fault| TemplateFault {
        path: path.to_owned(),
        place: Some(super::syntax::place(source, fault.at)),
        text: fault.text.clone(),
    }));
    // Of a body that could not be read nothing else can be told.
    if !made.is_broken {
        let missing = match form {
            Form::Subject if source.trim().is_empty() => Some("it is empty"),
            Form::Subject => None,
            Form::Text if source.trim().is_empty() => {
                Some("it is empty: each mail leaves as text, whether it has HTML or not")
            }
            Form::Sms if source.trim().is_empty() => {
                Some("it is empty: without a text message of its own, leave it out or null")
            }
            Form::Text | Form::Html | Form::Sms if always_prints_link(&made.nodes) => None,
            Form::Text | Form::Html | Form::Sms => Some("link must occur, whatever the data are"),
        };
        if let Some(text) = missing {
            faults.push(TemplateFault { path: path.to_owned(), place: None, text: text.to_owned() });
        }
    }
    CompiledBody { nodes: made.nodes, is_broken: made.is_broken }
}

fn check_languages(document: &Document, faults: &mut Vec<TemplateFault>) {
    let mut fault = |path: String, text: &str| {
        faults.push(TemplateFault { path, place: None, text: text.to_owned() });
    };
    if document.editions.is_empty() {
        fault("/languages".to_owned(), "at least one language is needed");
    }
    if document.editions.len() > MOST_LANGUAGES {
        fault("/languages".to_owned(), "there are more than 50 languages");
    }
    let mut seen = BTreeSet::new();
    for (place, edition) in document.editions.iter().enumerate() {
        let path = format!("/languages/{place}/language");
        match &edition.language {
            None if document.editions.len() == 1 => {}
            None => fault(path, "a language is needed where there are several"),
            Some(tag) if !language::is_tag(tag) => fault(path, "it is no language tag, such as nl or nl-BE"),
            Some(tag) if !seen.insert(tag.to_ascii_lowercase()) => {
                fault(path, "this language is there already");
            }
            Some(_) => {}
        }
    }
}

/// Placeholders by name.
type TypedNames = HashMap<String, Arc<Typed>>;

#[cfg(test)]
mod tests;
