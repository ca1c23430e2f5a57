use canvass_domain::batch::BatchState;
use canvass_domain::command::Place;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Fault as Broken, Notice, Problem, Warning};
use canvass_domain::id::ColumnId;
use canvass_domain::reason::Reason;

use super::*;
use crate::expoints::PARAMETER;
use crate::write::{json, xml};

fn told(faults: Faults) -> Vec<String> {
    faults.into_ordered(PARAMETER).into_iter().map(|(path, text)| format!("{path}: {text}")).collect()
}

#[test]
fn the_answer_is_that_of_the_rules_byte_for_byte() {
    let customer = |index, id, status, reason| AddedCustomer { index, id, status, reason, url: None };
    let differs = Warning { place: Place::Value(0, 1), notice: Notice::ColumnNameDiffers(ColumnId(16)) };
    let answer = AddCustomersAnswer {
        batch_id: 4711,
        batch_status: BatchState::Approved,
        total: 2,
        accepted: 1,
        faulted: 1,
        locked: 0,
        opted_out: 0,
        customers: vec![
            customer(0, 90001, CustomerState::Scheduled, None),
            customer(1, 90002, CustomerState::Fault, Some(Reason::InvalidEmail)),
        ],
        warnings: vec![warning(&differs)],
    };
    assert_eq!(
        json(&answer),
        r#"{"BatchId":4711,"BatchStatus":"Approved","Total":2,"Accepted":1,"Faulted":1,"Locked":0,"OptedOut":0,"Customers":[{"Index":0,"Id":90001,"StatusCode":2,"StatusName":"Scheduled","Reason":null,"Url":null},{"Index":1,"Id":90002,"StatusCode":10,"StatusName":"Fault","Reason":"InvalidEmail","Url":null}],"Warnings":[{"Path":"request.Customers[0].Data[1]","Text":"Column 16: the name sent differs from the column; the id was used."}]}"#
    );
    assert_eq!(
        xml(&answer),
        r#"<AddCustomersResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Canvass.External"><Accepted>1</Accepted><BatchId>4711</BatchId><BatchStatus>Approved</BatchStatus><Customers><AddedCustomer><Id>90001</Id><Index>0</Index><Reason i:nil="true" /><StatusCode>2</StatusCode><StatusName>Scheduled</StatusName><Url i:nil="true" /></AddedCustomer><AddedCustomer><Id>90002</Id><Index>1</Index><Reason>InvalidEmail</Reason><StatusCode>10</StatusCode><StatusName>Fault</StatusName><Url i:nil="true" /></AddedCustomer></Customers><Faulted>1</Faulted><Locked>0</Locked><OptedOut>0</OptedOut><Total>2</Total><Warnings><RequestWarning><Path>request.Customers[0].Data[1]</Path><Text>Column 16: the name sent differs from the column; the id was used.</Text></RequestWarning></Warnings></AddCustomersResponse>"#
    );
}

#[test]
fn e24_no_customers_is_told_once() {
    for body in ["{}", r#"{"Customers":[]}"#, r#"{"Customers":null}"#] {
        let mut bound = read(body.as_bytes(), BodyForm::Json).unwrap();
        let broken = [Broken { place: Place::Customers, problem: Problem::NoCustomers }];
        judge(body.as_bytes(), BodyForm::Json, &mut bound.faults, &broken);
        assert_eq!(told(bound.faults), ["request.Customers: The Customers field is required."], "{body}");
    }
}

#[test]
fn e26_e124_limits_are_named() {
    let customers = |count: usize| format!("{{\"Customers\":[{}]}}", vec!["{}"; count].join(","));
    assert!(read(customers(1_000).as_bytes(), BodyForm::Json).unwrap().faults.is_empty());
    let bound = read(customers(1_001).as_bytes(), BodyForm::Json).unwrap();
    assert_eq!(bound.request.customers.len(), 1_000);
    assert_eq!(
        told(bound.faults),
        [
            "request.Customers: At most 1,000 customers are accepted in one call; use the streaming import for more."
        ]
    );
    let answers = |answers: &str| format!("{{\"Customers\":[{{\"Answers\":[{answers}]}}]}}");
    let bound = read(answers(&vec!["{}"; 501].join(",")).as_bytes(), BodyForm::Json).unwrap();
    assert_eq!(
        told(bound.faults),
        ["request.Customers[0].Answers: At most 500 answers are accepted for one customer."]
    );
    let files = format!("{{\"FileAnswers\":[{}]}}", vec!["{}"; 51].join(","));
    let bound = read(answers(&format!("{files},{files}")).as_bytes(), BodyForm::Json).unwrap();
    assert_eq!(
        told(bound.faults),
        ["request.Customers[0].Answers: At most 100 files are accepted for one customer."]
    );
    let file = format!("{{\"FileAnswers\":[{{\"Data\":\"{}\"}}]}}", "AAAA".repeat(10_485_760 / 3 + 1));
    let bound = read(answers(&file).as_bytes(), BodyForm::Json).unwrap();
    assert_eq!(
        told(bound.faults),
        ["request.Customers[0].Answers[0].FileAnswers[0].Data: A file may have at most 10 MB."]
    );
}

