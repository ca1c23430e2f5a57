//! The page behind the second link of an invitation: looking, opting out, ending a lock, and the one click of a mail
//! program.

use axum::http::{StatusCode, header};
use canvass_app::block::add_lock;
use canvass_app::request::RequestIdentity;
use canvass_domain::command::{AddLock, NamedPerson};
use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Slot};
use canvass_store::StoreError;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

use crate::browser::{Browser, Form, Shown};

const FORM: &str = "application/x-www-form-urlencoded";
const ANN: CustomerId = CustomerId(1);

fn ann(workspace: &TestWorkspace<'_>) -> String {
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    format!("/o/{}", workspace.preferences_link(ANN))
}

async fn lock(workspace: &TestWorkspace<'_>, opt_in: Option<bool>) {
    let person = NamedPerson { email: Some("ann@example.org".to_owned()), ..NamedPerson::default() };
    let request = RequestIdentity::of_body("test/lock", None, b"{}");
    let command = AddLock { person, opt_in, ..AddLock::default() };
    let app = &workspace.test.app;
    add_lock(app, &workspace.client, workspace.id, command, &request).ready().await.unwrap();
}

async fn message(workspace: &TestWorkspace<'_>) -> MessageState {
    let read = workspace.test.app.store.read(workspace.id, |tx| tx.message(ANN, Slot::Invitation));
    let found: Result<_, StoreError> = read.ready().await;
    found.unwrap().unwrap().state
}

