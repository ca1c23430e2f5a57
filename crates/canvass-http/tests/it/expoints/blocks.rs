//! customer/addlock, customer/checkoptouts and customer/deleteoptout: who is not to be asked (5.3, 5.5, 5.6, E71-E82).

use canvass_app::block::opt_out;
use canvass_app::request::RequestIdentity;
use canvass_domain::command::{NamedPerson, NewValue, OptOut};
use canvass_testkit::{TestApp, batch_of, customer};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Desk, EMPLOYEE, faults};

const LOCK: &str = "POST customer/addlock";
const CHECK: &str = "POST customer/checkoptouts";
const DELETE: &str = "DELETE customer/deleteoptout";
const ITEMS: [(&str, &str); 3] =
    [("Data", "CustomerData"), ("Customers", "CheckOptOutCustomer"), ("CustomerDataColumns", "CustomerData")];

/// The person opts out.
fn opts_out(desk: &Desk<'_>, person: NamedPerson) {
    let (app, client) = (&desk.acme.test.app, &desk.acme.client);
    let identity = RequestIdentity::of_body("test/opt-out", None, format!("{person:?}").as_bytes());
    opt_out(app, client, desk.acme.id, OptOut { person }, &identity).wait().unwrap();
}

fn by_email(email: &str) -> NamedPerson {
    NamedPerson { email: Some(email.to_owned()), ..NamedPerson::default() }
}

fn by_employee(number: &str) -> NamedPerson {
    let value = NewValue { column: EMPLOYEE.0, value: Some(number.to_owned()), ..NewValue::default() };
    NamedPerson { values: vec![value], ..NamedPerson::default() }
}

#[tokio::test]
async fn e73_e75_a_lock_lasts_ninety_days_of_the_same_clock_and_is_answered_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let creation = test.app.clock.now() - SignedDuration::from_hours(1);
    let body = json!({ "Email": " Ann@Example.org ", "OptIn": true, "CreationDate": creation.to_string() });
    let sent = desk.json(LOCK, &body).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let zone =
        canvass_app::setup::show_configuration(&test.app, &test.operator, desk.acme.id).wait().unwrap();
    let zone = zone.workspace.settings.zone.clone();
    let begin = creation.to_zoned(zone);
    let end = begin.checked_add(jiff::Span::new().days(90)).unwrap();
    let told = |moment: &jiff::Zoned| moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let expected =
        format!(r#"{{"LockId":1,"CreationDate":"{}","ExpirationDate":"{}"}}"#, told(&begin), told(&end));
    assert_eq!(sent.body, expected);
    let sent = desk.xml(LOCK, "AddLockRequest", &ITEMS, &body).await;
    let expected = [
        r#"<AddLockResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External">"#,
        &format!("<CreationDate>{}</CreationDate>", told(&begin)),
        &format!("<ExpirationDate>{}</ExpirationDate><LockId>2</LockId></AddLockResponse>", told(&end)),
    ]
    .concat();
    assert_eq!((sent.status, sent.body), (200, expected));
}

#[tokio::test]
async fn e12_e72_a_locked_person_is_told_at_intake_whatever_the_key() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.acme.import(batch_of(vec![customer("cara@example.org")]));
    for key in [
        json!({ "Email": "ANN@example.org" }),
        json!({ "CustomerId": 1 }),
        json!({ "Data": [{ "Name": "employeeid", "Value": " 77 " }], "QuestionnaireId": desk.questionnaire() }),
    ] {
        assert_eq!(desk.json(LOCK, &key).await.status, 200);
    }
    let person = |email: &str, employee: &str| {
        let data = json!([{ "CustomerDataColumnId": 15, "Value": "x" }, { "CustomerDataColumnId": 20, "Value": employee }]);
        json!({ "Email": email, "Data": data })
    };
    let body = json!({ "ApproveAutomatically": true, "Customers": [
        person("ann@example.org", "1"), person("cara@example.org", "2"), person("dan@example.org", "77"),
        person("eve@example.org", "3"),
    ]});
    let sent = desk.json("POST customer/add", &body).await;
    let answer = sent.json();
    let states: Vec<&Value> =
        answer["Customers"].as_array().unwrap().iter().map(|customer| &customer["StatusName"]).collect();
    assert_eq!(states, ["Locked", "Locked", "Locked", "Scheduled"], "{}", sent.body);
    assert_eq!((&answer["Locked"], &answer["Accepted"]), (&json!(3), &json!(1)));
    assert_eq!(answer["Customers"][0]["Reason"], "Locked");
}

