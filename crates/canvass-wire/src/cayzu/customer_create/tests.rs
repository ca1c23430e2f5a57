use canvass_domain::decide::create_organisation::{Fault as Broken, Place, Problem};

use super::*;
use crate::write::{json, xml};

fn refused(body: &str, form: BodyForm, broken: &[Broken]) -> CreateResult {
    let mut faults = read(body.as_bytes(), form).unwrap().faults;
    judge(body.as_bytes(), form, &mut faults, broken);
    assert!(!is_unreadable(&faults));
    CreateResult::refused(faults)
}

#[test]
fn the_envelope_is_that_of_the_rules_byte_for_byte() {
    let stored = CreateResult::stored(17);
    assert_eq!(json(&stored), r#"{"id":17,"errors":[],"is_valid":true}"#);
    assert_eq!(
        xml(&stored),
        r#"<create_result xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api"><errors /><is_valid>true</is_valid><id>17</id></create_result>"#
    );
    let taken = [Broken { place: Place::Name, problem: Problem::NameTaken }];
    let refused = refused(r#"{"company_name":"x"}"#, BodyForm::Json, &taken);
    assert_eq!(
        json(&refused),
        r#"{"id":0,"errors":[{"field":"company_name","message":"A customer with this company_name exists already."}],"is_valid":false}"#
    );
    assert_eq!(
        xml(&refused),
        r#"<create_result xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api"><errors><error><field>company_name</field><message>A customer with this company_name exists already.</message></error></errors><is_valid>false</is_valid><id>0</id></create_result>"#
    );
}

#[test]
fn c13_a_field_is_the_path_without_the_parameter_and_null_for_the_whole() {
    let long = "x".repeat(4_001);
    let body = format!(
        r#"{{"custom_fields":[null,{{"Name":"a","Value":"{long}"}}],"alternate_domains":[null,"a.example"],"company_name":"x"}}"#
    );
    let held = Problem::DomainTaken { domain: "a.example".to_owned() };
    let told = refused(
        &body,
        BodyForm::Json,
        &[
            Broken { place: Place::Domain(1), problem: held },
            Broken { place: Place::FieldValue(1), problem: Problem::TooLong { most: 4_000 } },
        ],
    );
    let fields: Vec<(Option<&str>, &str)> =
        told.errors.iter().map(|error| (error.field.as_deref(), error.message.as_str())).collect();
    assert_eq!(
        fields,
        [
            (
                Some("custom_fields[1].Value"),
                "The field Value must be a string with a maximum length of 4000."
            ),
            (Some("alternate_domains[1]"), "The domain a.example belongs to another customer already."),
        ]
    );
    let many = vec![format!("\"{}\"", "x".repeat(254)); 101].join(",");
    let body = format!(r#"{{"company_name":"x","alternate_domains":[{many}]}}"#);
    let told = refused(&body, BodyForm::Json, &[]);
    assert_eq!(told.errors.len(), 101);
    assert_eq!(
        told.errors.last(),
        Some(&ErrorItem { field: None, message: "More errors were left out.".to_owned() })
    );
}

#[test]
fn c12_a_value_that_cannot_be_read_makes_a_400_of_everything() {
    let city = "x".repeat(256);
    let body = format!(
        r#"{{"company_name":" ","city":"{city}","alternate_domains":["held.example"],"is_active":"maybe"}}"#
    );
    let mut faults = read(body.as_bytes(), BodyForm::Json).unwrap().faults;
    assert!(is_unreadable(&faults));
    let problem = Problem::DomainTaken { domain: "held.example".to_owned() };
    let broken = [
        Broken { place: Place::Name, problem: Problem::Required },
        Broken { place: Place::City, problem: Problem::TooLong { most: 255 } },
        Broken { place: Place::Domain(0), problem },
    ];
    judge(body.as_bytes(), BodyForm::Json, &mut faults, &broken);
    let keys: Vec<String> = faults.into_model_state("customer").into_iter().map(|(key, _)| key).collect();
    assert_eq!(
        keys,
        ["customer.company_name", "customer.city", "customer.alternate_domains[0]", "customer.is_active"]
    );
}

#[test]
fn c9_a_member_given_twice_is_a_400() {
    let bound = read(br#"{"company_name":"a","Company_Name":"b"}"#, BodyForm::Json).unwrap();
    assert!(is_unreadable(&bound.faults));
}
