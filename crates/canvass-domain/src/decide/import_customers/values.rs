//! The data values of one customer: which column each means, what is wrong with it, what is missing (E29-E37, E96, E97).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::columns::{ColumnIndex, is_named};
use super::findings::Findings;
use super::sealing::{SealPlaces, Sealing};
use super::subject::Subject;
use super::{Facts, Notice, Previous, Problem};
use crate::certificate::Certificate;
use crate::column::Column;
use crate::command::{NewCustomer, NewValue, Place};
use crate::fold;
use crate::id::ColumnId;
use crate::value::{Opener, Sealed, Value};

/// The most values that one customer may bring (E124).
const MOST_VALUES: usize = 500;

/// Resolves values to columns for all customers of one command.
pub(super) struct Values<'a> {
    columns: &'a [Column],
    certificates: &'a [Certificate],
    opener: &'a dyn Opener,
    index: ColumnIndex<'a>,
    /// Names as they were written: senders repeat them from customer to customer.
    seen: HashMap<&'a str, Option<usize>>,
    /// For the customer at hand: which of its values belongs to the column at this place of the list.
    slots: Vec<Option<usize>>,
}

impl<'a> Values<'a> {
    pub(super) fn new(facts: &Facts<'a>) -> Self {
        Self {
            columns: facts.columns,
            certificates: facts.certificates,
            opener: facts.opener,
            index: ColumnIndex::new(facts.columns),
            seen: HashMap::new(),
            slots: vec![None; facts.columns.len()],
        }
    }

    /// Checks the values of one customer; pushes for each value the column it is kept under, `None` if it is not kept.
    pub(super) fn check(
        &mut self,
        subject: Subject<'a>,
        kept: &mut Vec<Option<ColumnId>>,
        findings: &mut Findings,
    ) {
        self.check_present(subject, kept, findings);
        self.check_required(subject, findings);
    }

    /// The same, but whether a required column has a value is not asked.
    pub(super) fn check_present(
        &mut self,
        subject: Subject<'a>,
        kept: &mut Vec<Option<ColumnId>>,
        findings: &mut Findings,
    ) {
        self.slots.fill(None);
        if subject.customer.values.len() > MOST_VALUES {
            findings.fault(Place::Values(subject.at), Problem::TooManyValues { most: MOST_VALUES });
        }
        for (position, value) in subject.customer.values.iter().enumerate() {
            let sealed = Sealing {
                is_encrypted: value.is_encrypted,
                thumbprint: value.thumbprint.as_deref(),
                key: value.key.as_deref(),
            };
            let places = SealPlaces {
                whole: Place::Value(subject.at, position),
                thumbprint: Place::Thumbprint(subject.at, position),
                key: Place::Key(subject.at, position),
            };
            sealed.check(places, self.certificates, findings);
            kept.push(match self.column_of(value) {
                Ok(found) => self.claim(found, position, subject, findings),
                Err(problem) => {
                    findings.fault(Place::Value(subject.at, position), problem);
                    None
                }
            });
        }
    }

