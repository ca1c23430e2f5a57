//! The calls that read: states and columns (5.11, 5.14).

use canvass_testkit::TestApp;

use super::{Desk, faults, full};

#[tokio::test]
async fn e10_the_thirteen_states_are_served() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let ask = || desk.front.ask(&full("GET customer/getcustomerstatuses")).bearer(&desk.token);
    let sent = ask().empty().await;
    let names = [
        "Initial",
        "Scheduled",
        "Invited",
        "Reminded",
        "Opened",
        "PartiallyAnswered",
        "Finished",
        "Closed",
        "Locked",
        "Fault",
        "Bounced",
        "OptedOut",
        "Rejected",
    ];
    let states: Vec<String> = (1..)
        .zip(names)
        .map(|(code, name)| format!(r#"{{"StatusCode":{code},"StatusName":"{name}"}}"#))
        .collect();
    assert_eq!((sent.status, sent.body), (200, format!(r#"{{"Statuses":[{}]}}"#, states.join(","))));
    let sent = ask().header("accept", "text/xml").empty().await;
    assert_eq!(sent.header("content-type"), Some("text/xml; charset=utf-8"));
    assert_eq!(sent.body.matches("<d2p1:CustomerStatus>").count(), 13);
}

#[test]
fn e58_no_route_makes_a_test_of_a_batch_or_the_reverse() {
    for route in canvass_http::routes::ROUTES {
        let is_of_batches = route.path.contains("/batches");
        let changes = ["PUT", "PATCH"].contains(&route.method.as_str());
        assert!(!(is_of_batches && changes), "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn columns_are_filtered_by_every_member_of_the_query() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let ids = async |query: &str| {
        let line = full(&format!("GET customerdatacolumn{query}"));
        let sent = desk.front.ask(&line).bearer(&desk.token).empty().await;
        let columns = sent.json()["CustomerDataColumns"].as_array().unwrap().clone();
        columns.iter().map(|column| column["Id"].as_i64().unwrap()).collect::<Vec<i64>>()
    };
    for (query, expected) in [
        ("", vec![15, 16, 20]),
        ("?Required=true", vec![15]),
        ("?required=0&archived=false", vec![16, 20]),
        ("?Archived=true", vec![]),
        ("?CustomerDataColumnIds=20,15", vec![15, 20]),
        ("?CustomerDataColumnIds=16&CustomerDataColumnIds=20", vec![16, 20]),
        ("?request.CustomerDataColumnIds[0]=16&Required=", vec![16]),
        ("?Other=1", vec![15, 16, 20]),
    ] {
        assert_eq!(ids(query).await, expected, "{query}");
    }
    let line = full(
        "GET customerdatacolumn?Required=perhaps&Archived=true&archived=false&CustomerDataColumnIds=x&DataFilters=1",
    );
    let sent = desk.front.ask(&line).bearer(&desk.token).empty().await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(
        told,
        [
            "request.Archived: The member Archived occurs twice.",
            "request.CustomerDataColumnIds: The value is not a whole number.",
            "request.DataFilters: The filter is not known.",
            "request.Required: The value is not true or false.",
        ]
    );
    let line = full("GET customer/getcustomerstatuses?Other=1&DateFilter.From=2026-01-01");
    let sent = desk.front.ask(&line).bearer(&desk.token).empty().await;
    assert_eq!(faults(&sent), ["request.DateFilter: The filter is not known."]);
}
