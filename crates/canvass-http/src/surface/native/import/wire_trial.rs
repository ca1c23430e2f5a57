//! What the call of another wire would do, in our own words: that wire has none for a call that is only tried.

use canvass_app::import_customers::ImportOutcome;
use canvass_app::transactions::RowStanding;
use canvass_domain::decide::import_transactions::EmailStatus;
use canvass_domain::reason::Reason;
use canvass_wire::expoints::customer_add;
use canvass_wire::questionpro::contact::RowError;
use serde_json::{Value, json};

use crate::surface::asker::Asker;
use crate::surface::native::batch::{outcome_view, remark_code};
use crate::surface::native::write::told_as_trial;
use crate::surface::questionpro::Tried;

/// What `customer/add` would do; warnings have the paths of that wire.
pub(super) fn customers(asker: &Asker, outcome: &ImportOutcome) -> Value {
    let told = outcome.warnings.iter().map(customer_add::warning);
    let warnings = told.map(|warning| json!({ "path": warning.path, "text": warning.text }));
    told_as_trial(outcome_view(asker, outcome, &warnings.collect()))
}

/// What `transactions/import` would do: a line for each contact, in the order sent. One that would be refused has its
/// errors, by the member names of that wire.
pub(super) fn transactions(tried: &Tried) -> Value {
    let mut standings = tried.standings.iter().peekable();
    let mut errors = tried.errors.iter().peekable();
    let customers = (0..tried.received).map(|row| {
        if let Some(standing) = standings.next_if(|standing| standing.row == row) {
            return stored(row, standing);
        }
        let own = std::iter::from_fn(|| errors.next_if(|error| error.index == row));
        json!({ "index": row, "state": null, "errors": own.map(error).collect::<Vec<Value>>() })
    });
    let customers: Vec<Value> = customers.collect();
    told_as_trial(json!({
        "batch": null,
        "received": tried.received,
        "accepted": tried.standings.len(),
        "refused": tried.received - tried.standings.len(),
        "mail": tried.email.map(EmailStatus::as_str),
        "customers": customers,
    }))
}

fn stored(row: usize, standing: &RowStanding) -> Value {
    json!({
        "index": row,
        "state": standing.state.name(),
        "reason": standing.reason.map(Reason::as_str),
        "remarks": standing.remarks.iter().map(|remark| remark_code(*remark)).collect::<Vec<&str>>(),
        "errors": [],
    })
}

fn error(error: &RowError) -> Value {
    json!({ "field": error.field, "code": error.code, "text": error.message })
}
