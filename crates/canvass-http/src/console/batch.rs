//! POST /console/batches/{batch}/approve, /reject, /cancel: the decision of a manager, then back to the overview.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use canvass_app::Scope;
use canvass_app::batch::{approve_batch, cancel_batch, reject_batch};
use canvass_domain::id::BatchId;

use super::desk::Tab;
use super::door;
use super::page::{may_not_decide, missing, refused};
use super::session::Visitor;
use crate::fields::Fields;
use crate::{HttpState, html};

/// Decides about a batch.
pub(super) async fn decide(
    State(state): State<HttpState>,
    Path((batch, action)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let app = &state.app;
    let fields = Fields::read(&headers, body).await.unwrap_or_default();
    if !visitor.sent(app, &headers, &fields) {
        return door::foreign_form(&app.settings.public_url);
    }
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    if !principal.may(Scope::WorkspaceAdmin) {
        return may_not_decide(&visitor);
    }
    let Ok(batch) = batch.parse().map(BatchId) else { return missing(&visitor, Tab::Overview, "batch") };
    let decided = match action.as_str() {
        "approve" => approve_batch(app, principal, workspace, batch),
        "reject" => reject_batch(app, principal, workspace, batch),
        "cancel" => cancel_batch(app, principal, workspace, batch),
        _other => return missing(&visitor, Tab::Overview, "decision"),
    };
    match decided.ready().await {
        Ok(_batch) => {
            // An approved batch may be due at once.
            (state.nudge)();
            html::see_other(&format!("/console/?done={action}"))
        }
        Err(refusal) => refused(&visitor, Tab::Overview, refusal),
    }
}