    /// The value that the customer at hand has in a column, if it may be read: sent, else copied (E20, E59).
    /// An encrypted one may be read where the operator installed its private key (E98).
    pub(super) fn readable<'v>(&self, column: ColumnId, subject: Subject<'v>) -> Option<Cow<'v, str>> {
        let found = self.index.by_id(column.0)?;
        let column = self.columns.get(found)?;
        let open = |sealed| self.opener.open(column.id, sealed).map(Cow::Owned);
        if let Some(value) = self.sent(found, subject.customer) {
            return if value.is_encrypted {
                open(sealed(value)?)
            } else {
                value.value.as_deref().map(Cow::Borrowed)
            };
        }
        let value = subject.previous?.values.get(&column.id).filter(|_| !column.is_archived)?;
        value.plain().map(Cow::Borrowed).or_else(|| open(value.sealed()?))
    }

    fn sent<'v>(&self, column: usize, customer: &'v NewCustomer) -> Option<&'v NewValue> {
        let position = (*self.slots.get(column)?)?;
        customer.values.get(position).filter(|value| value.value.is_some())
    }

    /// E29, E31.
    fn column_of(&mut self, value: &'a NewValue) -> Result<usize, Problem> {
        if value.column > 0 {
            return self.index.by_id(value.column).ok_or(Problem::ColumnIdUnknown(value.column));
        }
        let index = &self.index;
        if let Some(name) = value.name.as_deref().filter(|name| !fold::is_blank(name)) {
            let found = *self.seen.entry(name).or_insert_with(|| index.by_name(name));
            return found.ok_or_else(|| Problem::ColumnNameUnknown(name.trim().to_owned()));
        }
        let external = value.external_name.as_deref().filter(|name| !fold::is_blank(name)); // E37
        let name = external.ok_or(Problem::ColumnUnnamed)?;
        index.by_external_name(name).ok_or_else(|| Problem::ColumnNameUnknown(name.trim().to_owned()))
    }

    /// Takes a value for its column, unless it may not be written (E34) or was already given (E35).
    fn claim(
        &mut self,
        found: usize,
        position: usize,
        subject: Subject<'_>,
        findings: &mut Findings,
    ) -> Option<ColumnId> {
        let place = Place::Value(subject.at, position);
        let column = self.columns.get(found)?;
        let slot = self.slots.get_mut(found)?;
        let value = subject.customer.values.get(position)?;
        if value.column > 0
            && value.name.as_deref().is_some_and(|name| !fold::is_blank(name) && !is_named(column, name))
        {
            findings.warning(place, Notice::ColumnNameDiffers(column.id)); // E30
        }
        if column.is_archived {
            findings.fault(place, Problem::ColumnArchived(column.id, column.name.clone()));
            return None;
        }
        let earlier = slot.and_then(|earlier| subject.customer.values.get(earlier));
        if let Some(earlier) = earlier {
            if !is_equal(earlier, value) {
                findings.fault(place, Problem::ColumnTwice(column.id, column.name.clone()));
            }
            return None;
        }
        *slot = Some(position);
        value.value.is_some().then_some(column.id)
    }

    /// E32, E33.
    fn check_required(&self, subject: Subject<'_>, findings: &mut Findings) {
        let required =
            self.columns.iter().enumerate().filter(|(_, column)| column.is_required && !column.is_archived);
        for (found, column) in required {
            let is_there = match self.sent(found, subject.customer) {
                Some(value) => {
                    value.is_encrypted || value.value.as_deref().is_some_and(|text| !fold::is_blank(text))
                }
                None => subject
                    .previous
                    .and_then(|previous| previous.values.get(&column.id))
                    .is_some_and(|value| !value.is_blank()),
            };
            if !is_there {
                findings.fault(
                    Place::Values(subject.at),
                    Problem::ColumnRequired(column.id, column.name.clone()),
                );
            }
        }
    }
}

/// What a customer's data is in the end: what was sent, and for the other columns what the previous customer had and
/// the workspace still keeps (E59, E60).
pub(super) fn merge(
    sent: Vec<NewValue>,
    kept: &[Option<ColumnId>],
    previous: Option<&Previous>,
    is_kept: impl Fn(ColumnId) -> bool,
) -> BTreeMap<ColumnId, Value> {
    let mut values = BTreeMap::new();
    for (value, column) in sent.into_iter().zip(kept) {
        if let (Some(column), Some(value)) = (*column, taken(value)) {
            values.insert(column, value);
        }
    }
    for (column, value) in previous.iter().flat_map(|previous| &previous.values) {
        if !values.contains_key(column) && is_kept(*column) {
            values.insert(*column, value.clone());
        }
    }
    values
}

fn taken(value: NewValue) -> Option<Value> {
    let text = value.value?;
    if !value.is_encrypted {
        return Some(Value::Plain(text));
    }
    Some(Value::Encrypted { value: text, thumbprint: value.thumbprint?, key: value.key? })
}

/// E35. A value left out and a blank text say the same.
fn is_equal(one: &NewValue, other: &NewValue) -> bool {
    one.is_encrypted == other.is_encrypted
        && one.value.as_deref().unwrap_or_default() == other.value.as_deref().unwrap_or_default()
        && (!one.is_encrypted || (one.thumbprint == other.thumbprint && one.key == other.key))
}

/// The encrypted form of a value that was sent whole.
fn sealed(value: &NewValue) -> Option<Sealed<'_>> {
    Some(Sealed {
        value: value.value.as_deref()?,
        thumbprint: value.thumbprint.as_deref()?,
        key: value.key.as_deref()?,
    })
}
