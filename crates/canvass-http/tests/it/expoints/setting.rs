//! What a client may set for all its writes: the empty answer (section 5), and paths of every version (U1).

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use super::{Desk, full};

/// Every write with a body that it takes.
fn writes(desk: &Desk<'_>) -> Vec<(&'static str, Value)> {
    let data = json!([{ "CustomerDataColumnId": 15, "Value": "Ann" }]);
    vec![
        ("POST customer/add", json!({ "Customers": [{ "Email": "ann@example.org", "Data": data }] })),
        (
            "POST customer/addfinished",
            json!({ "Customer": { "QuestionnaireId": desk.questionnaire(), "Data": data } }),
        ),
        ("POST customer/addlock", json!({ "Email": "eve@example.org" })),
        ("DELETE customer/deleteoptout", json!({ "Email": "eve@example.org" })),
        ("POST customer/addformnotes", json!({ "Notes": [{ "CustomerId": 1, "Note": "n" }] })),
        ("POST url", json!({ "Data": data })),
        ("POST url/generateluckyurl", json!({ "Data": data })),
    ]
}

#[tokio::test]
async fn every_write_answers_nothing_to_a_client_that_prefers_it() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for (line, body) in writes(&desk) {
        let ask = desk.front.ask(&full(line)).bearer(&desk.token).header("prefer", "return=minimal");
        let sent = ask.json(&body).await;
        assert_eq!((sent.status, sent.body.as_str()), (200, ""), "{line}");
        assert_eq!(sent.header("preference-applied"), Some("return=minimal"), "{line}");
        assert_eq!(sent.header("content-type"), None, "{line}");
    }
}

#[tokio::test]
async fn u1_every_write_is_served_under_every_version_and_case() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for (line, body) in writes(&desk) {
        let (method, path) = line.split_once(' ').unwrap();
        for spelled in [
            format!("/external/api/v1/{path}"),
            format!("/EXTERNAL/Api/V2/{}/", path.to_uppercase()),
            format!("/external/api/v3/{path}/"),
        ] {
            let sent = desk.front.ask(&format!("{method} {spelled}")).bearer(&desk.token).json(&body).await;
            assert_eq!(sent.status, 200, "{spelled}: {}", sent.body);
        }
        let sent = desk
            .front
            .ask(&format!("{method} /external/api/v4/{path}"))
            .bearer(&desk.token)
            .json(&body)
            .await;
        assert_eq!(sent.status, 404, "{path}");
    }
}

#[tokio::test]
async fn s14_every_write_makes_the_checks_in_their_order() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let before = test.digest("acme");
    let reader = desk.front.token(desk.acme.id, &[Scope::ReportsRead]);
    let question = ("POST customer/checkoptouts", json!({}));
    for (line, _) in writes(&desk).into_iter().chain([question]) {
        let line = full(line);
        let (_, path) = line.split_once(' ').unwrap();
        let other = desk.front.ask(&format!("PATCH {path}")).body("text/plain", "x").await;
        assert_eq!(other.status, 405, "{line}");
        assert_eq!(desk.front.ask(&line).body("text/plain", "x").await.status, 401, "{line}");
        assert_eq!(desk.front.ask(&line).bearer(&reader).body("text/plain", "x").await.status, 403, "{line}");
        let ask = || desk.front.ask(&line).bearer(&desk.token);
        assert_eq!(
            ask().header("content-encoding", "br").body("text/plain", "x").await.status,
            415,
            "{line}"
        );
        assert_eq!(ask().body("text/plain", "x").await.status, 415, "{line}");
        let sent = ask().body("application/json", "").await;
        assert_eq!(sent.status, 400, "{line}");
        assert!(sent.body.contains(r#""request":["A request body is required."]"#), "{line}: {}", sent.body);
        let sent = ask().header("idempotency-key", "a b").body("application/json", "[").await;
        assert_eq!(sent.status, 400, "{line}");
        let state = &sent.json()["ModelState"];
        assert!(state["request"][0].as_str().unwrap().starts_with("Line 1, column"), "{line}: {}", sent.body);
        assert!(!state["Idempotency-Key"].is_null(), "{line}: {}", sent.body);
    }
    assert_eq!(test.digest("acme"), before);
}
