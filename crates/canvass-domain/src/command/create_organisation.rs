//! Commands about organisations.

use crate::id::{ContactHash, OrganisationId};
use crate::organisation::Profile;

/// Make an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateOrganisation {
    /// As sent.
    pub name: Option<String>,
    /// Absent = active (C11).
    pub is_active: Option<bool>,
    /// As sent.
    pub profile: Profile,
    /// As sent; nulls keep the index of what follows.
    pub domains: Vec<Option<String>>,
    /// As sent; nulls likewise.
    pub fields: Vec<Option<NewField>>,
}

/// A value of an organisation, as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewField {
    /// What it is called; a value without a name is skipped (C22).
    pub name: Option<String>,
    /// The type; counts only for a name that is new.
    pub kind: Option<String>,
    /// The value.
    pub value: Option<String>,
}

/// Change an organisation; `None` leaves a part as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOrganisation {
    /// Which.
    pub id: OrganisationId,
    /// Activate, deactivate.
    pub is_active: Option<bool>,
    /// All domains anew.
    pub domains: Option<Vec<Option<String>>>,
    /// Values to set; others stay.
    pub fields: Vec<Option<NewField>>,
}

/// Tie a contact to an organisation by hand, or to none (C27).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TieContact {
    /// Who.
    pub contact: ContactHash,
    /// To which; `None` unties.
    pub organisation: Option<OrganisationId>,
}
