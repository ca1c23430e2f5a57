//! Finding the column that a value names, in one look-up whatever the number of columns (E29).

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::column::Column;
use crate::fold;

/// The columns of a workspace by id and by name, made once a decision; the names at first use, because most senders
/// go by id.
pub(in crate::decide) struct ColumnIndex<'a> {
    columns: &'a [Column],
    /// In order of id.
    by_id: Vec<(i32, usize)>,
    by_name: OnceCell<HashMap<String, usize>>,
}

impl<'a> ColumnIndex<'a> {
    pub(in crate::decide) fn new(columns: &'a [Column]) -> Self {
        let mut by_id: Vec<_> = columns.iter().enumerate().map(|(at, column)| (column.id.0, at)).collect();
        by_id.sort_unstable();
        Self { columns, by_id, by_name: OnceCell::new() }
    }

    /// The place in the list of the column with this id.
    pub(in crate::decide) fn by_id(&self, id: i32) -> Option<usize> {
        let found = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.by_id.get(found).map(|(_, at)| *at)
    }

    /// The place in the list of the column with this name, without case and outer blanks.
    pub(in crate::decide) fn by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get_or_init(|| names(self.columns)).get(&fold::key(name)).copied()
    }
}

impl ColumnIndex<'_> {
    /// The place in the list of the column with this external name (E37).
    pub(super) fn by_external_name(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| {
            column.external_name.as_deref().is_some_and(|external| fold::same(external, name))
        })
    }
}

/// A technical name wins over an external one (E29).
fn names(columns: &[Column]) -> HashMap<String, usize> {
    let mut by_name = HashMap::with_capacity(columns.len() * 2);
    for (at, column) in columns.iter().enumerate() {
        by_name.entry(fold::key(&column.name)).or_insert(at);
    }
    for (at, column) in columns.iter().enumerate() {
        if let Some(name) = &column.external_name {
            by_name.entry(fold::key(name)).or_insert(at);
        }
    }
    by_name
}

/// Whether a name sent beside an id fits the column (E30).
pub(super) fn is_named(column: &Column, name: &str) -> bool {
    fold::same(&column.name, name)
        || column.external_name.as_deref().is_some_and(|external| fold::same(external, name))
}
