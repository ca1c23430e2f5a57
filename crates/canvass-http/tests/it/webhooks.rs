//! Webhooks over the native API: raw bodies, faults with their places, and no secret after the first answer (HOK-11).

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::json;

use crate::kit::Front;

const PATH: &str = "/api/v1/workspaces/acme/webhooks";

#[tokio::test]
async fn hok_11_a_secret_leaves_when_it_is_made_and_never_again() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let body = json!({
        "url": "https://hooks.example.org/in", "description": "the shop",
        "events": ["lock.added", "message.in_doubt"], "headers": { "X-Api-Key": "canary" },
    });
    let made = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&body).await;
    assert_eq!(made.status, 201);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("whsec_"));
    let ask = async |what: &str| front.ask(what).bearer(&operator).empty().await;
    let shown = ask(&format!("GET {PATH}/1")).await;
    assert_eq!(
        shown.body,
        concat!(
            r#"{"changedAt":"2026-03-02T10:15:00+01:00","createdAt":"2026-03-02T10:15:00+01:00","deliveredAt":null,"#,
            r#""description":"the shop","events":["message.in_doubt","lock.added"],"failingSince":null,"failures":0,"#,
            r#""headers":["x-api-key"],"id":1,"keepDays":30,"lastSequence":0,"olderSecretUntil":null,"#,
            r#""standing":"on","url":"https://hooks.example.org/in"}"#
        )
    );
    let rotated = front.ask(&format!("POST {PATH}/1/rotate")).bearer(&operator).json(&json!({})).await;
    let newer = rotated.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(newer, secret);
    let audit = "GET /api/v1/workspaces/acme/audit".to_owned();
    for what in [format!("GET {PATH}"), format!("GET {PATH}/1"), format!("GET {PATH}/1/deliveries"), audit] {
        let sent = ask(&what).await;
        assert_eq!(sent.status, 200, "{what}");
        assert!(!sent.body.contains("whsec_") && !sent.body.contains("canary"), "{what}: {}", sent.body);
    }
    let shown = ask(&format!("GET {PATH}/1")).await.json();
    assert_eq!(shown["olderSecretUntil"], "2026-03-03T10:15:00+01:00");
}

#[tokio::test]
async fn hok_03_hok_12_faults_are_told_with_their_places() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let body = json!({
        "url": "https://[::ffff:7f00:1]/", "events": ["lock.added", "nothing"],
        "headers": { "Host": "x" }, "keepDays": 366, "secret": "whsec_x",
    });
    let sent = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&body).await;
    assert_eq!(sent.status, 400);
    let faults = sent.json()["faults"].clone();
    let paths: Vec<&str> =
        faults.as_array().unwrap().iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/url", "/events/1", "/headers/0", "/keepDays", "/secret"]);
}

#[tokio::test]
async fn only_an_administrator_sees_webhooks_and_what_is_not_there_is_404() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let reader = front.token(acme.id, &[Scope::CustomersRead, Scope::ReportsRead]);
    assert_eq!(front.ask(&format!("GET {PATH}")).bearer(&reader).empty().await.status, 403);
    let operator = front.operator();
    for what in
        ["GET 9", "DELETE 9", "GET 9/deliveries", "GET 9/deliveries/1", "POST 9/ping", "POST 9/replay"]
    {
        let (method, rest) = what.split_once(' ').unwrap();
        let ask = front.ask(&format!("{method} {PATH}/{rest}")).bearer(&operator);
        let sent = if method == "POST" { ask.json(&json!({})).await } else { ask.empty().await };
        assert_eq!(sent.status, 404, "{what}");
    }
}
