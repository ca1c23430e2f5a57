//! A call under an api-key whose server is killed right after its commit, and right after its 200: the rows and their
//! invitations are there, and the same call under the same key gets the first answer (check 11, Q8, Q9, Q50).

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Api, Engine, Gone, Place, Server};

const IMPORT: &str = "/a/api/v2/cx/transactions/import";
const PATIENCE: Duration = Duration::from_mins(1);

/// The sample of the vendor with two real addresses.
const BODY: &[u8] = include_bytes!(
    "../../../../canvass-wire/vectors/questionpro/import-transactions/vendor-sample-real-addresses/request.json"
);

fn import(server: &Server, api_key: &str) -> Result<Answer, Gone> {
    let request = server.stranger().request(Method::POST, IMPORT).header("api-key", api_key);
    let request = request.header("Idempotency-Key", "k-1").header("Content-Type", "application/json");
    Api::send(request.body(BODY))
}

/// Nothing leaves while this runs: invitations are due tonight.
fn set_up(server: &Server) -> String {
    let api = server.operator();
    api.post("/api/v1/workspaces", &json!({ "slug": "shop", "sendTime": "23:59:59" }));
    let scopes = json!({ "name": "key", "scopes": ["cx.write"] });
    let made = api.post("/api/v1/workspaces/shop/tokens", &scopes);
    made["token"].as_str().unwrap().to_owned()
}

fn is_whole(place: &Place, server: &Server, api_key: &str) {
    let api = server.operator();
    assert_eq!(api.list("/api/v1/workspaces/shop/batches").len(), 1);
    assert_eq!(api.list("/api/v1/workspaces/shop/customers").len(), 2);
    assert_eq!(api.list("/api/v1/workspaces/shop/messages").len(), 2);
    let again = import(server, api_key).unwrap();
    assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")), "{}", again.text);
    let body: Value = again.json();
    assert_eq!(body["importCount"], "2");
    assert_eq!(api.list("/api/v1/workspaces/shop/customers").len(), 2);
    assert!(place.run(server, &["check"]).status.success());
}

#[test]
fn q9_a_call_is_whole_though_the_program_is_killed_at_its_commit_or_at_its_200() {
    for engine in Engine::available("kills under an api-key, on PostgreSQL") {
        let place = Place::new(engine);
        let server = place.start();
        let api_key = set_up(&server);
        assert_eq!(import(&server, &api_key).unwrap().status, 200);
        server.kill();
        is_whole(&place, &place.start(), &api_key);

        let place = Place::new(engine);
        let server = place.start();
        let api_key = set_up(&server);
        server.stop();
        let mut server = place.try_start(Some("write.after-commit:1:kill")).unwrap();
        assert!(import(&server, &api_key).is_err(), "nobody was left to answer");
        server.wait_for_kill(PATIENCE);
        is_whole(&place, &place.start(), &api_key);
    }
}
