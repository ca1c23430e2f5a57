//! Call 8: a response that was given elsewhere is stored with its transaction, or nothing is (Q68, Q69).

use canvass_app::setup::{show_configuration, show_version};
use canvass_domain::questionnaire::QuestionKind;

use super::*;

/// The default questionnaire of the workspace, and the number of its recommendation question.
struct Asked {
    survey: i32,
    question: i32,
}

fn asked(desk: &Desk<'_>) -> Asked {
    let (app, operator, id) = (&desk.test.app, &desk.test.operator, desk.acme.id);
    let configuration = show_configuration(app, operator, id).wait().unwrap();
    let survey = configuration.workspace.policy.transactions.questionnaire.unwrap();
    let version = configuration.published[&survey].version;
    let document = show_version(app, operator, id, survey, version).wait().unwrap();
    let question =
        document.questions().find(|question| matches!(question.kind, QuestionKind::Recommendation { .. }));
    Asked { survey: survey.0, question: question.unwrap().id.0 }
}

fn line(survey: i32) -> String {
    format!("POST /a/api/v2/cx/surveys/{survey}/responses")
}

#[tokio::test]
async fn q68_q69_a_response_is_stored_and_told_as_call_7_prints_it() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let Asked { survey, question } = asked(&desk);
    let body = json!({
        "segmentCode": "S1", "utctimestamp": 1_579_172_084, "externalReference": "A-100",
        "responseSet": [{ "questionID": question, "answerValues": [{ "answerText": "3" }] }],
    });
    let sent = desk.json(&line(survey), &body).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let told = sent.json();
    let response = &told["response"];
    assert_eq!(told["requestID"].as_str(), sent.header("x-request-id"));
    assert_eq!((&response["surveyID"], &response["responseStatus"]), (&json!(survey), &json!("Completed")));
    // Q62: in the zone of the workspace.
    assert_eq!(response["timestamp"], "16 Jan, 2020 11:54:44 AM CET");
    assert_eq!((&response["externalReference"], &response["ipAddress"]), (&json!("A-100"), &json!("")));
    let answer = &response["responseSet"][0]["answerValues"][0];
    // Q67
    assert_eq!((&answer["answerText"], &answer["value"]["scale"]), (&json!("3"), &json!("4")));
    assert!(sent.header("x-import-batch").is_some());
    // Q69: anonymous, and nothing is mailed.
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (0, 1, 0));
}

#[tokio::test]
async fn q68_what_is_not_known_refuses_the_whole() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let Asked { survey, question } = asked(&desk);
    let answers = |question: Value, text: &str| json!({ "responseSet": [{ "questionID": question, "answerValues": [{ "answerText": text }] }] });
    let mut ahead = answers(json!(question), "3");
    ahead["utctimestamp"] = json!(4_000_000_000_i64);
    let mut elsewhere = answers(json!(question), "3");
    elsewhere["segmentCode"] = json!("S9");
    let mut twice = answers(json!(question), "3");
    let again = twice["responseSet"][0].clone();
    twice["responseSet"].as_array_mut().unwrap().push(again);
    let mut variable = answers(json!(question), "3");
    variable["customVariables"] = json!({ "Nobody knows this": "x" });
    for (body, detail) in [
        (answers(json!(99_999), "3"), "responseSet[0]: the survey has no such question."),
        (answers(json!(question), "11"), "responseSet[0].answerValues[0]: the question has no such answer."),
        (ahead, "utctimestamp: the time lies more than 5 minutes ahead."),
        (elsewhere, "segmentCode: no segment has this code."),
        (twice, "responseSet[1]: the question is given twice."),
        (variable, "customVariables[0]: no variable has this label."),
        (
            json!({ "timestamp": "now" }),
            "timestamp: a time such as 16 Jan, 2020 11:54:44 AM CET is expected.",
        ),
    ] {
        let message = desk.refused(&line(survey), body.to_string(), "1002").await;
        assert_eq!(message, format!("Invalid schema in the body provided. {detail}"));
    }
    assert_eq!(desk.transactions(), 0);
}

#[tokio::test]
async fn q50_the_same_key_counts_for_one_survey_only() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let Asked { survey, question } = asked(&desk);
    let body = json!({
        "email": "a@example.org",
        "responseSet": [{ "questionID": question, "answerValues": [{ "answerText": "10" }] }],
    });
    let send =
        || desk.ask(&line(survey)).header("idempotency-key", "k").body("application/json", body.to_string());
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, again.header("canvass-replayed")), (200, Some("true")), "{}", first.body);
    assert_eq!(first.json()["response"], again.json()["response"]);
    assert_eq!((desk.contacts(), desk.transactions()), (1, 1));
}