#[tokio::test]
async fn e73_e74_all_that_is_wrong_with_a_lock_is_told_at_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let before = test.digest("acme");
    let ahead = test.app.clock.now() + SignedDuration::from_mins(6);
    let body = json!({
        "CreationDate": ahead.to_string(),
        "OptIn": "perhaps",
        "QuestionnaireId": "4935b22c-791a-4b63-a7b3-702d1d652442",
        "CustomerId": 12,
        "Data": [
            { "CustomerDataColumnId": 15, "Value": "Ann" },
            { "CustomerDataColumnId": 99, "Value": "x" },
            { "Name": "nothing", "Value": "x" },
            { "CustomerDataColumnId": 20, "Value": "x", "IsEncrypted": true },
            { "Value": "x" },
        ],
    });
    let expected = [
        "request.CreationDate: The date lies more than 5 minutes ahead.",
        "request.CustomerId: The customer is not known.",
        "request.Data[0]: Column 15 (First_name_customer) does not identify a person.",
        "request.Data[1]: Column 99 is not known.",
        "request.Data[2]: No column is named nothing.",
        "request.Data[3]: An encrypted value identifies nobody.",
        "request.Data[4]: Neither CustomerDataColumnId nor Name is given.",
        "request.OptIn: The value is not true or false.",
        "request.QuestionnaireId: The questionnaire is not known.",
    ];
    let sent = desk.json(LOCK, &body).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(told, expected);
    let sent = desk.xml(LOCK, "AddLockRequest", &ITEMS, &body).await;
    assert_eq!(sent.status, 400);
    for line in expected {
        assert!(sent.body.contains(line.split_once(": ").unwrap().1), "{line}: {}", sent.body);
    }
    for body in [json!({}), json!({ "OptIn": true, "Email": "  ", "Data": [] })] {
        let sent = desk.json(LOCK, &body).await;
        assert_eq!(faults(&sent), ["request: At least one key is required: Email, CustomerId, Data."]);
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn e82_each_person_is_answered_in_the_order_asked_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    opts_out(&desk, by_email("ann@example.org"));
    let body = json!({ "Customers": [
        { "Email": "Ann@example.org" },
        { "CustomerDataColumns": [{ "CustomerDataColumnId": 20, "Name": "EmployeeId", "Value": "123456" }] },
    ]});
    let sent = desk.json(CHECK, &body).await;
    let expected = concat!(
        r#"{"Customers":[{"Email":"Ann@example.org","CustomerDataColumns":[],"IsOptOut":true},"#,
        r#"{"Email":null,"CustomerDataColumns":[{"CustomerDataColumnId":20,"Name":"EmployeeId","Value":"123456","#,
        r#""IsEncrypted":false,"CertificateThumbprint":null,"EncryptionKey":null}],"IsOptOut":false}]}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    opts_out(&desk, by_employee("123456"));
    let sent = desk.xml(CHECK, "GetCheckOptOutRequest", &ITEMS, &body).await;
    assert_eq!(sent.status, 200);
    assert_eq!(sent.body.matches("<IsOptOut>true</IsOptOut>").count(), 2, "{}", sent.body);
    assert!(sent.body.contains(
        r#"<CustomerDataColumns xmlns:d4p1="http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models" />"#
    ));
}

#[tokio::test]
async fn e82_all_that_is_wrong_with_the_question_is_told_at_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = json!({ "Customers": [
        {},
        { "Email": "ann@example.org", "CustomerDataColumns": [{ "CustomerDataColumnId": 16, "Value": "x" }] },
        null,
        { "CustomerDataColumns": "x" },
    ]});
    let sent = desk.json(CHECK, &body).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(
        told,
        [
            "request.Customers[0]: At least one key is required: Email, CustomerDataColumns.",
            "request.Customers[1].CustomerDataColumns[0]: Column 16 (Business_unit) does not identify a person.",
            "request.Customers[2]: The item is null.",
            "request.Customers[3].CustomerDataColumns: A list is expected.",
        ]
    );
    for body in [json!({}), json!({ "Customers": [] })] {
        let sent = desk.json(CHECK, &body).await;
        assert_eq!(faults(&sent), ["request.Customers: The Customers field is required."]);
    }
    let person = json!({ "Email": "ann@example.org" });
    let sent = desk.json(CHECK, &json!({ "Customers": vec![person; 1_001] })).await;
    assert_eq!(faults(&sent), ["request.Customers: At most 1,000 persons are checked in one call."]);
}

