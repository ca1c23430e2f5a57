//! Contact rules over the native API: raw bodies, faults with their paths, and who may come.

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const PATH: &str = "/api/v1/workspaces/acme/contact-rules";

async fn ask(front: &Front<'_>, token: &str, line: &str, body: &Value) -> Sent {
    front.ask(line).bearer(token).json(body).await
}

#[tokio::test]
async fn a_rule_is_made_changed_listed_and_taken_away() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let admin = front.token(acme.id, &[Scope::WorkspaceAdmin, Scope::CustomersRead]);
    let made =
        ask(&front, &admin, &format!("POST {PATH}"), &json!({ "name": "Once a month", "days": 30 })).await;
    let expected = concat!(
        r#"{"channel":"any","clock":"invitation","condition":null,"countsReminders":false,"days":30,"enabled":true,"id":1,"#,
        r#""most":1,"name":"Once a month","outcome":"defer","questionnaires":[]}"#
    );
    assert_eq!((made.status, made.body.as_str()), (201, expected));
    let change = json!({
        "outcome": "drop", "questionnaires": [acme.questionnaire.0], "channel": "mail", "most": 2,
        "condition": { "column": 16, "comparison": "one-of", "values": ["North", ""] },
    });
    let changed = ask(&front, &admin, &format!("PATCH {PATH}/1"), &change).await.json();
    assert_eq!((&changed["days"], &changed["outcome"]), (&json!(30), &json!("drop")));
    assert_eq!(changed["condition"], change["condition"]);
    let listed = front.ask(&format!("GET {PATH}")).bearer(&admin).empty().await.json();
    assert_eq!(listed["items"], json!([changed]));
    let gone = front.ask(&format!("DELETE {PATH}/1")).bearer(&admin).empty().await;
    assert_eq!(gone.status, 204);
    assert_eq!(front.ask(&format!("DELETE {PATH}/1")).bearer(&admin).empty().await.status, 404);
}

#[tokio::test]
async fn all_faults_of_a_rule_are_told_with_their_paths() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let admin = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let paths = |sent: &Sent| -> Vec<Value> {
        assert_eq!(sent.status, 400, "{}", sent.body);
        sent.json()["faults"].as_array().unwrap().iter().map(|fault| fault["path"].clone()).collect()
    };
    let wrong = json!({ "name": "x", "days": 0, "most": 0, "clock": "noon", "questionnaires": [77] });
    let mut told = paths(&ask(&front, &admin, &format!("POST {PATH}"), &wrong).await);
    told.sort_by_key(ToString::to_string);
    assert_eq!(told, ["/clock", "/days", "/most", "/questionnaires/0"]);
    let wrong = json!({ "rule": { "days": 7, "outcome": "x" }, "days": 0 });
    let told = paths(&ask(&front, &admin, &format!("POST {PATH}/forecast"), &wrong).await);
    assert_eq!(told, ["/rule/outcome", "/days"]);
}

#[tokio::test]
async fn a_forecast_tells_by_questionnaire() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let admin = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let body = json!({ "rule": { "days": 7 }, "days": 30 });
    let told = ask(&front, &admin, &format!("POST {PATH}/forecast"), &body).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let told = told.json();
    assert_eq!((&told["invitations"], &told["questionnaires"]), (&json!(0), &json!([])));
    assert!(told["since"].as_str().unwrap().starts_with("2026-01-31T"), "{told}");
}
