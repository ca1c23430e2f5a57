//! GET customer/getcustomerstatuses: codes and names of the states (5.11 of the rules).

use axum::response::Response;
use canvass_wire::expoints::customer_statuses::{CustomerStatusesAnswer, read};

use super::{Call, Trouble};

/// Lists all states.
pub(crate) async fn list(call: Call) -> Result<Response, Trouble> {
    read(&call.query).map_err(Trouble::invalid)?;
    Ok(call.written(&CustomerStatusesAnswer::all()))
}
