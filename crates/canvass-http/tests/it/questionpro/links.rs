//! Calls 2 and 3: check 9, and links that are derived again.

use super::*;

const HOST: &str = "https://feedback.example.org/";

#[tokio::test]
async fn check_9_q54_the_body_of_a_mobile_program_gets_both_members() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = json!({
        "S1": "S1", "isManualSurvey": true, "transactionLanguage": "English", "firstName": "First",
        "email": "6f9619ff-8b86-d011-b42d-00c04fc964ff@questionpro.com", "custom1": "a",
    });
    let sent = desk.json(URL, &body).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let told = sent.json();
    let url = told["surveyURL"].as_str().unwrap();
    assert!(url.starts_with(HOST), "{url}");
    assert_eq!(told["response"], json!({ "surveyURL": url }));
    assert_eq!(sent.header("location"), None);
    assert!(sent.header("x-import-batch").is_some());
    let path = url.strip_prefix("https://feedback.example.org").unwrap();
    assert_eq!(desk.front.ask(&format!("GET {path}")).empty().await.status, 200);
    // Q30, Q54: nothing is mailed, and each call is a new transaction of the same person.
    assert_ne!(desk.ok(URL, &body).await["surveyURL"], url);
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (1, 2, 0));
}

#[tokio::test]
async fn q53_a_replay_derives_the_same_link() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for (line, body) in [(URL, contact("a@example.org")), (URLS, json!([contact("a@example.org")]))] {
        let send =
            || desk.ask(line).header("idempotency-key", "k").body("application/json", body.to_string());
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status, again.header("canvass-replayed")), (200, Some("true")), "{}", first.body);
        let links = |sent: &Sent| {
            let mut body = sent.json();
            body.as_object_mut().unwrap().remove("requestID");
            body
        };
        assert_eq!(links(&first), links(&again));
    }
    assert_eq!(desk.transactions(), 2);
}

#[tokio::test]
async fn q54_an_error_of_the_row_is_a_400_with_its_code() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let message = desk.refused(URL, r#"{"email":"a@example.org","segmentCode":"S9"}"#, "1002").await;
    assert_eq!(
        message,
        concat!(
            "Invalid schema in the body provided. ",
            "segmentCode (segment_unknown): No segment has this segmentCode."
        )
    );
    let message = desk.refused(URL, "{}", "1002").await;
    assert!(message.contains("(identity_missing)"), "{message}");
    assert_eq!(desk.transactions(), 0);
}

#[tokio::test]
async fn q55_good_rows_get_links_and_the_others_are_marked() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let row = |first: &str, mobile: &str, segment: &str| {
        json!({
            "segmentCode": segment, "firstName": first, "lastName": "Contact", "mobile": mobile,
            "email": format!("{first}@example.com"),
        })
    };
    let body = json!([row("First", "+10123456789", "S1"), row("Second", "+10123456780", "S9"),]);
    let sent = desk.json(URLS, &body).await;
    let told = sent.json();
    let url = told["response"][0]["surveyUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with(HOST), "{url}");
    let trace = sent.header("x-request-id").unwrap();
    let page = "https://feedback.example.org/a/api/v2/cx/transactions/batch-survey-urls?page=1&perPage=2";
    assert_eq!(
        sent.body,
        format!(
            concat!(
                r#"{{"response":[{{"surveyUrl":"{url}","segmentCode":"S1","firstName":"First","lastName":"Contact","#,
                r#""mobile":"+10123456789","email":"First@example.com"}},"#,
                r#"{{"surveyUrl":null,"segmentCode":"S9","firstName":"Second","lastName":"Contact","#,
                r#""mobile":"+10123456780","email":"Second@example.com","error":{{"field":"segmentCode","#,
                r#""code":"segment_unknown","message":"No segment has this segmentCode."}}}}],"#,
                r#""pagination":{{"perPage":2,"totalItems":2,"currentPage":1,"totalPages":1,"links":{{"#,
                r#""self":"{page}","prev":null,"next":null,"first":"{page}","last":"{page}"}}}},"requestID":"{trace}"}}"#
            ),
            url = url,
            page = page,
            trace = trace
        )
    );
    let message = desk.refused(URLS, json!([row("Second", "", "S9")]).to_string(), "1002").await;
    assert!(message.contains(" [0].segmentCode (segment_unknown): "), "{message}");
    assert_eq!((desk.transactions(), desk.waiting()), (1, 0));
}

#[tokio::test]
async fn q56_a_link_ends_after_its_days() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let told = desk.ok(URL, &contact("a@example.org")).await;
    let path = told["surveyURL"].as_str().unwrap().strip_prefix("https://feedback.example.org").unwrap();
    let line = format!("GET {path}");
    let open = desk.front.ask(&line).empty().await;
    test.clock.step(jiff::SignedDuration::from_hours(29 * 24));
    assert_eq!(desk.front.ask(&line).empty().await.status, open.status);
    test.clock.step(jiff::SignedDuration::from_hours(3 * 24));
    let ended = desk.front.ask(&line).empty().await;
    assert_ne!(ended.body, open.body);
    assert!(!ended.body.contains("<form"), "{}", ended.body);
}
