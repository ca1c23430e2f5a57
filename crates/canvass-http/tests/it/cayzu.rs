//! The help desk's API over HTTP: checks 1 to 9 of `docs/surfaces/cayzu.md`, and the errors of its section 2.

use canvass_app::setup::{TokenInput, add_token};
use canvass_app::{Scope, secret::NewSecret};
use canvass_domain::command::AnswerInput;
use canvass_domain::id::{CustomerId, PositionId, WorkspaceId};
use canvass_testkit::{TestApp, batch_of, customer, question};
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const JSON: &str =
    include_str!("../../../canvass-wire/vectors/cayzu/customer-create/vendor-sample-json/request.json");
const XML: &str =
    include_str!("../../../canvass-wire/vectors/cayzu/customer-create/vendor-sample-xml/request.xml");
const STORED_JSON: &str = r#"{"id":1,"errors":[],"is_valid":true}"#;
const STORED_XML: &str = r#"<create_result xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api"><errors /><is_valid>true</is_valid><id>1</id></create_result>"#;
const PATHS: [&str; 2] = ["/api/Customer", "/api/Customer/CreateCustomer"];
const BOTH: [Scope; 2] = [Scope::OrganisationsWrite, Scope::OrganisationsRead];

fn told(sent: &Sent) -> (u16, &str) {
    (sent.status, sent.body.as_str())
}

/// A token as people make it: with the limits that are usual on the wire.
fn usual_token(front: &Front<'_>, workspace: WorkspaceId) -> NewSecret {
    let input = TokenInput { name: "desk".to_owned(), scopes: BOTH.to_vec(), ..TokenInput::default() };
    add_token(&front.test.app, &front.test.operator, workspace, input).wait().unwrap()
}

async fn create(front: &Front<'_>, token: &str, body: &Value) -> Sent {
    front.ask(&format!("POST /api/Customer?token={token}")).json(body).await
}

#[tokio::test]
async fn check_1_the_samples_as_printed_are_stored_on_both_paths() {
    for path in PATHS {
        for (kind, body, answer) in [("application/json", JSON, STORED_JSON), ("text/xml", XML, STORED_XML)] {
            let test = TestApp::new();
            let acme = test.bare_workspace("acme").id;
            let front = Front::new(&test);
            let token = front.token(acme, &BOTH);
            let sent = front.ask(&format!("POST {path}?token={token}")).body(kind, body).await;
            assert_eq!(told(&sent), (200, answer), "{path} {kind}");
            assert_eq!(sent.header("content-type"), Some(format!("{kind}; charset=utf-8").as_str()));
            assert_eq!(sent.header("location"), None, "C23");
            assert!(sent.header("canvass-trace-id").is_some());
        }
    }
}

#[tokio::test]
async fn check_2_xml_in_another_order_and_without_namespaces_is_stored_alike() {
    let o = "http://schemas.datacontract.org/2004/07/Ticket.Api.Org";
    let late = format!(
        r#"<customer_create xmlns="{o}"><notes>n</notes><company_name>Late</company_name><id xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api">1</id></customer_create>"#
    );
    let bare =
        "<customer_create><notes>n</notes><company_name>Late</company_name><id>1</id></customer_create>";
    let own = format!(
        r#"<customer_create xmlns="{o}"><id>1</id><notes>n</notes><company_name>Late</company_name></customer_create>"#
    );
    let mut read = Vec::new();
    for body in [late.as_str(), bare, own.as_str()] {
        let test = TestApp::new();
        let acme = test.bare_workspace("acme").id;
        let front = Front::new(&test);
        let token = front.token(acme, &BOTH);
        let sent =
            front.ask(&format!("POST /api/Customer?token={token}")).body("application/xml", body).await;
        assert_eq!(told(&sent), (200, STORED_XML), "{body}");
        read.push(front.ask(&format!("GET /api/Customer/1?token={token}")).empty().await.body);
    }
    assert!(read.windows(2).all(|pair| pair[0] == pair[1]), "{read:?}");
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let body = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{bare}");
    let sent = front.ask(&format!("POST /api/Customer?token={token}")).body("application/xml", body).await;
    assert_eq!(sent.status, 400);
    assert!(sent.body.starts_with("<Error><Message>The request is invalid.</Message><ModelState><customer>"));
}

