//! Finding the column that a value names, in one look-up whatever the number of columns (E29).

use std::collections::HashMap;

use crate::column::Column;
use crate::fold;

/// The columns of a workspace by id and by name. Made once a decision; it holds no borrow, so it may be kept.
#[derive(Debug, Clone, Default)]
pub struct ColumnIndex {
    by_id: HashMap<i32, usize>,
    by_name: HashMap<String, usize>,
}

impl ColumnIndex {
    /// The index of these columns; a technical name wins over an external one (E29).
    pub fn new(columns: &[Column]) -> Self {
        let by_id = columns.iter().enumerate().map(|(at, column)| (column.id.0, at)).collect();
        let mut by_name = HashMap::with_capacity(columns.len() * 2);
        for (at, column) in columns.iter().enumerate() {
            by_name.entry(fold::key(&column.name)).or_insert(at);
        }
        for (at, column) in columns.iter().enumerate() {
            if let Some(name) = &column.external_name {
                by_name.entry(fold::key(name)).or_insert(at);
            }
        }
        Self { by_id, by_name }
    }

    /// The place in the list of the column with this id.
    pub fn by_id(&self, id: i32) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The place in the list of the column with this name, without case and outer blanks.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(&fold::key(name)).copied()
    }
}

/// Whether a name sent beside an id fits the column (E30).
pub(super) fn is_named(column: &Column, name: &str) -> bool {
    fold::same(&column.name, name)
        || column.external_name.as_deref().is_some_and(|external| fold::same(external, name))
}
