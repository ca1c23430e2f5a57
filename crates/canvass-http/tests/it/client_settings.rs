//! What a client is set up with, seen from outside (E116, E119, E121, E122).

use canvass_app::Scope;
use canvass_app::setup::{disable_client, rotate_secret};
use canvass_testkit::TestApp;
use serde_json::json;

use crate::kit::Front;

const FORM: &str = "application/x-www-form-urlencoded";
const TOKEN: &str = "POST /external/oauth2/token";

fn form(id: &str, secret: &str, rest: &str) -> String {
    format!("grant_type=client_credentials&client_id={id}&client_secret={secret}{rest}")
}

#[tokio::test]
async fn e119_two_secrets_work_and_a_disabled_client_is_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let (id, first) = front.client(acme.id, &[Scope::CustomersRead], false);
    let status = async |secret: &str| front.ask(TOKEN).body(FORM, form(&id, secret, "")).await.status;
    let rotate = || rotate_secret(&test.app, &test.operator, acme.id, &id).wait().unwrap().secret;
    let second = rotate();
    assert_eq!((status(&first).await, status(&second).await), (200, 200));
    let third = rotate();
    assert_eq!([status(&first).await, status(&second).await, status(&third).await], [401, 200, 200]);
    let token = front.ask(TOKEN).body(FORM, form(&id, &third, "")).await.json()["access_token"].clone();
    let columns =
        || front.ask("GET /external/api/v3/customerdatacolumn").bearer(token.as_str().unwrap()).empty();
    assert_eq!(columns().await.status, 200);
    disable_client(&test.app, &test.operator, acme.id, &id).wait().unwrap();
    assert_eq!((columns().await.status, status(&third).await), (401, 401));
}

#[tokio::test]
async fn e121_every_form_of_scope_is_read_and_an_alias_means_all() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let body = json!({
        "name": "crm", "scopes": ["customers.read", "customers.write"], "scopeAlias": "api://old/everything",
    });
    let made = front.ask("POST /api/v1/workspaces/acme/clients").bearer(&operator).json(&body).await.json();
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    let token = async |scope: &str| {
        let scope: String = url::form_urlencoded::byte_serialize(scope.as_bytes()).collect();
        front.ask(TOKEN).body(FORM, form(id, secret, &format!("&scope={scope}"))).await
    };
    for (scope, may_write) in [
        ("", true),
        ("  ", true),
        ("api://canvass/.default", true),
        ("api://old/everything", true),
        ("customers.read", false),
        ("api://x/customers.read", false),
        ("customers.read https://x/y/customers.write", true),
    ] {
        let sent = token(scope).await;
        assert_eq!(sent.status, 200, "{scope}: {}", sent.body);
        let token = sent.json()["access_token"].as_str().unwrap().to_owned();
        let add = front.ask("POST /external/api/v3/customer/add").bearer(&token).json(&json!({})).await;
        assert_eq!(add.status, if may_write { 400 } else { 403 }, "{scope}");
    }
    for scope in ["api://old/everything else", "reports.read", "customers.read nonsense", "operator", "x/"] {
        let sent = token(scope).await;
        assert_eq!((sent.status, &sent.json()["error"]), (400, &json!("invalid_scope")), "{scope}");
    }
    // The alias of one client says nothing for another, and it can be taken away.
    let change = json!({ "scopeAlias": "" });
    let path = format!("PATCH /api/v1/workspaces/acme/clients/{id}");
    assert_eq!(front.ask(&path).bearer(&operator).json(&change).await.status, 204);
    assert_eq!(token("api://old/everything").await.status, 400);
}