#[tokio::test]
async fn check_3_lenient_json_is_stored() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let body = "{'COMPANY_NAME': 'Acme', \"ALTERNATE_DOMAINS\": ['acme.example',], // once\n}";
    let sent = front.ask(&format!("POST /api/Customer?token={token}")).body("text/json", body).await;
    assert_eq!(told(&sent), (200, STORED_JSON));
}

#[tokio::test]
async fn check_4_a_name_stands_once_and_a_key_gives_the_first_answer() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let keyed = |path: &str, body: Value| {
        let ask = front.ask(&format!("POST {path}")).bearer(&token).header("idempotency-key", "k");
        async move { ask.json(&body).await }
    };
    let body = json!({ "company_name": "Acme" });
    let first = keyed(PATHS[0], body.clone()).await;
    assert_eq!(told(&first), (200, STORED_JSON));
    assert_eq!(first.header("canvass-replayed"), None);
    let refused = create(&front, &token, &json!({ "company_name": "  aCME " })).await;
    let expected = r#"{"id":0,"errors":[{"field":"company_name","message":"A customer with this company_name exists already."}],"is_valid":false}"#;
    assert_eq!(told(&refused), (200, expected));
    // C6: both paths share their keys.
    let again = keyed(PATHS[1], body).await;
    assert_eq!((told(&again), again.header("canvass-replayed")), ((200, STORED_JSON), Some("true")));
    let other = keyed(PATHS[0], json!({ "company_name": "Other" })).await;
    let expected = r#"{"Message":"The request is invalid.","ModelState":{"Idempotency-Key":["This key was used before with another body."]},"TraceId":"[trace]"}"#;
    assert_eq!(told(&other), (400, expected));
}

#[tokio::test]
async fn c6_a_refusal_in_the_envelope_or_not_leaves_its_key_free() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let keyed = |body: Value| {
        let ask = front.ask("POST /api/Customer").bearer(&token).header("idempotency-key", "k");
        async move { ask.json(&body).await }
    };
    assert_eq!(create(&front, &token, &json!({ "company_name": "Taken" })).await.status, 200);
    assert!(keyed(json!({ "company_name": "taken" })).await.body.contains("\"is_valid\":false"));
    assert_eq!(keyed(json!({ "company_name": ["x"] })).await.status, 400);
    let sent = keyed(json!({ "company_name": "Free" })).await;
    assert!(sent.body.contains("\"is_valid\":true"), "{}", sent.body);
    let malformed = front.ask("POST /api/Customer").bearer(&token).header("idempotency-key", "a b");
    let sent = malformed.json(&json!({ "city": 5, "is_active": "maybe" })).await;
    let expected = r#"{"Message":"The request is invalid.","ModelState":{"customer.company_name":["The company_name field is required."],"customer.is_active":["The value is not true or false."],"Idempotency-Key":["The key is not one text of 1 to 255 visible ASCII characters."]},"TraceId":"[trace]"}"#;
    assert_eq!(told(&sent), (400, expected));
}

