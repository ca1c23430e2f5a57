//! Messages of a workspace: what left, what waits, what is in doubt.

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::Slot;
use canvass_store::Pending;
use canvass_store::area::{MessageFilter, MessageRecord, Page};

use crate::{App, Principal, Refusal};

/// Messages by customer number.
pub fn list_messages(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    filter: MessageFilter,
    page: Page,
) -> Pending<Vec<MessageRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.messages(&filter, page)?))
}

/// One message.
pub fn show_message(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    customer: CustomerId,
    slot: Slot,
) -> Pending<MessageRecord, Refusal> {
    app.look(principal, workspace, move |tx| tx.message(customer, slot)?.ok_or(Refusal::NotFound("message")))
}
