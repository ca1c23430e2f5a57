//! A workspace from nothing to its results, by the native API alone: set up, asked, answered, counted.

use canvass_domain::command::AnswerInput;
use canvass_domain::id::{BaseQuestionId, CustomerId, PositionId, WorkspaceId};
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

struct Story<'f, 'a> {
    front: &'f Front<'a>,
    token: String,
}

impl Story<'_, '_> {
    async fn sent(&self, line: &str, body: &Value) -> Sent {
        let (method, path) = line.split_once(' ').unwrap();
        let ask = self.front.ask(&format!("{method} /api/v1{path}")).bearer(&self.token);
        if body.is_null() { ask.empty().await } else { ask.json(body).await }
    }

    async fn done(&self, status: u16, line: &str, body: Value) -> Value {
        let sent = self.sent(line, &body).await;
        assert_eq!(sent.status, status, "{line}: {}", sent.body);
        if sent.body.is_empty() { Value::Null } else { sent.json() }
    }
}

fn document() -> Value {
    json!({
        "title": { "en": "Your visit" }, "languages": ["en"],
        "pages": [{ "sections": [{ "questions": [
            { "id": 1, "type": "recommendation", "required": true, "text": { "en": "Would you recommend us?" } },
            { "id": 2, "type": "openText", "text": { "en": "Why?" } },
        ] }] }],
    })
}

async fn set_up(story: &Story<'_, '_>) {
    let made = story
        .done(201, "POST /workspaces", json!({ "slug": "acme", "name": "Acme", "zone": "America/New_York", "sendTime": "00:00", "closingTime": "24:00" }))
        .await;
    assert_eq!(
        made,
        json!({
            "id": 1, "slug": "acme", "name": "Acme", "zone": "America/New_York", "sendTime": "00:00",
            "closingTime": "00:00", "openDays": 21, "language": "en", "senderName": "Acme", "lockDays": 90,
            "restDays": 0, "duplicatesReject": false, "severalOrganisationTokens": false,
            "inDoubt": "hold", "inDoubtHours": null, "atMostOnce": true, "looseApiKeys": false, "softBounces": 5, "softBounceDays": 30, "fourEyes": false, "frontOfficeAddress": null, "defaultQuestionnaire": 1, "defaultTemplate": 1,
            "dateOrder": "dd/MM/yyyy", "callingCode": null, "createsSegments": false, "linkDays": 30,
            "weekdays": {
                "monday": "usual", "tuesday": "usual", "wednesday": "usual", "thursday": "usual", "friday": "usual",
                "saturday": "usual", "sunday": "usual",
            },
            "quietHours": null, "holidays": [], "zoneColumn": null, "lateMail": "hold", "graceMinutes": 360, "channel": "mail", "mostSegments": 3,
        })
    );
    let region = json!({ "id": 18, "name": "Region", "reportable": true });
    let column = story.done(201, "POST /workspaces/acme/columns", region).await;
    assert_eq!((&column["id"], &column["displayName"]), (&json!(18), &json!("Region")));
    let made = story
        .done(201, "POST /workspaces/acme/questionnaires", json!({ "name": "Visit", "document": document() }))
        .await;
    assert_eq!((&made["id"], &made["version"]), (&json!(2), &Value::Null), "Q32");
    let version = story.done(200, "POST /workspaces/acme/questionnaires/2/publish", json!({})).await;
    assert_eq!(version, json!({ "version": 1 }));
    let mail = json!({ "name": "Mail", "subject": "Your visit", "text": "Please tell us: {{ link }}" });
    let template = story.done(201, "POST /workspaces/acme/templates", mail).await;
    let north = json!({
        "questionnaire": 2, "template": template["id"], "position": 1,
        "conditions": [{ "column": 18, "values": ["North"] }],
    });
    story.done(201, "POST /workspaces/acme/routes", north).await;
    let route = story.done(201, "POST /workspaces/acme/routes", json!({ "questionnaire": 2 })).await;
    assert_eq!((&route["position"], &route["conditions"]), (&json!(100), &json!([])));
}