#[tokio::test]
async fn check_5_all_errors_are_told_at_once() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let held = json!({ "company_name": "Holder", "alternate_domains": ["held.example"] });
    assert_eq!(told(&create(&front, &token, &held).await), (200, STORED_JSON));
    let body = |more: &str| {
        let city = "x".repeat(256);
        format!(
            r#"{{"company_name":" ","city":"{city}","alternate_domains":["https://Held.example/a"]{more}}}"#
        )
    };
    let ask = || front.ask(&format!("POST /api/Customer?token={token}"));
    let sent = ask().body("application/json", body("")).await;
    let expected = concat!(
        r#"{"id":0,"errors":[{"field":"company_name","message":"The company_name field is required."},"#,
        r#"{"field":"city","message":"The field city must be a string with a maximum length of 255."},"#,
        r#"{"field":"alternate_domains[0]","message":"The domain held.example belongs to another customer already."}],"#,
        r#""is_valid":false}"#
    );
    assert_eq!(told(&sent), (200, expected), "C20: the holder is not named");
    let sent = ask().body("application/json", body(r#","is_active":"maybe""#)).await;
    let expected = concat!(
        r#"{"Message":"The request is invalid.","ModelState":{"#,
        r#""customer.company_name":["The company_name field is required."],"#,
        r#""customer.city":["The field city must be a string with a maximum length of 255."],"#,
        r#""customer.alternate_domains[0]":["The domain held.example belongs to another customer already."],"#,
        r#""customer.is_active":["The value is not true or false."]},"TraceId":"[trace]"}"#
    );
    assert_eq!(told(&sent), (400, expected));
}

#[tokio::test]
async fn check_6_xml_in_is_xml_out_unless_asked_otherwise() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let ask = || front.ask(&format!("POST /api/Customer?token={token}"));
    let body = |name: &str| format!("<customer_create><company_name>{name}</company_name></customer_create>");
    let sent = ask().body("application/xml", body("a")).await;
    assert!(sent.body.starts_with("<create_result "), "{}", sent.body);
    let sent = ask().header("accept", "*/*").body("application/xml", body("b")).await;
    assert_eq!(told(&sent), (200, r#"{"id":2,"errors":[],"is_valid":true}"#));
    // B4: without a type the first byte tells.
    let sent = ask().body("", body("c")).await;
    assert_eq!(sent.header("content-type"), Some("application/xml; charset=utf-8"));
}

#[tokio::test]
async fn check_7_paths_tokens_and_methods() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let path = format!("POST /api/customer/createcustomer/?TOKEN={token}");
    assert_eq!(told(&front.ask(&path).body("application/json", JSON).await), (200, STORED_JSON));
    let xml = "<Error><Message>Authorization has been denied for this request.</Message><TraceId>[trace]</TraceId></Error>";
    let sent = front.ask("POST /api/Customer").header("accept", "application/xml").json(&json!({})).await;
    assert_eq!((told(&sent), sent.header("www-authenticate")), ((401, xml), Some("Bearer")));
    // C3: no difference between missing, unknown and replaced, and two that differ are none.
    let denied = r#"{"Message":"Authorization has been denied for this request.","TraceId":"[trace]"}"#;
    let newer = front.token(acme, &BOTH);
    for (query, bearer) in [
        (String::new(), None),
        ("?token=cvt_aaaaaaaaaaaaaaaa.b".to_owned(), None),
        (format!("?token={token}"), None),
        (format!("?token={newer}"), Some(token.as_str())),
        (format!("?token={newer}&token=x"), None),
    ] {
        let mut ask = front.ask(&format!("GET /api/Customer/1{query}"));
        if let Some(bearer) = bearer {
            ask = ask.bearer(bearer);
        }
        assert_eq!(told(&ask.empty().await), (401, denied), "{query}");
    }
    for (line, allowed) in [
        ("PUT /api/Customer/5", "GET"),
        ("POST /api/Customer/5", "GET"),
        ("DELETE /api/Customer/Get/5", "GET"),
        ("PATCH /api/Customer", "POST, GET"),
        ("GET /api/Customer/CreateCustomer", "POST"),
        ("HEAD /api/Customer/Get", "GET"),
    ] {
        // S14: 405 before 401.
        let sent = front.ask(line).empty().await;
        assert_eq!((sent.status, sent.header("allow")), (405, Some(allowed)), "{line}");
    }
}

#[tokio::test]
async fn check_8_contacts_are_tied_when_they_are_made_and_results_can_be_cut_by_it() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.token(acme.id, &BOTH);
    acme.import(batch_of(vec![customer("before@desk.example")]));
    let made = json!({ "company_name": "Desk Ltd", "alternate_domains": ["Desk.example", "gmail.com"] });
    assert_eq!(told(&create(&front, &token, &made).await), (200, STORED_JSON));
    let people = ["before@desk.example", "after@DESK.example", "sub@mail.desk.example", "x@gmail.com"];
    let first = acme.import(batch_of(people.map(customer).to_vec())).customers[0].id.0;
    front.test.clock.step(jiff::SignedDuration::from_hours(12));
    for (place, score) in [(0, 1), (1, 10), (2, 8), (3, 8)] {
        let id = CustomerId(first + place);
        let chosen = AnswerInput {
            question: question::RECOMMEND,
            positions: vec![PositionId(score + 1)],
            is_not_applicable: false,
            text: None,
        };
        acme.answer(id, 0, vec![chosen]).unwrap();
        acme.answer(id, 1, vec![]).unwrap();
    }
    let admin = front.token(acme.id, &[Scope::WorkspaceAdmin]);
    let line =
        format!("GET /api/v1/workspaces/acme/results?by=organisation&questionnaire={}", acme.questionnaire);
    let results = || async { front.ask(&line).bearer(&admin).empty().await.json() };
    let by = |results: &Value| -> Vec<(Value, Value)> {
        let rows = results["byValue"].as_array().unwrap().iter();
        rows.map(|row| (row["value"].clone(), row["base"].clone())).collect()
    };
    let shown = results().await;
    assert_eq!(by(&shown), [(Value::Null, json!(3)), (json!("Desk Ltd"), json!(1))]);
    assert_eq!(shown["nps"]["base"], json!(4), "the parts add up");
    let funnels = shown["funnelByValue"].as_array().unwrap();
    assert_eq!(funnels.iter().map(|row| row["funnel"]["received"].as_i64().unwrap()).sum::<i64>(), 5);
    // C27: a person may be tied by hand, and the tie of the moment counts.
    let tie = |body: Value| {
        let ask = front.ask("POST /api/v1/workspaces/acme/contacts/tie").bearer(&admin);
        async move { ask.json(&body).await }
    };
    let sent = tie(json!({ "email": "Before@desk.example", "organisation": 1 })).await;
    assert_eq!(told(&sent), (204, ""));
    assert_eq!(by(&results().await), [(Value::Null, json!(2)), (json!("Desk Ltd"), json!(2))]);
    let sent = tie(json!({ "email": "after@desk.example" })).await;
    assert_eq!(sent.status, 204);
    assert_eq!(by(&results().await), [(Value::Null, json!(3)), (json!("Desk Ltd"), json!(1))]);
    for body in [json!({ "email": "no@desk.example" }), json!({ "email": "x@gmail.com", "organisation": 9 })]
    {
        assert_eq!(tie(body).await.status, 404);
    }
    assert_eq!(tie(json!({ "email": "nobody" })).await.status, 400);
}

