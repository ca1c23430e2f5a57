//! Every write of the Expoints wire through the real program, one after the other: each changes the state, and the state
//! is the same whatever form they came in and whatever engine keeps them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Form, read_digest};
use crate::harness::{Api, Engine, OrdinaryWorkspace, Place, noon_zone, now};

/// A write: method and path, document element, body.
type Write = (&'static str, &'static str, Value);

/// The element of an item, by call and list.
fn item(root: &str, list: &str) -> &'static str {
    match (root, list) {
        ("ImportFinishedCustomerRequest", "Answers") => "ImportAnswer",
        ("GenerateRequest", "Data") => "UrlCustomerData",
        (_, "Answers") => "ImportAnswerExternal",
        (_, "AnswersToCopy") => "int",
        (_, "Customers") => "ImportCustomer",
        (_, "Data") => "CustomerData",
        (_, "Notes") => "FormNote",
        (_, "SelectedScalePositions") => "ScalePosition",
        other => panic!("no name for an item of {other:?}"),
    }
}

fn element(root: &str, name: &str, value: &Value) -> String {
    let content = match value {
        Value::Object(members) => members.iter().map(|(name, value)| element(root, name, value)).collect(),
        Value::Array(items) => {
            items.iter().map(|value| element(root, item(root, name), value)).collect::<String>()
        }
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    format!("<{name}>{content}</{name}>")
}

/// Dates are all given, so that the hour of the test does not show.
fn writes(questionnaire: &Value) -> Vec<Write> {
    let questions = questionnaire["document"]["pages"].as_array().unwrap().iter().flat_map(|page| {
        let sections = page["sections"].as_array().unwrap().iter();
        sections.flat_map(|section| section["questions"].as_array().unwrap().iter())
    });
    let questions: Vec<&Value> = questions.collect();
    assert_eq!(questions.len(), 5, "{questionnaire:#}");
    let person = |name: &str, staff: &str| json!([{ "Name": "First_name_customer", "Value": name }, { "CustomerDataColumnId": 4, "Value": staff }]);
    let by_name = |name: &str| json!([{ "CustomerDataTechnicalName": "First_name_customer", "Value": name }]);
    let at = "2026-03-01T10:00:00Z";
    vec![
        (
            "POST customer/add",
            "ImportCustomersRequest",
            json!({ "BatchName": "writes", "EndDate": "2199-03-01", "Customers": [{
                "Email": "ann@example.org", "SendDate": "2198-03-01", "TransactionDate": at, "Priority": 3,
                "Data": person("Ann", "1"),
                "Answers": [{ "BaseQuestionId": 5, "Text": "Before", "DateAnswered": at }],
            }]}),
        ),
        (
            "POST customer/addfinished",
            "ImportFinishedCustomerRequest",
            json!({ "IsTest": false, "Customer": {
                "QuestionnaireId": questionnaire["guid"],
                "FinishedDate": at, "TransactionDate": at, "SurveyClosedDate": "2199-03-01",
                "Answers": [
                    { "QuestionId": questions[0]["guid"], "SelectedScalePositions": [{ "Value": 9 }], "DateAnswered": at },
                    { "QuestionId": questions[4]["guid"], "Text": "Fine", "DateAnswered": at },
                ],
                "Email": "bob@example.org", "Data": person("Bob", "2"), "Language": "nl", "IsContactRequested": true,
            }}),
        ),
        (
            "POST customer/addformnotes",
            "AddFormNoteRequest",
            json!({ "Notes": [
                { "CustomerId": 1, "Date": at, "User": "j.smit", "Note": "Called.", "Type": "InteractionByUser" },
                { "CustomerId": 2, "Date": at, "Note": "Seen.", "Type": 2 },
            ]}),
        ),
        (
            "POST customer/addlock",
            "AddLockRequest",
            json!({ "CreationDate": at, "OptIn": true, "QuestionnaireId": questionnaire["guid"], "CustomerId": 1,
                "Email": "eve@example.org", "Data": [{ "CustomerDataColumnId": 4, "Value": "9" }] }),
        ),
        (
            "POST url",
            "GenerateRequest",
            json!({ "Data": by_name("Cara"), "TransactionDate": at, "PreviousId": 1, "CopyAllAnswers": true,
                "Validate": true, "CustomerCounter": false }),
        ),
        (
            "POST url/GenerateLuckyURL",
            "GenerateLuckyURLRequest",
            json!({ "Data": person("Dan", "5"), "TransactionDate": at, "IsTest": true }),
        ),
    ]
}

/// The digest after each write.
fn digests(engine: Engine, form: Form, zone: &str) -> Vec<String> {
    let place = Place::new(engine);
    let server = place.start();
    let operator = server.operator();
    let workspace = OrdinaryWorkspace::set_up(&operator, "shop", &json!({ "zone": zone }));
    let staff = json!({ "name": "Staff", "identifying": true });
    assert_eq!(operator.post(&workspace.path("columns"), &staff)["id"], 4);
    let questionnaires = operator.list(&workspace.path("questionnaires"));
    let own = questionnaires.iter().find(|questionnaire| questionnaire["name"] == "Visit").unwrap();
    let questionnaire = operator.get(&workspace.path(&format!("questionnaires/{}", own["id"])));
    let client = workspace.expoints(&server.stranger()).unwrap();
    let mut digests = vec![read_digest(&operator, &workspace)];
    for (line, root, body) in writes(&questionnaire) {
        let (method, path) = line.split_once(' ').unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let body = match form {
            Form::Json => body.to_string(),
            Form::Xml => element(root, root, &body),
        };
        let request = client.request(method, &format!("/external/api/v3/{path}"));
        let request = request.header("Content-Type", form.media_type()).body(body);
        let answer = Api::send(request).unwrap();
        assert_eq!(answer.status, 200, "{line}: {}", answer.text);
        let digest = read_digest(&operator, &workspace);
        assert!(!digests.contains(&digest), "{line} leaves nothing behind");
        digests.push(digest);
    }
    digests
}

#[test]
fn every_write_leaves_the_same_state_in_both_forms_on_both_engines() {
    let (zone, _) = noon_zone(now());
    let expected = digests(Engine::Sqlite, Form::Json, &zone);
    for engine in Engine::available("digests of every write on PostgreSQL") {
        for form in [Form::Json, Form::Xml] {
            assert_eq!(digests(engine, form, &zone), expected, "{engine:?} {form:?}");
        }
    }
}
