//! Reports of mail that came back and the do-not-contact list over the native API: raw bodies, faults with their paths,
//! and who may come (Q47, Q48).

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const BOUNCES: &str = "/api/v1/workspaces/acme/bounces";
const LIST: &str = "/api/v1/workspaces/acme/suppressions";

async fn post(front: &Front<'_>, token: &str, path: &str, body: &Value) -> Sent {
    front.ask(&format!("POST {path}")).bearer(token).json(body).await
}

async fn listed(front: &Front<'_>, token: &str) -> Vec<Value> {
    let sent = front.ask(&format!("GET {LIST}")).bearer(token).empty().await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    sent.json()["items"].as_array().unwrap().clone()
}

fn paths(sent: &Sent) -> Vec<String> {
    assert_eq!(sent.status, 400, "{}", sent.body);
    let faults = sent.json()["faults"].as_array().unwrap().clone();
    let mut paths: Vec<String> =
        faults.iter().map(|fault| fault["path"].as_str().unwrap().to_owned()).collect();
    paths.sort();
    paths
}

#[tokio::test]
async fn q47_an_event_has_its_effect_once_and_the_list_tells_it_without_the_address() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let all = [Scope::CustomersWrite, Scope::CustomersRead, Scope::WorkspaceAdmin];
    let token = front.token(acme.id, &all);
    let event = json!({
        "type": "bounce", "recipient": "ann@example.org", "code": "550 5.1.1 <ann@example.org> no such user",
        "at": "2026-03-02T09:00:00Z",
    });
    let first = post(&front, &token, BOUNCES, &event).await;
    let expected = r#"{"customer":null,"outcome":"taken","slot":null,"suppression":1,"type":"hard"}"#;
    assert_eq!((first.status, first.body.as_str()), (200, expected));
    let before = (listed(&front, &token).await, test.digest("acme"));
    let again = post(&front, &token, BOUNCES, &event).await;
    let expected = r#"{"customer":null,"outcome":"known","slot":null,"suppression":null,"type":"hard"}"#;
    assert_eq!((again.status, again.body.as_str()), (200, expected));
    assert_eq!((listed(&front, &token).await, test.digest("acme")), before);
    let [entry] = before.0.as_slice() else { panic!("one entry: {:?}", before.0) };
    assert_eq!((&entry["kind"], &entry["source"]), (&json!("hard"), &json!("provider")));
    assert_eq!(entry["lastLine"], "550 5.1.1 <address> no such user");
    assert!(!entry.to_string().contains("ann@"), "{entry}");
}

