//! customer/addformnotes: remarks on customers, all or none (5.4).

use canvass_testkit::{TestApp, batch_of, customer};
use serde_json::json;

use super::{Desk, faults};

const LINE: &str = "POST customer/addformnotes";
const ROOT: &str = "AddFormNoteRequest";
const ITEMS: [(&str, &str); 1] = [("Notes", "FormNote")];

#[tokio::test]
async fn e9_notes_are_numbered_in_the_order_sent_in_both_forms() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    let body = json!({ "Notes": [
        { "CustomerId": 2, "Note": "Called back.", "Type": "InteractionByUser", "User": "j.smit" },
        { "CustomerId": 1, "Note": "Seen.", "Type": 2, "Date": "2026-03-04" },
    ]});
    let sent = desk.json(LINE, &body).await;
    assert_eq!((sent.status, sent.body.as_str()), (200, r#"{"NoteIds":[1,2]}"#));
    let sent = desk.xml(LINE, ROOT, &ITEMS, &body).await;
    let expected = concat!(
        r#"<AddFormNotesResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" "#,
        r#"xmlns="http://schemas.datacontract.org/2004/07/Canvass.External">"#,
        r#"<NoteIds xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays">"#,
        "<d2p1:int>3</d2p1:int><d2p1:int>4</d2p1:int></NoteIds></AddFormNotesResponse>"
    );
    assert_eq!((sent.status, sent.body.as_str()), (200, expected));
}

#[tokio::test]
async fn all_faults_are_told_and_no_note_is_kept() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.acme.import(batch_of(vec![customer("ann@example.org")]));
    let before = test.digest("acme");
    let body = json!({ "Notes": [
        { "CustomerId": 1, "Note": "Good." },
        { "CustomerId": 7, "Note": " " },
        { "Note": "To whom?", "Type": 5 },
        null,
        { "CustomerId": "one", "Note": "n", "Date": "yesterday" },
    ]});
    let expected = [
        "request.Notes[1].CustomerId: The customer is not known.",
        "request.Notes[1].Note: The Note field is required.",
        "request.Notes[2].CustomerId: The CustomerId field is required.",
        "request.Notes[2].Type: The value is not one of: 0, 1, 2, InteractionBySystem, InteractionByUser, Internal.",
        "request.Notes[3]: The item is null.",
        "request.Notes[4].CustomerId: The value is not a whole number.",
        "request.Notes[4].Date: The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00.",
    ];
    let sent = desk.json(LINE, &body).await;
    let mut told = faults(&sent);
    told.sort();
    assert_eq!(told, expected);
    let sent = desk.xml(LINE, ROOT, &ITEMS, &body).await;
    assert_eq!(sent.status, 400);
    for line in expected {
        assert!(sent.body.contains(line.split_once(": ").unwrap().1), "{line}: {}", sent.body);
    }
    for body in [json!({}), json!({ "Notes": [] }), json!({ "Notes": null })] {
        let sent = desk.json(LINE, &body).await;
        assert_eq!(faults(&sent), ["request.Notes: The Notes field is required."]);
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn e26_the_limit_of_notes_is_named() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.acme.import(batch_of(vec![customer("ann@example.org")]));
    let note = json!({ "CustomerId": 1, "Note": "n" });
    let sent = desk.json(LINE, &json!({ "Notes": vec![note.clone(); 1_001] })).await;
    assert_eq!(faults(&sent), ["request.Notes: At most 1,000 notes are accepted in one call."]);
    let sent = desk.json(LINE, &json!({ "Notes": vec![note; 1_000] })).await;
    assert_eq!(sent.json()["NoteIds"].as_array().unwrap().len(), 1_000);
}

#[tokio::test]
async fn e115_a_key_keeps_notes_once() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    desk.acme.import(batch_of(vec![customer("ann@example.org")]));
    let body = json!({ "Notes": [{ "CustomerId": 1, "Note": "n", "Date": "2026-03-04" }] });
    let ask = || {
        let ask = desk.front.ask(&super::full(LINE)).bearer(&desk.token);
        ask.header("idempotency-key", "note-1")
    };
    let first = ask().json(&body).await;
    let digest = test.digest("acme");
    let again = ask().json(&body).await;
    assert_eq!((again.status, again.header("canvass-replayed")), (200, Some("true")));
    assert_eq!((again.body, test.digest("acme")), (first.body, digest));
}
