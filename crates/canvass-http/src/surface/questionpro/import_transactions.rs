//! Call 1, POST `/cx/transactions/import`: a transaction a contact, and invitations. On our own API it can be tried, too.

use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::transactions::{RowStanding, RowsRefused};
use canvass_domain::decide::import_transactions::{EmailStatus, RowError as Broken};
use canvass_wire::questionpro::contact::RowError;
use canvass_wire::questionpro::import_transactions::{ImportAnswer, lower, read};

use super::store::{Kind, begin, store};
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

/// What a call would do.
#[derive(Debug)]
pub(crate) struct Tried {
    /// Contacts that came.
    pub(crate) received: usize,
    /// What would become of the mail (Q43); `None`: no contact would be stored, and the call be refused (Q23).
    pub(crate) email: Option<EmailStatus>,
    /// Where each contact that would be stored would stand.
    pub(crate) standings: Vec<RowStanding>,
    /// Every error of every contact that would not.
    pub(crate) errors: Vec<RowError>,
}

/// Does the same, and then none of it.
pub(crate) async fn try_out(mut call: Call) -> Result<Tried, Trouble> {
    let most = call.state.transaction_limits.contacts;
    let prepare = move |body: &[u8]| {
        let command = lower(read(body, most)?);
        Ok((command.rows.len(), command))
    };
    let (received, trying) = begin(&mut call, KIND, true, prepare).await?;
    let told = |errors: &[Broken]| errors.iter().map(RowError::of).collect();
    match trying.ready().await {
        Ok(answered) => {
            let outcome = answered.result;
            let errors = told(&outcome.errors);
            Ok(Tried { received, email: Some(outcome.email), standings: outcome.standings, errors })
        }
        Err(Refusal::Rows(RowsRefused { errors })) => {
            Ok(Tried { received, email: None, standings: Vec::new(), errors: told(&errors) })
        }
        Err(refusal) => Err(Trouble::of_refusal(refusal, KIND.list)),
    }
}
