//! Call 1: checks 1 to 5, 7 and 8 of the rules.

use super::*;

const ALL: &str = "Successful: Contact imported.";
const QUEUED: &str = "Successful: Initiated email send process.";

fn answer(email: &str, import: &str, count: &str) -> Value {
    json!({ "emailStatus": email, "importStatus": import, "importCount": count })
}

#[tokio::test]
async fn check_1_q15_the_published_body_is_taken_as_printed() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.send(IMPORT, SAMPLE).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    // Q28: the masked addresses are dropped, the mobiles stay. Q21: three texts, in this order.
    assert_eq!(
        sent.body,
        concat!(
            r#"{"emailStatus":"Failed: No contact has a usable email address.","#,
            r#""importStatus":"Successful: Contact imported.","importCount":"2"}"#
        )
    );
    assert!(sent.header("x-import-batch").unwrap().parse::<i32>().unwrap() > 0);
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (2, 2, 0));
    // Q38: each group and each product once, whatever the number of lines.
    let groups = desk.read(|tx| tx.product_groups(Page { after: 0, most: 10 }));
    let groups: Vec<String> = groups.into_iter().map(|group| group.name).collect();
    assert_eq!(groups, ["LG", "Microsoft"]);
    assert_eq!(desk.read(|tx| Ok(tx.products(Page { after: 0, most: 10 })?.len())), 2);
}

#[tokio::test]
async fn check_2_with_real_addresses_two_invitations_wait() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let sent = desk.send(IMPORT, REAL_SAMPLE).await;
    assert_eq!((sent.status, sent.json()), (200, answer(QUEUED, ALL, "2")));
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (2, 2, 2));
    assert!(desk.front.nudges() > 0, "delivery is woken");
}

#[tokio::test]
async fn check_3_q45_q46_within_the_resting_period_nobody_is_invited_again() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.set(&json!({ "restDays": 30 })).await;
    assert_eq!(desk.send(IMPORT, REAL_SAMPLE).await.json()["emailStatus"], QUEUED);
    let again = desk.send(IMPORT, REAL_SAMPLE).await.json();
    assert_eq!(again, answer("Skipped: No contact is eligible for an invitation.", ALL, "2"));
    // Q25
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (2, 4, 2));
}

#[tokio::test]
async fn check_4_q50_the_same_key_and_bytes_are_answered_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let send =
        |body: Vec<u8>| desk.ask(IMPORT).header("idempotency-key", "k-1").body("application/json", body);
    let first = send(REAL_SAMPLE.to_vec()).await;
    let again = send(REAL_SAMPLE.to_vec()).await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("x-import-batch"), again.header("x-import-batch"));
    assert_eq!((first.header("canvass-replayed"), again.header("canvass-replayed")), (None, Some("true")));
    assert_eq!((desk.transactions(), desk.waiting()), (2, 2));
    let mut changed = REAL_SAMPLE.to_vec();
    changed.push(b' ');
    let other = send(changed).await;
    assert_eq!((other.status, error(&other)["id"].as_str()), (400, Some("1002")));
    assert_eq!(desk.transactions(), 2);
}

#[tokio::test]
async fn q51_q52_a_refused_call_leaves_its_key_free_and_without_a_key_a_repeat_is_told() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let send = |body: Value| {
        desk.ask(IMPORT).header("idempotency-key", "k-1").body("application/json", body.to_string())
    };
    assert_eq!(send(contacts(&[json!({})])).await.status, 400);
    assert_eq!(send(contacts(&[contact("a@example.org")])).await.status, 200);
    let body = contacts(&[contact("b@example.org")]);
    let first = desk.json(IMPORT, &body).await;
    let again = desk.json(IMPORT, &body).await;
    assert_eq!(first.header("canvass-possible-repeat"), None);
    assert_eq!(again.header("canvass-possible-repeat"), first.header("x-import-batch"));
    assert_eq!(desk.transactions(), 3);
}

