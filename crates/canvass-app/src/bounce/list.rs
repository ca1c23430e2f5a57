//! The do-not-contact list as a workspace keeps it: read, added to, and an entry taken away by a person. Nothing else lifts
//! one (Q47).

use canvass_domain::block::BlockKind;
use canvass_domain::bounce::{
    BounceSource, NewSuppression, Suppression, SuppressionKind, line_without_address,
};
use canvass_domain::id::{BlockId, WorkspaceId};
use canvass_store::area::Page;
use canvass_store::{Pending, StoreError};

use super::find;
use crate::change::Done;
use crate::{App, FieldFault, Principal, Refusal};

/// An address to be put on the list by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddSuppression {
    /// Which.
    pub email: String,
    /// Why, for those who read the list.
    pub note: Option<String>,
}

/// Entries by number, ended ones too.
pub fn list_suppressions(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<Suppression>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.suppressions(page)?))
}

/// Puts an address on the list; the entry it has, if it stands there. When this is answered, no later hand-over reaches the
/// address (P7).
pub fn add_suppression(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddSuppression,
) -> Pending<Suppression, Refusal> {
    let kept = app.clone();
    app.change(principal, workspace, "add-suppression", move |tx, now| {
        let Some(contact) = find::contact(&kept, workspace, &command.email) else {
            let text = "This is no mail address.".to_owned();
            return Err(Refusal::Fields(vec![FieldFault { path: "/email".to_owned(), text }]));
        };
        let new = NewSuppression {
            contact,
            kind: SuppressionKind::Manual,
            source: BounceSource::Operator,
            customer: None,
            last_line: command.note.as_deref().map(line_without_address),
        };
        tx.suppress(&new, now)?;
        let entry = tx.suppression_of(contact, now)?.ok_or(StoreError::Missing("suppression"))?;
        let object = format!("suppression {}", entry.id);
        Ok(Done::new(entry, object))
    })
}

/// Takes an entry away now. Whoever was stopped by it stays so.
pub fn lift_suppression(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BlockId,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "lift-suppression", move |tx, now| {
        tx.end_block(BlockKind::Suppression, id, now)?;
        Ok(Done::new((), format!("suppression {id}")))
    })
}
