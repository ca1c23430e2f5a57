//! What is in doubt over the wire and in the console: listed with all that is known of it, settled one by one or many at
//! once, and what a workspace does by itself is told.

use std::time::Duration;

use canvass_app::Scope;
use canvass_app::setup::{Role, add_sign_in, add_user};
use canvass_domain::id::CustomerId;
use canvass_domain::message::AttemptResult;
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId, Settlement};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::kit::{Front, Sent};

const NODE: NodeId = NodeId(1);
const SETTLE: &str = "POST /api/v1/workspaces/acme/messages/settle";

/// Invites people; the relay hangs up after the dot of each mail.
fn doubt(acme: &TestWorkspace<'_>, names: &[&str]) -> Vec<CustomerId> {
    let people = names.iter().map(|name| customer(&format!("{name}@example.org"))).collect();
    let made = acme.import(batch_of(people));
    let ended: Result<(), StoreError> = acme
        .test
        .app
        .store
        .write_system(|tx| {
            tx.beat(NODE)?;
            let claims = tx.claim(NODE, 100, Duration::from_mins(1))?;
            let attempts: Vec<Attempt> =
                claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
            tx.hand_over(NODE, &attempts)?;
            let settlements: Vec<Settlement> = attempts
                .iter()
                .map(|attempt| Settlement {
                    attempt: *attempt,
                    result: AttemptResult::InDoubt("354 go ahead".to_owned()),
                    next: None,
                    reminder: None,
                    peer: "mx.example.org".to_owned(),
                })
                .collect();
            tx.settle(&settlements).map(drop)
        })
        .wait();
    ended.unwrap();
    made.customers.into_iter().map(|customer| customer.id).collect()
}

async fn listed(front: &Front<'_>, token: &str, query: &str) -> Sent {
    front.ask(&format!("GET /api/v1/workspaces/acme/messages{query}")).bearer(token).empty().await
}

#[tokio::test]
async fn p4_what_is_in_doubt_is_listed_with_all_that_is_known_of_it() {
    let test = TestApp::new();
    let (front, acme) = (Front::new(&test), test.workspace("acme"));
    doubt(&acme, &["ann", "bob", "cid"]);
    let reader = front.token(acme.id, &[Scope::CustomersRead]);
    let sent = listed(&front, &reader, "?state=in_doubt&limit=2").await.json();
    let first = &sent["items"][0];
    for (name, value) in [
        ("state", json!("in_doubt")),
        ("slot", json!("invitation")),
        ("attempts", json!(1)),
        ("peer", json!("mx.example.org")),
        ("lastLine", json!("354 go ahead")),
    ] {
        assert_eq!(first[name], value, "{name}");
    }
    assert!(first["messageId"].as_str().unwrap().contains('@'));
    assert!(first["handedOverAt"].is_string() && first["settledAt"].is_string());
    // A page and the way to the next one, never everything.
    assert_eq!((sent["items"].as_array().unwrap().len(), &sent["next"]), (2, &json!(2)));
    let rest = listed(&front, &reader, "?state=in_doubt&limit=2&after=2").await.json();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}

