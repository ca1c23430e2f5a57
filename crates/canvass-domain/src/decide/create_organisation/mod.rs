//! `CreateOrganisation` and `ChangeOrganisation`: all faults at once (C12, C15-C17, C20), else what to store.
//!
//! Two steps, because the normal forms say which facts are needed: [`Draft`] first, then the facts, then
//! [`create_organisation`] or [`change_organisation`].

mod draft;
mod fault;

use std::collections::{BTreeMap, BTreeSet};

pub use draft::{Draft, Wanted};
pub use fault::{Fault, Place, Problem};

use crate::id::OrganisationFieldId;
use crate::organisation::{Domain, DomainKind, Profile};

/// What the workspace has already, as far as a draft asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Another organisation has the name, active or not (C16).
    pub is_name_taken: bool,
    /// Those of the wanted domains that another active organisation holds (C20).
    pub held: BTreeSet<String>,
    /// Numbers of the wanted fields that are known, by the key of their name.
    pub fields: BTreeMap<String, OrganisationFieldId>,
}

/// A field that an organisation brings a value for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldOf {
    /// One that the workspace knows.
    Known(OrganisationFieldId),
    /// A definition to make (C22).
    New {
        /// As sent, without outer blanks.
        name: String,
        /// As sent.
        kind: Option<String>,
    },
}

/// An organisation to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Trimmed.
    pub name: String,
    /// Ties people and holds its domains.
    pub is_active: bool,
    /// Attributes.
    pub profile: Profile,
    /// In the order sent, each once.
    pub domains: Vec<Domain>,
    /// Each field once.
    pub fields: Vec<(FieldOf, Option<String>)>,
}

/// A change to store; `None` leaves a part as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationChange {
    /// Active or not from now on.
    pub is_active: bool,
    /// All its domains.
    pub domains: Vec<Domain>,
    /// Values to set.
    pub fields: Vec<(FieldOf, Option<String>)>,
}

/// The domains that an organisation holds against others and ties people by (C20, C26, C28).
pub fn held_domains(is_active: bool, domains: &[Domain]) -> impl Iterator<Item = &str> {
    domains
        .iter()
        .filter(move |domain| is_active && domain.kind == DomainKind::Tying)
        .map(|domain| domain.text.as_str())
}

/// Judges a draft.
pub fn create_organisation(draft: Draft, facts: &Facts) -> Result<NewOrganisation, Vec<Fault>> {
    let (name, is_active, profile) = (draft.name.clone(), draft.is_active, draft.profile.clone());
    let (domains, fields) = judged(draft, facts)?;
    Ok(NewOrganisation { name: name.unwrap_or_default(), is_active, profile, domains, fields })
}

/// Judges a change; the draft was made over the organisation as it stands.
pub fn change_organisation(draft: Draft, facts: &Facts) -> Result<OrganisationChange, Vec<Fault>> {
    let is_active = draft.is_active;
    let (domains, fields) = judged(draft, facts)?;
    Ok(OrganisationChange { is_active, domains, fields })
}

type Parts = (Vec<Domain>, Vec<(FieldOf, Option<String>)>);

fn judged(draft: Draft, facts: &Facts) -> Result<Parts, Vec<Fault>> {
    let mut faults = draft.faults;
    if facts.is_name_taken {
        faults.push(Fault { place: Place::Name, problem: Problem::NameTaken });
    }
    for (index, domain) in &draft.domains {
        if domain.kind == DomainKind::Tying && facts.held.contains(&domain.text) {
            let problem = Problem::DomainTaken { domain: domain.text.clone() };
            faults.push(Fault { place: Place::Domain(*index), problem });
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let fields = draft.fields.into_iter().map(|(key, field)| {
        let of = match facts.fields.get(&key) {
            Some(known) => FieldOf::Known(*known),
            None => FieldOf::New { name: field.name.unwrap_or_default().trim().to_owned(), kind: field.kind },
        };
        (of, field.value)
    });
    let fields = fields.collect();
    Ok((draft.domains.into_iter().map(|(_, domain)| domain).collect(), fields))
}

#[cfg(test)]
mod tests;
