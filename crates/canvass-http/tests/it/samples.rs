//! The vendor's samples as published, and the same made valid: JSON and XML say the same.

use canvass_app::setup::add_column;
use canvass_domain::id::{ColumnId, WorkspaceId};
use canvass_store::area::NewColumn;
use canvass_testkit::{TestApp, TestWorkspace, question};
use serde_json::{Value, json};

use crate::kit::Front;

const JSON: &str =
    include_str!("../../../canvass-wire/vectors/expoints/customer-add/vendor-sample-json/request.json");
const XML: &str =
    include_str!("../../../canvass-wire/vectors/expoints/customer-add/vendor-sample-xml/request.xml");
/// Every fault of the sample in a workspace that knows nothing of it.
const FAULTS_JSON: &str = include_str!("samples/faults.json");
const FAULTS_XML: &str = include_str!("samples/faults.xml");
/// The answer of the sample made valid.
const VALID_ANSWER: &str = include_str!("samples/valid.json");
const ADD: &str = "POST /external/api/v3/customer/add";

#[tokio::test]
async fn the_sample_in_json_is_told_every_fault_in_the_order_of_the_document() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let before = test.digest("acme");
    let sent = front.ask(ADD).bearer(&token).body("application/json", JSON).await;
    assert_eq!(sent.status, 400);
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(sent.body, FAULTS_JSON.trim_end());
    assert_eq!(test.digest("acme"), before);
    assert_eq!(front.nudges(), 0);
}

#[tokio::test]
async fn the_sample_in_xml_is_told_every_fault_in_xml() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let sent = front.ask(ADD).bearer(&token).body("text/xml", XML).await;
    assert_eq!(sent.status, 400);
    assert_eq!(sent.header("content-type"), Some("text/xml; charset=utf-8"));
    assert_eq!(sent.body, FAULTS_XML.trim_end());
}

#[tokio::test]
async fn the_form_asked_for_is_the_form_of_the_faults() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let ask = || front.ask(ADD).bearer(&token);
    let as_xml = ask().header("accept", "application/xml").body("application/json", JSON).await;
    let as_json = ask().header("accept", "text/json").body("application/xml", XML).await;
    assert_eq!(as_xml.header("content-type"), Some("application/xml; charset=utf-8"));
    assert!(as_xml.body.starts_with("<Error><Message>The request is invalid.</Message><ModelState>"));
    assert_eq!(as_json.header("content-type"), Some("text/json; charset=utf-8"));
    assert!(as_json.body.starts_with(r#"{"Message":"The request is invalid.","ModelState":{"#));
}

/// One of two answers of each customer, to the open question, without what that question does not take. All dates
/// ahead, an address, a thumbprint of the right form.
fn valid_json() -> String {
    let text = with_valid_values(JSON)
        .replace(r#""TypeBatch": "sample string 3""#, r#""TypeBatch": "email""#)
        .replace(r#""IsConcept": true"#, r#""IsConcept": false"#)
        .replace(r#""Email": "sample string 1""#, r#""Email": "ann@example.org""#)
        .replace(
            r#""CertificateThumbprint": "sample string 5""#,
            &format!(r#""CertificateThumbprint": "{HEX}""#),
        );
    let mut body: Value = serde_json::from_str(&text).unwrap();
    for customer in body["Customers"].as_array_mut().unwrap() {
        let answers = customer["Answers"].as_array_mut().unwrap();
        answers.truncate(1);
        answers[0]["BaseQuestionId"] = json!(question::REMARK.0);
        answers[0]["IsNotApplicableSelected"] = json!(false);
        answers[0]["SelectedScalePositions"] = json!([]);
        answers[0]["FileAnswers"] = json!([]);
    }
    body.to_string()
}

/// The same in XML.
fn valid_xml() -> String {
    let thumbprint =
        |value: &str| format!("<d4p1:CertificateThumbprint>{value}</d4p1:CertificateThumbprint>");
    let text = with_valid_values(XML)
        .replace("<TypeBatch>sample string 3<", "<TypeBatch>email<")
        .replace("<IsConcept>true<", "<IsConcept>false<")
        .replace("<d2p1:Email>sample string 1<", "<d2p1:Email>ann@example.org<")
        .replace("<d4p1:BaseQuestionId>1<", &format!("<d4p1:BaseQuestionId>{}<", question::REMARK))
        .replace(&thumbprint("sample string 5"), &thumbprint(HEX));
    let text = without(&text, "<d4p1:FileAnswers>", "</d4p1:FileAnswers>");
    let text = without(&text, "<d4p1:SelectedScalePositions>", "</d4p1:SelectedScalePositions>");
    // The first answer stays: what follows its end up to the end of the second is cut.
    let (end, next) = ("</d4p1:ImportAnswerExternal>", "<d4p1:ImportAnswerExternal>");
    let mut kept = String::new();
    for (index, piece) in text.split(next).enumerate() {
        if index % 2 == 1 || index == 0 {
            kept.push_str(if index == 0 { "" } else { next });
            kept.push_str(piece);
        } else {
            kept.push_str(piece.split_once(end).unwrap().1);
        }
    }
    kept
}

const HEX: &str = "0123456789abcdef0123456789abcdef01234567";

fn with_valid_values(sample: &str) -> String {
    sample.replace("2025-01-18T05:53:05.4618467", "2026-04-18T05:53:05.4618467")
}

fn without(text: &str, from: &str, to: &str) -> String {
    let mut pieces = text.split(from);
    let mut kept = pieces.next().unwrap().to_owned();
    for piece in pieces {
        kept.push_str(piece.split_once(to).unwrap().1);
    }
    kept
}

/// A previous customer with number 1 and the required column, and the column of the sample.
async fn prepare(front: &Front<'_>, workspace: WorkspaceId, token: &str) {
    let column = NewColumn {
        id: Some(ColumnId(1)),
        name: "sample string 2".to_owned(),
        display_name: "Sample".to_owned(),
        external_name: None,
        is_required: false,
        is_identifying: false,
        is_reportable: false,
    };
    add_column(&front.test.app, &front.test.operator, workspace, column).wait().unwrap();
    let data = json!([{ "CustomerDataColumnId": TestWorkspace::NAME.0, "Value": "Ann" }]);
    let body = json!({ "Customers": [{ "Email": "first@example.org", "Data": data }] });
    let sent = front.ask(ADD).bearer(token).json(&body).await;
    assert_eq!(sent.json()["Customers"][0]["Id"], 1, "{}", sent.body);
}

#[tokio::test]
async fn the_sample_made_valid_is_the_same_from_json_and_from_xml() {
    let taken = async |kind: &'static str, body: String| {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let front = Front::new(&test);
        let token = front.access_token(acme.id);
        prepare(&front, acme.id, &token).await;
        let ask = front.ask(ADD).bearer(&token).header("accept", "application/json");
        let sent = ask.body(kind, body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        assert_eq!(front.nudges(), 2);
        (sent.body, test.digest("acme"))
    };
    let json = taken("application/json", valid_json()).await;
    let xml = taken("application/xml", valid_xml()).await;
    assert_eq!(json, xml);
    assert_eq!(json.0, VALID_ANSWER.trim_end());
}