#[test]
fn e24_long_texts_are_refused_and_long_addresses_are_the_customers_own_fault() {
    let long = "x".repeat(5_000);
    let body = format!(
        r#"{{"BatchName":"{long}","Customers":[{{"Email":"{long}","PhoneNumber":"{long}","Data":[{{"Name":"{long}","Value":"{long}","EncryptionKey":"{long}"}}]}}]}}"#
    );
    assert_eq!(
        told(read(body.as_bytes(), BodyForm::Json).unwrap().faults),
        [
            "request.BatchName: The field BatchName must be a string with a maximum length of 200.",
            "request.Customers[0].PhoneNumber: The field PhoneNumber must be a string with a maximum length of 30.",
            "request.Customers[0].Data[0].Name: The field Name must be a string with a maximum length of 200.",
            "request.Customers[0].Data[0].Value: The field Value must be a string with a maximum length of 4000.",
            "request.Customers[0].Data[0].EncryptionKey: The field EncryptionKey must be a string with a maximum length of 4000.",
        ]
    );
}

#[test]
fn s4_s9_rules_find_their_place_among_reading_faults() {
    let body = r#"{
  "TypeBatch": 7,
  "Customers": [
    {"Data": [{"CustomerDataColumnId": 15, "Value": "x"}, {"CustomerDataColumnId": 99}], "SendDate": "x"},
    {"Data": [{"CustomerDataColumnId": "x"}]}
  ],
  "EndDate": "2020-01-01"
}"#;
    let mut bound = read(body.as_bytes(), BodyForm::Json).unwrap();
    let required = |index| Broken {
        place: Place::Values(index),
        problem: Problem::ColumnRequired(ColumnId(14), "Gender_customer".to_owned()),
    };
    let broken = [
        required(0),
        required(1),
        Broken { place: Place::Value(0, 1), problem: Problem::ColumnIdUnknown(99) },
        Broken { place: Place::BatchEndDate, problem: Problem::EndBeforeStart },
    ];
    judge(body.as_bytes(), BodyForm::Json, &mut bound.faults, &broken);
    assert_eq!(
        told(bound.faults),
        [
            "request.TypeBatch: The value is not one of: 0, 1, email, portal.",
            "request.Customers[0].Data: Column 14 (Gender_customer) is required.",
            "request.Customers[0].Data[1]: Column 99 is not known.",
            "request.Customers[0].SendDate: The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00.",
            "request.Customers[1].Data[0].CustomerDataColumnId: The value is not a whole number.",
            "request.EndDate: The end date lies before the send date.",
        ]
    );
}

#[test]
fn e52_type_batch_is_text_or_number_in_any_case() {
    use canvass_domain::batch::BatchKind::{Email, Portal};
    for (sent, kind) in [
        ("0", Email),
        ("1", Portal),
        ("\"0\"", Email),
        ("\"1\"", Portal),
        ("\"EMAIL\"", Email),
        ("\"Portal\"", Portal),
        ("\" \"", Email),
        ("null", Email),
        ("\"\"", Email),
    ] {
        let body = format!("{{\"TypeBatch\":{sent},\"Customers\":[{{}}]}}");
        let bound = read(body.as_bytes(), BodyForm::Json).unwrap();
        assert!(bound.faults.is_empty(), "{sent}");
        assert_eq!(lower(bound.request).kind, kind, "{sent}");
    }
    for sent in ["2", "true", "\"mail\"", "1.0"] {
        let body = format!("{{\"TypeBatch\":{sent},\"Customers\":[{{}}]}}");
        assert_eq!(
            told(read(body.as_bytes(), BodyForm::Json).unwrap().faults),
            ["request.TypeBatch: The value is not one of: 0, 1, email, portal."]
        );
    }
}

#[test]
fn s7_texts_never_repeat_a_value() {
    let body = r#"{"TypeBatch":"SECRET","EndDate":"SECRET","IsTest":"SECRET","Customers":[{"Priority":"SECRET","Data":"SECRET"}],"BatchName":["SECRET"]}"#;
    let told = told(read(body.as_bytes(), BodyForm::Json).unwrap().faults);
    assert_eq!(told.len(), 6);
    assert!(told.iter().all(|text| !text.contains("SECRET")));
}

#[test]
fn e8_e23_e124_words_of_notices_and_limits() {
    let words = |place, notice| {
        let told = warning(&Warning { place, notice });
        format!("{}: {}", told.path, told.text)
    };
    assert_eq!(
        words(Place::Notify, Notice::NotifyAddressSkipped(1)),
        "request.NotificationEmailAddresses: Address 2 of the list is not valid or one too many and was skipped."
    );
    assert_eq!(words(Place::Request, Notice::WarningsLeftOut), "request: More warnings were left out.");
    let body = br#"{"Customers":[{"Data":[]}]}"#;
    let mut faults = Faults::new();
    let broken = [Broken { place: Place::Values(0), problem: Problem::TooManyValues { most: 500 } }];
    judge(body, BodyForm::Json, &mut faults, &broken);
    assert_eq!(
        told(faults),
        ["request.Customers[0].Data: At most 500 values are accepted for one customer."]
    );
}
