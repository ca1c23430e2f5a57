//! Fifty bodies that nobody means well with: each is answered 400 in the form of its type, quickly, and changes nothing.

use std::time::Duration;

use canvass_testkit::TestApp;
use jiff::SignedDuration;

use crate::kit::Front;

const ADD: &str = "POST /external/api/v3/customer/add";
const NAMESPACE: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Requests";

fn json_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let nested = |open: &str, close: &str, depth: usize| {
        format!(r#"{{"Customers":{}{}}}"#, open.repeat(depth), close.repeat(depth)).into_bytes()
    };
    let utf_16: Vec<u8> = r#"{"Customers":[]}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let many = format!(r#"{{"Customers":[{}]}}"#, vec!["{}"; 1_001].join(","));
    let digits = format!(r#"{{"Customers":[{{"Priority":{}}}]}}"#, "9".repeat(100_000));
    let mut nul_inside = text(r#"{"Customers":[{"Email":"a"#);
    nul_inside.push(0);
    nul_inside.extend(text(r#"b"}]}"#));
    vec![
        ("nothing", vec![]),
        ("blanks", text(" \r\n\t ")),
        ("null", text("null")),
        ("a number", text("7")),
        ("a text", text(r#""x""#)),
        ("a list", text("[]")),
        ("an empty object", text("{}")),
        ("no customers", text(r#"{"Customers":[]}"#)),
        ("customers that are none", text(r#"{"Customers":"x"}"#)),
        ("a null customer", text(r#"{"Customers":[null]}"#)),
        ("customers of wrong kinds", text(r#"{"Customers":[7,"x",[],true]}"#)),
        ("too many customers", many.into_bytes()),
        ("lists in lists", nested("[", "]", 100_000)),
        ("objects in objects", nested(r#"{"a":"#, "}", 70)),
        ("nesting that never ends", nested("[", "", 1_000_000)),
        ("a body that is cut", text(r#"{"Customers":[{"Email":"a@example.org""#)),
        ("a name without a value", text(r#"{"Customers"}"#)),
        ("two roots", text(r#"{"Customers":[{}]}{"Customers":[{}]}"#)),
        ("a member twice", text(r#"{"Customers":[{}],"customers":[{}]}"#)),
        ("NUL raw", nul_inside),
        ("NUL escaped", text(r#"{"Customers":[{"Email":"a\u0000b"}]}"#)),
        ("a lone surrogate", text(r#"{"Customers":[{"Email":"\ud800"}]}"#)),
        ("a bad escape", text(r#"{"Customers":[{"Email":"\x41"}]}"#)),
        ("bytes that are not UTF-8", b"{\"Customers\":[{\"Email\":\"\xff\xfe\"}]}".to_vec()),
        ("UTF-16", utf_16),
        ("a huge whole number", digits.into_bytes()),
        ("a huge exponent", text(r#"{"Customers":[{"Priority":1e999999999}]}"#)),
        ("NaN", text(r#"{"Customers":[{"Priority":NaN}]}"#)),
        ("a hexadecimal number", text(r#"{"Customers":[{"Priority":0x10}]}"#)),
        ("leading zeros", text(r#"{"Customers":[{"Priority":007}]}"#)),
        ("an impossible date", text(r#"{"Customers":[{"SendDate":"2026-02-30"}]}"#)),
        ("the year 9999999", text(r#"{"Customers":[{"SendDate":"/Date(99999999999999999999)/"}]}"#)),
        ("XML as JSON", text("<ImportCustomersRequest />")),
    ]
}

fn xml_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let root = |inside: &str| {
        format!(r#"<ImportCustomersRequest xmlns="{NAMESPACE}">{inside}</ImportCustomersRequest>"#)
            .into_bytes()
    };
    let customer =
        |inside: &str| root(&format!("<Customers><ImportCustomer>{inside}</ImportCustomer></Customers>"));
    let before = |text: &str| [text.as_bytes(), &root("")].concat();
    let attributes: Vec<String> = (0..65).map(|number| format!(r#" a{number}="1""#)).collect();
    vec![
        ("a DOCTYPE", before("<!DOCTYPE a>")),
        (
            "entities in entities",
            before(r#"<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">]>"#),
        ),
        ("a file of ours", before(r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#)),
        ("a processing instruction", before("<?php exit ?>")),
        ("another encoding", before(r#"<?xml version="1.0" encoding="UTF-16"?>"#)),
        ("version 1.1", before(r#"<?xml version="1.1"?>"#)),
        ("an unknown entity", customer("<Email>&nbsp;</Email>")),
        ("NUL by reference", customer("<Email>&#0;</Email>")),
        ("a character that XML forbids", customer("<Email>&#xFFFE;</Email>")),
        ("elements in elements", root(&format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)))),
        ("nesting that never ends", "<a>".repeat(500_000).into_bytes()),
        ("many attributes", root(&format!("<Customers{} />", attributes.concat()))),
        ("an undeclared prefix", root("<x:Customers />")),
        ("tags that cross", root("<a><b></a></b>")),
        ("another document element", b"<Envelope />".to_vec()),
        ("a nil document", format!(
            r#"<ImportCustomersRequest xmlns="{NAMESPACE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true" />"#
        ).into_bytes()),
        ("two documents", [root(""), root("")].concat()),
        ("text between members", customer("x<Email>a@example.org</Email>")),
        ("an element inside a value", customer("<Email><b /></Email>")),
        ("a member twice", customer("<Email>a</Email><Email>b</Email>")),
        ("JSON as XML", b"{\"Customers\":[{}]}".to_vec()),
    ]
}

#[tokio::test]
async fn hostile_bodies_are_refused_quickly_and_change_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let before = test.digest("acme");
    let json = json_bodies().into_iter().map(|(name, body)| (name, "application/json", body));
    let xml = xml_bodies().into_iter().map(|(name, body)| (name, "application/xml", body));
    let bodies: Vec<_> = json.chain(xml).collect();
    assert!(bodies.len() >= 50);
    for (name, kind, body) in bodies {
        let began = std::time::Instant::now();
        let sent = front.ask(ADD).bearer(&token).body(kind, body).await;
        let took = began.elapsed();
        assert_eq!(sent.status, 400, "{name} as {kind}: {}", sent.body);
        assert_eq!(sent.header("content-type"), Some(format!("{kind}; charset=utf-8").as_str()), "{name}");
        let starts = if kind.ends_with("xml") {
            "<Error><Message>The request is invalid."
        } else {
            r#"{"Message":"The request is invalid.""#
        };
        assert!(sent.body.starts_with(starts) && sent.body.contains("ModelState"), "{name}: {}", sent.body);
        assert!(sent.body.len() < 20_000, "{name}: {} bytes", sent.body.len());
        assert!(!sent.body.contains("root:"), "{name}");
        // A debug build on a busy machine; a release build takes a tenth.
        assert!(took < Duration::from_secs(2), "{name} took {took:?}");
    }
    assert_eq!(test.digest("acme"), before);
    assert_eq!(front.nudges(), 0);
    // The server is as good as before.
    test.clock.step(SignedDuration::from_secs(1));
    let sent = front.ask("GET /health/ready").empty().await;
    assert_eq!(sent.status, 200);
}
