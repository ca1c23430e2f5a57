//! Data columns: made, listed, changed. One that is archived stays, so that what it held can be read.

use canvass_app::setup::{ColumnChange, add_column, update_column};
use canvass_domain::column::Column;
use canvass_domain::id::{ColumnId, WorkspaceId};
use canvass_store::area::NewColumn;
use canvass_wire::native::{column_add, column_change};
use serde_json::{Value, json};

use super::list::Cursor;
use super::{Answer, Call, Trouble};

/// GET columns
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let mut columns = call.configuration(workspace).await?.columns.clone();
    columns.sort_by_key(|column| column.id);
    Ok(cursor.answer_whole(&columns, |column| i64::from(column.id.0), view))
}

/// POST columns
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = column_add::read(&call.body).map_err(Trouble::Faults)?;
    let name = request.name.unwrap_or_default();
    let column = NewColumn {
        id: request.id.map(ColumnId),
        display_name: request.display_name.unwrap_or_else(|| name.clone()),
        name,
        external_name: request.external_name,
        is_required: request.required,
        is_identifying: request.identifying,
        is_reportable: request.reportable,
    };
    let made = add_column(call.app(), &call.principal, workspace, column).ready().await?;
    Ok(Answer::created(&view(&made)))
}

/// PATCH columns/{column}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = ColumnId(call.number("column")?);
    let request = column_change::read(&call.body).map_err(Trouble::Faults)?;
    let change = ColumnChange {
        name: request.name,
        display_name: request.display_name,
        external_name: request.external_name,
        is_required: request.required,
        is_archived: request.archived,
        is_identifying: request.identifying,
        is_reportable: request.reportable,
    };
    let changed = update_column(call.app(), &call.principal, workspace, id, change).ready().await?;
    Ok(Answer::ok(&view(&changed)))
}

fn view(column: &Column) -> Value {
    json!({
        "id": column.id.0,
        "name": column.name,
        "displayName": column.display_name,
        "externalName": column.external_name,
        "required": column.is_required,
        "archived": column.is_archived,
        "identifying": column.is_identifying,
        "reportable": column.is_reportable,
    })
}