#[tokio::test]
async fn a_workspace_goes_from_nothing_to_its_results() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let operator = front.operator();
    let story = Story { front: &front, token: operator };
    set_up(&story).await;
    let customers = json!([
        { "email": "ann@example.org", "data": { "Region": "North" } },
        { "email": "bob@example.org", "data": { "Region": "South" } },
        { "email": "nobody" },
    ]);
    let batch = json!({ "approve": true, "customers": customers });
    let batch = story.done(200, "POST /workspaces/acme/batches", batch).await;
    assert_eq!((&batch["received"], &batch["accepted"]), (&json!(3), &json!(2)));
    answer(&test, 1, 10);
    let results = story.done(200, "GET /workspaces/acme/results?by=18", Value::Null).await;
    assert_eq!(
        results["funnel"],
        json!({
            "received": 3, "refused": [{ "reason": "InvalidEmail", "count": 1 }], "initial": 0, "scheduled": 2,
            "sent": 1, "opened": 1, "started": 1, "finished": 1,
        })
    );
    assert_eq!((&results["nps"]["score"], &results["nps"]["base"]), (&json!(100.0), &json!(1)));
    assert_eq!(results["byMonth"][0]["month"], "2026-03");
    assert_eq!(
        (&results["byValue"][0]["value"], &results["byValue"][0]["base"]),
        (&json!("North"), &json!(1))
    );
    let answers = story.done(200, "GET /workspaces/acme/answers", Value::Null).await;
    assert_eq!(answers["items"][0]["answers"][0]["score"], 10);
    let rate = &results["responseRate"];
    assert_eq!((&rate["hits"], &rate["base"], &rate["rate"]), (&json!(1), &json!(1), &json!(1.0)));
    let digest = story.done(200, "GET /workspaces/acme/state-digest", Value::Null).await;
    assert_eq!(digest["digest"], test.digest("acme"));
    assert_eq!(story.done(200, "POST /check", Value::Null).await, json!({ "findings": [] }));
    let audit = story.done(200, "GET /workspaces/acme/audit", Value::Null).await;
    assert_eq!(audit["items"][0]["action"], "add-workspace");
    assert_eq!(audit["items"][0]["at"], "2026-03-02T04:15:00-05:00");
}

#[tokio::test]
async fn a_questionnaire_without_a_recommendation_has_a_funnel_and_no_score() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let story = Story { front: &front, token: front.operator() };
    set_up(&story).await;
    let mut asked = document();
    asked["pages"][0]["sections"][0]["questions"].as_array_mut().unwrap().remove(0);
    let second = json!({ "name": "Words", "document": asked });
    story.done(201, "POST /workspaces/acme/questionnaires", second).await;
    story.done(200, "POST /workspaces/acme/questionnaires/3/publish", json!({})).await;
    let results = async |status, query: &str| {
        story.done(status, &format!("GET /workspaces/acme/results?{query}"), Value::Null).await
    };
    for query in ["questionnaire=3", "questionnaire=3&by=18"] {
        let told = results(200, query).await;
        assert_eq!((&told["questionnaire"], &told["nps"]), (&json!(3), &Value::Null), "{query}");
        assert_eq!(told["funnel"]["received"], 0);
    }
    let wrong = async |query: &str| results(400, query).await["faults"][0]["path"].clone();
    assert_eq!(wrong("questionnaire=3&question=2").await, "?question");
    assert_eq!(wrong("questionnaire=3&by=19").await, "?by");
    assert_eq!(wrong("questionnaire=2&by=19").await, "?by");
    for query in ["questionnaire=4", "questionnaire=4&question=1", "questionnaire=4&by=18"] {
        results(404, query).await;
    }
}

fn answer(test: &TestApp, customer: i32, score: i32) {
    use canvass_app::respondent::{AnswerSubmission, PageRequest, Standing, record_answer, show_page};
    let link = canvass_app::secret::Link {
        workspace: WorkspaceId(1),
        customer: CustomerId(customer),
        generation: 1,
    };
    let link = link.text(&test.app.keys);
    let request = PageRequest { link: link.clone(), page: None, language: None };
    let view = show_page(&test.app, request).wait().unwrap();
    let Standing::Open(page) = view.standing else { panic!("the questionnaire is open") };
    // For a recommendation the position's number is the score plus 1.
    let given = AnswerInput {
        question: BaseQuestionId(1),
        positions: vec![PositionId(score + 1)],
        is_not_applicable: false,
        text: None,
    };
    let nonce = page.nonce.as_str().to_owned();
    let submission = AnswerSubmission { link, nonce, page: 0, answers: vec![given] };
    record_answer(&test.app, submission).wait().unwrap();
}
