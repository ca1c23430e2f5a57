//! What is wrong with an organisation, and where.

/// A place in the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The name.
    Name,
    /// First address line.
    Address1,
    /// Second address line.
    Address2,
    /// City.
    City,
    /// Country.
    Country,
    /// Location.
    Location,
    /// Notes.
    Notes,
    /// Telephone number.
    Phone,
    /// Postal code.
    PostalCode,
    /// A domain.
    Domain(usize),
    /// The name of a field.
    FieldName(usize),
    /// The type of a field.
    FieldKind(usize),
    /// The value of a field.
    FieldValue(usize),
}

/// What is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing, or nothing but blanks (C15).
    Required,
    /// Longer than this many characters (C17).
    TooLong {
        /// The limit.
        most: usize,
    },
    /// The workspace has this name already (C16).
    NameTaken,
    /// Another active organisation holds it (C20).
    DomainTaken {
        /// In normal form; the only value that is told.
        domain: String,
    },
}

impl Problem {
    /// The stable code of our own API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "value_required",
            Self::TooLong { .. } => "value_too_long",
            Self::NameTaken => "organisation_name_taken",
            Self::DomainTaken { .. } => "domain_taken",
        }
    }
}

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}
