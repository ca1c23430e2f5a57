//! Native intake over HTTP: `batches` and `imports`, their faults, keys and what was decided afterwards.

use canvass_app::Scope;
use canvass_testkit::{TestApp, TestWorkspace};
use serde_json::{Value, json};

use crate::kit::Front;

const BATCHES: &str = "POST /api/v1/workspaces/acme/batches";

fn batch() -> Value {
    json!({ "name": "May", "approve": true, "sendTime": "11:30", "customers": [
        { "email": "ann@example.org", "priority": 1, "data": { "15": "Ann", "business_unit": "North" } },
        { "email": "nobody", "data": { "First_name_customer": "Bob" } },
    ] })
}

#[tokio::test]
async fn a_batch_is_taken_in_listed_and_explained() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead]);
    let sent = front.ask(BATCHES).bearer(&token).json(&batch()).await;
    let expected = concat!(
        r#"{"accepted":1,"batch":1,"customers":[{"id":1,"index":0,"reason":null,"state":"Scheduled","url":null},"#,
        r#"{"id":2,"index":1,"reason":"InvalidEmail","state":"Fault","url":null}],"received":2,"#,
        r#""state":"Approved","warnings":[]}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(front.nudges(), 1);
    let get = async |path: &str| {
        let sent = front.ask(&format!("GET /api/v1/workspaces/acme/{path}")).bearer(&token).empty().await;
        assert_eq!(sent.status, 200, "{path}: {}", sent.body);
        sent.json()
    };
    let shown = get("batches/1").await;
    assert_eq!(
        (&shown["sendTime"], &shown["createdAt"]),
        (&json!("11:30"), &json!("2026-03-02T10:15:00+01:00"))
    );
    assert_eq!(
        shown["counts"],
        json!({
            "customers": [
                { "state": "Scheduled", "reason": null, "count": 1 },
                { "state": "Fault", "reason": "InvalidEmail", "count": 1 },
            ],
            "messages": [{ "state": "waiting", "count": 1 }],
        })
    );
    let customers = get("customers?batch=1&state=Fault").await;
    assert_eq!(customers["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(customers["items"][0]["data"], json!({ "15": "Bob" }));
    let messages = get("messages?state=waiting").await;
    assert_eq!(messages["items"][0]["dueAt"], "2026-03-02T11:30:00+01:00");
    let decisions = get("customers/2/decisions").await;
    let rules: Vec<&str> =
        decisions["items"].as_array().unwrap().iter().map(|item| item["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["received", "routed", "address_invalid"]);
}

#[tokio::test]
async fn lists_go_by_cursor() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead]);
    front.ask(BATCHES).bearer(&token).json(&batch()).await;
    let (mut seen, mut after) = (Vec::new(), 0);
    loop {
        let line = format!("GET /api/v1/workspaces/acme/customers?limit=1&after={after}");
        let page = front.ask(&line).bearer(&token).empty().await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen, [1, 2]);
    let line = "GET /api/v1/workspaces/acme/customers?limit=0&state=Nowhere&colour=red";
    let sent = front.ask(line).bearer(&token).empty().await;
    let expected = concat!(
        r#"{"type":"about:blank","title":"The request is invalid.","status":400,"code":"request_invalid","detail":null,"#,
        r#""faults":[{"path":"?limit","text":"The limit lies between 1 and 1000."},"#,
        r#"{"path":"?state","text":"The word is not known."},{"path":"?colour","text":"The value is not known."}],"#,
        r#""traceId":"[trace]"}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (400, expected));
}

#[tokio::test]
async fn every_fault_is_told_with_its_pointer() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite]);
    let body = r#"{"approve":"yes","customers":[{"data":{"99":"x","15":"Ann","a/b":"y"}},{"priority":1.5}],"extra":1}"#;
    let sent = front.ask(BATCHES).bearer(&token).body("application/json", body).await;
    assert_eq!(sent.header("content-type"), Some("application/problem+json; charset=utf-8"));
    let faults = sent.json()["faults"].clone();
    let fault = |path: &str, text: &str| json!({ "path": path, "text": text });
    assert_eq!(
        faults,
        json!([
            fault("/approve", "The value is not true or false."),
            fault("/customers/0/data/99", "Column 99 is not known."),
            fault("/customers/0/data/a~1b", "No column is named a/b."),
            fault("/customers/1/data", "Column 15 (First_name_customer) is required."),
            fault("/customers/1/priority", "The value is not a whole number."),
            fault("/extra", "The member is not known."),
        ])
    );
}

