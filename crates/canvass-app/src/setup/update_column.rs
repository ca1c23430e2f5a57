//! Changes a data column; archiving is one of the changes (E34).

use canvass_domain::column::Column;
use canvass_domain::id::{ColumnId, WorkspaceId};
use canvass_store::Pending;

use super::Faults;
use super::add_column::names;
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// What changes; what is absent stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChange {
    /// Technical name.
    pub name: Option<String>,
    /// What people see.
    pub display_name: Option<String>,
    /// Second technical name; an empty text takes it away.
    pub external_name: Option<String>,
    /// Each customer must bring a value.
    pub is_required: Option<bool>,
    /// No longer written, still read.
    pub is_archived: Option<bool>,
    /// Tells persons apart.
    pub is_identifying: Option<bool>,
    /// Results can be cut by it, from the next answer on.
    pub is_reportable: Option<bool>,
}

/// Changes a data column.
pub fn update_column(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: ColumnId,
    change: ColumnChange,
) -> Pending<Column, Refusal> {
    app.change(principal, workspace, "update-column", move |tx, _now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut column = configuration
            .columns
            .into_iter()
            .find(|column| column.id == id)
            .ok_or(Refusal::NotFound("column"))?;
        change.lay_over(&mut column);
        let mut faults = Faults::default();
        names(&column.name, &column.display_name, column.external_name.as_deref(), &mut faults);
        faults.into_result()?;
        tx.save_column(&column)?;
        Ok(Done::new(column, format!("column {id}")))
    })
}

impl ColumnChange {
    fn lay_over(&self, column: &mut Column) {
        if let Some(name) = &self.name {
            column.name.clone_from(name);
        }
        if let Some(name) = &self.display_name {
            column.display_name.clone_from(name);
        }
        if let Some(name) = &self.external_name {
            column.external_name = (!name.is_empty()).then(|| name.clone());
        }
        column.is_required = self.is_required.unwrap_or(column.is_required);
        column.is_archived = self.is_archived.unwrap_or(column.is_archived);
        column.is_identifying = self.is_identifying.unwrap_or(column.is_identifying);
        column.is_reportable = self.is_reportable.unwrap_or(column.is_reportable);
    }
}
