//! Organisations: company accounts that own mail domains, so that persons who come later are tied to one by their
//! address (C11-C29). `domain` says what a sent domain means, `shared` which domains belong to nobody in particular.

mod domain;
mod shared;

pub use domain::{Domain, DomainKind};
pub use shared::SharedProviders;

use jiff::Timestamp;

use crate::fold;
use crate::id::{OrganisationFieldId, OrganisationId};

/// How long the texts of an organisation may be, in characters (1.1 of the rules).
pub mod longest {
    /// Name, address lines, city, country, location, name and kind of a field.
    pub const TEXT: usize = 255;
    /// Telephone number and postal code.
    pub const SHORT: usize = 50;
    /// Notes and the value of a field.
    pub const LONG: usize = 4_000;
    /// A domain as sent.
    pub const DOMAIN: usize = 253;
}

/// Plain attributes, kept as sent; `None` = never given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// First address line.
    pub address1: Option<String>,
    /// Second address line.
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Where it is to be found, in words.
    pub location: Option<String>,
    /// Whatever else is known.
    pub notes: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
}

/// What the workspace calls a value of its organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationField {
    /// Its number.
    pub id: OrganisationFieldId,
    /// As first sent; unique without case.
    pub name: String,
    /// The type as first sent (C22).
    pub kind: Option<String>,
}

/// A value of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// What it is called.
    pub field: OrganisationField,
    /// The value.
    pub value: Option<String>,
}

/// A company account of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its number.
    pub id: OrganisationId,
    /// Unique without case and outer blanks, active or not (C16).
    pub name: String,
    /// An inactive one ties nobody and holds no domain (C28).
    pub is_active: bool,
    /// Attributes.
    pub profile: Profile,
    /// In the order sent, each once.
    pub domains: Vec<Domain>,
    /// By number of the field.
    pub fields: Vec<FieldValue>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The key under which equal names of organisations and of their fields meet (C16, C22).
pub fn name_key(name: &str) -> String {
    fold::key(name)
}
