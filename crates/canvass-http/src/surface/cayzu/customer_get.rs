//! GET Customer/Get/{id} and its aliases: an organisation as it stands (1.3 of the rules).

use axum::response::Response;
use canvass_app::organisation::show_organisation;
use canvass_domain::id::OrganisationId;
use canvass_wire::cayzu::customer::Customer;
use canvass_wire::cayzu::customer_get;

use super::{Call, Trouble};

/// Reads an organisation.
pub(crate) async fn show(call: Call) -> Result<Response, Trouble> {
    let id = customer_get::read(call.id.as_deref(), &call.query).map_err(Trouble::Invalid)?;
    let shown = show_organisation(&call.state.app, &call.principal, call.workspace, OrganisationId(id));
    let organisation = shown.ready().await.map_err(Trouble::of_refusal)?;
    Ok(call.written(&Customer::from(organisation)))
}
