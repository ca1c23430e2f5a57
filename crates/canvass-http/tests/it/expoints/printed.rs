//! The samples that the vendor prints for addfinished and addlock: as printed they are refused with all that is wrong, and
//! made valid they are taken, in both forms alike. That of customer/add stands in `samples`.

use canvass_app::setup::add_column;
use canvass_domain::id::ColumnId;
use canvass_store::area::NewColumn;
use canvass_testkit::{TestApp, batch_of, customer};

use super::{Desk, faults, full};
use crate::kit::Sent;

const FINISHED_JSON: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-addfinished/vendor-sample/request.json");
const FINISHED_XML: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-addfinished/vendor-sample/request.xml");
const LOCK_JSON: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-addlock/vendor-sample/request.json");
const LOCK_XML: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-addlock/vendor-sample/request.xml");
const FINISHED: &str = "POST customer/addfinished";
const LOCK: &str = "POST customer/addlock";

async fn send(desk: &Desk<'_>, line: &str, kind: &str, body: &str) -> Sent {
    desk.front.ask(&full(line)).bearer(&desk.token).body(kind, body).await
}

/// The column that the samples name, and a customer with number 1.
fn prepare(desk: &Desk<'_>) {
    let column = NewColumn {
        id: Some(ColumnId(1)),
        name: "sample string 2".to_owned(),
        display_name: "Sample".to_owned(),
        external_name: None,
        is_required: false,
        is_identifying: true,
        is_reportable: false,
    };
    add_column(&desk.acme.test.app, &desk.acme.test.operator, desk.acme.id, column).wait().unwrap();
    desk.acme.import(batch_of(vec![customer("first@example.org")]));
}

/// What stands between two marks, each time, is replaced.
fn between(text: &str, from: &str, to: &str, by: &str) -> String {
    let mut pieces = text.split(from);
    let mut kept = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (_, rest) = piece.split_once(to).unwrap();
        kept.push_str(by);
        kept.push_str(rest);
    }
    kept
}

