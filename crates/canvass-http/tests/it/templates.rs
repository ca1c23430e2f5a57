//! Mail templates over the native API: raw bodies, every fault of a save with its place, previews that store nothing.

use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::Front;

const PATH: &str = "/api/v1/workspaces/acme/templates";

fn visit() -> Value {
    json!({
        "name": "Visit",
        "placeholders": [
            { "name": "name", "column": "First_name_customer", "type": "text", "ifEmpty": { "en": "customer", "nl": "klant" } },
            { "name": "amount", "column": "Business_unit", "type": "number", "decimals": 2 },
            { "name": "shop", "column": "Business_unit", "type": "link", "ifEmpty": "https://shop.example" },
        ],
        "languages": [
            { "language": "nl", "subject": "Dag {{ name }}", "text": "{{ amount }}: {{ link }}" },
            { "language": "ar", "subject": "{{ name }}", "text": "{{ link }}", "html": "<a href=\"{{ shop }}\">{{ name }}</a> {{ link }}" },
        ],
    })
}

#[tokio::test]
async fn a_template_is_given_back_as_it_was_saved() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let made = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&visit()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.json()["id"].as_i64().unwrap();
    assert_eq!(
        made.body,
        format!(
            "{}{id}{}",
            r#"{"html":null,"id":"#,
            concat!(
                r#","languages":[{"html":null,"language":"nl","sms":null,"subject":"Dag {{ name }}","text":"{{ amount }}: {{ link }}"},"#,
                r#"{"html":"<a href=\"{{ shop }}\">{{ name }}</a> {{ link }}","language":"ar","sms":null,"subject":"{{ name }}","text":"{{ link }}"}],"#,
                r#""name":"Visit","placeholders":[{"column":"First_name_customer","ifEmpty":{"en":"customer","nl":"klant"},"name":"name","type":"text"},"#,
                r#"{"column":"Business_unit","decimalMark":".","decimals":2,"grouped":true,"ifEmpty":null,"name":"amount","type":"number"},"#,
                r#"{"column":"Business_unit","ifEmpty":"https://shop.example","name":"shop","type":"link"}],"#,
                r#""sms":null,"smsLength":null,"subject":"Dag {{ name }}","text":"{{ amount }}: {{ link }}"}"#
            )
        )
    );
    // What an editor got is what it can send back.
    let mut again = made.json();
    for member in ["id", "smsLength", "subject", "text", "html"] {
        again.as_object_mut().unwrap().remove(member);
    }
    let saved = front.ask(&format!("PUT {PATH}/{id}")).bearer(&operator).json(&again).await;
    assert_eq!((saved.status, saved.body), (200, made.body));
    let plain = json!({ "name": "Visit", "subject": "s", "text": "{{ link }}" });
    let saved = front.ask(&format!("PUT {PATH}/{id}")).bearer(&operator).json(&plain).await;
    assert_eq!(
        saved.body,
        format!(
            r#"{{"html":null,"id":{id},"languages":[],"name":"Visit","placeholders":[],"sms":null,"smsLength":null,"subject":"s","text":"{{{{ link }}}}"}}"#
        )
    );
}

#[tokio::test]
async fn every_fault_is_told_with_its_place_and_nothing_is_stored() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let before = front.ask(&format!("GET {PATH}")).bearer(&operator).empty().await.body;
    let mut broken = visit();
    broken["placeholders"][1]["column"] = json!("Nothing");
    broken["languages"][0]["text"] = json!("Dag,\n{% if amount == 'x' %}{{ data.nobody }}");
    broken["languages"][1]["html"] = json!("<a href=\"{{ name }}\" onclick=\"{{ name }}\">{{ link }}</a>");
    let sent = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&broken).await;
    assert_eq!(sent.status, 400);
    let faults = sent.json()["faults"].clone();
    let told: Vec<String> = faults
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["path"].as_str().unwrap(), fault["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "/placeholders/1/column there is no column Nothing",
            "/languages/0/text line 2, column 1: this part is not closed: its {% endif %} is missing",
            "/languages/0/text line 2, column 7: there is no amount",
            "/languages/0/text line 2, column 23: there is no data.nobody",
            "/languages/1/html line 1, column 10: name cannot begin an address; a placeholder of type link can, and so can link and preferences",
            "/languages/1/html line 1, column 31: name does not belong in this attribute",
        ]
    );
    let mixed = json!({ "name": "x", "subject": "s", "languages": [{ "language": "nl" }] });
    let sent = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&mixed).await;
    assert_eq!(sent.status, 400);
    assert_eq!(front.ask(&format!("GET {PATH}")).bearer(&operator).empty().await.body, before);
}

