//! The request as a command; nothing is judged here.

use canvass_domain::command::{CreateOrganisation, NewField};
use canvass_domain::organisation::Profile;

use super::{CustomField, CustomerCreateRequest};

/// The command of a request.
pub fn lower(request: CustomerCreateRequest) -> CreateOrganisation {
    CreateOrganisation {
        name: request.company_name,
        is_active: request.is_active,
        profile: Profile {
            address1: request.address1,
            address2: request.address2,
            city: request.city,
            country: request.country,
            location: request.location,
            notes: request.notes,
            phone: request.phone_number,
            postal_code: request.postal_code,
        },
        domains: request.alternate_domains,
        fields: request.custom_fields.into_iter().map(|field| field.map(new_field)).collect(),
    }
}

fn new_field(field: CustomField) -> NewField {
    NewField { name: field.name, kind: field.kind, value: field.value }
}
