//! When mail leaves, by the native API: the calendar of a workspace, late mail, and the reminders of a questionnaire (E51).

use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

async fn patch(front: &Front<'_>, path: &str, body: Value) -> Sent {
    front.ask(&format!("PATCH /api/v1/workspaces/acme{path}")).bearer(&front.operator()).json(&body).await
}

fn paths(sent: &Sent) -> Vec<String> {
    let body = sent.json();
    let faults = body["faults"].as_array().unwrap();
    faults.iter().map(|fault| fault["path"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_calendar_is_set_member_by_member_and_shown() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let set = json!({
        "weekdays": { "saturday": "closed", "friday": "10:00-16:00" }, "quietHours": "20:00-08:00",
        "holidays": ["2026-12-26", "2026-12-25"], "zoneColumn": 16, "lateMail": "drop", "graceMinutes": 90,
    });
    let shown = patch(&front, "", set).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let shown = shown.json();
    assert_eq!(shown["weekdays"]["saturday"], "closed");
    assert_eq!(shown["weekdays"]["friday"], "10:00-16:00");
    assert_eq!(shown["weekdays"]["monday"], "usual");
    assert_eq!(shown["quietHours"], "20:00-08:00");
    assert_eq!(shown["holidays"], json!(["2026-12-25", "2026-12-26"]));
    assert_eq!(shown["zoneColumn"], 16);
    assert_eq!((&shown["lateMail"], &shown["graceMinutes"]), (&json!("drop"), &json!(90)));
    let back =
        json!({ "weekdays": { "saturday": "usual" }, "quietHours": "", "holidays": [], "zoneColumn": 0 });
    let shown = patch(&front, "", back).await.json();
    assert_eq!(shown["weekdays"]["saturday"], "usual");
    assert_eq!(shown["weekdays"]["friday"], "10:00-16:00", "what is absent stays");
    assert_eq!((&shown["quietHours"], &shown["holidays"]), (&Value::Null, &json!([])));
    assert_eq!(shown["zoneColumn"], Value::Null);
}

#[tokio::test]
async fn a_calendar_that_is_none_or_leaves_no_time_is_refused_by_its_members() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let wrong = json!({
        "weekdays": { "someday": "closed" }, "quietHours": "late", "holidays": ["soon"], "zoneColumn": 99,
        "lateMail": "keep", "graceMinutes": 5,
    });
    let refused = patch(&front, "", wrong).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    let mut told = paths(&refused);
    told.sort();
    let expected =
        ["/graceMinutes", "/holidays/0", "/lateMail", "/quietHours", "/weekdays/someday", "/zoneColumn"];
    assert_eq!(told, expected);
    let never = patch(&front, "", json!({ "quietHours": "08:00-22:00" })).await;
    assert_eq!((never.status, paths(&never)), (400, vec!["/weekdays".to_owned()]));
}

#[tokio::test]
async fn e51_reminders_are_off_in_a_new_questionnaire_and_set_by_days() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let path = format!("/questionnaires/{}", acme.questionnaire);
    let shown = patch(&front, &path, json!({})).await.json();
    let reminders = |shown: &Value| {
        ["reminderDays", "partialReminderDays", "reminderTemplate"].map(|member| shown[member].clone())
    };
    assert_eq!(reminders(&shown), [json!(0), json!(0), Value::Null]);
    let shown = patch(&front, &path, json!({ "reminderDays": 7, "partialReminderDays": 3 })).await.json();
    assert_eq!(reminders(&shown), [json!(7), json!(3), Value::Null]);
    let wrong = patch(&front, &path, json!({ "reminderDays": -1, "reminderTemplate": 99 })).await;
    assert_eq!((wrong.status, paths(&wrong).len()), (400, 2), "{}", wrong.body);
    let shown = patch(&front, &path, json!({ "reminderDays": 0 })).await.json();
    assert_eq!(reminders(&shown), [json!(0), json!(3), Value::Null]);
}
