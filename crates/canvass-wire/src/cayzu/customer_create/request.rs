//! customer_create and custom_field: what may be sent, and the tables that read it (1.1 of the rules).

use canvass_domain::organisation::longest;

use crate::member::{Member, Table, given, maybe};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerCreateRequest {
    /// Nulls keep the index of what follows (C18).
    pub alternate_domains: Vec<Option<String>>,
    /// First address line.
    pub address1: Option<String>,
    /// Second address line.
    pub address2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// C15
    pub company_name: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// C11
    pub is_active: Option<bool>,
    /// Location.
    pub location: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Telephone number.
    pub phone_number: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Nulls keep the index of what follows (C22).
    pub custom_fields: Vec<Option<CustomField>>,
    /// Read and then left alone (C11).
    pub id: Option<i32>,
}

/// A value of our sender's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomField {
    /// What it is called.
    pub name: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// The value.
    pub value: Option<String>,
}

/// Members of the request, in the order of JSON.
pub static CUSTOMER_CREATE: Table<CustomerCreateRequest> = Table {
    name: "customer_create",
    members: &[
        Member::part("alternate_domains", |customer, spot| {
            spot.sparse_texts(longest::DOMAIN, &mut customer.alternate_domains)
        }),
        Member::text("address1", longest::TEXT, |customer| &mut customer.address1),
        Member::text("address2", longest::TEXT, |customer| &mut customer.address2),
        Member::text("city", longest::TEXT, |customer| &mut customer.city),
        Member::required(Member::text("company_name", longest::TEXT, |customer| &mut customer.company_name)),
        Member::text("country", longest::TEXT, |customer| &mut customer.country),
        Member::value("is_active", |customer, sent| given(sent, &mut customer.is_active)),
        Member::text("location", longest::TEXT, |customer| &mut customer.location),
        Member::text("notes", longest::LONG, |customer| &mut customer.notes),
        Member::text("phone_number", longest::SHORT, |customer| &mut customer.phone_number),
        Member::text("postal_code", longest::SHORT, |customer| &mut customer.postal_code),
        Member::part("custom_fields", |customer, spot| {
            spot.sparse_list(&CUSTOM_FIELD, &mut customer.custom_fields)
        }),
        Member::value("id", |customer, sent| maybe(sent, &mut customer.id)),
    ],
};

/// Members of a value.
static CUSTOM_FIELD: Table<CustomField> = Table {
    name: "custom_field",
    members: &[
        Member::text("Name", longest::TEXT, |field| &mut field.name),
        Member::text("Type", longest::TEXT, |field| &mut field.kind),
        Member::text("Value", longest::LONG, |field| &mut field.value),
    ],
};