#[tokio::test]
async fn check_5_q13_comments_single_quotes_and_bare_names_are_read() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for body in [
        r#"{"contacts":[{"email":"a@example.org"/* note */},]} // end"#,
        "{'contacts':[{'email':'b@example.org'}]}",
        r#"{contacts:[{email:"c@example.org",custom1:"x"}]}"#,
    ] {
        let sent = desk.send(IMPORT, body).await;
        assert_eq!((sent.status, sent.json()["importCount"].as_str()), (200, Some("1")), "{body}");
    }
    let message = desk.refused(IMPORT, r#"{"contacts":{}}"#, "1002").await;
    assert!(message.ends_with(" contacts: an array is expected."), "{message}");
}

#[tokio::test]
async fn check_7_q35_day_and_month_are_read_in_the_order_of_the_workspace() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = |date: &str| contacts(&[json!({ "email": "a@example.org", "transactionDate": date })]);
    let refused = desk.refused(IMPORT, body("01/14/2020").to_string(), "1002").await;
    assert_eq!(
        refused,
        concat!(
            "Invalid schema in the body provided. contacts[0].transactionDate (date_invalid): ",
            "transactionDate is not a date in the order dd/MM/yyyy."
        )
    );
    desk.set(&json!({ "dateOrder": "MM/dd/yyyy" })).await;
    assert_eq!(desk.ok(IMPORT, &body("01/14/2020")).await["importCount"], "1");
    let refused = desk.refused(IMPORT, body("14/01/2020").to_string(), "1002").await;
    assert!(refused.ends_with("in the order MM/dd/yyyy."), "{refused}");
    assert_eq!(desk.ok(IMPORT, &body("2020-01-14")).await["importCount"], "1");
    // Q36: tomorrow is taken, the day after is not; it is the 2nd of March.
    assert_eq!(desk.ok(IMPORT, &body("3/3/2026")).await["importCount"], "1");
    let refused = desk.refused(IMPORT, body("3/4/2026").to_string(), "1002").await;
    assert!(refused.contains("(date_future)"), "{refused}");
}

#[tokio::test]
async fn check_8_q22_q23_good_rows_are_stored_and_bad_ones_told() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let bad = json!({ "email": "b@example.org", "segmentCode": "S9", "transactionDate": "32/01/2020" });
    let sent = desk.json(IMPORT, &contacts(&[contact("a@example.org"), bad.clone()])).await;
    let body = sent.json();
    assert_eq!((sent.status, &body["importCount"]), (200, &json!("1")), "{body}");
    assert_eq!(body["importStatus"], "Partially successful: 1 of 2 contacts imported.");
    let errors = body["errors"].as_array().unwrap();
    let told: Vec<(i64, &str)> = errors
        .iter()
        .map(|error| (error["index"].as_i64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(1, "date_invalid"), (1, "segment_unknown")]);
    assert_eq!(desk.transactions(), 1);
    let bad: Vec<Value> = std::iter::repeat_n(bad, 4).collect();
    let message = desk.refused(IMPORT, contacts(&bad).to_string(), "1002").await;
    assert!(message.ends_with(" 3 further errors."), "{message}");
    assert_eq!(desk.transactions(), 1);
}

