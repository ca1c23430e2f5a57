//! The notes of a customer.

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{NoteRecord, Page};

use crate::{App, Principal, Refusal};

/// The notes of a customer by number.
pub fn list_notes(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    customer: CustomerId,
    page: Page,
) -> Pending<Vec<NoteRecord>, Refusal> {
    app.look(principal, workspace, move |tx| {
        if tx.known_customers(&[customer.0])?.is_empty() {
            return Err(Refusal::NotFound("customer"));
        }
        Ok(tx.notes(customer, page)?)
    })
}
