//! POST /console/batches/{batch}/approve, /reject, /cancel: the decision of a manager, then back to the overview.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use canvass_app::batch::{Part, Rejection, approve_part, cancel_batch, reject_part};
use canvass_app::{FieldFault, Refusal, Scope};
use canvass_domain::id::{BatchId, CustomerId};

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
    if !principal.may(Scope::BatchesApprove) {
        return may_not_decide(&visitor);
    }
    let Ok(batch) = batch.parse().map(BatchId) else { return missing(&visitor, Tab::Overview, "batch") };
    let Some(part) = part(&fields) else { return refused(&visitor, Tab::Overview, unread()) };
    let decided = match action.as_str() {
        "approve" => approve_part(app, principal, workspace, batch, part).ready().await.map(drop),
        "reject" => {
            let rejection = Rejection { part, reason: fields.first("reason").map(str::to_owned) };
            reject_part(app, principal, workspace, batch, rejection).ready().await.map(drop)
        }
        "cancel" => cancel_batch(app, principal, workspace, batch).ready().await.map(drop),
        _other => return missing(&visitor, Tab::Overview, "decision"),
    };
    match decided {
        Ok(()) => {
            // An approved batch may be due at once.
            (state.nudge)();
            html::see_other(&format!("/console/?done={action}"))
        }
        Err(refusal) => refused(&visitor, Tab::Overview, refusal),
    }
}

/// About whom the decision is: all who wait, unless the form says otherwise. What cannot be read is never all.
fn part(fields: &Fields) -> Option<Part> {
    let which = fields.first("which").unwrap_or_default();
    match fields.first("part") {
        None | Some("all") => Some(Part::All),
        Some("first") => which.trim().parse().ok().map(Part::First),
        Some("customers") => customers(which).map(Part::Customers),
        Some("except") => customers(which).map(Part::Except),
        Some(_) => None,
    }
}

/// Numbers between commas, blanks or both.
fn customers(which: &str) -> Option<Vec<CustomerId>> {
    let numbers = which.split([',', ';', ' ']).filter(|number| !number.is_empty());
    numbers.map(|number| number.trim().parse().ok().map(CustomerId)).collect()
}

fn unread() -> Refusal {
    let text = "Give a number of customers, or the numbers of customers with commas between them.".to_owned();
    Refusal::Fields(vec![FieldFault { path: "/which".to_owned(), text }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_never_all() {
        let read = |form: &str| part(&Fields::parse(form.as_bytes()));
        assert_eq!((read("token=x"), read("part=all&which=7")), (Some(Part::All), Some(Part::All)));
        assert_eq!(read("part=first&which=+12"), Some(Part::First(12)));
        let some = vec![CustomerId(4), CustomerId(5)];
        assert_eq!(read("part=customers&which=4,+5"), Some(Part::Customers(some.clone())));
        assert_eq!(read("part=except&which=4;5"), Some(Part::Except(some)));
        for form in ["part=first&which=x", "part=customers&which=4,x", "part=some", "part=first"] {
            assert_eq!(read(form), None, "{form}");
        }
    }
}
