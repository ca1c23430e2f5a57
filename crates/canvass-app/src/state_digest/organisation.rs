//! Organisations in their canonical form, and who is tied to them: a contact by its number, as hashes depend on keys.

use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;
use super::canonical::Canonical;

pub(super) fn write(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    write_organisations(tx, canonical)?;
    write_ties(tx, canonical)
}

fn write_ties(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let contacts = tx.contacts(Page { after, most: PAGE })?;
        let Some(last) = contacts.last() else { return Ok(()) };
        after = i64::from(last.number.0);
        for contact in &contacts {
            if let Some(organisation) = contact.organisation {
                canonical.begin("tie");
                canonical.number(contact.number);
                canonical.number(organisation);
            }
        }
    }
}

fn write_organisations(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let organisations = tx.organisations(Page { after, most: PAGE })?;
        let Some(last) = organisations.last() else { return Ok(()) };
        after = i64::from(last.id.0);
        for organisation in &organisations {
            canonical.begin("organisation");
            canonical.number(organisation.id);
            canonical.text(&organisation.name);
            canonical.truth(organisation.is_active);
            let profile = &organisation.profile;
            let texts = [
                &profile.address1,
                &profile.address2,
                &profile.city,
                &profile.country,
                &profile.location,
                &profile.notes,
                &profile.phone,
                &profile.postal_code,
            ];
            for text in texts {
                canonical.optional(text.as_ref());
            }
            for domain in &organisation.domains {
                canonical.text(domain.kind.as_str());
                canonical.text(&domain.text);
            }
            for value in &organisation.fields {
                canonical.number(value.field.id);
                canonical.text(&value.field.name);
                canonical.optional(value.field.kind.as_ref());
                canonical.optional(value.value.as_ref());
            }
        }
    }
}
