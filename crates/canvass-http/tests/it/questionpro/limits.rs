//! How many calls a key and its workspace have (check 10, Q6, Q7).

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
async fn q5_who_may_not_come_uses_no_call_up() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for line in [IMPORT, "POST /a/api/v2/cx/nothing", "GET /a/api/v2/cx/transactions/import"] {
        let sent = desk.front.ask(line).empty().await;
        assert_eq!(sent.header("x-ratelimit-limit"), None, "{line}");
    }
    assert_eq!(standing(&desk.send(IMPORT, "").await), ("300", "299"));
}
