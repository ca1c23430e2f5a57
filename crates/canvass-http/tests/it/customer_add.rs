//! customer/add over HTTP: answers in both forms, portal links, repeats, keys, the empty answer.

use canvass_app::Scope;
use canvass_testkit::{TestApp, TestWorkspace};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const ADD: &str = "POST /external/api/v3/customer/add";

fn batch(emails: &[&str]) -> Value {
    let customers: Vec<Value> = emails
        .iter()
        .map(|email| {
            json!({
                "Email": email,
                "Data": [
                    { "CustomerDataColumnId": TestWorkspace::NAME.0, "Value": "Ann" },
                    { "CustomerDataColumnId": TestWorkspace::UNIT.0, "Name": "unit", "Value": "North" },
                ],
            })
        })
        .collect();
    json!({ "ApproveAutomatically": true, "BatchName": "May", "Customers": customers })
}

/// E21: one bad address is that person's matter.
#[tokio::test]
async fn an_answer_says_what_became_of_each_customer_in_both_forms() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let body = batch(&["ann@example.org", "nobody"]);
    let sent = front.ask(ADD).bearer(&token).json(&body).await;
    let warning = |index: usize| {
        format!(
            r#"{{"Path":"request.Customers[{index}].Data[1]","Text":"Column 16: the name sent differs from the column; the id was used."}}"#
        )
    };
    let expected = [
        r#"{"BatchId":1,"BatchStatus":"Approved","Total":2,"Accepted":1,"Faulted":1,"Locked":0,"OptedOut":0,"#,
        r#""Customers":[{"Index":0,"Id":1,"StatusCode":2,"StatusName":"Scheduled","Reason":null,"Url":null},"#,
        r#"{"Index":1,"Id":2,"StatusCode":10,"StatusName":"Fault","Reason":"InvalidEmail","Url":null}],"#,
        r#""Warnings":["#,
        &warning(0),
        ",",
        &warning(1),
        "]}",
    ]
    .concat();
    assert_eq!((sent.status, sent.body), (200, expected));
    assert_eq!(front.nudges(), 1);
    let portal = json!({
        "ApproveAutomatically": true, "TypeBatch": "portal",
        "Customers": [{ "Data": [{ "Name": "first_name_customer", "Value": "Bob" }] }],
    });
    let ask = front.ask(ADD).bearer(&token).header("accept", "text/xml");
    let sent = ask.json(&portal).await;
    let link = acme.link(canvass_domain::id::CustomerId(3));
    let expected = [
        r#"<AddCustomersResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External"><Accepted>1</Accepted>"#,
        "<BatchId>2</BatchId><BatchStatus>Approved</BatchStatus><Customers><AddedCustomer><Id>3</Id><Index>0</Index>",
        r#"<Reason i:nil="true" /><StatusCode>1</StatusCode><StatusName>Initial</StatusName>"#,
        &format!("<Url>https://feedback.example.org/q/{link}</Url></AddedCustomer></Customers>"),
        "<Faulted>0</Faulted><Locked>0</Locked><OptedOut>0</OptedOut><Total>1</Total><Warnings /></AddCustomersResponse>",
    ]
    .concat();
    assert_eq!((sent.status, sent.body), (200, expected));
}

fn repeats(sent: &Sent) -> (u16, Option<&str>, Option<&str>, &str) {
    (sent.status, sent.header("canvass-replayed"), sent.header("canvass-possible-repeat"), &sent.body)
}

#[tokio::test]
async fn e115_a_key_gives_the_same_answer_on_every_version_of_the_route() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    // An API token, because access tokens do not live that long.
    let token = front.token(acme.id, &[Scope::CustomersWrite]);
    let keyed = |path: &str, key: &str| {
        front.ask(&format!("POST {path}")).bearer(&token).header("idempotency-key", key)
    };
    let body = batch(&["ann@example.org"]);
    let first = keyed("/external/api/v3/customer/add", "k-1").json(&body).await;
    assert_eq!((first.status, first.header("canvass-replayed")), (200, None));
    let digest = test.digest("acme");
    test.clock.step(SignedDuration::from_hours(24 * 6));
    let again = keyed("/external/api/V1/Customer/Add/", "k-1").json(&body).await;
    assert_eq!(repeats(&again), (200, Some("true"), None, first.body.as_str()));
    assert_eq!((test.digest("acme"), front.nudges()), (digest, 1));
    let other = keyed("/external/api/v3/customer/add", "k-1").json(&batch(&["bob@example.org"])).await;
    let expected = concat!(
        r#"{"Message":"The request is invalid.","ModelState":{"Idempotency-Key":"#,
        r#"["This key was used before with another body."]},"TraceId":"[trace]"}"#
    );
    assert_eq!((other.status, other.body.as_str()), (400, expected));
}