/// The hidden fields of each form of the page.
fn forms(shown: &Shown) -> Vec<Form> {
    shown.look(|root| {
        let forms = root.descendants().filter(|node| node.has_tag_name("form"));
        let fields = forms.map(|form| {
            let inputs = form.descendants().filter(|node| node.attribute("type") == Some("hidden"));
            let of = |input: roxmltree::Node<'_, '_>, name| input.attribute(name).unwrap().to_owned();
            inputs.map(|input| (of(input, "name"), of(input, "value"))).collect()
        });
        fields.collect()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn pag_02_pag_03_looking_at_preferences_changes_nothing() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let mut browser = Browser::new(&test);
    let digest = test.digest("shop");
    for _ in 0..50 {
        assert_eq!(browser.get(&link).await.status, StatusCode::OK);
        let head = browser.head(&link).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    }
    for query in ["?List-Unsubscribe=One-Click", "?choice=opt-out", "?lifted=1&lang=nl"] {
        assert_eq!(browser.get(&format!("{link}{query}")).await.status, StatusCode::OK);
    }
    assert_eq!(test.digest("shop"), digest);
    let shown = browser.get(&link).await;
    assert_eq!(shown.headers[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(shown.headers[header::REFERRER_POLICY], "no-referrer");
    let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!shown.headers.contains_key(header::SET_COOKIE) && !shown.text.contains("<script"));
    assert!(!shown.text.contains("example.org"), "the page tells nobody the address");
}

#[tokio::test(flavor = "multi_thread")]
async fn e80_the_button_opts_out_and_the_page_says_so() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let mut browser = Browser::new(&test);
    let first = browser.get(&link).await;
    assert_eq!(first.heading(), "Your invitations");
    let [out] = &forms(&first)[..] else { panic!("one button: {}", first.text) };
    assert_eq!(message(&workspace).await, MessageState::Waiting);
    let sent = browser.post(&link, out).await;
    assert_eq!(message(&workspace).await, MessageState::Cancelled);
    let after = browser.follow(sent).await;
    assert_eq!(after.heading(), "You are not invited any more");
    assert_eq!(forms(&after), Vec::<Form>::new(), "nothing is left to press");
    let digest = test.digest("shop");
    let again = browser.post(&link, out).await;
    assert_eq!(browser.follow(again).await.text, after.text);
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn out_24_one_click_of_a_mail_program_opts_out_without_a_redirect() {
    let parts =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    for (kind, body) in [(FORM, "List-Unsubscribe=One-Click"), ("multipart/form-data; boundary=b", parts)] {
        let test = TestApp::new();
        let workspace = test.workspace("shop");
        let link = ann(&workspace);
        let browser = Browser::new(&test);
        let first = browser.post_bare(&link, kind, body).await;
        assert_eq!(
            (first.status, first.heading().as_str()),
            (StatusCode::OK, "You are not invited any more")
        );
        assert_eq!(message(&workspace).await, MessageState::Cancelled, "{kind}");
        let digest = test.digest("shop");
        assert_eq!(browser.post_bare(&link, kind, body).await.text, first.text);
        assert_eq!(test.digest("shop"), digest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e79_the_second_button_is_there_for_a_lock_that_may_be_lifted() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let mut browser = Browser::new(&test);
    lock(&workspace, Some(false)).await;
    lock(&workspace, None).await;
    assert_eq!(forms(&browser.get(&link).await).len(), 1);
    lock(&workspace, Some(true)).await;
    let shown = browser.get(&link).await;
    assert!(shown.words().contains("You are being left out until "), "{}", shown.words());
    let [_, lift] = &forms(&shown)[..] else { panic!("two buttons: {}", shown.text) };
    let sent = browser.post(&link, lift).await;
    let after = browser.follow(sent).await;
    assert!(after.words().contains("That has ended."), "{}", after.words());
    assert_eq!((forms(&after).len(), after.heading().as_str()), (1, "Your invitations"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_none_of_ours_changes_nothing() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let browser = Browser::new(&test);
    let digest = test.digest("shop");
    for (kind, body) in [
        (FORM, ""),
        (FORM, "choice=all"),
        (FORM, "choice=opt-out&choice=lift"),
        (FORM, "List-Unsubscribe=Two-Clicks"),
        ("text/plain", "List-Unsubscribe=One-Click"),
        ("application/json", "{\"choice\":\"opt-out\"}"),
    ] {
        let refused = browser.post_bare(&link, kind, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(refused.words().contains("Nothing was changed."));
    }
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_a_wrong_link_gets_the_page_of_a_questionnaires_wrong_link() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let mut browser = Browser::new(&test);
    let unknown = browser.get("/q/nonsense").await;
    let last = if link.ends_with('a') { 'e' } else { 'a' };
    let digest = test.digest("shop");
    for path in [
        "/o/nonsense".to_owned(),
        format!("{}{last}", link.strip_suffix(|_: char| true).unwrap()),
        format!("/o/{}", workspace.link(ANN)),
        format!("/o/{}", workspace.preferences_link(CustomerId(77))),
    ] {
        let shown = browser.get(&path).await;
        assert_eq!((shown.status, &shown.text), (StatusCode::NOT_FOUND, &unknown.text), "{path}");
        let posted = browser.post_bare(&path, FORM, "List-Unsubscribe=One-Click").await;
        assert_eq!((posted.status, &posted.text), (StatusCode::NOT_FOUND, &unknown.text), "{path}");
    }
    let questionnaire = browser.get(&link.replace("/o/", "/q/")).await;
    assert_eq!(questionnaire.status, StatusCode::NOT_FOUND);
    assert_eq!(test.digest("shop"), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preference_page_speaks_three_languages() {
    let test = TestApp::new();
    let workspace = test.workspace("shop");
    let link = ann(&workspace);
    let mut browser = Browser::new(&test);
    for (language, heading) in
        [("en", "Your invitations"), ("nl", "Uw uitnodigingen"), ("de", "Ihre Einladungen")]
    {
        let shown = browser.get(&format!("{link}?lang={language}")).await;
        assert_eq!(shown.heading(), heading);
        assert_eq!(shown.look(|root| root.attribute("lang").map(str::to_owned)).as_deref(), Some(language));
        assert_eq!(forms(&shown)[0][1], ("lang".to_owned(), language.to_owned()));
    }
    let dutch = browser.get(&format!("{link}?lang=nl")).await;
    let sent = browser.post(&link, &forms(&dutch)[0]).await;
    assert_eq!(browser.follow(sent).await.heading(), "U wordt niet meer uitgenodigd");
}