#[tokio::test]
async fn the_samples_as_printed_are_refused_with_the_same_faults_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let before = test.digest("acme");
    for (line, as_json, as_xml, least) in
        [(FINISHED, FINISHED_JSON, FINISHED_XML, 2), (LOCK, LOCK_JSON, LOCK_XML, 4)]
    {
        let told = faults(&send(&desk, line, "application/json", as_json).await);
        assert!(told.len() >= least, "{line}: {told:#?}");
        assert!(
            told.iter().any(|fault| fault.contains("The questionnaire is not known.")),
            "{line}: {told:#?}"
        );
        assert!(told.iter().any(|fault| fault.contains("Column 1 is not known.")), "{line}: {told:#?}");
        let ask = desk.front.ask(&full(line)).bearer(&desk.token).header("accept", "application/json");
        let again = faults(&ask.body("application/xml", as_xml).await);
        assert_eq!(again, told, "{line}");
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn the_sample_of_addlock_made_valid_is_taken_in_both_forms() {
    let mut digests = Vec::new();
    for kind in ["application/json", "application/xml"] {
        let test = TestApp::new();
        let desk = Desk::new(&test);
        prepare(&desk);
        let body = if kind.ends_with("json") { LOCK_JSON } else { LOCK_XML };
        let body = body
            .replace("4935b22c-791a-4b63-a7b3-702d1d652442", &desk.questionnaire())
            .replace("\"Email\": \"sample string 1\"", "\"Email\": \"ann@example.org\"")
            .replace("<Email>sample string 1<", "<Email>ann@example.org<")
            .replace("\"IsEncrypted\": true", "\"IsEncrypted\": false")
            .replace("IsEncrypted>true<", "IsEncrypted>false<");
        let sent = send(&desk, LOCK, kind, &body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        for date in ["2025-11-27T10:55:58.68205", "2026-02-25T10:55:58.68205"] {
            assert!(sent.body.contains(date), "{}", sent.body);
        }
        digests.push(test.digest("acme"));
    }
    assert_eq!(digests[0], digests[1]);
}

/// One answer of the two is kept, to the open question, without what that question does not take.
fn valid(sample: &str, questionnaire: &str) -> String {
    const REMARK: &str = "67b9047e-e45f-4247-b7b1-ca2aade90005";
    const HEX: &str = "0123456789abcdef0123456789abcdef01234567";
    let text = sample
        .replace('\r', "")
        .replace("457c0551-f897-4dea-b228-f47ca1dcc04f", questionnaire)
        .replace(
            "\"sample string 5\",\n\"EncryptionKey\": \"sample string 6\"",
            &format!("\"{HEX}\",\n\"EncryptionKey\": \"k\""),
        )
        .replace(">sample string 5</CertificateThumbprint", &format!(">{HEX}</CertificateThumbprint"))
        .replace("sample string 6", "k")
        .replace("\"Email\": \"sample string 2\"", "\"Email\": \"ann@example.org\"")
        .replace(">sample string 2</Email>", ">ann@example.org</Email>")
        .replace("\"Language\": \"sample string 3\"", "\"Language\": \"nl\"")
        .replace(">sample string 3</Language>", ">nl</Language>")
        .replace("\"IsConcept\": true", "\"IsConcept\": false")
        .replace("IsConcept>", "IsConcept >")
        .replacen("67b9047e-e45f-4247-b7b1-ca2aade9db7a", REMARK, 1);
    if text.starts_with('{') {
        let mut body: serde_json::Value = serde_json::from_str(&text).unwrap();
        let answers = body["Customer"]["Answers"].as_array_mut().unwrap();
        answers.truncate(1);
        answers[0]["SelectedScalePositions"] = serde_json::json!([]);
        answers[0]["FileAnswers"] = serde_json::json!([]);
        return body.to_string();
    }
    let text = between(&text, "<d3p1:FileAnswers>", "</d3p1:FileAnswers>", "");
    let text = between(&text, "<d3p1:SelectedScalePositions>", "</d3p1:SelectedScalePositions>", "");
    let (first, rest) = text.split_once("</d3p1:ImportAnswer>").unwrap();
    let (_, rest) = rest.split_once("</d3p1:ImportAnswer>").unwrap();
    format!("{first}</d3p1:ImportAnswer>{rest}").replace("IsConcept >true<", "IsConcept >false<").replace(
        "\"http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models\">true</IsConcept >",
        "\"http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models\">false</IsConcept >",
    )
}

#[tokio::test]
async fn the_sample_of_addfinished_made_valid_is_taken_in_both_forms() {
    let mut digests = Vec::new();
    for kind in ["application/json", "application/xml"] {
        let test = TestApp::new();
        let desk = Desk::new(&test);
        prepare(&desk);
        let sample = if kind.ends_with("json") { FINISHED_JSON } else { FINISHED_XML };
        let body = valid(sample, &desk.questionnaire());
        // The required column of the workspace is not in the sample.
        let (mark, value) = if kind.ends_with("json") {
            ("\"Data\":[", "\"Data\":[{\"CustomerDataColumnId\":15,\"Value\":\"Ann\"},")
        } else {
            (
                "<CustomerData>",
                "<CustomerData><CustomerDataColumnId>15</CustomerDataColumnId><Value>Ann</Value></CustomerData><CustomerData>",
            )
        };
        let body = body.replacen(mark, value, 1);
        let before = test.digest("acme");
        let sent = send(&desk, FINISHED, kind, &body).await;
        assert_eq!(sent.status, 200, "{kind}: {} {body}", sent.body);
        assert!(sent.body.contains("Finished"), "{}", sent.body);
        assert_ne!(test.digest("acme"), before);
        digests.push(test.digest("acme"));
    }
    assert_eq!(digests[0], digests[1]);
}