#[tokio::test]
async fn e115_a_malformed_key_is_told_beside_all_other_faults_and_a_failed_call_leaves_it_free() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let ask = |key: &str| front.ask(ADD).bearer(&token).header("idempotency-key", key);
    let sent = ask("a b").json(&json!({ "TypeBatch": "post" })).await;
    let expected = concat!(
        r#"{"Message":"The request is invalid.","ModelState":{"request.Customers":["The Customers field is required."],"#,
        r#""request.TypeBatch":["The value is not one of: 0, 1, email, portal."],"#,
        r#""Idempotency-Key":["The key is not one text of 1 to 255 visible ASCII characters."]},"TraceId":"[trace]"}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (400, expected));
    let sent = ask("k").header("idempotency-key", "k").json(&batch(&["ann@example.org"])).await;
    assert_eq!(sent.status, 400);
    let sent = ask("k").json(&json!({ "Customers": [] })).await;
    assert_eq!(sent.status, 400);
    let sent = ask("k").json(&batch(&["ann@example.org"])).await;
    assert_eq!((sent.status, sent.header("canvass-replayed")), (200, None));
}

#[tokio::test]
async fn e116_a_repeat_without_a_key_is_told_or_replayed_as_the_client_wants() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let body = batch(&["ann@example.org"]);
    let first = front.ask(ADD).bearer(&token).json(&body).await;
    let again = front.ask(ADD).bearer(&token).json(&body).await;
    assert_eq!(
        (first.header("canvass-possible-repeat"), again.header("canvass-possible-repeat")),
        (None, Some("1"))
    );
    assert_eq!(again.json()["BatchId"], 2);
    let (id, secret) = front.client(acme.id, &[Scope::CustomersWrite], true);
    let issued = canvass_app::authenticate::issue_access_token(&test.app, &id, &secret, None);
    let replaying = issued.wait().unwrap().text;
    let first = front.ask(ADD).bearer(&replaying).json(&body).await;
    let again = front.ask(ADD).bearer(&replaying).json(&body).await;
    assert_eq!(first.json()["BatchId"], 3);
    assert_eq!(repeats(&again), (200, Some("true"), None, first.body.as_str()));
}

#[tokio::test]
async fn a_client_may_prefer_an_empty_answer() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let ask = front.ask(ADD).bearer(&token).header("prefer", "return=minimal");
    let sent = ask.json(&batch(&["ann@example.org"])).await;
    assert_eq!((sent.status, sent.body.as_str()), (200, ""));
    assert_eq!(sent.header("preference-applied"), Some("return=minimal"));
}

#[tokio::test]
async fn e22_faults_of_reading_and_of_rules_stand_together_in_the_order_of_the_document() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let body = r#"{"Customers":[
        {"Email":"ann@example.org","Data":[{"CustomerDataColumnId":99,"Value":"x"}],"Priority":"high"},
        {"SendDate":"soon","Data":[{"Name":"nothing","Value":"x"},{"CustomerDataColumnId":15,"Value":"Ann"}]}],
        "TypeBatch":"post"}"#;
    let sent = front.ask(ADD).bearer(&token).body("application/json", body).await;
    let expected = concat!(
        r#"{"Message":"The request is invalid.","ModelState":{"#,
        r#""request.Customers[0].Data":["Column 15 (First_name_customer) is required."],"#,
        r#""request.Customers[0].Data[0]":["Column 99 is not known."],"#,
        r#""request.Customers[0].Priority":["The value is not a whole number."],"#,
        r#""request.Customers[1].SendDate":["The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00."],"#,
        r#""request.Customers[1].Data[0]":["No column is named nothing."],"#,
        r#""request.TypeBatch":["The value is not one of: 0, 1, email, portal."]},"TraceId":"[trace]"}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (400, expected));
}

#[tokio::test]
async fn e8_whoever_wants_to_be_told_is_told_that_no_mail_comes() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let mut body = batch(&["ann@example.org"]);
    body["NotificationEmailAddresses"] = json!("desk@example.org, nobody");
    body["Customers"][0]["Data"][1]["Name"] = Value::Null;
    let sent = front.ask(ADD).bearer(&front.access_token(acme.id)).json(&body).await;
    let warning = |text: &str| json!({ "Path": "request.NotificationEmailAddresses", "Text": text });
    assert_eq!(
        sent.json()["Warnings"],
        json!([warning("Address 2 of the list is not valid or one too many and was skipped.")])
    );
}

#[tokio::test]
async fn e50_the_counts_add_up_when_a_customer_is_closed_at_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let mut body = batch(&["ann@example.org", "nobody", "bob@example.org"]);
    // Open for a minute in which no mail may leave.
    let soon = test.app.clock.now() + SignedDuration::from_mins(1);
    body["SendTime"] = json!("2026-01-01T23:58:00");
    body["Customers"][0]["EndDate"] = json!(soon.to_string());
    let sent = front.ask(ADD).bearer(&front.access_token(acme.id)).json(&body).await;
    let answer = sent.json();
    let first = &answer["Customers"][0];
    assert_eq!((&first["StatusName"], &first["Reason"]), (&json!("Closed"), &json!("EndDatePassed")));
    let counts =
        ["Total", "Accepted", "Faulted", "Locked", "OptedOut"].map(|name| answer[name].as_i64().unwrap());
    assert_eq!(counts, [3, 2, 1, 0, 0]);
}
