//! Faults of organisations in the words of our own API.

use canvass_domain::decide::create_organisation::{Fault, Place, Problem};

/// Pointers and texts.
pub fn told(broken: &[Fault]) -> Vec<(String, String)> {
    broken.iter().map(|fault| (pointer(fault.place), text(&fault.problem))).collect()
}

fn pointer(place: Place) -> String {
    let name = match place {
        Place::Name => "name",
        Place::Address1 => "address1",
        Place::Address2 => "address2",
        Place::City => "city",
        Place::Country => "country",
        Place::Location => "location",
        Place::Notes => "notes",
        Place::Phone => "phone",
        Place::PostalCode => "postalCode",
        Place::Domain(index) => return format!("/domains/{index}"),
        Place::FieldName(index) => return format!("/fields/{index}/name"),
        Place::FieldKind(index) => return format!("/fields/{index}/type"),
        Place::FieldValue(index) => return format!("/fields/{index}/value"),
    };
    format!("/{name}")
}

fn text(problem: &Problem) -> String {
    match problem {
        Problem::Required => "A text that is not blank is required.".to_owned(),
        Problem::TooLong { most } => format!("At most {most} characters are accepted."),
        Problem::NameTaken => "An organisation with this name exists already.".to_owned(),
        Problem::DomainTaken { domain } => format!("The domain {domain} belongs to another organisation."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_with_pointers_and_name_no_other_organisation() {
        let domain = "held.example".to_owned();
        let broken = [
            Fault { place: Place::Name, problem: Problem::NameTaken },
            Fault { place: Place::Domain(2), problem: Problem::DomainTaken { domain } },
            Fault { place: Place::FieldValue(0), problem: Problem::TooLong { most: 4_000 } },
        ];
        let told: Vec<String> =
            told(&broken).into_iter().map(|(path, text)| format!("{path}: {text}")).collect();
        assert_eq!(
            told,
            [
                "/name: An organisation with this name exists already.",
                "/domains/2: The domain held.example belongs to another organisation.",
                "/fields/0/value: At most 4000 characters are accepted.",
            ]
        );
    }
}
