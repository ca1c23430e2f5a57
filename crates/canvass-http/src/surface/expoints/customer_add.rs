//! POST customer/add: takes a batch in (5.1 of the rules).

use std::sync::Arc;

use axum::response::Response;

use super::intake::{Intake, answer_of};
use super::{Call, Trouble};
use crate::surface::idempotency;

/// Takes a batch in.
pub(crate) async fn add(mut call: Call) -> Result<Response, Trouble> {
    let intake = Intake {
        app: call.state.app.clone(),
        principal: call.principal.clone(),
        workspace: call.workspace,
        form: call.form,
        route: "expoints/customer/add",
        key: idempotency::key(&call.headers),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let answered = intake.run(&call.state).await?;
    let mut response = call.done(&answer_of(&call.state.app, call.workspace, &answered.result));
    idempotency::tell(response.headers_mut(), &answered);
    Ok(response)
}