#[tokio::test]
async fn check_9_all_four_paths_read_the_same_in_both_forms() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let other = test.bare_workspace("other").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    for filler in 1..17 {
        let body = json!({ "company_name": format!("filler {filler}") });
        assert_eq!(create(&front, &token, &body).await.status, 200);
    }
    let body = json!({
        "alternate_domains": ["example.com", "@Example.org"], "address1": "1 High Street", "city": "Utrecht",
        "company_name": " Example Ltd ", "country": "NL", "phone_number": "+31 30 1234567",
        "postal_code": "3511 AA", "custom_fields": [{ "Name": "customerID", "Type": "text", "Value": "A-100" }],
    });
    assert_eq!(create(&front, &token, &body).await.json()["id"], json!(17));
    let as_json = r#"{"alternate_domains":["example.com","example.org"],"address1":"1 High Street","address2":null,"city":"Utrecht","company_name":"Example Ltd","country":"NL","is_active":true,"location":null,"notes":null,"phone_number":"+31 30 1234567","postal_code":"3511 AA","custom_fields":[{"Name":"customerID","Type":"text","Value":"A-100"}],"id":17}"#;
    let as_xml = r#"<customer xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api.Org"><id xmlns="http://schemas.datacontract.org/2004/07/Ticket.Api">17</id><address1>1 High Street</address1><address2 i:nil="true" /><city>Utrecht</city><company_name>Example Ltd</company_name><country>NL</country><custom_fields><custom_field><Name>customerID</Name><Type>text</Type><Value>A-100</Value></custom_field></custom_fields><is_active>true</is_active><location i:nil="true" /><notes i:nil="true" /><phone_number>+31 30 1234567</phone_number><postal_code>3511 AA</postal_code><alternate_domains xmlns:d2p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d2p1:string>example.com</d2p1:string><d2p1:string>example.org</d2p1:string></alternate_domains></customer>"#;
    let join = |path: &str| if path.contains('?') { format!("{path}&") } else { format!("{path}?") };
    for path in [
        "/api/Customer/Get/17",
        "/api/Customer/17",
        "/api/Customer/Get?id=17",
        "/api/Customer?id=17",
        "/API/customer/GET/%2017/",
        "/api/Customer/Get/3?ID=17",
    ] {
        let line = format!("GET {}token={token}", join(path));
        assert_eq!(told(&front.ask(&line).empty().await), (200, as_json), "{path}");
        let sent = front.ask(&line).header("accept", "text/xml").empty().await;
        assert_eq!(told(&sent), (200, as_xml), "{path}");
    }
    let foreign = front.token(other, &BOTH);
    let missing = r#"{"Message":"The customer does not exist.","TraceId":"[trace]"}"#;
    for line in
        [format!("GET /api/Customer/17?token={foreign}"), format!("GET /api/Customer/18?token={token}")]
    {
        assert_eq!(told(&front.ask(&line).empty().await), (404, missing), "{line}");
    }
    for (path, text) in [
        ("/api/Customer/abc", "The value is not a whole number."),
        ("/api/Customer/2147483648", "The value is out of range."),
        ("/api/Customer", "The id field is required."),
        ("/api/Customer/Get?id=1&id=1", "The member id occurs twice."),
    ] {
        let sent = front.ask(&format!("GET {path}")).bearer(&token).empty().await;
        let expected = format!(
            r#"{{"Message":"The request is invalid.","ModelState":{{"id":["{text}"]}},"TraceId":"[trace]"}}"#
        );
        assert_eq!(told(&sent), (400, expected.as_str()), "{path}");
    }
}

