use canvass_domain::batch::BatchKind;
use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Fault as Broken, Problem};
use canvass_domain::id::ColumnId;

use super::*;

const BODY: &[u8] = br#"{"name":"May","approve":true,"kind":"portal","sendTime":"11:30","customers":[
    {"email":"ann@example.org","priority":2,"data":{"18":"North","First name":"Ann","0":"x"}},
    {"sendDate":"2026-03-02"}]}"#;

#[test]
fn a_batch_is_read_and_lowered() {
    let bound = read(BODY).unwrap();
    assert!(bound.faults.is_empty());
    let command = lower(bound.request);
    assert_eq!((command.approves, command.kind, command.customers.len()), (true, BatchKind::Portal, 2));
    let values: Vec<(i32, Option<&str>)> =
        command.customers[0].values.iter().map(|value| (value.column, value.name.as_deref())).collect();
    assert_eq!(values, [(18, None), (0, Some("First name")), (0, Some("0"))]);
}

#[test]
fn faults_of_form_and_rules_stand_in_the_order_of_the_document() {
    let body = br#"{"approve":"yes","customers":[{"data":{"a/b":"1","c":5}},{"email":7,"nonsense":1}]}"#;
    let mut bound = read(body).unwrap();
    let names = Names::of(&bound.request);
    let broken = [
        Broken {
            place: Place::Values(1),
            problem: Problem::ColumnRequired(ColumnId(3), "Region".to_owned()),
        },
        Broken { place: Place::Value(0, 0), problem: Problem::ColumnNameUnknown("a/b".to_owned()) },
    ];
    judge(body, &mut bound.faults, &broken, &names);
    let told = bound.faults.into_ordered("");
    let told: Vec<(&str, &str)> = told.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("/approve", "The value is not true or false."),
            ("/customers/0/data/a~1b", "No column is named a/b."),
            ("/customers/0/data/c", "A text is expected."),
            ("/customers/1/data", "Column 3 (Region) is required."),
            ("/customers/1/email", "A text is expected."),
            ("/customers/1/nonsense", "The member is not known."),
        ]
    );
}
