//! POST organisations, PATCH of one, and POST contacts/tie.

use canvass_domain::command::{ChangeOrganisation, CreateOrganisation, NewField};
use canvass_domain::id::OrganisationId;
use canvass_domain::organisation::Profile;

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe};

/// An organisation to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrganisationSaveRequest {
    name: Option<String>,
    active: Option<bool>,
    profile: Profile,
    domains: Vec<String>,
    has_domains: bool,
    fields: Vec<FieldRequest>,
}

/// A value to set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct FieldRequest {
    name: Option<String>,
    kind: Option<String>,
    value: Option<String>,
}

/// A contact and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactTieRequest {
    /// Its mail address.
    pub email: Option<String>,
    /// Number of the organisation; absent or null unties.
    pub organisation: Option<i32>,
}

type Part = Member<OrganisationSaveRequest>;

/// Lengths are judged with the rest, so that one limit stands in one place.
const ANY: usize = usize::MAX;
const MOST_PARTS: Most = Most { count: 1_000, text: "At most 1,000 items are accepted." };

const ACTIVE: Part = Member::value("active", |organisation, sent| maybe(sent, &mut organisation.active));
const DOMAINS: Part = Member::limited("domains", MOST_PARTS, |organisation, spot| {
    organisation.has_domains = true;
    spot.texts(&mut organisation.domains)
});
const FIELDS: Part =
    Member::limited("fields", MOST_PARTS, |organisation, spot| spot.list(&FIELD, &mut organisation.fields));

static ORGANISATION_ADD: Table<OrganisationSaveRequest> = Table {
    name: "OrganisationAddRequest",
    members: &[
        Member::required(Member::text("name", ANY, |organisation| &mut organisation.name)),
        ACTIVE,
        Member::text("address1", ANY, |organisation| &mut organisation.profile.address1),
        Member::text("address2", ANY, |organisation| &mut organisation.profile.address2),
        Member::text("city", ANY, |organisation| &mut organisation.profile.city),
        Member::text("country", ANY, |organisation| &mut organisation.profile.country),
        Member::text("location", ANY, |organisation| &mut organisation.profile.location),
        Member::text("notes", ANY, |organisation| &mut organisation.profile.notes),
        Member::text("phone", ANY, |organisation| &mut organisation.profile.phone),
        Member::text("postalCode", ANY, |organisation| &mut organisation.profile.postal_code),
        DOMAINS,
        FIELDS,
    ],
};

static ORGANISATION_CHANGE: Table<OrganisationSaveRequest> =
    Table { name: "OrganisationChangeRequest", members: &[ACTIVE, DOMAINS, FIELDS] };

static FIELD: Table<FieldRequest> = Table {
    name: "OrganisationFieldRequest",
    members: &[
        Member::required(Member::text("name", ANY, |field| &mut field.name)),
        Member::text("type", ANY, |field| &mut field.kind),
        Member::text("value", ANY, |field| &mut field.value),
    ],
};

static CONTACT_TIE: Table<ContactTieRequest> = Table {
    name: "ContactTieRequest",
    members: &[
        Member::required(Member::text("email", ANY, |tie| &mut tie.email)),
        Member::value("organisation", |tie, sent| maybe(sent, &mut tie.organisation)),
    ],
};

/// Reads the body of a new organisation.
pub fn read(body: &[u8]) -> Result<CreateOrganisation, Faults> {
    let request = read_native(body, &ORGANISATION_ADD)?;
    Ok(CreateOrganisation {
        name: request.name,
        is_active: request.active,
        profile: request.profile,
        domains: request.domains.into_iter().map(Some).collect(),
        fields: request.fields.into_iter().map(|field| Some(new_field(field))).collect(),
    })
}

/// Reads the body of a change; what is absent stays as it stands.
pub fn read_change(body: &[u8], id: OrganisationId) -> Result<ChangeOrganisation, Faults> {
    let request = read_native(body, &ORGANISATION_CHANGE)?;
    let domains: Vec<Option<String>> = request.domains.into_iter().map(Some).collect();
    Ok(ChangeOrganisation {
        id,
        is_active: request.active,
        domains: request.has_domains.then_some(domains),
        fields: request.fields.into_iter().map(|field| Some(new_field(field))).collect(),
    })
}

/// Reads the body of a tie.
pub fn read_tie(body: &[u8]) -> Result<ContactTieRequest, Faults> {
    read_native(body, &CONTACT_TIE)
}

fn new_field(field: FieldRequest) -> NewField {
    NewField { name: field.name, kind: field.kind, value: field.value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_read_and_only_what_is_sent_changes() {
        let body = br#"{"name":"Example Ltd","domains":["example.com"],"fields":[{"name":"tier","value":"gold"}],"postalCode":"1"}"#;
        let made = read(body).unwrap();
        assert_eq!(made.name.as_deref(), Some("Example Ltd"));
        assert_eq!((made.domains.len(), made.fields.len(), made.is_active), (1, 1, None));
        assert_eq!(made.profile.postal_code.as_deref(), Some("1"));
        let change = read_change(br#"{"active":false}"#, OrganisationId(3)).unwrap();
        assert_eq!((change.is_active, change.domains, change.id), (Some(false), None, OrganisationId(3)));
        let emptied = read_change(br#"{"domains":[]}"#, OrganisationId(3)).unwrap();
        assert_eq!(emptied.domains, Some(Vec::new()));
        let faults = read_change(br#"{"name":"x"}"#, OrganisationId(3)).unwrap_err().into_ordered("");
        assert_eq!(faults, [("/name".to_owned(), "The member is not known.".to_owned())]);
    }

    #[test]
    fn c27_a_tie_names_the_contact_and_maybe_an_organisation() {
        let tie = read_tie(br#"{"email":"a@example.com","organisation":null}"#).unwrap();
        assert_eq!((tie.email.as_deref(), tie.organisation), (Some("a@example.com"), None));
        assert!(read_tie(br#"{"organisation":1}"#).is_err());
    }
}
