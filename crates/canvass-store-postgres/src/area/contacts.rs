//! Contacts: the persons behind customers. What an import tells of them is written with the import, in `batches`.

use std::collections::BTreeMap;

use canvass_domain::contact::{Contact, Profile};
use canvass_domain::id::{ContactHash, ContactNumber, CustomerId, OrganisationId};
use canvass_store::area::{ContactChange, Contacts, Page};
use canvass_store::person::{Brought, told};
use canvass_store::{Result, StoreError};
use postgres::Row;

use super::{cursor, limit};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment, named};

fn contact(row: &Row) -> Result<Contact> {
    Ok(Contact {
        number: ContactNumber(named(row, "number")?),
        hash: hash(named(row, "address_hash")?)?,
        organisation: named::<Option<i32>>(row, "organisation_id")?.map(OrganisationId),
        profile: Profile {
            first_name: named(row, "first_name")?,
            last_name: named(row, "last_name")?,
            email: named(row, "email")?,
            mobile: named(row, "mobile")?,
        },
        created_at: moment(row, "first_seen_at")?,
    })
}

/// A stored hash.
pub(super) fn hash(bytes: &[u8]) -> Result<ContactHash> {
    bytes.try_into().map(ContactHash).map_err(|_cause| StoreError::Corrupt("contact hash"))
}

/// New profiles and what they replaced, as columns.
#[derive(Default)]
struct Telling<'a> {
    hashes: Vec<&'a [u8]>,
    first_names: Vec<Option<String>>,
    last_names: Vec<Option<String>>,
    emails: Vec<Option<String>>,
    mobiles: Vec<Option<String>>,
    changed: Vec<i32>,
    customers: Vec<i32>,
    members: Vec<String>,
}

impl<'a> Telling<'a> {
    fn of(persons: &[&'a Brought<'_>], mut known: BTreeMap<ContactHash, Contact>) -> Self {
        let mut telling = Self::default();
        for person in persons {
            let Some(known) = known.remove(&person.hash) else { continue };
            let Some(told) = told(known.profile, &person.profile) else { continue };
            telling.hashes.push(&person.hash.0);
            telling.first_names.push(told.profile.first_name);
            telling.last_names.push(told.profile.last_name);
            telling.emails.push(told.profile.email);
            telling.mobiles.push(told.profile.mobile);
            if !told.replaced.is_empty() {
                telling.changed.push(known.number.0);
                telling.customers.push(person.said_by.0);
                telling.members.push(told.replaced);
            }
        }
        telling
    }
}

impl PostgresTx<'_> {
    /// Makes the persons of an import that are new, and lays over the others what it says of them (Q25, Q31).
    pub(super) fn save_persons(&mut self, persons: &[Brought<'_>], at: i64) -> Result<()> {
        if persons.is_empty() {
            return Ok(());
        }
        let workspace = self.ws();
        let hashes: Vec<&[u8]> = persons.iter().map(|person| person.hash.0.as_slice()).collect();
        let numbers: Vec<i32> = persons.iter().map(|person| person.first.0).collect();
        let domains: Vec<Option<&str>> = persons.iter().map(Brought::domain).collect();
        self.execute(catalogue::INSERT_CONTACTS, &[&workspace, &hashes, &numbers, &at, &domains])?;
        let telling: Vec<&Brought<'_>> = persons.iter().filter(|person| !person.profile.is_empty()).collect();
        if telling.is_empty() { Ok(()) } else { self.tell(&telling, at) }
    }

    fn tell(&mut self, persons: &[&Brought<'_>], at: i64) -> Result<()> {
        let workspace = self.ws();
        let hashes: Vec<&[u8]> = persons.iter().map(|person| person.hash.0.as_slice()).collect();
        let known = self
            .query(catalogue::LOCK_PROFILES, &[&workspace, &hashes])?
            .iter()
            .map(|row| contact(row).map(|contact| (contact.hash, contact)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        let new = Telling::of(persons, known);
        if !new.hashes.is_empty() {
            self.execute_exactly(
                catalogue::UPDATE_PROFILES,
                u64::try_from(new.hashes.len()).unwrap_or(u64::MAX),
                &[&workspace, &new.hashes, &new.first_names, &new.last_names, &new.emails, &new.mobiles],
            )?;
        }
        if !new.changed.is_empty() {
            self.execute(
                catalogue::INSERT_CHANGES,
                &[&workspace, &at, &new.changed, &new.customers, &new.members],
            )?;
        }
        Ok(())
    }
}

impl Contacts for PostgresTx<'_> {
    fn contacts(&mut self, page: Page) -> Result<Vec<Contact>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_CONTACTS, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(contact)
            .collect()
    }

    fn contact(&mut self, hash: &ContactHash) -> Result<Option<Contact>> {
        let workspace = self.ws();
        self.query_opt(catalogue::FIND_PERSON, &[&workspace, &hash.0.as_slice()])?
            .as_ref()
            .map(contact)
            .transpose()
    }

    fn contact_changes(&mut self, number: ContactNumber) -> Result<Vec<ContactChange>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_CHANGES, &[&workspace, &number.0])?
            .iter()
            .map(|row| {
                Ok(ContactChange {
                    contact: ContactNumber(named(row, "contact_number")?),
                    customer: CustomerId(named(row, "customer_id")?),
                    at: moment(row, "at")?,
                    members: named(row, "members")?,
                })
            })
            .collect()
    }
}
