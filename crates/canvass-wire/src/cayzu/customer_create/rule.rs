//! Broken rules in the words and paths of this surface (C12-C17, C20).

use canvass_domain::decide::create_organisation::{Fault as Broken, Place, Problem};

use super::CUSTOMER_CREATE;
use crate::cayzu::{DIALECT, PARAMETER};
use crate::fault::{Fault, FaultKind, Faults, Path, Style};
use crate::member::places;
use crate::read::BodyForm;

/// Whether the answer is a 400: a value could not be read, or a member was given twice (C9, C12). Else all that is wrong
/// are rules, and the envelope tells of them.
pub fn is_unreadable(faults: &Faults) -> bool {
    faults.iter().any(|fault| matches!(fault.kind, FaultKind::Reading | FaultKind::Stray))
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Broken]) {
    if broken.is_empty() {
        return;
    }
    let places = places(body, form, CUSTOMER_CREATE.name, &DIALECT);
    let found = broken.iter().map(|broken| {
        let path = path(broken.place);
        let kind = match broken.problem {
            Problem::Required => FaultKind::Lacking,
            Problem::TooLong { .. } | Problem::NameTaken | Problem::DomainTaken { .. } => FaultKind::Rule,
        };
        Fault { position: places.position(&path), text: text(broken), path: path.spelled(), kind }
    });
    faults.join(found.collect::<Vec<Fault>>());
}

fn path(place: Place) -> Path {
    let root = Path::root(Style::Dotted(PARAMETER));
    match place {
        Place::Domain(index) => root.item("alternate_domains", index),
        Place::FieldName(index) | Place::FieldKind(index) | Place::FieldValue(index) => {
            root.item("custom_fields", index).name(name(place))
        }
        Place::Name
        | Place::Address1
        | Place::Address2
        | Place::City
        | Place::Country
        | Place::Location
        | Place::Notes
        | Place::Phone
        | Place::PostalCode => root.name(name(place)),
    }
}

fn name(place: Place) -> &'static str {
    match place {
        Place::Name => "company_name",
        Place::Address1 => "address1",
        Place::Address2 => "address2",
        Place::City => "city",
        Place::Country => "country",
        Place::Location => "location",
        Place::Notes => "notes",
        Place::Phone => "phone_number",
        Place::PostalCode => "postal_code",
        Place::Domain(_) => "alternate_domains",
        Place::FieldName(_) => "Name",
        Place::FieldKind(_) => "Type",
        Place::FieldValue(_) => "Value",
    }
}

fn text(broken: &Broken) -> String {
    let name = name(broken.place);
    match &broken.problem {
        Problem::Required => format!("The {name} field is required."),
        Problem::TooLong { most } => {
            format!("The field {name} must be a string with a maximum length of {most}.")
        }
        Problem::NameTaken => "A customer with this company_name exists already.".to_owned(),
        // C20: the domain is named, its holder is not.
        Problem::DomainTaken { domain } => {
            format!("The domain {domain} belongs to another customer already.")
        }
    }
}
