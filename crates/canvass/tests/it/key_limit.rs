//! The 301st call of an api-key in its window is refused, also when the calls are spread over two nodes (Q6, Q7).

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Api, Engine, Place, Server, postgres_is_there};

const MOST: usize = 300;

/// A call that is refused for its body; it counts as any other does.
fn call(node: &Api, api_key: &str) -> Answer {
    let request = node.request(Method::POST, "/a/api/v2/cx/transactions/import");
    Api::send(request.header("api-key", api_key)).unwrap()
}

fn api_key(server: &Server, name: &str) -> String {
    let body = json!({ "name": name, "scopes": ["cx.write"] });
    let made = server.operator().post("/api/v1/workspaces/shop/tokens", &body);
    made["token"].as_str().unwrap().to_owned()
}

#[test]
fn q6_the_301st_call_of_a_key_is_refused_by_either_of_two_nodes() {
    if !postgres_is_there("limits over two nodes") {
        return;
    }
    let place = Place::new(Engine::Postgres);
    let first = place.start();
    let second = place.another_node().start();
    first.operator().post("/api/v1/workspaces", &json!({ "slug": "shop" }));
    let key = api_key(&first, "one");
    let nodes = [first.stranger(), second.stranger()];
    for number in 0..MOST {
        let answer = call(&nodes[number % 2], &key);
        assert_eq!(answer.status, 400, "call {number}: {}", answer.text);
        let left = (MOST - 1 - number).to_string();
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.as_str()));
    }
    for node in &nodes {
        let refused = call(node, &key);
        let error = &refused.json()["response"]["error"];
        assert_eq!((refused.status, error["id"].as_str()), (429, Some("1013")), "{}", refused.text);
        let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(call(node, &api_key(&first, "another")).status, 400, "another key goes on");
    }
}
