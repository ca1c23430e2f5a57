//! Contacts: the persons behind customers.

use canvass_domain::contact::Contact;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::Page;

use crate::{App, Principal, Refusal};

/// Contacts by number.
pub fn list_contacts(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<Contact>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.contacts(page)?))
}
