//! customer: the answer of the read call, with the members of the create call (1.3 of the rules).

use canvass_domain::organisation::{FieldValue, Organisation, Profile};

use super::{ORG, TICKET};
use crate::write::{ARRAYS, Field, Level, Of, Out, Shape, Typed};

/// A customer as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    id: i32,
    company_name: String,
    is_active: bool,
    profile: Profile,
    alternate_domains: Vec<String>,
    custom_fields: Vec<CustomFieldAnswer>,
}

/// A value of a customer as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CustomFieldAnswer {
    name: String,
    kind: Option<String>,
    value: Option<String>,
}

impl From<Organisation> for Customer {
    fn from(organisation: Organisation) -> Self {
        Self {
            id: organisation.id.0,
            company_name: organisation.name,
            is_active: organisation.is_active,
            profile: organisation.profile,
            alternate_domains: organisation.domains.into_iter().map(|domain| domain.text).collect(),
            custom_fields: organisation.fields.into_iter().map(CustomFieldAnswer::from).collect(),
        }
    }
}

impl From<FieldValue> for CustomFieldAnswer {
    fn from(value: FieldValue) -> Self {
        Self { name: value.field.name, kind: value.field.kind, value: value.value }
    }
}

const fn text(name: &'static str, get: for<'a> fn(&'a Customer) -> Out<'a>) -> Field<Customer> {
    Field { name, of: Of::Value, get }
}

impl Typed for Customer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "customer",
        levels: &[
            Level { namespace: TICKET, fields: &[text("id", |customer| Out::int(customer.id))] },
            Level {
                namespace: ORG,
                fields: &[
                    text("address1", |customer| Out::text(customer.profile.address1.as_deref())),
                    text("address2", |customer| Out::text(customer.profile.address2.as_deref())),
                    text("city", |customer| Out::text(customer.profile.city.as_deref())),
                    text("company_name", |customer| Out::text(Some(&customer.company_name))),
                    text("country", |customer| Out::text(customer.profile.country.as_deref())),
                    text("is_active", |customer| Out::Bool(customer.is_active)),
                    text("location", |customer| Out::text(customer.profile.location.as_deref())),
                    text("notes", |customer| Out::text(customer.profile.notes.as_deref())),
                    text("phone_number", |customer| Out::text(customer.profile.phone.as_deref())),
                    text("postal_code", |customer| Out::text(customer.profile.postal_code.as_deref())),
                    Field {
                        name: "custom_fields",
                        of: Of::List("custom_field", ORG),
                        get: |customer| Out::list(&customer.custom_fields),
                    },
                ],
            },
            Level {
                namespace: ORG,
                fields: &[Field {
                    name: "alternate_domains",
                    of: Of::List("string", ARRAYS),
                    get: |customer| {
                        let domains = customer.alternate_domains.iter();
                        Out::List(domains.map(|domain| Out::text(Some(domain))).collect())
                    },
                }],
            },
        ],
    };
}

impl Typed for CustomFieldAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "custom_field",
        levels: &[Level {
            namespace: ORG,
            fields: &[
                Field { name: "Name", of: Of::Value, get: |field| Out::text(Some(&field.name)) },
                Field { name: "Type", of: Of::Value, get: |field| Out::text(field.kind.as_deref()) },
                Field { name: "Value", of: Of::Value, get: |field| Out::text(field.value.as_deref()) },
            ],
        }],
    };
}

#[cfg(test)]
mod tests {
    use canvass_domain::id::{OrganisationFieldId, OrganisationId};
    use canvass_domain::organisation::{Domain, DomainKind, OrganisationField};
    use jiff::Timestamp;

    use super::*;
    use crate::write::{json, xml};

    fn organisation() -> Organisation {
        let text = |text: &str| Some(text.to_owned());
        let domain = |name: &str| Domain { text: name.to_owned(), kind: DomainKind::Tying };
        let field = OrganisationField {
            id: OrganisationFieldId(1),
            name: "customerID".to_owned(),
            kind: text("text"),
        };
        Organisation {
            id: OrganisationId(17),
            name: "Example Ltd".to_owned(),
            is_active: true,
            profile: Profile {
                address1: text("1 High Street"),
                city: text("Utrecht"),
                country: text("NL"),
                phone: text("+31 30 1234567"),
                postal_code: text("3511 AA"),
                ..Profile::default()
            },
            domains: vec![domain("example.com"), domain("example.org")],
            fields: vec![FieldValue { field, value: text("A-100") }],
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_customer_is_that_of_the_rules_byte_for_byte() {
        let customer = Customer::from(organisation());
        assert_eq!(
            json(&customer),
            r#"{"alternate_domains":["example.com","example.org"],"address1":"1 High Street","address2":null,"city":"Utrecht","company_name":"Example Ltd","country":"NL","is_active":true,"location":null,"notes":null,"phone_number":"+31 30 1234567","postal_code":"3511 AA","custom_fields":[{"Name":"customerID","Type":"text","Value":"A-100"}],"id":17}"#
        );
        assert_eq!(
            xml(&customer),
            r#"<customer xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api.Org"><id xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api">17</id><address1>1 High Street</address1><address2 i:nil="true" /><city>Utrecht</city><company_name>Example Ltd</company_name><country>NL</country><custom_fields><custom_field><Name>customerID</Name><Type>text</Type><Value>A-100</Value></custom_field></custom_fields><is_active>true</is_active><location i:nil="true" /><notes i:nil="true" /><phone_number>+31 30 1234567</phone_number><postal_code>3511 AA</postal_code><alternate_domains xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d2p1:string>example.com</d2p1:string><d2p1:string>example.org</d2p1:string></alternate_domains></customer>"#
        );
    }

    #[test]
    fn c24_lists_are_never_null_and_empty_texts_stay_empty() {
        let profile = Profile { notes: Some(String::new()), ..Profile::default() };
        let bare = Organisation { domains: Vec::new(), fields: Vec::new(), profile, ..organisation() };
        let customer = Customer::from(bare);
        let told = json(&customer);
        assert!(told.starts_with(r#"{"alternate_domains":[],"address1":null,"#), "{told}");
        assert!(told.contains(r#""notes":"","#) && told.contains(r#""custom_fields":[]"#), "{told}");
        let told = xml(&customer);
        assert!(told.contains("<custom_fields />") && told.contains("<notes></notes>"), "{told}");
        assert!(told.contains(r#"Arrays" /></customer>"#), "{told}");
    }
}
