//! customer/addfinished: a response that was given elsewhere (5.2, E86-E95).

use canvass_testkit::TestApp;
use serde_json::{Value, json};

use super::{Desk, faults};

const LINE: &str = "POST customer/addfinished";
const ROOT: &str = "ImportFinishedCustomerRequest";
const ITEMS: [(&str, &str); 3] =
    [("Answers", "ImportAnswer"), ("Data", "CustomerData"), ("SelectedScalePositions", "ScalePosition")];
/// Questions of the sample questionnaire.
const RECOMMEND: &str = "67b9047e-e45f-4247-b7b1-ca2aade90001";
const REMARK: &str = "67b9047e-e45f-4247-b7b1-ca2aade90005";

fn response(desk: &Desk<'_>) -> Value {
    json!({ "Customer": {
        "QuestionnaireId": desk.questionnaire(),
        "Answers": [
            { "QuestionId": RECOMMEND, "SelectedScalePositions": [{ "Value": 9 }] },
            { "QuestionId": REMARK, "Text": "Fine" },
        ],
        "Email": "ann@example.org",
        "Data": [{ "Name": "First_name_customer", "Value": "Ann" }],
        "Language": "nl",
    }})
}

#[tokio::test]
async fn e86_a_response_is_kept_and_answered_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.json(LINE, &response(&desk)).await;
    let expected = r#"{"Id":1,"BatchId":1,"StatusCode":7,"StatusName":"Finished","Warnings":[]}"#;
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    // The batch is that of the day.
    let sent = desk.xml(LINE, ROOT, &ITEMS, &response(&desk)).await;
    let expected = concat!(
        r#"<AddFinishedCustomerResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External"><BatchId>1</BatchId><Id>2</Id>"#,
        "<StatusCode>7</StatusCode><StatusName>Finished</StatusName><Warnings /></AddFinishedCustomerResponse>"
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    // Nothing is mailed.
    assert_eq!(desk.front.nudges(), 0);
}

#[tokio::test]
async fn e22_e88_e90_all_that_is_wrong_is_told_at_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let before = test.digest("acme");
    let body = json!({ "IsTest": "maybe", "Customer": {
        "QuestionnaireId": desk.questionnaire(),
        "FinishedDate": "2999-01-01",
        "Answers": [
            { "QuestionId": RECOMMEND, "SelectedScalePositions": [{ "Value": 77 }] },
            { "QuestionId": "67b9047e-e45f-4247-b7b1-ca2aade99999" },
            { "QuestionId": REMARK, "Text": "a", "PageRepetition": 2 },
        ],
        "Data": [{ "CustomerDataColumnId": 99, "Value": "x" }],
    }});
    let expected = [
        "request.IsTest: The value is not true or false.",
        "request.Customer.FinishedDate: The date lies more than 5 minutes ahead.",
        "request.Customer.Answers[0].SelectedScalePositions[0]: The question has no such position.",
        "request.Customer.Answers[1].QuestionId: Question 67b9047e-e45f-4247-b7b1-ca2aade99999 is not one of the questionnaire.",
        "request.Customer.Answers[2].PageRepetition: The repetition is out of range.",
        "request.Customer.Data: Column 15 (First_name_customer) is required.",
        "request.Customer.Data[0]: Column 99 is not known.",
    ];
    let sent = desk.json(LINE, &body).await;
    let mut told = faults(&sent);
    let mut wanted: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
    told.sort();
    wanted.sort();
    assert_eq!(told, wanted, "{}", sent.body);
    let as_xml = desk.xml(LINE, ROOT, &ITEMS, &body).await;
    assert_eq!(as_xml.status, 400);
    for line in expected {
        let (_, words) = line.split_once(": ").unwrap();
        assert!(as_xml.body.contains(words), "{words}: {}", as_xml.body);
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn s10_a_customer_and_a_questionnaire_are_required_and_nothing_else_is_told() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.json(LINE, &json!({})).await;
    assert_eq!(faults(&sent), ["request.Customer: The Customer field is required."]);
    let sent = desk.json(LINE, &json!({ "Customer": {} })).await;
    assert!(
        faults(&sent)
            .contains(&"request.Customer.QuestionnaireId: The QuestionnaireId field is required.".to_owned())
    );
    let mut body = response(&desk);
    body["Customer"]["QuestionnaireId"] = json!("457c0551-f897-4dea-b228-f47ca1dcc04f");
    let sent = desk.json(LINE, &body).await;
    assert!(
        faults(&sent)
            .contains(&"request.Customer.QuestionnaireId: The questionnaire is not known.".to_owned()),
        "{}",
        sent.body
    );
}

#[tokio::test]
async fn e23_an_unknown_language_is_a_warning_with_its_path() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let mut body = response(&desk);
    body["Customer"]["Language"] = json!("xx");
    let sent = desk.json(LINE, &body).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    assert_eq!(
        sent.json()["Warnings"],
        json!([{
            "Path": "request.Customer.Language",
            "Text": "The questionnaire is not written in this language; its default was taken.",
        }])
    );
}

#[tokio::test]
async fn e56_without_a_concept_version_its_mark_is_refused() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let mut body = response(&desk);
    body["Customer"]["IsConcept"] = json!(true);
    let sent = desk.json(LINE, &body).await;
    assert_eq!(faults(&sent), ["request.Customer.IsConcept: The questionnaire has no concept version."]);
    // E22: the answers are judged by what is published, so that nothing comes out at the second try only.
    body["Customer"]["Answers"] = json!([
        { "QuestionId": RECOMMEND, "SelectedScalePositions": [{ "Value": 77 }] },
        { "QuestionId": "67b9047e-e45f-4247-b7b1-ca2aade99999" },
    ]);
    let sent = desk.json(LINE, &body).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(
        told,
        [
            "request.Customer.Answers[0].SelectedScalePositions[0]: The question has no such position.",
            "request.Customer.Answers[1].QuestionId: Question 67b9047e-e45f-4247-b7b1-ca2aade99999 is not one of the questionnaire.",
            "request.Customer.IsConcept: The questionnaire has no concept version.",
        ]
    );
}

#[tokio::test]
async fn e115_e116_a_key_replays_and_the_same_bytes_are_told() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = response(&desk);
    let first = desk.json(LINE, &body).await;
    let again = desk.json(LINE, &body).await;
    assert_eq!(first.header("canvass-possible-repeat"), None);
    assert_eq!(again.header("canvass-possible-repeat"), Some("1"));
    assert_eq!(again.json()["Id"], 2);
    let keyed = |path: &str| {
        let ask = desk.front.ask(&format!("POST /external/api/{path}")).bearer(&desk.token);
        ask.header("idempotency-key", "response-1")
    };
    let first = keyed("v3/customer/addfinished").json(&body).await;
    let digest = test.digest("acme");
    let again = keyed("v1/Customer/AddFinished/").json(&body).await;
    assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")));
    assert_eq!((again.body, test.digest("acme")), (first.body, digest));
    let other =
        keyed("v2/customer/addfinished").json(&json!({ "Customer": body["Customer"], "IsTest": true })).await;
    assert_eq!(faults(&other), ["Idempotency-Key: This key was used before with another body."]);
}