#[tokio::test]
async fn c2_s12_other_paths_are_404_without_their_query() {
    let test = TestApp::new();
    let front = Front::new(&test);
    for path in ["/api/Customer/Get/1/2", "/api/Ticket/5", "/api/customers"] {
        let sent = front.ask(&format!("GET {path}?token=cvt_secret.x")).empty().await;
        let expected = format!(
            r#"{{"Message":"No HTTP resource was found that matches the request URI 'https://feedback.example.org{path}'.","TraceId":"[trace]"}}"#
        );
        assert_eq!(told(&sent), (404, expected.as_str()));
    }
}

#[tokio::test]
async fn c5_c8_bodies_that_are_too_large_or_of_other_types_are_refused() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    let ask = || front.ask(&format!("POST /api/Customer?token={token}"));
    let body = |bytes: usize| {
        let bare = r#"{"company_name":"x","a":""}"#.len();
        format!(r#"{{"company_name":"x","a":"{}"}}"#, "y".repeat(bytes - bare))
    };
    let sent = ask().body("application/json", body(1_048_577)).await;
    let expected =
        r#"{"Message":"The request body is larger than the limit of 1048576 bytes.","TraceId":"[trace]"}"#;
    assert_eq!((told(&sent), sent.header("connection")), ((413, expected), Some("close")));
    assert_eq!(told(&ask().body("application/json", body(1_048_576)).await), (200, STORED_JSON));
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        let sent = ask().body(kind, "company_name=x").await;
        let named = kind.split(';').next().unwrap();
        let expected = format!(
            r#"{{"Message":"The request entity's media type '{named}' is not supported for this resource.","TraceId":"[trace]"}}"#
        );
        assert_eq!(told(&sent), (415, expected.as_str()));
    }
    assert_eq!(ask().body("application/json", " ").await.status, 400);
}

#[tokio::test]
async fn c4_a_new_token_ends_the_old_one_unless_the_workspace_allows_several() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let works = |token: String| {
        let ask = front.ask(&format!("GET /api/Customer/1?token={token}"));
        async move { ask.empty().await.status == 404 }
    };
    let admin = front.token(acme, &[Scope::WorkspaceAdmin]);
    let (first, second) = (front.token(acme, &BOTH), front.token(acme, &[Scope::OrganisationsRead]));
    assert!(!works(first).await);
    assert!(works(second.clone()).await);
    // Tokens for other things are left alone.
    assert!(works(admin.clone()).await);
    let change = front.ask("PATCH /api/v1/workspaces/acme").bearer(&admin);
    assert_eq!(change.json(&json!({ "severalOrganisationTokens": true })).await.status, 200);
    let third = front.token(acme, &BOTH);
    assert!(works(second).await && works(third).await);
}

#[tokio::test]
async fn c5_call_301_in_a_minute_is_a_429_with_retry_after() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = usual_token(&front, acme).text();
    let ask = || front.ask(&format!("GET /api/Customer/1?token={token}"));
    for call in 1..=300 {
        assert_eq!(ask().empty().await.status, 404, "{call}");
    }
    let sent = ask().header("accept", "text/xml").empty().await;
    assert_eq!(sent.status, 429);
    let seconds: u64 = sent.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    let expected = format!(
        "<Error><Message>The token has made too many calls. Try again in {seconds} seconds.</Message><TraceId>[trace]</TraceId></Error>"
    );
    assert_eq!(sent.body, expected);
    test.clock.step(jiff::SignedDuration::from_secs(61));
    assert_eq!(ask().empty().await.status, 404);
}

#[tokio::test]
async fn a_draining_server_tells_when_to_come_back() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme").id;
    let front = Front::new(&test);
    let token = front.token(acme, &BOTH);
    front.state.drain();
    let sent = create(&front, &token, &json!({ "company_name": "x" })).await;
    assert_eq!((sent.status, sent.header("retry-after")), (503, Some("5")));
    assert!(sent.body.contains("\"Message\""), "{}", sent.body);
}
