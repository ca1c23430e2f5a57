//! The first pass: every error of every row (Q22), and of the sound rows what the second pass needs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::person::{self, Person};
use super::route::{self, Lead, SegmentChoice};
use super::text::{Errors, MOST_NAME};
use super::{Facts, RowError, date};
use crate::command::{ImportTransactions, Member, ProductLine, TransactionMode, TransactionRow};
use crate::transaction::ProductName;

/// What the first pass learned.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Every error of every refused row, by row.
    pub errors: Vec<RowError>,
    pub(super) mode: TransactionMode,
    pub(super) is_read_forgivingly: bool,
    pub(super) rows: Vec<CheckedRow>,
}

/// A row in which no error was found.
#[derive(Debug, Clone)]
pub(super) struct CheckedRow {
    /// Its place in the request.
    pub(super) at: usize,
    pub(super) person: Person,
    /// `None` = today.
    pub(super) date: Option<Date>,
    pub(super) lead: Lead,
    pub(super) custom: BTreeMap<u8, String>,
    pub(super) lines: Vec<CheckedLine>,
}

#[derive(Debug, Clone)]
pub(super) struct CheckedLine {
    pub(super) name: ProductName,
    pub(super) values: BTreeMap<u8, String>,
}

/// What must be made before the sound rows can be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Codes of segments that nobody knows (Q33).
    pub segments: BTreeSet<String>,
    /// Numbers of further texts that have no column yet (Q37).
    pub columns: BTreeSet<u8>,
    /// All products that are named, each once; some may be known.
    pub products: Vec<ProductName>,
}

/// Checks all rows.
pub fn check(command: &ImportTransactions, facts: &Facts<'_>, now: Timestamp) -> Checked {
    let today = now.to_zoned(facts.workspace.settings.zone.clone()).date();
    let mut errors = Vec::new();
    let mut rows = Vec::with_capacity(command.rows.len());
    for (at, row) in command.rows.iter().enumerate() {
        let before = errors.len();
        let checked = check_row(row, command, (facts, today), &mut Errors { row: at, found: &mut errors });
        if errors.len() == before {
            rows.extend(checked);
        }
    }
    Checked { errors, mode: command.mode, is_read_forgivingly: command.is_read_forgivingly, rows }
}

fn check_row(
    row: &TransactionRow,
    command: &ImportTransactions,
    (facts, today): (&Facts<'_>, Date),
    errors: &mut Errors<'_>,
) -> Option<CheckedRow> {
    let policy = &facts.workspace.policy.transactions;
    let person = person::of(row, policy.country, errors);
    let date = errors
        .trimmed(Member::TransactionDate, row.transaction_date.as_deref(), MOST_NAME)
        .ok()
        .flatten()
        .and_then(|text| match date::check(text, policy.date_order, today) {
            Ok(date) => Some(date),
            Err(problem) => {
                errors.add(Member::TransactionDate, problem);
                None
            }
        });
    let lead = route::lead(row, &command.defaults, facts, errors);
    for (number, text) in &row.custom {
        errors.kept(Member::Custom(*number), text);
    }
    let lines =
        row.products.iter().enumerate().filter_map(|(at, line)| check_line(at, line, errors)).collect();
    Some(CheckedRow {
        at: errors.row,
        person: person?,
        date,
        lead: lead?,
        custom: row.custom.iter().cloned().collect(),
        lines,
    })
}

fn check_line(at: usize, line: &ProductLine, errors: &mut Errors<'_>) -> Option<CheckedLine> {
    let product = errors.trimmed(Member::ProductName(at), line.name.as_deref(), MOST_NAME);
    let group = errors.trimmed(Member::ProductGroup(at), line.group.as_deref(), MOST_NAME);
    for (number, text) in &line.custom {
        errors.kept(Member::ProductCustom(at, *number), text);
    }
    let name = ProductName {
        group: group.ok()?.unwrap_or_default().to_owned(),
        product: product.ok()?.unwrap_or_default().to_owned(),
    };
    let values: BTreeMap<u8, String> = line.custom.iter().cloned().collect();
    // A line that says nothing is none.
    let is_blank = name.group.is_empty() && name.product.is_empty() && values.is_empty();
    (!is_blank).then_some(CheckedLine { name, values })
}

impl Checked {
    /// How many rows are sound.
    pub fn sound(&self) -> usize {
        self.rows.len()
    }

    /// What must be made before the sound rows can be stored.
    pub fn needs(&self, facts: &Facts<'_>) -> Needs {
        let mut needs = Needs::default();
        let mut products = BTreeSet::new();
        for row in &self.rows {
            if let SegmentChoice::New(code) = &row.lead.segment {
                needs.segments.insert(code.clone());
            }
            needs.columns.extend(row.custom.keys().filter(|number| facts.column_of(**number).is_none()));
            products.extend(row.lines.iter().map(|line| line.name.clone()));
        }
        needs.products = products.into_iter().collect();
        needs
    }
}