#[tokio::test]
async fn section_5_a_client_may_be_answered_without_bodies() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let body =
        json!({ "name": "crm", "scopes": ["customers.write", "customers.read"], "emptyAnswers": true });
    let made = front.ask("POST /api/v1/workspaces/acme/clients").bearer(&operator).json(&body).await.json();
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    let token = front.ask(TOKEN).body(FORM, form(id, secret, "")).await.json()["access_token"].clone();
    let token = token.as_str().unwrap();
    let batch = json!({ "ApproveAutomatically": true, "Customers": [
        { "Email": "ann@example.org", "Data": [{ "CustomerDataColumnId": 15, "Value": "Ann" }] },
    ] });
    let add = || front.ask("POST /external/api/v3/customer/add").bearer(token).json(&batch);
    let sent = add().await;
    assert_eq!((sent.status, sent.body.as_str(), sent.header("preference-applied")), (200, "", None));
    // Refusals and reads have their bodies.
    let refused = front.ask("POST /external/api/v3/customer/add").bearer(token).json(&json!({})).await;
    assert!(refused.status == 400 && refused.body.contains("ModelState"), "{}", refused.body);
    let columns = front.ask("GET /external/api/v3/customerdatacolumn").bearer(token).empty().await;
    assert!(columns.body.contains("CustomerDataColumns"));
    let path = format!("PATCH /api/v1/workspaces/acme/clients/{id}");
    let change = json!({ "emptyAnswers": false, "replays": true });
    assert_eq!(front.ask(&path).bearer(&operator).json(&change).await.status, 204);
    // E116: from now on a repeat is answered like the first.
    let sent = add().await;
    assert!(sent.body.contains("BatchId"), "{}", sent.body);
    assert_eq!(sent.header("canvass-replayed"), Some("true"));
    let listed = front.ask("GET /api/v1/workspaces/acme/clients").bearer(&operator).empty().await.json();
    let client = &listed["items"][0];
    assert_eq!([&client["emptyAnswers"], &client["replays"]], [&json!(false), &json!(true)]);
}

#[tokio::test]
async fn e122_a_host_of_another_workspace_is_refused() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    test.workspace("other");
    let front = Front::new(&test);
    let (operator, token) = (front.operator(), front.access_token(acme.id));
    let columns = async |host: &str| {
        let asking = front.ask("GET /external/api/v3/customerdatacolumn").bearer(&token);
        asking.header("host", host).empty().await
    };
    assert_eq!(columns("other.example.org").await.status, 200);
    let bind = async |slug: &str, host: &str| {
        let body = json!({ "host": host });
        front.ask(&format!("POST /api/v1/workspaces/{slug}/hosts")).bearer(&operator).json(&body).await
    };
    assert_eq!(bind("other", "Other.example.org:443").await.json(), json!({ "host": "other.example.org" }));
    assert_eq!(bind("acme", "acme.example.org").await.status, 201);
    for host in ["other.example.org", "OTHER.example.org:8443", "other.example.org."] {
        let sent = columns(host).await;
        assert_eq!(sent.status, 403, "{host}");
        assert_eq!(sent.json()["Message"], "The token belongs to another workspace.");
    }
    for host in ["acme.example.org", "nobody.example.org", "127.0.0.1:8080"] {
        assert_eq!(columns(host).await.status, 200, "{host}");
    }
    let held = bind("acme", "other.example.org").await;
    assert_eq!((held.status, &held.json()["code"]), (409, &json!("host_name")));
    assert_eq!(bind("acme", "https://x").await.json()["faults"][0]["path"], "/host");
    // Names are the installation's: an administrator reads his own, and that is all.
    let administrator = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let own = front.ask("GET /api/v1/workspaces/acme/hosts").bearer(&administrator).empty().await.json();
    assert_eq!(own["items"][0]["host"], "acme.example.org");
    let ask = front.ask("POST /api/v1/workspaces/acme/hosts").bearer(&administrator);
    assert_eq!(ask.json(&json!({ "host": "x.example" })).await.status, 403);
    let path = "DELETE /api/v1/workspaces/other/hosts/other.example.org";
    assert_eq!(front.ask(path).bearer(&operator).empty().await.status, 204);
    assert_eq!(columns("other.example.org").await.status, 200);
}
