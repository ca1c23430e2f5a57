//! A client in the manner of municipal notification gateways: a token by client credentials of which it takes four
//! members and no more, names in camel case, days without a time, one customer a call, data by name alone.

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::json;

use super::Desk;

#[tokio::test]
async fn a_notification_gateway_pushes_one_customer_a_call() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let (id, secret) = desk.front.client(desk.acme.id, &[Scope::CustomersWrite, Scope::CustomersRead], false);
    let form = format!(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=api%3A%2F%2Fexternal%2F.default"
    );
    let sent = desk
        .front
        .ask("POST /tenant.example/oauth2/v2.0/token")
        .body("application/x-www-form-urlencoded", form)
        .await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let token = sent.json();
    let members: Vec<&String> = token.as_object().unwrap().keys().collect();
    assert_eq!(members.len(), 4, "{members:?}");
    assert_eq!(
        (&token["token_type"], &token["expires_in"], &token["ext_expires_in"]),
        (&json!("Bearer"), &json!(3600), &json!(3600))
    );
    let token = token["access_token"].as_str().unwrap();

    // What it looks up once.
    let columns = desk.front.ask("GET /external/api/v1/customerdatacolumn").bearer(token).empty().await;
    assert!(columns.body.contains(r#""Name":"First_name_customer""#), "{}", columns.body);

    for (number, email) in [(1, "ann@example.org"), (2, "bob@example.org")] {
        let body = json!({
            "approveAutomatically": true,
            "sendTime": null,
            "isTest": false,
            "typeBatch": null,
            "customers": [{
                "email": email,
                "transactionDate": "2025-12-31",
                "data": [
                    { "name": "first_name_customer", "value": "Ann" },
                    { "name": "EMP_NO", "value": number },
                ],
            }],
        });
        let sent = desk.front.ask("POST /external/api/v3/customer/add").bearer(token).json(&body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        let answer = sent.json();
        assert_eq!((&answer["BatchId"], &answer["BatchStatus"]), (&json!(number), &json!("Approved")));
        assert_eq!(
            (&answer["Customers"][0]["StatusName"], &answer["Warnings"]),
            (&json!("Scheduled"), &json!([]))
        );
    }
}
