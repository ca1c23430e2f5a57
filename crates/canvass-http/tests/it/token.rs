//! The token endpoint (section 3 of the rules): four members, one answer for every wrong secret, always JSON.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use canvass_app::Scope;
use canvass_testkit::TestApp;
use data_encoding::BASE64;
use jiff::SignedDuration;

use crate::kit::{Front, Sent};

const FORM: &str = "application/x-www-form-urlencoded";

async fn asked(front: &Front<'_>, form: &str) -> Sent {
    front.ask("POST /external/oauth2/token").body(FORM, form).await
}

#[tokio::test]
async fn a_client_gets_a_token_that_works_for_an_hour() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (id, secret) = front.client(acme.id, &[Scope::CustomersRead], false);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let sent = asked(&front, &form).await;
    assert_eq!(sent.status, 200);
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(sent.header("cache-control"), Some("no-store"));
    let token = sent.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(
        sent.body,
        format!(
            r#"{{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"{token}"}}"#
        )
    );
    let columns = || front.ask("GET /external/api/v1/customerdatacolumn").bearer(&token);
    let sent = columns().empty().await;
    assert_eq!(
        sent.body,
        concat!(
            r#"{"CustomerDataColumns":[{"Id":15,"Required":true,"Archived":false,"Name":"First_name_customer","#,
            r#""DisplayName":"First name customer"},{"Id":16,"Required":false,"Archived":false,"#,
            r#""Name":"Business_unit","DisplayName":"Business unit"}]}"#
        )
    );
    // E119
    test.clock.step(SignedDuration::from_secs(3600));
    let sent = columns().empty().await;
    assert_eq!(sent.status, 401);
    let challenge = r#"Bearer realm="external", error="invalid_token""#;
    assert_eq!(sent.header("www-authenticate"), Some(challenge));
}

#[tokio::test]
async fn id_and_secret_may_come_by_basic_and_under_a_tenant() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (id, secret) = front.client(acme.id, &[Scope::CustomersWrite], false);
    let basic = format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
    let ask = || front.ask("POST /contoso.example/OAuth2/v2.0/token/");
    let sent = ask().header("authorization", &basic).body(FORM, "grant_type=client_credentials").await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    // Any word is a tenant, also one that paths of ours begin with.
    for word in ["t", "q", "o", "api", "a", "console", "docs", "health", "external"] {
        let ask = front.ask(&format!("POST /{word}/oauth2/v2.0/token"));
        let sent = ask.header("authorization", &basic).body(FORM, "grant_type=client_credentials").await;
        assert_eq!(sent.status, 200, "{word}: {}", sent.body);
    }
    let wrong = format!("Basic {}", BASE64.encode(format!("{id}:no").as_bytes()));
    let sent = ask().header("authorization", &wrong).body(FORM, "grant_type=client_credentials").await;
    assert_eq!(sent.status, 401);
    assert_eq!(sent.header("www-authenticate"), Some(r#"Basic realm="token""#));
    assert_eq!(
        sent.body,
        r#"{"error":"invalid_client","error_description":"The client id or the secret is not valid."}"#
    );
}

#[tokio::test]
async fn every_refusal_has_its_word() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (id, secret) = front.client(acme.id, &[Scope::CustomersWrite], false);
    let known = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    for (form, status, word) in [
        (String::new(), 400, "invalid_request"),
        ("grant_type=password".to_owned(), 400, "unsupported_grant_type"),
        ("grant_type=client_credentials".to_owned(), 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=a&client_secret=b".to_owned(), 401, "invalid_client"),
        (format!("{known}&scope=customers.read"), 400, "invalid_scope"),
        (format!("{known}&scope=operator"), 400, "invalid_scope"),
        (format!("{known}&client_id={id}"), 400, "invalid_request"),
        (format!("{known}&x={}", "a".repeat(70_000)), 400, "invalid_request"),
    ] {
        let sent = asked(&front, &form).await;
        assert_eq!((sent.status, sent.json()["error"].as_str()), (status, Some(word)), "{}", sent.body);
        assert_eq!(sent.header("cache-control"), Some("no-store"));
    }
    let sent = asked(&front, &format!("{known}&scope=api%3A%2F%2Fx%2F.default")).await;
    assert_eq!(sent.status, 200);
    let sent = front.ask("POST /external/oauth2/token").body("application/json", "{}").await;
    assert_eq!((sent.status, sent.json()["error"].as_str()), (415, Some("invalid_request")));
    let sent = front.ask("GET /external/oauth2/token").empty().await;
    assert_eq!((sent.status, sent.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn haste_and_guessing_are_slowed_down() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (id, secret) = front.client(acme.id, &[Scope::CustomersWrite], false);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let from = async |address: &str, form: String| {
        let peer: std::net::SocketAddr = address.parse().unwrap();
        let request = Request::post("/external/oauth2/token")
            .header("content-type", FORM)
            .extension(axum::extract::ConnectInfo(peer))
            .body(Body::from(form))
            .unwrap();
        front.send(request).await
    };
    for number in 0..10 {
        let guess = format!("grant_type=client_credentials&client_id=cvc_{number}&client_secret=x");
        assert_eq!(from("192.0.2.1:1000", guess).await.status, 401);
    }
    let sent = from("192.0.2.1:2000", form.clone()).await;
    assert_eq!((sent.status, sent.header("retry-after")), (429, Some("60")));
    assert_eq!(sent.json()["error"], "temporarily_unavailable");
    assert_eq!(from("192.0.2.2:1000", form.clone()).await.status, 200);
    test.clock.step(SignedDuration::from_secs(60));
    assert_eq!(from("192.0.2.1:3000", form).await.status, 200);
}

#[tokio::test]
async fn refusals_that_every_route_has_are_json_here_too() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let ask = |line: &str| front.ask(line).header("accept", "application/xml");
    let refused = ask("PUT /external/oauth2/token").header("content-type", "text/xml").empty().await;
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (405, Some("application/json; charset=utf-8"))
    );
    assert!(refused.json()["Message"].is_string());
    // No type but that of a form, whatever it looks like.
    let bytes = HeaderValue::from_bytes(b"application/x-www-form-urlencoded\xff").unwrap();
    let request = Request::post("/external/oauth2/token").header("content-type", bytes);
    let sent = front.send(request.body(Body::from("grant_type=client_credentials")).unwrap()).await;
    assert_eq!((sent.status, sent.json()["error"].as_str()), (415, Some("invalid_request")));
    front.state.drain();
    let refused = ask("POST /tenant/oauth2/v2.0/token").body(FORM, "").await;
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (503, Some("application/json; charset=utf-8"))
    );
    assert_eq!(
        (refused.header("retry-after"), refused.header("cache-control")),
        (Some("5"), Some("no-store"))
    );
}
