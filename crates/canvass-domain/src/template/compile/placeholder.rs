//! Judges the placeholders of a document and ties them to their columns.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{TemplateFault, TypedNames};
use crate::column::Column;
use crate::template::date::Pattern;
use crate::template::document::{Document, Kind, Placeholder, Wording};
use crate::template::language::calendar;
use crate::template::link::followed;
use crate::template::name::{identifier, is_free};
use crate::template::tree::Typed;

const MOST_PLACEHOLDERS: usize = 200;
const MOST_DECIMALS: u8 = 6;
const MOST_CHOICES: usize = 500;
const MOST_TEXT_CHARS: usize = 2_000;

/// Those whose column is known; the others are faults.
pub(super) fn typed(
    document: &Document,
    columns: &HashMap<String, &Column>,
    faults: &mut Vec<TemplateFault>,
) -> TypedNames {
    let mut typed = TypedNames::new();
    if document.placeholders.len() > MOST_PLACEHOLDERS {
        let text = format!("there are more than {MOST_PLACEHOLDERS} placeholders");
        faults.push(TemplateFault { path: "/placeholders".to_owned(), place: None, text });
    }
    for (place, placeholder) in document.placeholders.iter().enumerate() {
        let mut told = Told { path: format!("/placeholders/{place}"), faults };
        if !is_free(&placeholder.name) {
            told.fault(
                "/name",
                "a name is small letters, digits and _, and none that every template has or the language uses",
            );
        } else if typed.contains_key(&placeholder.name) {
            told.fault("/name", "this name is there already");
        }
        let reads = check_kind(placeholder, document, &mut told);
        check_length(&placeholder.if_empty, "/ifEmpty", &mut told);
        if placeholder.kind == Kind::Link
            && !placeholder.if_empty.0.values().all(|text| followed(text).is_some())
        {
            told.fault("/ifEmpty", "it is no address that begins with http://, https:// or mailto:");
        }
        let Some(column) = found(columns, &placeholder.column) else {
            told.fault("/column", &format!("there is no column {}", placeholder.column));
            continue;
        };
        if column.is_archived {
            told.fault(
                "/column",
                &format!("the column {} is archived: no customer brings it any more", column.name),
            );
        }
        let Placeholder { name, column: _, kind, if_empty } = placeholder.clone();
        typed.entry(name).or_insert_with(|| Arc::new(Typed { column: column.id, kind, reads, if_empty }));
    }
    typed
}

/// A column by what `data.` would call it.
pub(super) fn found<'a>(columns: &HashMap<String, &'a Column>, name: &str) -> Option<&'a Column> {
    columns.get(name).or_else(|| columns.get(&identifier(name))).copied()
}

struct Told<'a> {
    path: String,
    faults: &'a mut Vec<TemplateFault>,
}

impl Told<'_> {
    fn fault(&mut self, member: &str, text: &str) {
        let path = format!("{}{member}", self.path);
        self.faults.push(TemplateFault { path, place: None, text: text.to_owned() });
    }
}

/// Checks what belongs to the kind alone; gives the pattern that dates are read by.
fn check_kind(placeholder: &Placeholder, document: &Document, told: &mut Told<'_>) -> Option<Pattern> {
    match &placeholder.kind {
        Kind::Text | Kind::Link => None,
        Kind::Number { decimals, .. } => {
            if decimals.is_some_and(|decimals| decimals > MOST_DECIMALS) {
                told.fault("/decimals", "at most 6 decimals are printed");
            }
            None
        }
        Kind::Date { reads, format } => {
            check_formats(format, document, told);
            match reads.as_deref().map(Pattern::new)? {
                Err(text) => told.fault("/reads", &text),
                Ok(pattern) if pattern.reads_a_day() => return Some(pattern),
                Ok(_) => told.fault("/reads", "a day is read by year, month and day, in digits"),
            }
            None
        }
        Kind::Choice { choices, otherwise } => {
            if choices.is_empty() || choices.len() > MOST_CHOICES {
                told.fault("/choices", "1 to 500 choices are needed");
            }
            let mut seen = BTreeSet::new();
            for (place, choice) in choices.iter().enumerate() {
                if !seen.insert(&choice.value) {
                    told.fault(&format!("/choices/{place}/value"), "this value is there already");
                }
                if choice.text.0.is_empty() {
                    told.fault(&format!("/choices/{place}/text"), "a text is needed");
                }
                check_length(&choice.text, &format!("/choices/{place}/text"), told);
            }
            check_length(otherwise, "/otherwise", told);
            None
        }
    }
}

/// Names of months are there for some languages only; which are printed is known from the editions.
fn check_formats(format: &Wording, document: &Document, told: &mut Told<'_>) {
    for text in format.0.values() {
        if let Err(fault) = Pattern::new(text) {
            told.fault("/format", &fault);
        }
    }
    for tag in document.editions.iter().filter_map(|edition| edition.language.as_deref()) {
        let has_names =
            format.get(tag).and_then(|text| Pattern::new(text).ok()).is_some_and(|made| made.has_names());
        if has_names && calendar(tag).is_none() {
            told.fault("/format", &format!("the names of months and weekdays are not known in {tag}"));
        }
    }
}

fn check_length(wording: &Wording, member: &str, told: &mut Told<'_>) {
    if wording.0.values().any(|text| text.chars().count() > MOST_TEXT_CHARS) {
        told.fault(member, "it is longer than 2000 characters");
    }
}
