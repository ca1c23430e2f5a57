//! Contacts: the persons behind customers. What an import tells of them is written with the import, in `batches`.

use canvass_domain::contact::{Contact, Profile};
use canvass_domain::id::{ContactHash, ContactNumber, CustomerId, OrganisationId};
use canvass_store::area::{ContactChange, Contacts, Page};
use canvass_store::person::{Brought, told};
use canvass_store::{Result, StoreError};
use rusqlite::params;

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

fn contact(cells: &mut Cells<'_, '_>) -> Result<Contact> {
    Ok(Contact {
        number: ContactNumber(cells.next()?),
        hash: hash(&cells.next::<Vec<u8>>()?)?,
        organisation: cells.next::<Option<i32>>()?.map(OrganisationId),
        profile: Profile {
            first_name: cells.next()?,
            last_name: cells.next()?,
            email: cells.next()?,
            mobile: cells.next()?,
        },
        created_at: cells.moment()?,
    })
}

/// A stored hash.
pub(super) fn hash(bytes: &[u8]) -> Result<ContactHash> {
    bytes.try_into().map(ContactHash).map_err(|_cause| StoreError::Corrupt("contact hash"))
}

impl SqliteTx<'_> {
    /// Makes the persons of an import that are new, and lays over the others what it says of them (Q25, Q31).
    pub(super) fn save_persons(&self, persons: &[Brought<'_>], at: i64) -> Result<()> {
        let mut insert = self.prepare(catalogue::INSERT_CONTACT)?;
        for person in persons {
            execute(&mut insert, params![self.wall(), person.hash.0, person.first.0, at, person.domain()])?;
        }
        for person in persons.iter().filter(|person| !person.profile.is_empty()) {
            self.tell(person, at)?;
        }
        Ok(())
    }

    fn tell(&self, person: &Brought<'_>, at: i64) -> Result<()> {
        let known = self.row(catalogue::FIND_PERSON, (self.wall(), person.hash.0), contact)?;
        let known = known.ok_or(StoreError::Corrupt("contact"))?;
        let Some(told) = told(known.profile, &person.profile) else { return Ok(()) };
        let Profile { first_name, last_name, email, mobile } = told.profile;
        self.change_one(
            catalogue::UPDATE_PROFILE,
            (self.wall(), person.hash.0, first_name, last_name, email, mobile),
        )?;
        if told.replaced.is_empty() {
            return Ok(());
        }
        self.change_one(
            catalogue::INSERT_CHANGE,
            (self.wall(), known.number.0, person.said_by.0, at, told.replaced),
        )
    }
}

impl Contacts for SqliteTx<'_> {
    fn contacts(&mut self, page: Page) -> Result<Vec<Contact>> {
        self.rows(catalogue::LIST_CONTACTS, (self.wall(), page.after, limit(page.most)), contact)
    }

    fn contact(&mut self, hash: &ContactHash) -> Result<Option<Contact>> {
        self.row(catalogue::FIND_PERSON, (self.wall(), hash.0), contact)
    }

    fn contact_changes(&mut self, number: ContactNumber) -> Result<Vec<ContactChange>> {
        self.rows(catalogue::LIST_CHANGES, (self.wall(), number.0), |cells| {
            Ok(ContactChange {
                contact: ContactNumber(cells.next()?),
                customer: CustomerId(cells.next()?),
                at: cells.moment()?,
                members: cells.next()?,
            })
        })
    }
}
