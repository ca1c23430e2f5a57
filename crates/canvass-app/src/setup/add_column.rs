//! Makes a data column.

use canvass_domain::column::Column;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::NewColumn;

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal};

pub(super) const MOST_NAME_CHARS: usize = 200;

/// Makes a data column.
pub fn add_column(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    column: NewColumn,
) -> Pending<Column, Refusal> {
    app.change(principal, workspace, "add-column", move |tx, _now| {
        let mut faults = Faults::default();
        if column.id.is_some_and(|id| id.0 <= 0) {
            faults.add("/id", "A column number is above 0.");
        }
        names(&column.name, &column.display_name, column.external_name.as_deref(), &mut faults);
        faults.into_result()?;
        let made = tx.add_column(&column)?;
        let object = format!("column {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Names are compared without outer blanks (E29), so they have none.
pub(super) fn names(name: &str, display_name: &str, external_name: Option<&str>, faults: &mut Faults) {
    faults.text("/name", name, MOST_NAME_CHARS);
    if name != name.trim() {
        faults.add("/name", "Blanks at the start or end are not accepted.");
    }
    faults.text("/displayName", display_name, MOST_NAME_CHARS);
    if let Some(name) = external_name {
        faults.text("/externalName", name, MOST_NAME_CHARS);
    }
}
