//! A respondent with a personal link: looking, answering page by page, and every honest way in which it is not open.

use axum::http::{StatusCode, header};
use canvass_app::view::{show_customer, show_decisions};
use canvass_domain::command::ImportCustomers;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

use crate::browser::{Browser, filled};

fn one_customer(workspace: &TestWorkspace<'_>) -> (CustomerId, String) {
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    (CustomerId(1), format!("/q/{}", workspace.link(CustomerId(1))))
}

async fn state(workspace: &TestWorkspace<'_>, id: CustomerId) -> CustomerState {
    let test = workspace.test;
    show_customer(&test.app, &test.operator, workspace.id, id).ready().await.unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_answers_go_page_by_page_and_are_stored_once() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (id, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);

    let first = browser.get(&link).await;
    assert_eq!((first.status, first.heading().as_str()), (StatusCode::OK, "Your visit"));
    let form = filled(first.hidden(&link), &[("q1", "9"), ("q2", "na")]);
    let sent = browser.post(&link, &form).await;
    let second = browser.follow(sent).await;
    assert!(second.words().contains("Page 2 of 2"));
    assert_eq!(state(&workspace, id).await, CustomerState::PartiallyAnswered);

    // Back: what was said is filled in.
    let back = browser.get(&format!("{link}?page=1")).await;
    back.look(|root| {
        let chosen = root.descendants().filter(|node| node.has_attribute("checked"));
        let ids: Vec<&str> = chosen.filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids, ["q1-9", "q2-na"]);
    });

    let form = filled(second.hidden(&link), &[("q4", "1"), ("q4", "4"), ("q5", "{{7*7}} <b>")]);
    let sent = browser.post(&link, &form).await;
    assert!(sent.headers[header::LOCATION].to_str().unwrap().contains("thanks=1"));
    assert_eq!(browser.follow(sent).await.heading(), "Thank you");
    assert_eq!(state(&workspace, id).await, CustomerState::Finished);

    // PAG-05: the double click, and the reload of the form, get thanks as well and change nothing.
    let digest = test.digest("shop");
    let again = browser.post(&link, &form).await;
    assert_eq!(browser.follow(again).await.heading(), "Thank you");
    assert_eq!(browser.get(&link).await.heading(), "You have already answered");
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_02_looking_changes_nothing_and_every_page_keeps_to_itself() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let digest = test.digest("shop");
    for _ in 0..25 {
        assert_eq!(browser.get(&link).await.status, StatusCode::OK);
        let head = browser.head(&link).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }
    assert_eq!(test.digest("shop"), digest);
    let shown = browser.get(&link).await;
    assert_eq!(shown.headers[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(shown.headers[header::REFERRER_POLICY], "no-referrer");
    let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!shown.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_comes_back_with_everything_that_was_typed() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (id, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let hidden = browser.get(&link).await.hidden(&link);
    let refused = browser.post(&link, &filled(hidden, &[("q2", "4")])).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused.look(|root| {
        let by_id = |id| root.descendants().find(|node| node.attribute("id") == Some(id));
        assert!(by_id("q2-4").unwrap().has_attribute("checked"), "what was typed is kept");
        let list = by_id("faults").unwrap();
        assert!(list.descendants().any(|node| node.attribute("href") == Some("#q1-0")));
    });
    assert_eq!(state(&workspace, id).await, CustomerState::Scheduled);
    // The form of the refused page is good.
    let form = filled(refused.hidden(&link), &[("q1", "0"), ("q2", "4")]);
    let sent = browser.post(&link, &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_answer_that_was_jumped_over_is_asked_for() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let hidden = browser.get(&format!("{link}?page=2")).await.hidden(&link);
    let sent = browser.post(&link, &filled(hidden, &[("q5", "Fine.")])).await;
    let first = browser.follow(sent).await;
    assert_eq!(first.status, StatusCode::OK);
    let said = first.words();
    assert!(said.contains("Your other answers are kept.") && said.contains("Please answer this question."));
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_11_forms_that_no_page_gave_out_store_nothing() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let good = browser.get(&link).await.hidden(&link);
    let digest = test.digest("shop");
    for (form, what) in [
        (vec![], "an empty form"),
        (filled(vec![], &[("page", "1"), ("nonce", "x"), ("q1", "9")]), "a made-up nonce"),
        (filled(good.clone(), &[("q1", "11")]), "a score off the scale"),
        (filled(good.clone(), &[("q99", "1")]), "an unknown question"),
        (filled(good.clone(), &[("q3", "1")]), "a question of another page"),
        (filled(good.clone(), &[("q2", "na"), ("q2", "zz")]), "an unknown position"),
    ] {
        let refused = browser.post(&link, &form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{what}");
    }
    let mut other_page = good.clone();
    other_page[1].1 = "2".to_owned();
    let refused = browser.post(&link, &filled(other_page, &[("q5", "a")])).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "a nonce of another page");
    let long = "a".repeat(10_000_000);
    let refused = browser.post(&link, &filled(good, &[("q1", "9"), ("q5", &long)])).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_touch_opens_and_only_once() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (id, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let page = browser.get(&link).await;
    let open = format!("{link}/open");
    assert!(page.text.contains(&format!("data-open=\"{open}\"")));
    let hidden = page.hidden(&link);
    assert_eq!(browser.post(&open, &vec![]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(state(&workspace, id).await, CustomerState::Scheduled);
    for _ in 0..2 {
        assert_eq!(browser.post(&open, &hidden).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(state(&workspace, id).await, CustomerState::Opened);
    assert!(!browser.get(&link).await.text.contains("data-open"));
    let decisions = show_decisions(&test.app, &test.operator, workspace.id, id).ready().await.unwrap();
    let openings = decisions.iter().filter(|decision| decision.code == "questionnaire_opened").count();
    assert_eq!(openings, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_unknown_forged_and_revoked_links_look_alike() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let nobody = format!("/q/{}", workspace.link(CustomerId(77)));
    let last = if link.ends_with('a') { 'e' } else { 'a' };
    let forged = format!("{}{last}", link.get(..link.len() - 1).unwrap());
    let mut pages = Vec::new();
    for path in [nobody.as_str(), forged.as_str(), "/q/nonsense", "/q/%00%3Cscript%3E"] {
        let shown = browser.get(path).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND, "{path}");
        pages.push(shown.text);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    let posted = browser.post(&forged, &vec![]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_08_what_comes_after_the_end_is_refused_and_stays_on_screen() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let hidden = browser.get(&link).await.hidden(&link);
    test.clock.step(SignedDuration::from_hours(24 * 60));
    let digest = test.digest("shop");
    let refused = browser.post(&link, &filled(hidden, &[("q1", "9"), ("q2", "5")])).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.heading(), "This questionnaire is closed");
    let said = refused.words();
    assert!(said.contains("until ") && said.contains("2026, 23:59"), "{said}");
    assert!(said.contains("These answers were not stored") && said.contains("Very good"));
    let shown = browser.get(&link).await;
    assert_eq!((shown.status, shown.heading().as_str()), (StatusCode::OK, "This questionnaire is closed"));
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_06_of_two_tabs_the_first_stands_and_the_second_is_told_so() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let hidden = browser.get(&link).await.hidden(&link);
    let sent = browser.post(&link, &filled(hidden, &[("q1", "3")])).await;
    let one = browser.follow(sent).await.hidden(&link);
    let other = browser.get(&format!("{link}?page=2")).await.hidden(&link);
    assert_ne!(one, other);
    let first = browser.post(&link, &filled(one, &[("q5", "the first")])).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let digest = test.digest("shop");
    let second = browser.post(&link, &filled(other, &[("q5", "the second")])).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.heading(), "You have already answered");
    assert!(second.words().contains("the second"));
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_and_stopped_batches_have_their_pages_and_tests_say_so() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let mut waiting = batch_of(vec![customer("ann@example.org")]);
    waiting.approves = false;
    workspace.import(waiting);
    let mut trial = batch_of(vec![customer("bob@example.org")]);
    trial.is_test = true;
    workspace.import(trial);
    let mut browser = Browser::new(&test);
    let ann = format!("/q/{}", workspace.link(CustomerId(1)));
    assert_eq!(browser.get(&ann).await.heading(), "This questionnaire is not open yet");
    let batch = canvass_domain::id::BatchId(1);
    canvass_app::batch::reject_batch(&test.app, &test.operator, workspace.id, batch).ready().await.unwrap();
    assert_eq!(browser.get(&ann).await.heading(), "This questionnaire was stopped");
    let bob = browser.get(&format!("/q/{}", workspace.link(CustomerId(2)))).await;
    assert!(bob.words().contains("This is a test."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_speaks_the_language_that_is_asked_for() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let (_, link) = one_customer(&workspace);
    let mut browser = Browser::new(&test);
    let language =
        |shown: &crate::browser::Shown| shown.look(|root| root.attribute("lang").map(str::to_owned));
    let dutch = browser.get(&format!("{link}?lang=nl")).await;
    assert_eq!(language(&dutch).as_deref(), Some("nl"));
    assert!(dutch.words().contains("Volgende pagina"));
    let form = filled(dutch.hidden(&link), &[("q1", "9")]);
    let sent = browser.post(&link, &form).await;
    let next = browser.follow(sent).await;
    assert_eq!(language(&next).as_deref(), Some("nl"), "it stays so");
    let unknown = browser.get(&format!("{link}?lang=%22%3E%3Cscript%3E")).await;
    assert_eq!(language(&unknown).as_deref(), Some("en"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_13_a_test_says_that_it_is_one_on_pages_without_questions_too() {
    const SAYS: &str = "This is a test.";
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    workspace.import(ImportCustomers { is_test: true, ..batch_of(vec![customer("ann@example.org")]) });
    workspace.import(batch_of(vec![customer("bob@example.org")]));
    let (link, real) =
        (format!("/q/{}", workspace.link(CustomerId(1))), format!("/q/{}", workspace.link(CustomerId(2))));
    let mut browser = Browser::new(&test);
    let first = browser.get(&link).await;
    assert!(first.words().contains(SAYS));
    assert!(browser.post(&link, &vec![]).await.words().contains(SAYS), "a stale form");
    let form = filled(first.hidden(&link), &[("q1", "9")]);
    let sent = browser.post(&link, &form).await;
    let second = browser.follow(sent).await;
    let form = filled(second.hidden(&link), &[("q5", "Fine.")]);
    let sent = browser.post(&link, &form).await;
    let thanks = browser.follow(sent).await;
    assert_eq!(thanks.heading(), "Thank you");
    assert!(thanks.words().contains(SAYS));
    assert!(browser.get(&link).await.words().contains(SAYS), "answered before");
    test.clock.step(SignedDuration::from_hours(24 * 30));
    let closed = browser.post(&real, &form).await;
    assert!(!closed.words().contains(SAYS) && !browser.get(&real).await.words().contains(SAYS));
}