#[tokio::test]
async fn q24_each_code_is_told_of_its_field() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let with = |field: &str, value: Value| {
        let mut row = contact("a@example.org");
        row[field] = value;
        row
    };
    let rows = [
        json!({ "firstName": "Ann" }),
        json!({ "email": "nobody" }),
        with("transactionDate", json!("yesterday")),
        with("transactionDate", json!("2030-01-01")),
        with("segmentCode", json!("s1")),
        with("surveyID", json!(99_999)),
        with("emailTemplateID", json!(99_999)),
        with("smsTemplateID", json!(99_999)),
        with("sendEmail", json!("yes")),
        with("firstName", json!("x".repeat(256))),
        with("lastName", json!("a\u{7}")),
        with("products", json!([{ "productName": "p", "pCustom3": "x".repeat(1_001) }])),
        json!({ "mobile": "12" }),
        contact("good@example.org"),
    ];
    let body = desk.ok(IMPORT, &contacts(&rows)).await;
    let told: Vec<String> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let word = |name: &str| error[name].as_str().unwrap();
            assert!(!word("message").is_empty());
            format!("{} {} {}", error["index"], word("field"), word("code"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "0 email identity_missing",
            "1 email email_invalid",
            "2 transactionDate date_invalid",
            "3 transactionDate date_future",
            "4 segmentCode segment_unknown",
            "5 surveyID survey_unknown",
            "6 emailTemplateID template_unknown",
            "7 smsTemplateID template_unknown",
            "8 sendEmail flag_invalid",
            "9 firstName too_long",
            "10 lastName character_invalid",
            "11 products[0].pCustom3 too_long",
            "12 mobile mobile_invalid",
        ]
    );
}

#[tokio::test]
async fn q42_q43_nobody_is_mailed_who_is_not_to_be_mailed() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let mut body = contacts(&[contact("a@example.org")]);
    body["sendEmail"] = json!("false");
    assert_eq!(
        desk.ok(IMPORT, &body).await["emailStatus"],
        "Not requested: No email invitation was asked for."
    );
    assert_eq!(desk.waiting(), 0);
    // A row's own word wins over that of the call.
    body["contacts"][0]["sendEmail"] = json!(true);
    assert_eq!(desk.ok(IMPORT, &body).await["emailStatus"], QUEUED);
    assert_eq!(desk.waiting(), 1);
}

#[tokio::test]
async fn q33_unknown_segments_are_made_only_where_the_workspace_says_so() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = contacts(&[json!({ "email": "a@example.org", "segmentCode": "North" })]);
    let refused = desk.refused(IMPORT, body.to_string(), "1002").await;
    assert!(refused.ends_with("No segment has this segmentCode."), "{refused}");
    desk.set(&json!({ "createsSegments": true })).await;
    assert_eq!(desk.ok(IMPORT, &body).await["importCount"], "1");
}

#[tokio::test]
async fn q26_q46_the_same_person_twice_in_a_call_is_two_transactions_and_one_invitation() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let both = contacts(&[contact("a@example.org"), contact(" A@Example.org ")]);
    assert_eq!(desk.ok(IMPORT, &both).await["importCount"], "2");
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (1, 2, 2));
    desk.set(&json!({ "restDays": 1 })).await;
    let both = contacts(&[contact("b@example.org"), contact("b@example.org")]);
    assert_eq!(desk.ok(IMPORT, &both).await["emailStatus"], QUEUED);
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (2, 4, 3));
}

#[tokio::test]
async fn q29_a_mobile_without_plus_needs_the_country_of_the_workspace() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = contacts(&[json!({ "mobile": "06 1234-5678" })]);
    assert_eq!(desk.json(IMPORT, &body).await.status, 400);
    desk.set(&json!({ "callingCode": 31 })).await;
    assert_eq!(desk.ok(IMPORT, &body).await["importCount"], "1");
    let same = contacts(&[json!({ "mobile": "+31 (6) 1234.5678" })]);
    assert_eq!(desk.ok(IMPORT, &same).await["importCount"], "1");
    assert_eq!((desk.contacts(), desk.transactions()), (1, 2));
}

#[tokio::test]
async fn q30_an_address_that_a_program_made_up_is_never_mailed() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let body = contacts(&[contact("6f9619ff-8b86-d011-b42d-00c04fc964ff@questionpro.com")]);
    for _ in 0..2 {
        let answer = desk.ok(IMPORT, &body).await;
        assert_eq!(answer["emailStatus"], "Failed: No contact has a usable email address.");
    }
    assert_eq!((desk.contacts(), desk.transactions(), desk.waiting()), (1, 2, 0));
}
