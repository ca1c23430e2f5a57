//! Storing what was decided: batch, contacts, customers, messages, and the responses that came along, in one transaction.

use canvass_domain::column::Column;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import, Response};
use canvass_domain::decision::Decision;
use canvass_domain::id::{ContactHash, CustomerId, WorkspaceId};
use canvass_domain::reason::Rule;
use canvass_store::area::{Configuration, Cut, NewAnswers, SavedImport, ScoredAnswer};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::files::with_files_kept;
use crate::App;

/// The person behind each customer who has a valid address, or without one a usable mobile number (Q27).
pub(crate) fn contacts(app: &App, workspace: WorkspaceId, import: &Import) -> Vec<Option<ContactHash>> {
    import
        .customers
        .iter()
        .map(|customer| match (&customer.address, &customer.mobile) {
            (Some(address), _) => Some(app.keys.contact(workspace, address)),
            (None, Some(mobile)) => Some(app.keys.mobile_contact(workspace, mobile)),
            (None, None) => None,
        })
        .collect()
}

/// Stores an import that was judged by this set-up; a response that came with a customer counts like one given here.
pub(crate) fn save_decided(
    configuration: &Configuration,
    tx: &mut dyn WorkspaceTx,
    import: &Import,
    contacts: &[Option<ContactHash>],
    at: Timestamp,
) -> Result<SavedImport, StoreError> {
    let import = &*with_files_kept(tx, import, at)?;
    let saved = tx.save_import(import, contacts, at)?;
    for (number, customer) in (saved.first_customer.0..).zip(&import.customers) {
        if let Some(response) = &customer.response {
            let zone = &configuration.workspace.settings.zone;
            let answers = answers_of(CustomerId(number), response, import.is_test, zone, at);
            let cuts = if import.is_test { Vec::new() } else { cuts(customer, &configuration.columns) };
            tx.save_answers(&NewAnswers { cuts, ..answers })?;
        }
    }
    Ok(saved)
}

fn answers_of(
    customer: CustomerId,
    response: &Response,
    is_test: bool,
    zone: &TimeZone,
    at: Timestamp,
) -> NewAnswers {
    let local = response.at.to_zoned(zone.clone());
    let month = i32::from(local.year()) * 100 + i32::from(local.month());
    let (state, rule) = if response.is_complete {
        (CustomerState::Finished, Rule::AnswerFinished)
    } else {
        (CustomerState::PartiallyAnswered, Rule::AnswerStarted)
    };
    let scored = response
        .answers
        .iter()
        .map(|given| ScoredAnswer { answer: given.answer.clone(), score: given.score })
        .collect();
    NewAnswers {
        customer,
        answers: scored,
        state,
        month: response.is_complete.then_some(month),
        cuts: Vec::new(),
        counts: !is_test,
        is_elsewhere: true,
        decisions: vec![Decision { rule, detail: Some("given elsewhere".to_owned()), at }],
        reminder: None,
        at: response.at,
    }
}

/// The values of reportable columns, trimmed; encrypted and blank ones cut nothing.
fn cuts(customer: &DecidedCustomer, columns: &[Column]) -> Vec<Cut> {
    let reportable = columns.iter().filter(|column| column.is_reportable);
    reportable
        .filter_map(|column| {
            let value = customer.values.get(&column.id)?.plain()?.trim();
            (!value.is_empty()).then(|| Cut { column: column.id, value: value.to_owned() })
        })
        .collect()
}
