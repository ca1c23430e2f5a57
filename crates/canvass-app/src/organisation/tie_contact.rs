//! Ties a contact to an organisation by hand, or to none (C27). The contact is named by its address, which is hashed at
//! once and stands in no trail.

use canvass_domain::address;
use canvass_domain::id::{OrganisationId, WorkspaceId};
use canvass_store::Pending;

use crate::change::Done;
use crate::{App, FieldFault, Principal, Refusal};

/// A tie to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The contact's mail address.
    pub email: String,
    /// To which organisation; `None` unties.
    pub organisation: Option<OrganisationId>,
}

/// Ties a contact.
pub fn tie_contact(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    tie: &Tie,
) -> Pending<(), Refusal> {
    let organisation = tie.organisation;
    let address = address::normalise(&tie.email).map_err(|fault| {
        let text = format!("This is no address: {fault}.");
        Refusal::Fields(vec![FieldFault { path: "/email".to_owned(), text }])
    });
    let contact = address.map(|address| app.keys.contact(workspace, &address));
    app.change(principal, workspace, "tie-contact", move |tx, _now| {
        let contact = contact.clone()?;
        if let Some(id) = organisation
            && tx.organisation(id)?.is_none()
        {
            return Err(Refusal::NotFound("organisation"));
        }
        tx.tie_contact(contact, organisation)?;
        let to = organisation.map_or_else(|| "no organisation".to_owned(), |id| format!("organisation {id}"));
        Ok(Done::new((), format!("a contact, {to}")))
    })
}
