//! Help pages: every call of a vendor's surface has one, every sample does what its page says.

use std::collections::BTreeSet;

use canvass_app::Scope;
use canvass_app::setup::{QuestionnaireInput, add_questionnaire, publish_questionnaire};
use canvass_http::help::{CALLS, HelpCall, Sample};
use canvass_http::routes::{ROUTES, Surface};
use canvass_testkit::{TestApp, batch_of, customer, sample_document};

use crate::kit::{Front, Sent, golden};

/// What samples say where an answer has the id of its request.
const TRACE: &str = "01J8";

#[test]
fn every_call_of_a_vendors_surface_has_its_page() {
    let documented: BTreeSet<(&str, &str)> = CALLS.iter().map(|call| (call.method, call.path)).collect();
    assert_eq!(documented.len(), CALLS.len());
    let is_vendors = |surface| matches!(surface, Surface::Expoints | Surface::QuestionPro | Surface::Cayzu);
    let served: BTreeSet<(&str, &str)> = ROUTES
        .iter()
        .filter(|route| is_vendors(route.surface))
        .map(|route| (route.method.as_str(), route.path))
        .collect();
    assert_eq!(documented, served);
    let pages: BTreeSet<String> = CALLS.iter().map(HelpCall::page).collect();
    assert_eq!(pages.len(), CALLS.len());
}

#[tokio::test]
async fn pages_are_found_without_case_and_speak_without_script() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let mut paths: Vec<String> = CALLS.iter().map(HelpCall::page).collect();
    paths.extend(
        ["/external/Help", "/docs", "/docs/questionpro", "/docs/cayzu", "/external/Help/Api/errors"]
            .map(str::to_owned),
    );
    paths.extend(["/docs/questionpro/errors", "/docs/cayzu/errors"].map(str::to_owned));
    for path in &paths {
        let sent = front.ask(&format!("GET {path}")).empty().await;
        assert_eq!(sent.status, 200, "{path}");
        assert_eq!(sent.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(!sent.body.contains("<script"), "{path}");
    }
    let sent = front.ask("GET /external/Help/Api/post-api-v3-customer-add").empty().await;
    assert!(sent.body.contains("<code>Customers</code>") && sent.body.contains("customers.write"));
    let sent = front.ask("GET /docs/cayzu/POST-api-Customer").empty().await;
    assert!(sent.body.contains("255 characters"), "{}", sent.body);
    let sent = front.ask("GET /docs/questionpro/errors").empty().await;
    assert!(sent.body.contains("1040"), "{}", sent.body);
    for path in ["/external/help/", "/External/HELP/api/POST-API-v3-url/"] {
        assert_eq!(front.ask(&format!("GET {path}")).empty().await.status, 200, "U1: {path}");
    }
    for path in ["/docs/nobody", "/docs/cayzu/nothing", "/external/Help/Api/nothing"] {
        assert_eq!(front.ask(&format!("GET {path}")).empty().await.status, 404, "{path}");
    }
}

/// A workspace in which every sample works: the sample questionnaire, one customer, one organisation.
async fn answered(call: &HelpCall, sample: &Sample) -> Sent {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let guid = Some("457c0551-f897-4dea-b228-f47ca1dcc04f".parse().unwrap());
    let input = QuestionnaireInput { guid, name: "Given elsewhere".to_owned(), draft: sample_document() };
    let made = add_questionnaire(&test.app, &test.operator, acme.id, input).wait().unwrap();
    publish_questionnaire(&test.app, &test.operator, acme.id, made.id).wait().unwrap();
    let front = Front::new(&test);
    let token = match call.surface {
        Surface::Expoints => front.access_token(acme.id),
        Surface::QuestionPro => front.token(acme.id, &[Scope::CxWrite]),
        Surface::Cayzu | Surface::Native | Surface::Health => {
            front.token(acme.id, &[Scope::OrganisationsWrite, Scope::OrganisationsRead])
        }
    };
    if call.path.contains("addformnotes") {
        acme.import(batch_of(vec![customer("ann@example.org")]));
    }
    if call.surface == Surface::Cayzu && call.method == "GET" {
        let create = CALLS.iter().find(|call| call.surface == Surface::Cayzu && call.method == "POST");
        let body = create.unwrap().samples[0].request.unwrap();
        front.ask("POST /api/Customer").bearer(&token).body("application/json", body).await;
    }
    let ask = front.ask(&format!("{} {}", call.method, sample.address)).header("accept", sample.media_type);
    let ask =
        if call.surface == Surface::QuestionPro { ask.header("api-key", &token) } else { ask.bearer(&token) };
    match sample.request {
        Some(body) => ask.body(sample.media_type, body).await,
        None => ask.empty().await,
    }
}

#[tokio::test]
async fn every_sample_is_answered_as_its_page_says() {
    for call in CALLS {
        for sample in call.samples {
            let sent = answered(call, sample).await;
            assert_eq!(sent.status, 200, "{} {}: {}", call.method, sample.address, sent.body);
            let trace = sent.header("canvass-trace-id").unwrap();
            golden(sample.file, &format!("{}\n", sent.body.replace(trace, TRACE)));
        }
    }
}