#[tokio::test]
async fn many_are_settled_by_name_by_message_id_or_all_that_fit() {
    let test = TestApp::new();
    let (front, acme) = (Front::new(&test), test.workspace("acme"));
    let customers = doubt(&acme, &["ann", "bob", "cid", "dot"]);
    let operator = front.operator();
    let items = listed(&front, &operator, "?state=in_doubt").await.json()["items"].clone();
    let settle = async |body: Value| {
        let sent = front.ask(SETTLE).bearer(&operator).json(&body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        sent.body
    };
    let id = format!("<{}>", items[0]["messageId"].as_str().unwrap());
    let told = settle(json!({ "as": "was-sent", "messageIds": [id, "unknown@example.org"] })).await;
    let expected = r#"{"endDatePassed":0,"hasMore":false,"notOpen":0,"settled":1,"unknownMessageIds":1}"#;
    assert_eq!(told, expected);
    let named = json!([{ "customer": customers[0].0 }, { "customer": customers[1].0, "slot": "invitation" }]);
    let told = settle(json!({ "as": "give-up", "messages": named })).await;
    assert_eq!(told, r#"{"endDatePassed":0,"hasMore":false,"notOpen":1,"settled":1,"unknownMessageIds":0}"#);
    let other = json!({ "state": "in_doubt", "peer": "other.example.org" });
    let told = settle(json!({ "as": "send-again", "all": other })).await;
    assert_eq!(told, r#"{"endDatePassed":0,"hasMore":false,"notOpen":0,"settled":0,"unknownMessageIds":0}"#);
    let all =
        json!({ "state": "in_doubt", "peer": "mx.example.org", "from": "2026-01-01", "to": "2030-01-01" });
    let told = settle(json!({ "as": "send-again", "all": all })).await;
    assert_eq!(told, r#"{"endDatePassed":0,"hasMore":false,"notOpen":0,"settled":2,"unknownMessageIds":0}"#);
    assert!(front.nudges() > 0, "delivery is woken");
    assert_eq!(listed(&front, &operator, "?state=in_doubt").await.json()["items"], json!([]));
    assert_eq!(
        listed(&front, &operator, "?state=waiting").await.json()["items"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_call_that_names_nothing_or_too_much_settles_nothing() {
    let test = TestApp::new();
    let (front, acme) = (Front::new(&test), test.workspace("acme"));
    let one = doubt(&acme, &["ann"])[0].0;
    let operator = front.operator();
    let before = test.digest("acme");
    for (body, path) in [
        (json!({ "as": "was-sent" }), ""),
        (json!({ "as": "was-sent", "messageIds": ["a@b"], "all": { "state": "held" } }), ""),
        (json!({ "as": "was-sent", "messages": [{ "customer": one, "slot": "first" }] }), "/messages/0/slot"),
        (json!({ "as": "sent", "messages": [{ "customer": one }] }), "/as"),
        (json!({ "as": "was-sent", "all": { "state": "sent" } }), "/all/state"),
    ] {
        let sent = front.ask(SETTLE).bearer(&operator).json(&body).await;
        assert_eq!((sent.status, &sent.json()["faults"][0]["path"]), (400, &json!(path)), "{}", sent.body);
    }
    // Who may only read settles nothing.
    let reader = front.token(acme.id, &[Scope::CustomersRead]);
    let body = json!({ "as": "was-sent", "messages": [{ "customer": one }] });
    assert_eq!(front.ask(SETTLE).bearer(&reader).json(&body).await.status, 403);
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn a_workspace_says_plainly_that_resending_gives_at_most_once_up() {
    let test = TestApp::new();
    let (front, _acme) = (Front::new(&test), test.workspace("acme"));
    let operator = front.operator();
    let set =
        async |body: Value| front.ask("PATCH /api/v1/workspaces/acme").bearer(&operator).json(&body).await;
    let stands = set(json!({})).await.json();
    assert_eq!((&stands["inDoubt"], &stands["atMostOnce"]), (&json!("hold"), &json!(true)));
    let without = set(json!({ "inDoubt": "resend-once" })).await;
    assert_eq!((without.status, &without.json()["faults"][0]["path"]), (400, &json!("/inDoubtHours")));
    let stands = set(json!({ "inDoubt": "resend-once", "inDoubtHours": 24 })).await.json();
    assert_eq!((&stands["inDoubtHours"], &stands["atMostOnce"]), (&json!(24), &json!(false)));
    let stands = set(json!({ "inDoubt": "count-as-sent" })).await.json();
    assert_eq!((&stands["inDoubtHours"], &stands["atMostOnce"]), (&json!(24), &json!(true)));
}

async fn signed_in(acme: &TestWorkspace<'_>, role: Role) -> Browser {
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    let user = add_user(app, operator, acme.id, &format!("{role:?}"), role).ready().await.unwrap();
    let life = SignedDuration::from_mins(15);
    let code = add_sign_in(app, operator, acme.id, user, life).ready().await.unwrap();
    let mut browser = Browser::new(acme.test);
    let taken = browser.post(&format!("/console/sign-in/{code}"), &vec![]).await;
    browser.follow(taken).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_settles_in_the_console_and_a_reader_looks_on() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customers = doubt(&acme, &["ann", "bob"]);
    let path =
        |customer: CustomerId, verdict: &str| format!("/console/messages/{customer}/invitation/{verdict}");
    let mut reader = signed_in(&acme, Role::Reader).await;
    let shown = reader.get("/console/messages").await;
    assert!(shown.words().contains("mx.example.org") && shown.words().contains("354 go ahead"));
    assert!(!shown.text.contains("/console/messages/1/"), "a reader has no buttons");
    let token = shown.hidden("/console/sign-out");
    assert_eq!(reader.post(&path(customers[0], "was-sent"), &token).await.status, 403);

    let mut manager = signed_in(&acme, Role::Manager).await;
    let shown = manager.get("/console/messages").await;
    assert!(shown.words().contains("the person gets it twice"), "what sending again may do is told");
    let sent = path(customers[0], "was-sent");
    let form = shown.hidden(&sent);
    let again = path(customers[1], "send-again");
    let other = shown.hidden(&again);
    // A form of somebody else changes nothing.
    assert_eq!(manager.post(&sent, &token).await.status, 403);
    let done = manager.post(&sent, &form).await;
    assert!(manager.follow(done).await.words().contains("The message counts as sent."));
    // Two windows, one attempt (OUT-21).
    assert_eq!(manager.post(&again, &other).await.status, 303);
    assert_eq!(manager.post(&again, &other).await.status, 409);
    assert!(manager.get("/console/messages").await.words().contains("Nothing is in doubt."));
    assert_eq!(manager.get("/console/messages?state=sent").await.status, 404);
    assert!(manager.get("/console/messages?state=held").await.words().contains("Nothing is held."));
}