#[tokio::test]
async fn a_preview_renders_what_is_not_saved_and_stores_nothing() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let before = front.ask(&format!("GET {PATH}")).bearer(&operator).empty().await.body;
    let show =
        async |body: Value| front.ask(&format!("POST {PATH}/preview")).bearer(&operator).json(&body).await;
    let data = json!({ "first_name_customer": "<b>Bo</b>", "Business_unit": "javascript:x" });
    let shown = show(json!({ "template": visit(), "data": data, "language": "ar-EG" })).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let shown = shown.json();
    assert_eq!(shown["faults"], json!([]));
    assert_eq!((&shown["mail"]["language"], &shown["mail"]["direction"]), (&json!("ar"), &json!("rtl")));
    assert_eq!(shown["mail"]["subject"], "<b>Bo</b>");
    let html = shown["mail"]["html"].as_str().unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
    assert!(html.contains("<a href=\"https://shop.example\">&lt;b&gt;Bo&lt;/b&gt;</a> http"), "{html}");
    let empty = show(json!({ "template": visit(), "language": "nl-BE" })).await.json();
    assert_eq!(empty["mail"]["subject"], "Dag klant");
    // A template with faults is shown as far as it goes, beside them.
    let mut broken = visit();
    broken["languages"][0]["text"] = json!("{{ nobody }}{{ link }}");
    let shown = show(json!({ "template": broken, "language": "nl" })).await.json();
    assert!(shown["mail"]["fault"].is_string(), "{shown}");
    assert_eq!(shown["faults"][0]["path"], "/languages/0/text");
    let unknown = show(json!({ "template": visit(), "data": { "Nothing": "x" } })).await;
    assert_eq!((unknown.status, &unknown.json()["faults"][0]["path"]), (400, &json!("/data")));
    assert_eq!(front.ask(&format!("GET {PATH}")).bearer(&operator).empty().await.body, before);
}

#[tokio::test]
async fn text_messages_have_languages_as_mails_have() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let mut template = visit();
    template["languages"][0]["sms"] = json!("Dag {{ name }}: {{ link }}");
    template["languages"][1]["sms"] = json!("\u{645}\u{631}\u{62d}\u{628}\u{627} {{ link }}");
    let made = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&template).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let view = made.json();
    assert_eq!((&view["sms"], &view["smsLength"]), (&Value::Null, &Value::Null));
    let sms = |place: usize| view["languages"][place]["sms"].clone();
    assert_eq!(
        (sms(0), sms(1)),
        (template["languages"][0]["sms"].clone(), template["languages"][1]["sms"].clone())
    );
    let encoding = |language: &str| view["smsLengths"][language]["encoding"].clone();
    assert_eq!((encoding("nl"), encoding("ar")), (json!("gsm-7"), json!("ucs-2")));
    // What an editor got is what it can send back.
    let mut again = view.clone();
    for member in ["id", "smsLength", "smsLengths", "subject", "text", "html"] {
        again.as_object_mut().unwrap().remove(member);
    }
    let path = format!("{PATH}/{}", view["id"]);
    let saved = front.ask(&format!("PUT {path}")).bearer(&operator).json(&again).await;
    assert_eq!((saved.status, saved.body), (200, made.body));
    // Each is judged as the mail of its language is, and shown so.
    let mut broken = template.clone();
    broken["languages"][0]["sms"] = json!("Dag {{ nobody }}");
    broken["languages"][1]["sms"] = json!(format!("{} {{{{ link }}}}", "x".repeat(500)));
    let sent = front.ask(&format!("POST {PATH}")).bearer(&operator).json(&broken).await;
    assert_eq!(sent.status, 400);
    let expected = json!([
        { "path": "/languages/1/sms", "text": "it takes 4 segments, and the workspace allows 3" },
        { "path": "/languages/0/sms", "text": "line 1, column 5: there is no nobody" },
    ]);
    let plain = |faults: &Value| -> Vec<(String, String)> {
        let member = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
        let mut told: Vec<(String, String)> = faults
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (member(fault, "path"), member(fault, "text")))
            .collect();
        told.sort();
        told
    };
    assert_eq!(plain(&sent.json()["faults"]), plain(&expected));
    let show = async |template: &Value, language: &str| {
        let body =
            json!({ "template": template, "data": { "First_name_customer": "Bo" }, "language": language });
        front.ask(&format!("POST {PATH}/preview")).bearer(&operator).json(&body).await.json()
    };
    assert_eq!(plain(&show(&broken, "nl").await["faults"]), plain(&expected));
    let shown = show(&template, "nl-BE").await;
    assert_eq!((&shown["faults"], &shown["sms"]["language"]), (&json!([]), &json!("nl")));
    assert!(shown["sms"]["text"].as_str().unwrap().starts_with("Dag Bo: http"), "{shown}");
    assert_eq!(show(&template, "ar").await["sms"]["language"], "ar");
    assert_eq!(show(&template, "fr").await["sms"]["language"], "nl", "the first");
    template["sms"] = json!("{{ name }} {{ link }}");
    let shown = show(&template, "fr").await;
    assert_eq!(shown["sms"]["language"], "fr", "that of every language");
    assert!(shown["sms"]["text"].as_str().unwrap().starts_with("Bo http"), "{shown}");
}
