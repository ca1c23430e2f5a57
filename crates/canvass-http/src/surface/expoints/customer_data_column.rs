//! GET customerdatacolumn: the columns of the workspace, ordered by id (5.14 of the rules).

use axum::response::Response;
use canvass_app::setup::show_configuration;
use canvass_domain::column::Column;
use canvass_wire::expoints::customer_data_column::{
    CustomerDataColumn, CustomerDataColumnAnswer, CustomerDataColumnRequest,
};

use super::{Call, Trouble};

/// Lists the columns that are asked for.
pub(crate) async fn list(call: Call) -> Result<Response, Trouble> {
    let request = CustomerDataColumnRequest::read(&call.query).map_err(Trouble::invalid)?;
    let configuration = show_configuration(&call.state.app, &call.principal, call.workspace)
        .ready()
        .await
        .map_err(Trouble::of_refusal)?;
    let mut columns: Vec<CustomerDataColumn> = configuration.columns.iter().map(view).collect();
    columns.retain(|column| request.takes(column));
    columns.sort_by_key(|column| column.id);
    Ok(call.written(&CustomerDataColumnAnswer { customer_data_columns: columns }))
}

fn view(column: &Column) -> CustomerDataColumn {
    CustomerDataColumn {
        id: column.id.0,
        required: column.is_required,
        archived: column.is_archived,
        name: column.name.clone(),
        display_name: column.display_name.clone(),
    }
}
