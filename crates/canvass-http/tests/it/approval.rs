//! Approval over the wire: rights, parts, four eyes, reasons, what had left, the preview; and the page of a batch.

use axum::http::StatusCode;
use canvass_app::Scope;
use canvass_app::setup::{Role, add_sign_in, add_user};
use canvass_app::view::show_batch;
use canvass_domain::command::ImportCustomers;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::browser::{Browser, filled};
use crate::kit::Front;

const BATCH: &str = "/api/v1/workspaces/acme/batches/1";

fn pending(acme: &TestWorkspace<'_>, count: usize) {
    let customers = (0..count).map(|number| customer(&format!("c{number}@example.org"))).collect();
    acme.import(ImportCustomers { approves: false, ..batch_of(customers) });
}

fn small(approve: bool) -> Value {
    json!({ "approve": approve, "customers": [{ "email": "ann@example.org", "data": { "15": "Ann" } }] })
}

#[tokio::test]
async fn one_scope_is_enough_to_see_and_decide_and_no_other_is() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    pending(&acme, 2);
    let front = Front::new(&test);
    let approver = front.token(acme.id, &[Scope::BatchesApprove]);
    let sender = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead, Scope::ReportsRead]);
    for verb in ["POST approve", "POST reject", "POST cancel", "GET preview"] {
        let (method, verb) = verb.split_once(' ').unwrap();
        let refused = front.ask(&format!("{method} {BATCH}/{verb}")).bearer(&sender).empty().await;
        assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("scope_missing")), "{verb}");
        assert!(refused.body.contains("batches.approve"), "{}", refused.body);
    }
    for path in ["", "/preview"] {
        let seen = front.ask(&format!("GET {BATCH}{path}")).bearer(&approver).empty().await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.body);
    }
    let listed = front.ask("GET /api/v1/workspaces/acme/batches").bearer(&approver).empty().await;
    assert_eq!(listed.json()["items"][0]["state"], "PendingApproval");
    let customers = front.ask("GET /api/v1/workspaces/acme/customers").bearer(&approver).empty().await;
    assert_eq!(customers.status, 403, "it sees no more than it decides about");
    let done = front.ask(&format!("POST {BATCH}/approve")).bearer(&approver).empty().await;
    assert_eq!((done.status, &done.json()["waiting"]), (200, &json!(0)));
}

#[tokio::test]
async fn parts_are_named_three_ways_and_the_rest_waits() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    pending(&acme, 5);
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::BatchesApprove]);
    let decide = |verb: &str| front.ask(&format!("POST {BATCH}/{verb}")).bearer(&token);
    for (body, path) in [
        (json!({ "first": 1, "except": [1] }), ""),
        (json!({ "first": 0 }), "/first"),
        (json!({ "customers": [1, 99] }), "/customers/1"),
        (json!({ "except": [99] }), "/except/0"),
        (json!({ "customers": [] }), ""),
        (json!({ "reason": "no" }), "/reason"),
    ] {
        let refused = decide("approve").json(&body).await;
        assert_eq!((refused.status, &refused.json()["faults"][0]["path"]), (400, &json!(path)), "{body}");
    }
    let first = decide("approve").json(&json!({ "first": 2 })).await.json();
    assert_eq!(
        (&first["state"], &first["decided"], &first["waiting"]),
        (&json!("Approved"), &json!(2), &json!(3))
    );
    let rejection = json!({ "customers": [4], "reason": "not theirs" });
    let rejected = decide("reject").json(&rejection).await.json();
    assert_eq!((&rejected["rejection"], &rejected["waiting"]), (&json!("not theirs"), &json!(2)));
    let shown = front.ask(&format!("GET {BATCH}")).bearer(&token).empty().await.json();
    assert_eq!((&shown["waiting"], &shown["broughtBy"]), (&json!(2), &json!("client:test")));
    let rest = decide("approve").json(&json!({ "except": [5] })).await.json();
    assert_eq!((&rest["decided"], &rest["waiting"]), (&json!(1), &json!(1)));
    let last = decide("reject").empty().await.json();
    assert_eq!((&last["state"], &last["waiting"]), (&json!("Approved"), &json!(0)));
    let again = decide("approve").empty().await;
    assert_eq!((again.status, &again.json()["code"]), (409, &json!("batch_not_pending")));
}

#[tokio::test]
async fn where_four_eyes_are_wanted_a_token_does_not_approve_what_it_brought() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let changed = front.ask("PATCH /api/v1/workspaces/acme").bearer(&operator);
    assert_eq!(changed.json(&json!({ "fourEyes": true })).await.json()["fourEyes"], true);
    let own = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let other = front.token(acme.id, &[Scope::BatchesApprove]);
    let batches = "POST /api/v1/workspaces/acme/batches";
    let made = front.ask(batches).bearer(&own).json(&small(true)).await;
    assert_eq!((made.status, &made.json()["state"]), (200, &json!("PendingApproval")), "{}", made.body);
    let refused = front.ask(&format!("POST {BATCH}/approve")).bearer(&own).empty().await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("batch_own")));
    let approved = front.ask(&format!("POST {BATCH}/approve")).bearer(&other).empty().await;
    assert_eq!(approved.json()["state"], "Approved");
    let by_operator = front.ask(batches).bearer(&operator).json(&small(false)).await.json()["batch"].clone();
    let path = format!("POST /api/v1/workspaces/acme/batches/{by_operator}/approve");
    let refused = front.ask(&path).bearer(&operator).empty().await;
    assert_eq!(refused.json()["code"], "batch_own", "the operator is one of two as well");
}

