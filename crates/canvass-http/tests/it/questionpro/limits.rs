//! How many calls a key and its workspace have (check 10, Q6, Q7).

use canvass_http::TransactionLimits;
use jiff::SignedDuration;

use super::*;

fn standing(sent: &Sent) -> (&str, &str) {
    (sent.header("x-ratelimit-limit").unwrap(), sent.header("x-ratelimit-remaining").unwrap())
}

#[tokio::test]
async fn check_10_the_301st_call_of_a_key_in_its_window_is_refused() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    // A call that is refused for its body counts too.
    let call = || desk.send(IMPORT, "");
    let first = call().await;
    assert_eq!((first.status, standing(&first)), (400, ("300", "299")));
    assert_eq!(first.header("x-ratelimit-reset"), Some("60"));
    for _ in 2..300 {
        assert_eq!(call().await.status, 400);
    }
    assert_eq!(standing(&call().await), ("300", "0"));
    test.clock.step(SignedDuration::from_millis(18_500));
    let refused = call().await;
    let error = error(&refused);
    assert_eq!((refused.status, error["id"].as_str()), (429, Some("1013")));
    assert_eq!(error["name"], "TOO_MANY_REQUESTS");
    assert_eq!(
        error["message"],
        "API call limit exceeded. Please contact your account representative to extend the limits."
    );
    assert_eq!(
        (refused.header("retry-after"), refused.header("x-ratelimit-reset")),
        (Some("42"), Some("42"))
    );
    assert_eq!(standing(&refused), ("300", "0"));
    // Another key goes on.
    let other = key(&test, desk.acme.id);
    let sent = desk.front.ask(IMPORT).header("api-key", &other).body("application/json", "").await;
    assert_eq!((sent.status, standing(&sent)), (400, ("300", "299")));
    // The window began with its first call.
    test.clock.step(SignedDuration::from_millis(41_500));
    assert_eq!(standing(&call().await), ("300", "299"));
}

#[tokio::test]
async fn q6_calls_of_a_workspace_are_a_setting() {
    let test = TestApp::new();
    let limits = TransactionLimits { calls_of_workspace: 3, ..TransactionLimits::default() };
    let desk = Desk::with(&test, |state| state.with_transaction_limits(limits));
    let other = key(&test, desk.acme.id);
    let mut answers = Vec::new();
    for key in [&desk.key, &other, &desk.key, &other, &desk.key] {
        let sent = desk.front.ask(IMPORT).header("api-key", key).body("application/json", "").await;
        let (limit, remaining) = standing(&sent);
        answers.push(format!("{} {remaining} of {limit}", sent.status));
    }
    // The keys share what their workspace has, and are told so before it is used up.
    assert_eq!(answers, ["400 2 of 3", "400 1 of 3", "400 0 of 3", "429 0 of 3", "429 0 of 3"]);
    test.clock.step(SignedDuration::from_secs(60));
    assert_eq!(desk.send(IMPORT, "").await.status, 400);
}

#[tokio::test]
async fn q6_a_key_without_a_limit_of_its_own_has_that_of_its_workspace() {
    let test = TestApp::new();
    let limits = TransactionLimits { calls_of_workspace: 2, ..TransactionLimits::default() };
    let desk = Desk::with(&test, |state| state.with_transaction_limits(limits));
    let unlimited = CallLimits { calls_per_minute: Some(0), ..CallLimits::default() };
    let free = limited_key(&test, desk.acme.id, unlimited);
    let mut answers = Vec::new();
    for key in [&free, &desk.key, &free, &desk.key] {
        let sent = desk.front.ask(IMPORT).header("api-key", key).body("application/json", "").await;
        answers.push(sent.status);
    }
    assert_eq!(answers, [400, 400, 429, 429]);
}

#[tokio::test]
async fn q19_contacts_and_bytes_of_a_call_are_settings() {
    let test = TestApp::new();
    let limits = TransactionLimits { contacts: 1, body_bytes: 400, ..TransactionLimits::default() };
    let desk = Desk::with(&test, |state| state.with_transaction_limits(limits));
    let both = contacts(&[contact("a@example.org"), contact("b@example.org")]).to_string();
    let long = " ".repeat(401);
    for (line, body, detail) in [
        (IMPORT, both.as_str(), "contacts: at most 1 contacts are accepted in one call."),
        (
            "POST /a/api/v2/cx/transactions/batch-survey-urls",
            "[{},{}]",
            "body: at most 1 contacts are accepted in one call.",
        ),
        (IMPORT, long.as_str(), "body: at most 400 bytes are accepted in one call."),
    ] {
        let message = desk.refused(line, body.to_owned(), "1002").await;
        assert_eq!(message, format!("Invalid schema in the body provided. {detail}"));
    }
    assert_eq!(desk.transactions(), 0);
    let sent = desk.send(IMPORT, contacts(&[contact("a@example.org")]).to_string()).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
}

#[tokio::test]
async fn q5_who_may_not_come_uses_no_call_up() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for line in [IMPORT, "POST /a/api/v2/cx/nothing", "GET /a/api/v2/cx/transactions/import"] {
        let sent = desk.front.ask(line).empty().await;
        assert_eq!(sent.header("x-ratelimit-limit"), None, "{line}");
    }
    assert_eq!(standing(&desk.send(IMPORT, "").await), ("300", "299"));
}
