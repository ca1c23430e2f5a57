//! Whom a call names: its keys in their groups, not yet hashed (E73, E74).

use super::{BlockFault, BlockPlace, BlockProblem, Facts};
use crate::block::NamedKey;
use crate::command::{NamedPerson, NewValue};
use crate::contact::Mobile;
use crate::decide::import_customers::ColumnIndex;
use crate::fold;
use crate::id::{ColumnId, CustomerId};

/// The groups by which a person is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedGroups {
    /// The customer whose own keys join, by [`crate::block::group_of_columns`].
    pub customer: Option<CustomerId>,
    /// Each is a group: all keys of it must match.
    pub groups: Vec<Vec<NamedKey>>,
}

/// Reads people and gathers faults.
pub(super) struct Reader<'a> {
    facts: Facts<'a>,
    index: ColumnIndex<'a>,
    faults: Vec<BlockFault>,
}

/// What a text says to be a telephone number, without the `tel:` before it: no address, and mostly digits of any script.
fn number(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some((scheme, number)) = text.split_at_checked(4)
        && scheme.eq_ignore_ascii_case("tel:")
    {
        return Some(number);
    }
    let signs = text.chars().filter(|sign| !sign.is_whitespace()).count();
    let digits = text.chars().filter(|sign| sign.is_numeric()).count();
    (digits >= 5 && digits * 2 > signs && !text.contains('@')).then_some(text)
}

impl<'a> Reader<'a> {
    pub(super) fn new(facts: &Facts<'a>) -> Self {
        Self { facts: *facts, index: ColumnIndex::new(facts.columns), faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, place: BlockPlace, problem: BlockProblem) {
        self.faults.push(BlockFault { place, problem });
    }

    pub(super) fn finish<T>(self, decided: T) -> Result<T, Vec<BlockFault>> {
        if self.faults.is_empty() { Ok(decided) } else { Err(self.faults) }
    }

    pub(super) fn person(&mut self, at: usize, person: &NamedPerson) -> NamedGroups {
        let found = self.faults.len();
        let customer = person.customer.map(CustomerId);
        if customer.is_some() && !self.facts.has_customer {
            self.fault(BlockPlace::Customer(at), BlockProblem::CustomerUnknown);
        }
        let email = person.email.as_deref().and_then(|text| self.address(at, text)).map(|key| vec![key]);
        let columns = self.columns(at, &person.values);
        let groups: Vec<Vec<NamedKey>> = [email, columns].into_iter().flatten().collect();
        if customer.is_none() && groups.is_empty() && self.faults.len() == found {
            self.fault(BlockPlace::Person(at), BlockProblem::NoKey);
        }
        NamedGroups { customer, groups }
    }

    /// The key of an address or number.
    fn address(&mut self, at: usize, text: &str) -> Option<NamedKey> {
        let country = self.facts.country;
        let Some(number) = number(text) else { return NamedKey::of_address(text, country) };
        let mobile = Mobile::parse(number, country);
        if mobile.is_none() {
            self.fault(BlockPlace::Email(at), BlockProblem::NumberUnreadable);
        }
        mobile.map(NamedKey::Mobile)
    }

    /// The group of the given columns. One blank value and there is none: fewer columns would mean more people.
    fn columns(&mut self, at: usize, values: &[NewValue]) -> Option<Vec<NamedKey>> {
        let mut keys: Vec<(ColumnId, Option<NamedKey>)> = Vec::with_capacity(values.len());
        for (position, value) in values.iter().enumerate() {
            match self.column(value, &keys) {
                Ok(Some(key)) => keys.push(key),
                Ok(None) => {}
                Err(problem) => self.fault(BlockPlace::Value(at, position), problem),
            }
        }
        let keys: Vec<NamedKey> = keys.into_iter().map(|(_, key)| key).collect::<Option<_>>()?;
        (!keys.is_empty()).then_some(keys)
    }

    /// One value; `None` if it only repeats another.
    fn column(
        &self,
        value: &NewValue,
        earlier: &[(ColumnId, Option<NamedKey>)],
    ) -> Result<Option<(ColumnId, Option<NamedKey>)>, BlockProblem> {
        let column = self.facts.columns.get(self.found(value)?).ok_or(BlockProblem::ColumnUnnamed)?;
        if !column.is_identifying {
            return Err(BlockProblem::ColumnNotIdentifying(column.id, column.name.clone()));
        }
        if value.is_encrypted {
            return Err(BlockProblem::ValueEncrypted);
        }
        let key = value.value.as_deref().and_then(|text| NamedKey::of_value(column.id, text));
        match earlier.iter().find(|(id, _)| *id == column.id) {
            None => Ok(Some((column.id, key))),
            Some((_, known)) if *known == key => Ok(None),
            Some(_) => Err(BlockProblem::ColumnTwice(column.id, column.name.clone())),
        }
    }

    /// E29, E31: by number, else by name, else by external name.
    fn found(&self, value: &NewValue) -> Result<usize, BlockProblem> {
        if value.column > 0 {
            return self.index.by_id(value.column).ok_or(BlockProblem::ColumnIdUnknown(value.column));
        }
        let mut names = [&value.name, &value.external_name].into_iter().flatten();
        let name = names.find(|name| !fold::is_blank(name)).ok_or(BlockProblem::ColumnUnnamed)?;
        self.index.by_name(name).ok_or_else(|| BlockProblem::ColumnNameUnknown(name.trim().to_owned()))
    }
}
