//! Call 1, POST `/cx/transactions/import`: a transaction a contact, and invitations.

use axum::response::Response;
use canvass_wire::questionpro::contact::RowError;
use canvass_wire::questionpro::import_transactions::{ImportAnswer, lower, read};

use super::store::{Kind, store};
use super::{Call, Trouble};

const KIND: Kind = Kind { route: "questionpro/transactions/import", list: Some("contacts") };

/// Stores and invites.
pub(crate) async fn add(mut call: Call) -> Result<Response, Trouble> {
    let most = call.state.transaction_limits.contacts;
    let ((), answered) = store(&mut call, KIND, move |body| Ok(((), lower(read(body, most)?)))).await?;
    let outcome = &answered.result;
    let answer = ImportAnswer {
        email: outcome.email,
        stored: outcome.stored(),
        sent: outcome.rows.len(),
        errors: outcome.errors.iter().map(RowError::of).collect(),
    };
    Ok(Call::stored(&answered, outcome.batch, answer.write()))
}
