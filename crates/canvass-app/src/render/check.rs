//! Judges a template when it is saved, so that no letter fails for what could have been told before.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use canvass_domain::column::Column;
use canvass_domain::id::ColumnId;
use canvass_domain::value::Value as DataValue;
use minijinja::{Template, Value};

use super::compiled;
use super::context::{Context, Data};
use super::placeholder::{ADDRESSES, PLAIN, identifier, identifiers};
use super::syntax::{Form, check_syntax};
use crate::encryption::CertifiedOpener;

/// Longer bodies do not belong in a mail.
const MOST_BYTES: usize = 256 * 1024;
const LINK: &str = "https://canvass.example/q/a-personal-link";
const PREFERENCES: &str = "https://canvass.example/o/a-personal-link";

/// Checks the three texts of a template against the workspace's columns. Faults are sentences with the text they are
/// about in front: `html: link does not occur`.
pub fn check_template(
    subject: &str,
    text: &str,
    html: Option<&str>,
    columns: &[Column],
) -> Result<(), Vec<String>> {
    let columns = Arc::new(identifiers(columns));
    let mut faults = Vec::new();
    let bodies = [Some(("subject", subject)), Some(("text", text)), html.map(|html| ("html", html))];
    for (part, source) in bodies.into_iter().flatten() {
        let found = check_part(part, source, &columns);
        faults.extend(found.into_iter().map(|fault| format!("{part}: {fault}")));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Checks a body of plain text of its own, as [`super::Renderer::plain_body`] renders it: its link must occur.
pub fn check_plain_body(source: &str, columns: &[Column]) -> Result<(), Vec<String>> {
    let faults = check_part("text", source, &Arc::new(identifiers(columns)));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn check_part(part: &str, source: &str, columns: &Arc<HashMap<String, ColumnId>>) -> Vec<String> {
    if source.len() > MOST_BYTES {
        return vec![format!("it is longer than {MOST_BYTES} bytes")];
    }
    let mut faults = check_syntax(source, if part == "html" { Form::Html } else { Form::Plain });
    if !faults.is_empty() {
        return faults;
    }
    let mut environment = compiled::environment();
    let name = format!("checked.{part}");
    if let Err(error) = environment.add_template_owned(name.clone(), source.to_owned()) {
        let line = error.line().map_or_else(String::new, |line| format!(" in line {line}"));
        return vec![format!("{}{line}", error.detail().unwrap_or("it is not well formed"))];
    }
    let Ok(template) = environment.get_template(&name) else { return faults };
    faults.extend(unknown_names(&template, columns));
    match part {
        "subject" if source.trim().is_empty() => faults.push("it is empty".to_owned()),
        "subject" if ADDRESSES.iter().any(|name| template.undeclared_variables(true).contains(*name)) => {
            faults.push("the personal link does not belong here".to_owned());
        }
        "subject" => {}
        _ if !has_link_always(&template, columns) => {
            faults.push("link must occur, whatever the data are".to_owned());
        }
        _ => {}
    }
    faults
}

fn unknown_names(template: &Template<'_, '_>, columns: &HashMap<String, ColumnId>) -> Vec<String> {
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort();
    names.retain(|name| {
        let is_column =
            |column: &str| columns.contains_key(column) || columns.contains_key(&identifier(column));
        !PLAIN.contains(&name.as_str()) && !name.strip_prefix("data.").is_some_and(is_column)
    });
    names.into_iter().map(|name| format!("there is no {name}")).collect()
}

/// Tried with all data there and with none: conditions are about data.
fn has_link_always(template: &Template<'_, '_>, columns: &Arc<HashMap<String, ColumnId>>) -> bool {
    let full: BTreeMap<ColumnId, DataValue> =
        columns.values().map(|column| (*column, DataValue::Plain("x".to_owned()))).collect();
    [full, BTreeMap::new()].into_iter().all(|values| {
        let columns = Arc::clone(columns);
        let (opener, met_encrypted) = (CertifiedOpener::default(), AtomicBool::new(false));
        let data = Data { columns, values, opener, met_encrypted };
        let context = Context {
            link: Value::from(LINK),
            preferences: Value::from(PREFERENCES),
            workspace: Value::from("x"),
            sender: Value::from("x"),
            data: Value::from_object(data),
        };
        // What does not render has another fault, which is told.
        template.render(Value::from_object(context)).map_or(true, |made| made.contains(LINK))
    })
}