#[tokio::test]
async fn e81_every_opt_out_that_a_key_matches_is_removed() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    opts_out(&desk, by_email("ann@example.org"));
    opts_out(&desk, by_employee("7"));
    let sent = desk
        .json(
            DELETE,
            &json!({ "Email": "ann@example.org", "Data": [{ "Name": "EmployeeId", "Value": "7" }] }),
        )
        .await;
    assert_eq!((sent.status, sent.body.as_str()), (200, r#"{"Deleted":2}"#));
    let body = json!({ "Email": "ann@example.org" });
    let sent = desk.xml(DELETE, "DeleteOptOutRequest", &ITEMS, &body).await;
    let expected = concat!(
        r#"<DeleteOptOutResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External"><Deleted>0</Deleted></DeleteOptOutResponse>"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    let sent = desk.json(CHECK, &json!({ "Customers": [body] })).await;
    assert_eq!(sent.json()["Customers"][0]["IsOptOut"], false);
}

#[tokio::test]
async fn e81_without_a_key_nothing_is_deleted() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    opts_out(&desk, by_email("ann@example.org"));
    let before = test.digest("acme");
    let sent = desk.json(DELETE, &json!({})).await;
    assert_eq!(faults(&sent), ["request: At least one key is required: Email, Data."]);
    let sent = desk
        .json(DELETE, &json!({ "Email": {}, "Data": [{ "CustomerDataColumnId": 15, "Value": "x" }] }))
        .await;
    assert_eq!(
        faults(&sent),
        [
            "request.Data[0]: Column 15 (First_name_customer) does not identify a person.",
            "request.Email: A text is expected.",
        ]
    );
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn e115_a_key_deletes_and_locks_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    // Locks and opt-outs are numbered together.
    opts_out(&desk, by_email("ann@example.org"));
    let body = json!({ "Email": "ann@example.org" });
    for (line, first) in [(DELETE, r#"{"Deleted":1}"#), (LOCK, r#"{"LockId":2,"#)] {
        let ask = || desk.front.ask(&super::full(line)).bearer(&desk.token).header("idempotency-key", "once");
        let sent = ask().json(&body).await;
        assert!(sent.body.starts_with(first), "{}", sent.body);
        let digest = test.digest("acme");
        let again = ask().json(&body).await;
        assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")), "{line}");
        assert_eq!((again.body, test.digest("acme")), (sent.body, digest));
    }
}

#[tokio::test]
async fn e84_e85_a_link_for_somebody_who_is_not_to_be_asked() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let person = |employee: &str| {
        json!({ "Data": [
            { "CustomerDataColumnId": 15, "Value": "Ann" }, { "CustomerDataColumnId": 20, "Value": employee },
        ]})
    };
    opts_out(&desk, by_employee("1"));
    let locked = json!({ "Data": [{ "Name": "EmployeeId", "Value": "2" }] });
    assert_eq!(desk.json(LOCK, &locked).await.status, 200);
    for (employee, reason) in [("1", "OptedOut"), ("2", "Locked")] {
        let before = test.digest("acme");
        let sent = desk.json("POST url/GenerateLuckyURL", &person(employee)).await;
        let expected = format!(
            r#"{{"Url":null,"ShortUrl":null,"CustomerId":null,"AccessKey":null,"Reason":"{reason}"}}"#
        );
        assert_eq!((sent.status, sent.body), (200, expected));
        assert_eq!(test.digest("acme"), before);
    }
    for (employee, id) in [("1", 1), ("2", 2)] {
        let sent = desk.json("POST url", &person(employee)).await;
        let expected = format!(r#"{{"Url":null,"ShortUrl":null,"CustomerId":{id},"AccessKey":null}}"#);
        assert_eq!((sent.status, sent.body), (200, expected));
    }
}
