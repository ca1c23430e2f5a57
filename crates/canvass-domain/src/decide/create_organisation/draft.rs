//! A command in normal form, with what can be said against it without looking anything up.

use std::collections::HashSet;

use super::fault::{Fault, Place, Problem};
use crate::command::{ChangeOrganisation, CreateOrganisation, NewField};
use crate::fold;
use crate::id::OrganisationId;
use crate::organisation::{Domain, DomainKind, Organisation, Profile, SharedProviders, longest, name_key};

/// An organisation as it would be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    id: Option<OrganisationId>,
    /// Trimmed; `None` = not asked to change.
    pub(super) name: Option<String>,
    pub(super) is_active: bool,
    pub(super) profile: Profile,
    /// With the index at which each was sent.
    pub(super) domains: Vec<(usize, Domain)>,
    /// By key of the name, each once.
    pub(super) fields: Vec<(String, NewField)>,
    pub(super) faults: Vec<Fault>,
}

/// The facts that judging a draft needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The organisation itself, if it is there already: what it has is not held against it.
    pub id: Option<OrganisationId>,
    /// Is this name taken?
    pub name_key: Option<String>,
    /// Which of these are held?
    pub domains: Vec<String>,
    /// Which of these fields are known?
    pub field_keys: Vec<String>,
}

impl Draft {
    /// The draft of a new organisation.
    pub fn of(command: CreateOrganisation, shared: &SharedProviders) -> Self {
        let mut faults = Vec::new();
        let sent = command.name.unwrap_or_default();
        if fold::is_blank(&sent) {
            faults.push(Fault { place: Place::Name, problem: Problem::Required });
        } else {
            check(&mut faults, Place::Name, Some(&sent), longest::TEXT);
        }
        check_profile(&mut faults, &command.profile);
        Self {
            id: None,
            name: Some(sent.trim().to_owned()),
            is_active: command.is_active.unwrap_or(true),
            profile: command.profile,
            domains: domains(&mut faults, &command.domains, shared),
            fields: fields(&mut faults, command.fields),
            faults,
        }
    }

    /// The draft of a change of an organisation as it stands.
    pub fn of_change(change: ChangeOrganisation, standing: Organisation, shared: &SharedProviders) -> Self {
        let mut faults = Vec::new();
        let domains = match change.domains {
            Some(sent) => domains(&mut faults, &sent, shared),
            None => standing.domains.into_iter().enumerate().collect(),
        };
        Self {
            id: Some(standing.id),
            name: None,
            is_active: change.is_active.unwrap_or(standing.is_active),
            profile: standing.profile,
            domains,
            fields: fields(&mut faults, change.fields),
            faults,
        }
    }

    /// What must be looked up. An inactive organisation that stays so asks nobody for its domains (C28).
    pub fn wanted(&self) -> Wanted {
        let asks = self.id.is_none() || self.is_active;
        let tying = self.domains.iter().filter(|(_, domain)| asks && domain.kind == DomainKind::Tying);
        Wanted {
            id: self.id,
            name_key: self.name.as_deref().filter(|name| !name.is_empty()).map(name_key),
            domains: tying.map(|(_, domain)| domain.text.clone()).collect(),
            field_keys: self.fields.iter().map(|(key, _)| key.clone()).collect(),
        }
    }
}

fn check(faults: &mut Vec<Fault>, place: Place, text: Option<&str>, most: usize) {
    if text.is_some_and(|text| text.len() > most && text.chars().count() > most) {
        faults.push(Fault { place, problem: Problem::TooLong { most } });
    }
}

fn check_profile(faults: &mut Vec<Fault>, profile: &Profile) {
    let texts = [
        (Place::Address1, &profile.address1, longest::TEXT),
        (Place::Address2, &profile.address2, longest::TEXT),
        (Place::City, &profile.city, longest::TEXT),
        (Place::Country, &profile.country, longest::TEXT),
        (Place::Location, &profile.location, longest::TEXT),
        (Place::Notes, &profile.notes, longest::LONG),
        (Place::Phone, &profile.phone, longest::SHORT),
        (Place::PostalCode, &profile.postal_code, longest::SHORT),
    ];
    for (place, text, most) in texts {
        check(faults, place, text.as_deref(), most);
    }
}

/// Each domain once, the first of doubles (C18); too long ones are told and not looked at.
fn domains(
    faults: &mut Vec<Fault>,
    sent: &[Option<String>],
    shared: &SharedProviders,
) -> Vec<(usize, Domain)> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for (index, text) in sent.iter().enumerate() {
        let before = faults.len();
        check(faults, Place::Domain(index), text.as_deref(), longest::DOMAIN);
        if faults.len() > before {
            continue;
        }
        let domain = text.as_deref().and_then(|text| Domain::of_text(text, shared));
        kept.extend(domain.filter(|domain| seen.insert(domain.text.clone())).map(|domain| (index, domain)));
    }
    kept
}

/// The last of equal names wins, at the place of the first (C22).
fn fields(faults: &mut Vec<Fault>, sent: Vec<Option<NewField>>) -> Vec<(String, NewField)> {
    let mut places = std::collections::HashMap::new();
    let mut kept: Vec<(String, NewField)> = Vec::new();
    for (index, field) in sent.into_iter().enumerate() {
        let Some(field) = field else { continue };
        let Some(name) = field.name.as_deref().filter(|name| !fold::is_blank(name)) else { continue };
        check(faults, Place::FieldName(index), Some(name), longest::TEXT);
        check(faults, Place::FieldKind(index), field.kind.as_deref(), longest::TEXT);
        check(faults, Place::FieldValue(index), field.value.as_deref(), longest::LONG);
        let key = name_key(name);
        let place = *places.entry(key.clone()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some((_, earlier)) => *earlier = NewField { name: earlier.name.take(), ..field },
            None => kept.push((key, field)),
        }
    }
    kept
}
