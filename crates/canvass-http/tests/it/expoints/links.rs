//! url and url/GenerateLuckyURL: links for one person (5.7, 5.8, E37, E53, E85).

use canvass_domain::id::CustomerId;
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use super::{Desk, faults};

const URL: &str = "POST url";
const URL_ITEMS: [(&str, &str); 4] = [
    ("Data", "UrlCustomerData"),
    ("Answers", "ImportAnswerExternal"),
    ("AnswersToCopy", "int"),
    ("SelectedScalePositions", "ScalePosition"),
];
const LUCKY: &str = "POST url/GenerateLuckyURL";
const LUCKY_ITEMS: [(&str, &str); 1] = [("Data", "CustomerData")];

fn person() -> Value {
    json!({
        "Data": [
            { "CustomerDataTechnicalName": "first_name_customer", "Value": "Ann" },
            { "CustomerDataExternalTechnicalName": "emp_no", "Value": "7" },
        ],
        "TransactionDate": "2026-03-01",
    })
}

#[tokio::test]
async fn e37_e53_a_link_is_made_and_answered_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.json(URL, &person()).await;
    let key = desk.acme.link(CustomerId(1));
    let expected = format!(
        r#"{{"Url":"https://feedback.example.org/q/{key}","ShortUrl":null,"CustomerId":1,"AccessKey":"{key}"}}"#
    );
    assert_eq!((sent.status, sent.body), (200, expected));
    let sent = desk.xml(URL, "GenerateRequest", &URL_ITEMS, &person()).await;
    let key = desk.acme.link(CustomerId(2));
    let expected = [
        r#"<GenerateUrlResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External">"#,
        &format!(r#"<AccessKey>{key}</AccessKey><CustomerId>2</CustomerId><ShortUrl i:nil="true" />"#),
        &format!("<Url>https://feedback.example.org/q/{key}</Url></GenerateUrlResponse>"),
    ]
    .concat();
    assert_eq!((sent.status, sent.body), (200, expected));
    // The link is one that opens.
    let page = desk.front.ask(&format!("GET /q/{key}")).empty().await;
    assert_eq!(page.status, 200);
    assert_eq!(desk.front.nudges(), 0);
}

#[tokio::test]
async fn e24_all_that_is_wrong_with_a_link_is_told_at_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let before = test.digest("acme");
    let body = json!({
        "Data": [{ "CustomerDataTechnicalName": "nothing", "Value": "x" }, { "CustomerDataColumnId": 99 }, { "Value": "x" }],
        "PreviousId": 12,
        "Answers": [{ "BaseQuestionId": 77, "Text": "x" }],
        "Host": "elsewhere.example.net",
        "Short": "perhaps",
    });
    let expected = [
        "request.Answers[0].BaseQuestionId: Base question 77 is not known.",
        "request.Data: Column 15 (First_name_customer) is required.",
        "request.Data[0]: No column is named nothing.",
        "request.Data[1]: Column 99 is not known.",
        "request.Data[2]: Neither CustomerDataColumnId nor Name is given.",
        "request.Host: The host is not on the list of the workspace.",
        "request.PreviousId: The previous customer is not known.",
        "request.Short: The value is not true or false.",
    ];
    let sent = desk.json(URL, &body).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(told, expected);
    let sent = desk.xml(URL, "GenerateRequest", &URL_ITEMS, &body).await;
    assert_eq!(sent.status, 400);
    for line in expected {
        assert!(sent.body.contains(line.split_once(": ").unwrap().1), "{line}: {}", sent.body);
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn validate_false_asks_for_no_column() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.json(URL, &json!({})).await;
    assert_eq!(faults(&sent), ["request.Data: Column 15 (First_name_customer) is required."]);
    let sent = desk.json(URL, &json!({ "Validate": false })).await;
    assert_eq!((sent.status, &sent.json()["CustomerId"]), (200, &json!(1)));
}

#[tokio::test]
async fn e115_a_key_gives_the_same_link_and_no_second_customer() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let ask = || desk.front.ask(&super::full(URL)).bearer(&desk.token).header("idempotency-key", "link-1");
    let first = ask().json(&person()).await;
    let digest = test.digest("acme");
    let again = ask().json(&person()).await;
    assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")));
    assert_eq!((again.body, test.digest("acme")), (first.body, digest));
    // The same bytes without a key are another wish, not a repeat (E116 is for add and addfinished).
    for number in [2, 3] {
        let sent = desk.json(URL, &person()).await;
        assert_eq!(
            (sent.header("canvass-possible-repeat"), &sent.json()["CustomerId"]),
            (None, &json!(number))
        );
    }
}

#[tokio::test]
async fn e85_a_lucky_link_has_no_reason_when_it_is_given() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = json!({ "Data": [
        { "CustomerDataColumnId": 15, "Value": "Ann" }, { "Name": "EmployeeId", "Value": "7" },
    ]});
    let sent = desk.json(LUCKY, &body).await;
    let key = desk.acme.link(CustomerId(1));
    let expected = format!(
        r#"{{"Url":"https://feedback.example.org/q/{key}","ShortUrl":null,"CustomerId":1,"AccessKey":"{key}","Reason":null}}"#
    );
    assert_eq!((sent.status, sent.body), (200, expected));
    let sent = desk.xml(LUCKY, "GenerateLuckyURLRequest", &LUCKY_ITEMS, &body).await;
    assert!(sent.body.contains(r#"<CustomerId>2</CustomerId><Reason i:nil="true" />"#), "{}", sent.body);
    let sent = desk.json(LUCKY, &json!({ "Data": [null], "IsTest": "x" })).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(
        told,
        ["request.Data[0]: The item is null.", "request.IsTest: The value is not true or false."]
    );
}
