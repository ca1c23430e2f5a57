//! Native calls about one customer: finished responses, links, notes, and concept versions tried out.

use canvass_app::Scope;
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const PREFIX: &str = "/api/v1/workspaces/acme";

struct Desk<'f, 'a> {
    front: &'f Front<'a>,
    token: String,
}

impl Desk<'_, '_> {
    async fn post(&self, path: &str, body: &Value) -> Sent {
        self.front.ask(&format!("POST {PREFIX}/{path}")).bearer(&self.token).json(body).await
    }

    async fn keyed(&self, path: &str, body: &Value) -> Sent {
        let ask = self.front.ask(&format!("POST {PREFIX}/{path}")).bearer(&self.token);
        ask.header("idempotency-key", "one").json(body).await
    }

    async fn get(&self, path: &str) -> Value {
        let sent = self.front.ask(&format!("GET {PREFIX}/{path}")).bearer(&self.token).empty().await;
        assert_eq!(sent.status, 200, "{path}: {}", sent.body);
        sent.json()
    }
}

/// The faults of a refusal: path and text.
fn faults(sent: &Sent) -> Vec<(String, String)> {
    assert_eq!(sent.status, 400, "{}", sent.body);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let body = sent.json();
    body["faults"].as_array().unwrap().iter().map(|told| (text(&told["path"]), text(&told["text"]))).collect()
}

fn response(questionnaire: &Value) -> Value {
    json!({
        "questionnaire": questionnaire, "email": "ann@example.org", "contactRequested": true, "language": "tlh",
        "data": { "First_name_customer": "Ann" },
        "answers": [{ "question": 1, "positions": [{ "value": 9 }] }],
    })
}

#[tokio::test]
async fn e86_a_response_that_was_given_elsewhere_is_kept() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let scopes = [Scope::CustomersWrite, Scope::CustomersRead, Scope::ReportsRead];
    let desk = Desk { front: &front, token: front.token(acme.id, &scopes) };
    let guid = desk.get(&format!("questionnaires/{}", acme.questionnaire)).await["guid"].clone();
    let sent = desk.keyed("finished", &response(&guid)).await;
    let expected = concat!(
        r#"{"batch":1,"id":1,"state":"Finished","warnings":[{"path":"/language","text":"#,
        r#""The questionnaire is not written in this language; its default was taken."}]}"#
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
    let again = desk.keyed("finished", &response(&guid)).await;
    assert_eq!((again.body.as_str(), again.header("canvass-replayed")), (expected, Some("true")));
    let customer = desk.get("customers/1").await;
    assert_eq!(
        (&customer["state"], &customer["contactRequested"], &customer["openedAt"]),
        (&json!("Finished"), &json!(true), &Value::Null)
    );
    let mut wrong = response(&guid);
    wrong["data"] = json!({ "Nobody": "x" });
    wrong["answers"] = json!([{ "question": 99 }, { "question": 1, "positions": [{ "value": 11 }] }]);
    let told = faults(&desk.post("finished", &wrong).await);
    let paths: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/answers/0/question", "/answers/1/positions/0", "/data", "/data/Nobody"]);
    let unknown = response(&json!("457c0551-f897-4dea-b228-f47ca1dcc04f"));
    let told = faults(&desk.post("finished", &unknown).await);
    assert_eq!(told, [("/questionnaire".to_owned(), "The questionnaire is not known.".to_owned())]);
}

#[tokio::test]
async fn e53_e115_a_link_is_handed_out_and_handed_out_again_under_its_key() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead]);
    let desk = Desk { front: &front, token };
    let wish = json!({ "data": { "15": "Ann" } });
    let made = desk.keyed("links", &wish).await;
    let body = made.json();
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(
        (&body["customer"], &body["state"], &body["reason"]),
        (&json!(1), &json!("Initial"), &Value::Null)
    );
    let again = desk.keyed("links", &wish).await;
    assert_eq!((again.json(), again.header("canvass-replayed")), (body.clone(), Some("true")));
    assert_eq!(desk.get("customers/1").await["url"], body["url"]);
    assert_eq!(front.nudges(), 0, "nothing is mailed");
    let other = desk.keyed("links", &json!({ "data": { "15": "Bob" } })).await;
    assert_eq!(other.status, 422);
    let wrong = json!({ "host": "evil.example", "previous": 99, "data": { "15": " " } });
    let paths: Vec<String> =
        faults(&desk.post("links", &wrong).await).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/data", "/host", "/previous"]);
}

#[tokio::test]
async fn e9_notes_are_added_and_listed() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &[Scope::CustomersWrite, Scope::CustomersRead]);
    let desk = Desk { front: &front, token };
    desk.post("links", &json!({ "data": { "15": "Ann" } })).await;
    let note = json!({ "text": "Called back.", "user": "j.smit", "date": "2026-03-01", "kind": "InteractionByUser" });
    for replayed in [None, Some("true")] {
        let sent = desk.keyed("customers/1/notes", &note).await;
        assert_eq!((sent.status, sent.body.as_str()), (201, r#"{"id":1}"#));
        assert_eq!(sent.header("canvass-replayed"), replayed);
    }
    desk.post("customers/1/notes", &json!({ "text": "Done." })).await;
    let listed = desk.get("customers/1/notes").await;
    let expected = json!({
        "id": 1, "customer": 1, "date": "2026-03-01T00:00:00+01:00", "user": "j.smit",
        "kind": "InteractionByUser", "text": "Called back.",
    });
    assert_eq!(listed["items"][0], expected);
    assert_eq!(
        (&listed["items"][1]["kind"], &listed["items"][1]["user"]),
        (&json!("Internal"), &Value::Null)
    );
    assert_eq!(desk.post("customers/9/notes", &json!({ "text": "x" })).await.status, 404);
    let told = faults(&desk.post("customers/1/notes", &json!({ "text": " ", "kind": "x" })).await);
    assert_eq!(told.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/text", "/kind"]);
}

#[tokio::test]
async fn e56_a_concept_is_tried_out_and_ends_when_the_next_version_is_published() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let scopes = [Scope::CustomersWrite, Scope::CustomersRead, Scope::ReportsRead, Scope::WorkspaceAdmin];
    let desk = Desk { front: &front, token: front.token(acme.id, &scopes) };
    let visit = format!("questionnaires/{}", acme.questionnaire);
    let wish = json!({ "concept": true, "data": { "15": "Ann" } });
    let told = faults(&desk.post("links", &wish).await);
    let lacking = "The questionnaire has no concept version.";
    assert_eq!(told, [("/concept".to_owned(), lacking.to_owned())]);
    let frozen = desk.post(&format!("{visit}/concept"), &json!({})).await;
    assert_eq!((frozen.status, frozen.json()), (200, json!({ "concept": 2 })));
    let shown = desk.get(&visit).await;
    assert_eq!((&shown["version"], &shown["concept"]), (&json!(1), &json!(2)));
    assert_eq!(desk.post("links", &wish).await.status, 200);
    let customer = desk.get("customers/1").await;
    assert_eq!((&customer["version"], &customer["test"]), (&json!(2), &json!(true)));
    assert_eq!(desk.post(&format!("{visit}/publish"), &json!({})).await.json(), json!({ "version": 3 }));
    assert_eq!(desk.get(&visit).await["concept"], Value::Null);
    assert_eq!(desk.post("links", &wish).await.status, 400);
}