#[tokio::test]
async fn a_raw_mail_is_read_and_believed_only_with_a_proof() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite]);
    let before = test.digest("acme");
    let report = "To: bounces@example.org\r\nContent-Type: multipart/report; boundary=b\r\n\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n\
        Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
        --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <guess@example.org>\r\n\r\n--b--\r\n";
    for (kind, mail, outcome) in [
        ("message/rfc822", report, "unknown"),
        ("Message/RFC822; charset=utf-8", report, "unknown"),
        ("message/rfc822", "Subject: Out of office\r\n\r\nBack on Monday.\r\n", "no-report"),
        ("message/rfc822", "", "no-report"),
    ] {
        let sent = front.ask(&format!("POST {BOUNCES}")).bearer(&token).body(kind, mail).await;
        let expected = format!(
            r#"{{"customer":null,"outcome":"{outcome}","slot":null,"suppression":null,"type":null}}"#
        );
        assert_eq!((sent.status, sent.body), (200, expected), "{kind} {mail}");
    }
    let large = vec![b'a'; 2 * 1024 * 1024 + 1];
    let sent = front.ask(&format!("POST {BOUNCES}")).bearer(&token).body("message/rfc822", large).await;
    assert_eq!(sent.status, 413, "{}", sent.body);
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn all_faults_are_told_at_once_with_their_paths() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead]);
    let before = test.digest("acme");
    let wrong =
        json!({ "type": "opened", "code": 5, "messageId": "x".repeat(1_001), "at": "noon", "extra": 1 });
    let told = paths(&post(&front, &token, BOUNCES, &wrong).await);
    assert_eq!(told, ["/at", "/code", "/extra", "/messageId", "/recipient", "/type"]);
    let nobody = json!({ "type": "hard", "recipient": "nobody" });
    assert_eq!(paths(&post(&front, &token, BOUNCES, &nobody).await), ["/recipient"]);
    let wrong = json!({ "note": 7, "reason": "x" });
    assert_eq!(paths(&post(&front, &token, LIST, &wrong).await), ["/email", "/note", "/reason"]);
    assert_eq!(paths(&post(&front, &token, LIST, &json!({ "email": "nobody" })).await), ["/email"]);
    for path in [BOUNCES, LIST] {
        let line = format!("POST {path}");
        for body in ["", "{", "[]", "null"] {
            let sent = front.ask(&line).bearer(&token).body("application/json", body).await;
            assert_eq!(sent.status, 400, "{path} {body:?}: {}", sent.body);
        }
        let ok = json!({ "type": "hard", "recipient": "ann@example.org", "email": "ann@example.org" });
        let sent = front.ask(&format!("{line}?dry_run=true")).bearer(&token).json(&ok).await;
        assert_eq!(sent.status, 400, "{path}: {}", sent.body);
    }
    let sent = front.ask(&format!("POST {BOUNCES}")).bearer(&token).body("text/plain", "550 no").await;
    assert_eq!(sent.status, 415, "{}", sent.body);
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn q47_an_entry_of_a_person_is_made_once_and_taken_away_by_an_administrator() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let till = front.token(acme.id, &[Scope::CustomersWrite]);
    let reader = front.token(acme.id, &[Scope::CustomersRead]);
    let admin = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let body = json!({ "email": "Ann@Example.org", "note": "by phone, ann@example.org" });
    let made = post(&front, &till, LIST, &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let before = (listed(&front, &reader).await, test.digest("acme"));
    let again = post(&front, &till, LIST, &json!({ "email": "ann@example.ORG" })).await;
    assert_eq!((again.status, again.json()), (201, made.json()), "the entry it has");
    let shown = listed(&front, &reader).await;
    assert_eq!(shown, before.0);
    assert_eq!((&shown[0]["kind"], &shown[0]["lastLine"]), (&json!("manual"), &json!("by phone, <address>")));
    let one = format!("DELETE {LIST}/{}", shown[0]["id"]);
    assert_eq!(front.ask(&one).bearer(&till).empty().await.status, 403);
    assert_eq!(front.ask(&one).bearer(&reader).empty().await.status, 403);
    assert_eq!(listed(&front, &reader).await, shown);
    assert_eq!(front.ask(&one).bearer(&admin).empty().await.status, 204);
    assert!(listed(&front, &reader).await[0]["liftedAt"].is_string());
    for path in [format!("{LIST}/77"), format!("{LIST}/x")] {
        assert_eq!(front.ask(&format!("DELETE {path}")).bearer(&admin).empty().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn nobody_without_the_scope_and_nobody_of_another_workspace_gets_in() {
    let test = TestApp::new();
    let (acme, other) = (test.workspace("acme"), test.workspace("other"));
    let front = Front::new(&test);
    let all = [Scope::CustomersWrite, Scope::CustomersRead, Scope::WorkspaceAdmin];
    let (ours, theirs) = (front.token(acme.id, &all), front.token(other.id, &all));
    let email = json!({ "email": "ann@example.org" });
    let entry = post(&front, &ours, LIST, &email).await.json();
    let before = (test.digest("acme"), test.digest("other"));
    let event = json!({ "type": "hard", "recipient": "bea@example.org" });
    let reader = front.token(acme.id, &[Scope::CustomersRead]);
    let writer = front.token(acme.id, &[Scope::CustomersWrite]);
    for (path, body) in [(BOUNCES, &event), (LIST, &email)] {
        assert_eq!(post(&front, &reader, path, body).await.status, 403, "{path}");
        assert_eq!(post(&front, &theirs, path, body).await.status, 404, "{path}");
        assert_eq!(front.ask(&format!("POST {path}")).json(body).await.status, 401, "{path}");
    }
    assert_eq!(front.ask(&format!("GET {LIST}")).bearer(&writer).empty().await.status, 403);
    assert_eq!(front.ask(&format!("GET {LIST}")).bearer(&theirs).empty().await.status, 404);
    // The number of our entry says nothing in their workspace.
    let own_list = LIST.replace("acme", "other");
    let lift = format!("DELETE {own_list}/{}", entry["id"]);
    assert_eq!(front.ask(&lift).bearer(&theirs).empty().await.status, 404);
    let seen = front.ask(&format!("GET {own_list}")).bearer(&theirs).empty().await.json();
    assert_eq!(seen["items"], json!([]));
    assert_eq!((test.digest("acme"), test.digest("other")), before);
}