#[tokio::test]
async fn a_cancel_lists_what_had_left() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customers = (0..4).map(|number| customer(&format!("c{number}@example.org"))).collect();
    acme.import(batch_of(customers));
    let sent = handed_over(&test, 2);
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::BatchesApprove]);
    let cancelled = front.ask(&format!("POST {BATCH}/cancel")).bearer(&token).empty().await.json();
    assert_eq!((&cancelled["state"], &cancelled["cancelledMessages"]), (&json!("Cancelled"), &json!(2)));
    let left = &cancelled["left"];
    assert_eq!((&left["handedOver"], &left["inDoubt"], &left["sent"]), (&json!(2), &json!(0), &json!(0)));
    let ids: Vec<&Value> = left["items"].as_array().unwrap().iter().map(|item| &item["customer"]).collect();
    assert_eq!(json!(ids), json!(sent));
    assert!(left["items"][0]["messageId"].as_str().unwrap().contains('@'));
    assert_eq!(left["next"], Value::Null);
    let list = "GET /api/v1/workspaces/acme/messages?batch=1&left=true";
    let page = front.ask(&format!("{list}&limit=1")).bearer(&token).empty().await.json();
    assert_eq!((&page["items"][0], &page["next"]), (&left["items"][0], &json!(sent[0])));
    let rest = front.ask(&format!("{list}&after={}", sent[0])).bearer(&token).empty().await.json();
    assert_eq!((&rest["items"], &rest["next"]), (&json!([left["items"][1]]), &Value::Null));
}

/// Claims and hands over so many messages; the customers.
fn handed_over(test: &TestApp, most: usize) -> Vec<i32> {
    let node = NodeId(1);
    let handed: Result<Vec<i32>, StoreError> = test
        .app
        .store
        .write_system(move |tx| {
            tx.beat(node)?;
            let claims = tx.claim(node, most, std::time::Duration::from_mins(1))?;
            let attempts: Vec<Attempt> =
                claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
            assert!(tx.hand_over(node, &attempts)?.into_iter().all(|has_left| has_left));
            Ok(attempts.iter().map(|attempt| attempt.key.customer.0).collect())
        })
        .wait();
    handed.unwrap()
}

#[tokio::test]
async fn a_preview_renders_mails_that_nobody_gets() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    pending(&acme, 3);
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::BatchesApprove]);
    let before = test.digest("acme");
    let preview = front.ask(&format!("GET {BATCH}/preview")).bearer(&token).empty().await;
    let told = preview.json();
    assert_eq!((&told["customers"], &told["looked"]), (&json!(3), &json!(3)));
    let mails = told["mails"].as_array().unwrap();
    assert_eq!(mails[0]["why"][0], json!({ "code": "first", "about": null }));
    for mail in mails {
        assert_eq!((&mail["fault"], mail["to"].is_string()), (&Value::Null, true));
        for part in ["subject", "text", "html"] {
            assert!(!mail[part].as_str().unwrap().is_empty(), "{part}");
        }
    }
    let link = mails[0]["text"].as_str().unwrap().split("/q/").nth(1).unwrap();
    let link = link.split_whitespace().next().unwrap();
    let opened = front.ask(&format!("GET /q/{link}")).empty().await;
    assert_eq!(opened.status, 404, "the link of a preview opens nothing");
    for id in 1..=3 {
        assert!(!preview.body.contains(&acme.link(CustomerId(id))));
    }
    assert_eq!(test.digest("acme"), before);
}

async fn signed_in(acme: &TestWorkspace<'_>, name: &str, role: Role) -> Browser {
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    let user = add_user(app, operator, acme.id, name, role).ready().await.unwrap();
    let code =
        add_sign_in(app, operator, acme.id, user, SignedDuration::from_mins(15)).ready().await.unwrap();
    let mut browser = Browser::new(acme.test);
    let taken = browser.post(&format!("/console/sign-in/{code}"), &vec![]).await;
    browser.follow(taken).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_sees_the_mails_and_decides_about_a_part() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    pending(&acme, 4);
    let mut browser = signed_in(&acme, "Mia", Role::Approver).await;
    let overview = browser.get("/console/").await;
    assert!(overview.text.contains("/console/batches/1\"") && !overview.text.contains("/console/mailbox"));
    let page = browser.get("/console/batches/1").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Test"));
    assert!(page.text.contains("sandbox=\"\"") && page.words().contains("the first"));
    let mail = browser.get("/console/batches/1/preview/1").await;
    assert_eq!(mail.status, StatusCode::OK);
    let policy = mail.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox") && policy.contains("default-src 'none'"), "{policy}");

    let approve = page.hidden("/console/batches/1/approve");
    let digest = test.digest("acme");
    let unread = filled(approve.clone(), &[("part", "customers"), ("which", "one")]);
    assert_eq!(browser.post("/console/batches/1/approve", &unread).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(test.digest("acme"), digest);
    let some = filled(approve, &[("part", "first"), ("which", "1")]);
    assert_eq!(browser.post("/console/batches/1/approve", &some).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/console/batches/1").await;
    let reject = page.hidden("/console/batches/1/reject");
    let rest = filled(reject, &[("part", "except"), ("which", "2, 3"), ("reason", "not <theirs>")]);
    assert_eq!(browser.post("/console/batches/1/reject", &rest).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/console/batches/1").await;
    assert!(page.words().contains("not <theirs>"), "{}", page.words());
    let shown = show_batch(&test.app, &test.operator, acme.id, BatchId(1)).ready().await.unwrap();
    assert_eq!(shown.waiting, 2);

    let mut reader = signed_in(&acme, "Noa", Role::Reader).await;
    for path in ["/console/batches/1", "/console/batches/1/preview/2"] {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut stranger = Browser::new(&test);
    assert_eq!(stranger.get("/console/batches/1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/console/batches/1/preview/99").await.status, StatusCode::NOT_FOUND);
}
