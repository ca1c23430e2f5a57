//! A manager in the console: coming in, deciding, reading; and those who may not.

use axum::http::{StatusCode, header};
use canvass_app::setup::{Role, add_sign_in, add_user};
use canvass_domain::command::AnswerInput;
use canvass_domain::id::{CustomerId, PositionId};
use canvass_store::area::NewCapturedMail;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, question};
use jiff::SignedDuration;

use crate::browser::{Browser, filled};

const INSIDE: [&str; 8] = [
    "/console/",
    "/console/results",
    "/console/mailbox",
    "/console/mailbox/1",
    "/console/mailbox/1/html",
    "/console/messages",
    "/console/customers",
    "/console/customers/1",
];

/// The address of a one-time sign-in.
async fn sign_in_path(workspace: &TestWorkspace<'_>, name: &str, role: Role) -> String {
    let (app, operator) = (&workspace.test.app, &workspace.test.operator);
    let user = add_user(app, operator, workspace.id, name, role).ready().await.unwrap();
    let life = SignedDuration::from_mins(15);
    let code = add_sign_in(app, operator, workspace.id, user, life).ready().await.unwrap();
    format!("/console/sign-in/{code}")
}

async fn signed_in(workspace: &TestWorkspace<'_>, role: Role) -> Browser {
    let path = sign_in_path(workspace, "Mia <b>", role).await;
    let mut browser = Browser::new(workspace.test);
    let taken = browser.post(&path, &vec![]).await;
    assert_eq!(browser.follow(taken).await.heading(), "Overview");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_console_is_open_without_signing_in() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let mut browser = Browser::new(&test);
    for path in INSIDE {
        let shown = browser.get(path).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(shown.headers[header::LOCATION], "/console/sign-in");
        assert!(shown.text.is_empty());
    }
    assert_eq!(browser.get("/console/sign-in").await.heading(), "Please sign in");
    browser.cookies.insert("__Host-canvass_session".to_owned(), "made-up".to_owned());
    assert_eq!(browser.get("/console/").await.status, StatusCode::SEE_OTHER);
    let digest = test.digest("shop");
    assert_eq!(browser.post("/console/batches/1/cancel", &vec![]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_only_by_its_button() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let path = sign_in_path(&workspace, "Mia", Role::Manager).await;
    let mut browser = Browser::new(&test);
    for _ in 0..3 {
        let door = browser.get(&path).await;
        assert_eq!((door.status, door.heading().as_str()), (StatusCode::OK, "Sign in"));
    }
    let taken = browser.post(&path, &vec![]).await;
    let cookie = taken.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["__Host-canvass_session=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let inside = browser.follow(taken).await;
    assert!(inside.words().contains("Mia"));

    let mut stranger = Browser::new(&test);
    let refused = stranger.post(&path, &vec![]).await;
    assert_eq!((refused.status, stranger.cookies.len()), (StatusCode::FORBIDDEN, 0));
    let late = sign_in_path(&workspace, "Late", Role::Reader).await;
    test.clock.step(SignedDuration::from_mins(16));
    assert_eq!(stranger.post(&late, &vec![]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn idn_10_signing_in_again_ends_the_earlier_session() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let mut browser = signed_in(&workspace, Role::Manager).await;
    let before = browser.cookies.clone();
    let path = sign_in_path(&workspace, "Mia again", Role::Manager).await;
    assert_eq!(browser.post(&path, &vec![]).await.status, StatusCode::SEE_OTHER);
    assert_ne!(browser.cookies, before);
    let mut earlier = Browser::new(&test);
    earlier.cookies = before;
    assert_eq!(earlier.get("/console/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/console/").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_everywhere() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let mut browser = signed_in(&workspace, Role::Reader).await;
    let kept = browser.cookies.clone();
    let form = browser.get("/console/").await.hidden("/console/sign-out");
    assert_eq!(browser.post("/console/sign-out", &vec![]).await.status, StatusCode::FORBIDDEN);
    let out = browser.post("/console/sign-out", &form).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert!(browser.cookies.is_empty());
    browser.cookies = kept;
    assert_eq!(browser.get("/console/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn idn_11_forms_from_elsewhere_change_nothing() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let mut waiting = batch_of(vec![customer("ann@example.org")]);
    waiting.approves = false;
    workspace.import(waiting);
    let mut browser = signed_in(&workspace, Role::Manager).await;
    let approve = "/console/batches/1/approve";
    let form = browser.get("/console/").await.hidden(approve);
    let digest = test.digest("shop");
    let own = browser.origin.clone();
    for origin in [None, Some("https://evil.example"), Some("null")] {
        browser.origin = origin.map(str::to_owned);
        assert_eq!(browser.post(approve, &form).await.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    browser.origin = own;
    let made_up = filled(vec![], &[("token", "aaaa")]);
    assert_eq!(browser.post(approve, &made_up).await.status, StatusCode::FORBIDDEN);
    let other = signed_in_form(&workspace, approve).await;
    assert_eq!(browser.post(approve, &other).await.status, StatusCode::FORBIDDEN, "another session's token");
    assert_eq!(test.digest("shop"), digest);
    let done = browser.post(approve, &form).await;
    assert!(browser.follow(done).await.words().contains("The batch was approved."));
    let again = browser.post(approve, &form).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

/// The form of another manager's session.
async fn signed_in_form(workspace: &TestWorkspace<'_>, action: &str) -> crate::browser::Form {
    let path = sign_in_path(workspace, "Noa", Role::Manager).await;
    let mut browser = Browser::new(workspace.test);
    let taken = browser.post(&path, &vec![]).await;
    browser.follow(taken).await.hidden(action)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reads_and_decides_nothing() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let mut browser = signed_in(&workspace, Role::Reader).await;
    let overview = browser.get("/console/").await;
    assert!(!overview.text.contains("/console/batches/"));
    let token = overview.hidden("/console/sign-out");
    let digest = test.digest("shop");
    let refused = browser.post("/console/batches/1/cancel", &token).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(test.digest("shop"), digest);
    assert_eq!(browser.get("/console/results").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_does_not_come_to_the_personal_links_in_mails() {
    // A mail without a message is a finding, and here it is on purpose.
    let test = TestApp::new().unchecked();
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let id = captured(&workspace, b"Subject: Hi\r\n\r\nhttps://feedback.example.org/q/abc\r\n").await;
    let mails = [
        "/console/mailbox".to_owned(),
        format!("/console/mailbox/{id}"),
        format!("/console/mailbox/{id}/html"),
    ];
    let mut browser = signed_in(&workspace, Role::Reader).await;
    for path in &mails {
        let shown = browser.get(path).await;
        assert_eq!(
            (shown.status, shown.heading().as_str()),
            (StatusCode::FORBIDDEN, "You may not read this"),
            "{path}"
        );
        assert!(!shown.text.contains("/q/"), "{path}");
    }
    let nobodys = browser.get("/console/mailbox/999").await;
    assert_eq!(nobodys.status, StatusCode::FORBIDDEN, "what is not there looks the same");
    for path in ["/console/", "/console/results", "/console/customers", "/console/customers/1"] {
        let shown = browser.get(path).await;
        assert!(!shown.text.contains("/console/mailbox") && !shown.text.contains("/q/"), "{path}");
    }
    let path = sign_in_path(&workspace, "Noa", Role::Manager).await;
    let mut browser = Browser::new(&test);
    browser.post(&path, &vec![]).await;
    assert!(browser.get("/console/").await.text.contains("/console/mailbox"));
    assert!(browser.get(&mails[1]).await.text.contains("/q/abc"));
}

/// The number of a mail that was kept.
async fn captured(workspace: &TestWorkspace<'_>, bytes: &[u8]) -> i64 {
    let mail = NewCapturedMail {
        customer: CustomerId(1),
        message_id: "x@example.org".to_owned(),
        recipient: "ann@example.org".to_owned(),
        subject: "Hi <script>".to_owned(),
        bytes: bytes.to_vec(),
        at: workspace.test.app.clock.now(),
    };
    let store = &workspace.test.app.store;
    store.write(workspace.id, 1, move |tx| tx.keep_mail(&mail)).ready().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_counts_every_customer_and_message_once() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let mut customers =
        vec![customer("ann@example.org"), customer("ann@EXAMPLE.org"), customer("no address")];
    customers[0].values[0].value = Some("<script>alert(1)</script>".to_owned());
    let mut batch = batch_of(customers);
    batch.name = Some("<script>alert(2)</script> {{7*7}}".to_owned());
    workspace.import(batch);
    for number in 0..25 {
        workspace.import(batch_of(vec![customer(&format!("c{number}@example.org"))]));
    }
    let mut browser = signed_in(&workspace, Role::Manager).await;
    let newest = browser.get("/console/").await;
    newest.look(|root| {
        let batches: Vec<&str> = root
            .descendants()
            .filter(|node| node.has_tag_name("h3"))
            .filter_map(|node| node.attribute("id"))
            .collect();
        assert_eq!((batches.len(), batches[0], batches[19]), (20, "batch-26", "batch-7"));
    });
    let older = browser.get("/console/?before=7").await;
    let said = older.words();
    assert!(said.contains("<script>alert(2)</script> {{7*7}}"), "shown as it was sent");
    assert!(said.contains("another customer of the batch has the address"));
    assert!(said.contains("the mail address is not valid"));
    older.look(|root| assert!(!root.descendants().any(|node| node.has_tag_name("script"))));
    let story = browser.get("/console/customers/1").await.words();
    assert!(
        story.contains("The customer was received in batch 1.")
            && story.contains("<script>alert(1)</script>")
    );
    let list = browser.get("/console/customers?batch=1").await.words();
    assert!(list.contains("ann@EXAMPLE.org") && list.contains("cannot be asked"));
    let found = browser.get("/console/customers/find?number=2").await;
    assert_eq!(browser.follow(found).await.heading(), "Customer 2");
    for path in ["/console/customers/999", "/console/customers/x", "/console/mailbox/1", "/console/mailbox/x"]
    {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p9_what_another_workspace_has_looks_like_nothing() {
    let test = TestApp::new();
    let (shop, bank) = (test.workspace("shop"), test.workspace("bank"));
    shop.import(batch_of(vec![customer("ann@example.org")]));
    let mut browser = signed_in(&bank, Role::Manager).await;
    let theirs = browser.get("/console/customers/1").await;
    let nobodys = browser.get("/console/customers/2").await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(theirs.text, nobodys.text);
    assert!(!browser.get("/console/").await.text.contains("batch-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn results_show_the_score_with_its_base_and_a_table_under_each_picture() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    workspace.import(batch_of((0..4).map(|n| customer(&format!("c{n}@example.org"))).collect()));
    let mut browser = signed_in(&workspace, Role::Reader).await;
    assert!(browser.get("/console/results").await.words().contains("Nobody has finished the questionnaire"));
    for (id, score) in [(1, 10), (2, 9), (3, 0)] {
        let answer = AnswerInput {
            question: question::RECOMMEND,
            positions: vec![PositionId(score + 1)],
            is_not_applicable: false,
            text: None,
        };
        workspace.answer(CustomerId(id), 0, vec![answer]).unwrap();
        workspace.answer(CustomerId(id), 1, vec![]).unwrap();
    }
    for by in ["16", "business_unit"] {
        let shown = browser.get(&format!("/console/results?by={by}")).await;
        let said = shown.words();
        assert!(said.contains("+33 net promoter score from 3 answers"), "{said}");
        assert!(
            said.contains("Mar 2026") && said.contains("North") && said.contains("Score by Business unit")
        );
        shown.look(|root| {
            let count = |tag| root.descendants().filter(|node| node.has_tag_name(tag)).count();
            assert_eq!((count("figure"), count("table")), (2, 4));
            let pictures = root.descendants().filter(|node| node.attribute("class") == Some("chart"));
            assert!(pictures.into_iter().all(|svg| svg.attribute("role") == Some("img")));
        });
    }
    let said = browser.get("/console/results?by=no+such&questionnaire=9&question=x").await.words();
    assert!(said.contains("+33 net promoter score"), "odd addresses show what comes first");
    assert!(said.contains("Received 4 100 %") && said.contains("Finished 3 75 %"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn captured_mails_are_shown_and_cannot_run_anything() {
    // A mail without a message is a finding, and here it is on purpose.
    let test = TestApp::new().unchecked();
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let bytes = "From: Shop <feedback@example.org>\r\nTo: ann@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        Answer <here>: https://feedback.example.org/q/abc.\r\n--b\r\nContent-Type: text/html\r\n\r\n\
        <p>Hello <script>alert(1)</script><a href=\"https://feedback.example.org/q/abc\">go</a></p>\r\n--b--\r\n";
    let id = captured(&workspace, bytes.as_bytes()).await;
    let mut browser = signed_in(&workspace, Role::Manager).await;
    assert!(browser.get("/console/mailbox").await.words().contains("Hi <script>"));
    let shown = browser.get(&format!("/console/mailbox/{id}")).await;
    shown.look(|root| {
        let frame = root.descendants().find(|node| node.has_tag_name("iframe")).unwrap();
        assert_eq!(frame.attribute("sandbox"), Some("allow-popups allow-popups-to-escape-sandbox"));
        let links: Vec<&str> = root.descendants().filter_map(|node| node.attribute("href")).collect();
        assert!(links.contains(&"https://feedback.example.org/q/abc"));
        assert!(!root.descendants().any(|node| node.has_tag_name("script")));
    });
    assert!(shown.words().contains("Answer <here>:") && shown.words().contains("MIME-Version: 1.0"));
    let html = browser.get(&format!("/console/mailbox/{id}/html")).await;
    let policy = html.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("sandbox allow-popups") && !policy.contains("script-src"));
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"));
    assert!(html.text.contains("<base target=\"_blank\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn htp_15_every_page_of_the_console_keeps_to_itself_and_tells_its_origin_to_itself() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let mut browser = signed_in(&workspace, Role::Manager).await;
    for path in INSIDE {
        let shown = browser.get(path).await;
        let header = |name: &str| shown.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("cache-control"), "private, no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert!(header("content-security-policy").contains("default-src 'none'"));
        // Under `no-referrer` browsers send `Origin: null` with forms, and every form would be refused.
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    }
}