#[tokio::test]
async fn a_key_replays_and_another_body_under_it_is_422() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite]);
    let ask = |key: &str| front.ask(BATCHES).bearer(&token).header("idempotency-key", key);
    let first = ask("k").json(&batch()).await;
    let again = ask("k").json(&batch()).await;
    assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")));
    assert_eq!(first.body, again.body);
    let mut other = batch();
    other["name"] = json!("June");
    let sent = ask("k").json(&other).await;
    let expected = concat!(
        r#"{"type":"about:blank","title":"This key was used before with another body.","status":422,"#,
        r#""code":"key_reused","detail":null,"faults":[],"traceId":"[trace]"}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (422, expected));
    let sent = ask("a b").json(&batch()).await;
    assert_eq!((sent.status, &sent.json()["faults"][0]["path"]), (400, &json!("Idempotency-Key")));
    // The same call with no key: told of the earlier batch.
    let sent = front.ask(BATCHES).bearer(&token).json(&other).await;
    let again = front.ask(BATCHES).bearer(&token).json(&other).await;
    let earlier = sent.json()["batch"].to_string();
    assert_eq!(again.header("canvass-possible-repeat"), Some(earlier.as_str()));
}

#[tokio::test]
async fn a_batch_waits_for_its_approval_and_is_decided_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let mut waiting = batch();
    waiting["approve"] = json!(false);
    let made = front.ask(BATCHES).bearer(&token).json(&waiting).await.json();
    assert_eq!((&made["batch"], &made["state"]), (&json!(1), &json!("PendingApproval")));
    let decide = |verb: &str| front.ask(&format!("{BATCHES}/1/{verb}")).bearer(&token);
    let approved = decide("approve").json(&json!({})).await;
    assert_eq!((approved.status, &approved.json()["state"]), (200, &json!("Approved")));
    let again = decide("approve").empty().await;
    let problem = again.json();
    assert_eq!((again.status, &problem["code"]), (409, &json!("batch_not_pending")));
    assert!(problem["detail"].as_str().unwrap().ends_with('.'));
    assert_eq!(decide("reject").json(&json!({ "why": "no" })).await.status, 400);
    let cancelled = decide("cancel").empty().await;
    assert_eq!((cancelled.status, &cancelled.json()["cancelledMessages"]), (200, &json!(1)));
}

#[tokio::test]
async fn imports_take_the_body_of_a_wire_into_the_workspace_of_the_path() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let data = json!([{ "CustomerDataColumnId": TestWorkspace::NAME.0, "Value": "Ann" }]);
    let body = json!({ "Customers": [{ "Email": "ann@example.org", "Data": data }] });
    let ask =
        |wire: &str| front.ask(&format!("POST /api/v1/workspaces/acme/imports{wire}")).bearer(&operator);
    let sent = ask("?wire=expoints").header("accept", "application/xml").json(&body).await;
    assert_eq!((sent.status, sent.header("content-type")), (200, Some("application/xml; charset=utf-8")));
    assert!(sent.body.starts_with("<AddCustomersResponse "), "{}", sent.body);
    let sent = ask("?wire=expoints").json(&json!({ "TypeBatch": "post" })).await;
    assert_eq!(sent.status, 400);
    assert_eq!(sent.json()["ModelState"]["request.Customers"][0], "The Customers field is required.");
    let sent = ask("?wire=native").json(&batch()).await;
    assert_eq!((sent.status, &sent.json()["batch"]), (200, &json!(2)));
    let sent = ask("?wire=telex").json(&batch()).await;
    assert_eq!((sent.status, &sent.json()["faults"][0]["path"]), (400, &json!("?wire")));
    let sent = ask("?wire=expoints").body("text/plain", "x").await;
    assert_eq!((sent.status, &sent.json()["code"]), (415, &json!("media_type_unsupported")));
    let listed = front.ask("GET /api/v1/workspaces/acme/batches").bearer(&operator).empty().await;
    assert_eq!(listed.json()["items"].as_array().map(Vec::len), Some(2));
}
