//! Printing: JSON as it came, or tables for people.

use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

static UNSAID: AtomicBool = AtomicBool::new(false);

/// One object: as JSON, or a line a member.
pub(crate) fn object(value: &Value, json: bool) {
    if json {
        line(&value.to_string());
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                line(&format!("{name:<18} {}", cell(member)));
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => line(&cell(value)),
    }
}

/// A list: as JSON, or a table with these members.
pub(crate) fn list(items: &[Value], columns: &[&str], json: bool) {
    if json {
        line(&Value::Array(items.to_vec()).to_string());
        return;
    }
    let rows: Vec<Vec<String>> =
        items.iter().map(|item| columns.iter().map(|name| cell(&item[*name])).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let widest = rows.iter().filter_map(|row| row.get(place)).map(|c| c.chars().count()).max();
            widest.unwrap_or(0).max(name.len())
        })
        .collect();
    let print = |cells: Vec<String>| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        line(padded.join("  ").trim_end());
    };
    print(columns.iter().map(|name| (*name).to_owned()).collect());
    rows.into_iter().for_each(print);
}

/// One line on standard output. Whoever reads it may have seen enough, as `head` has.
pub(crate) fn line(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => UNSAID.store(true, Ordering::Relaxed),
        Ok(()) | Err(_) => {}
    }
}

/// Whether something was lost that had to be printed, as on a full disk.
pub(crate) fn is_unsaid() -> bool {
    UNSAID.load(Ordering::Relaxed)
}

/// One line beside the answer, on standard error.
#[expect(clippy::print_stderr, reason = "what is no answer must not mix with one")]
pub(crate) fn aside(text: &str) {
    eprintln!("{text}");
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
