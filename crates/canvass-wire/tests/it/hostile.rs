//! Bodies made to hurt: each is refused with a text, none is accepted, none takes long, none panics.

use std::time::{Duration, Instant};

use canvass_wire::expoints::{PARAMETER, customer_add};
use canvass_wire::read::BodyForm;

struct Hostile {
    name: String,
    form: BodyForm,
    body: Vec<u8>,
}

fn json(name: &str, body: impl Into<Vec<u8>>) -> Hostile {
    Hostile { name: name.to_owned(), form: BodyForm::Json, body: body.into() }
}

fn xml(name: &str, body: impl Into<Vec<u8>>) -> Hostile {
    Hostile { name: name.to_owned(), form: BodyForm::Xml, body: body.into() }
}

/// A request around a customer's members.
fn customer(members: &str) -> String {
    format!("{{\"Customers\":[{{{members}}}]}}")
}

fn element(members: &str) -> String {
    format!(
        "<ImportCustomersRequest><Customers><ImportCustomer>{members}</ImportCustomer></Customers></ImportCustomersRequest>"
    )
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn deep_json() -> Vec<Hostile> {
    vec![
        json("100,000 lists", "[".repeat(100_000)),
        json("100,000 lists, closed", "[".repeat(100_000) + &"]".repeat(100_000)),
        json("100,000 objects", "{\"a\":".repeat(100_000)),
        json("depth 65 in an unknown member", format!("{{\"x\":{}{}}}", "[".repeat(64), "]".repeat(64))),
        json("lists and objects by turns", "[{\"a\":".repeat(50_000)),
        json("a million values", format!("[{}]", vec!["0"; 1_000_001].join(","))),
        json("two million empty objects", format!("{{\"x\":[{}]}}", vec!["{}"; 2_000_000].join(","))),
    ]
}

fn json_values() -> Vec<Hostile> {
    let long = "9".repeat(100_000);
    vec![
        json("100,000 digits", customer(&format!("\"Priority\":{long}"))),
        json("exponent", customer("\"Priority\":1e400")),
        json("fraction", customer("\"Priority\":15.0")),
        json("2^63", customer("\"PreviousId\":9223372036854775808")),
        json("NUL", customer("\"Email\":\"a\\u0000@example.org\"")),
        json("raw NUL", customer("\"Email\":\"a\0@example.org\"")),
        json("NUL in a file name", customer("\"Answers\":[{\"FileAnswers\":[{\"FileName\":\"a\\u0000\"}]}]")),
        json("doubled member", customer("\"Email\":\"a@b.nl\",\"email\":\"c@d.nl\"")),
        json("ten thousand doubled members", customer(&vec!["\"Email\":\"a\""; 10_000].join(","))),
        json("object for a text", customer("\"Email\":{}")),
        json("text for a list", customer("\"Data\":\"x\"")),
        json("list for an object", "{\"Customers\":[[]]}"),
        json("null item", "{\"Customers\":[null]}"),
        json("list as root", "[]"),
        json("text as root", "\"x\""),
        json("null as root", "null"),
        json("bytes as numbers", customer("\"Answers\":[{\"FileAnswers\":[{\"Data\":[1,2]}]}]")),
        json(
            "100,000 wrong values",
            format!("{{\"Customers\":[{}]}}", vec!["{\"Priority\":\"x\"}"; 100_000].join(",")),
        ),
        json("no customers", "{\"Customers\":[]}"),
        json("too many customers", format!("{{\"Customers\":[{}]}}", vec!["{}"; 1_001].join(","))),
    ]
}

fn json_texts() -> Vec<Hostile> {
    vec![
        json("empty", ""),
        json("blanks", " \r\n\t "),
        json("NaN", customer("\"Priority\":NaN")),
        json("missing comma", "{\"IsTest\":true \"IsConcept\":true}"),
        json("text after the root", format!("{} x", customer(""))),
        json("second root", format!("{0}{0}", customer(""))),
        json("lone surrogate", customer("\"Email\":\"\\ud800\"")),
        json("raw line break in a text", customer("\"Email\":\"a\nb\"")),
        json("comment without an end", format!("{} /*", customer(""))),
        json("a million slashes", format!("{{\"IsTest\"/{}", "/".repeat(1_000_000))),
        json("a million comments", format!("{}x", "/**/".repeat(250_000))),
        json("a million quotes", "\"".repeat(1_000_000)),
        json("a million backslashes", format!("[\"{}", "\\".repeat(1_000_001))),
        json("text without an end", format!("[\"{}", "x".repeat(1_000_000))),
        json("not UTF-8", b"{\"BatchName\":\"\xFF\"}".to_vec()),
        json("Latin-1", b"{\"BatchName\":\"caf\xE9\"}".to_vec()),
        json("overlong", b"{\"BatchName\":\"\xC0\xAF\"}".to_vec()),
        json("surrogate in UTF-8", b"{\"BatchName\":\"\xED\xA0\x80\"}".to_vec()),
        json("UTF-16 with mark", utf16(&format!("\u{FEFF}{}", customer("")), u16::to_le_bytes)),
        json("UTF-16 without mark", utf16(&customer(""), u16::to_le_bytes)),
        json("UTF-16, big end first", utf16(&customer(""), u16::to_be_bytes)),
        json("XML", element("")),
        json(
            "member names that look alike",
            format!("{{{}}}", (0..50_000).map(|n| format!("\"Email{n}\":1")).collect::<Vec<_>>().join(",")),
        ),
    ]
}

fn xml_structure() -> Vec<Hostile> {
    let laughs: Vec<String> =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let many = |count: usize, make: fn(usize) -> String| (0..count).map(make).collect::<Vec<_>>().concat();
    vec![
        xml(
            "external entity",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ImportCustomersRequest>&x;</ImportCustomersRequest>",
        ),
        xml("external subset", "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><ImportCustomersRequest/>"),
        xml(
            "billion laughs",
            format!(
                "<!DOCTYPE a [<!ENTITY l0 \"lol\">{}]><ImportCustomersRequest>&l9;</ImportCustomersRequest>",
                laughs.concat()
            ),
        ),
        xml("DOCTYPE without an end", format!("<!DOCTYPE a [{}", "<!ENTITY a \"b\">".repeat(50_000))),
        xml("instruction", format!("<?xml-stylesheet href=\"http://127.0.0.1/\"?>{}", element(""))),
        xml("100,000 elements inside each other", "<a>".repeat(100_000)),
        xml(
            "depth in an unknown namespace",
            format!("<ImportCustomersRequest><x xmlns=\"urn:x\">{}", "<a>".repeat(100_000)),
        ),
        xml(
            "80,000 attributes",
            format!("<ImportCustomersRequest{}/>", many(80_000, |n| format!(" a{n}=\"1\""))),
        ),
        xml("80,000 equal attributes", format!("<ImportCustomersRequest{}/>", " a=\"1\"".repeat(80_000))),
        xml(
            "100,000 namespaces",
            format!("<ImportCustomersRequest{}/>", many(100_000, |n| format!(" xmlns:a{n}=\"u\""))),
        ),
        xml(
            "more than two million parts",
            format!("<ImportCustomersRequest>{}</ImportCustomersRequest>", "<a/>".repeat(2_000_010)),
        ),
        xml("two million comments", format!("{}<a/>", "<!---->".repeat(2_000_001))),
        xml("a million references", format!("<ImportCustomersRequest>{}", "&amp;".repeat(1_000_000))),
        xml(
            "a prefix for each of 100,000 elements",
            format!("<ImportCustomersRequest>{}<", many(100_000, |n| format!("<p{n}:a xmlns:p{n}=\"u\"/>"))),
        ),
        xml("comment without an end", format!("<ImportCustomersRequest><!--{}", "-".repeat(1_000_000))),
        xml("section without an end", format!("<ImportCustomersRequest><![CDATA[{}", "]".repeat(1_000_000))),
        xml("tag without an end", format!("<ImportCustomersRequest {}", "a=\"".repeat(100_000))),
    ]
}

fn xml_values() -> Vec<Hostile> {
    vec![
        xml("empty", ""),
        xml("JSON", customer("")),
        xml("unknown root", "<Other/>"),
        xml("root of another namespace", "<ImportCustomersRequest xmlns=\"urn:x\"/>"),
        xml(
            "nil root",
            "<ImportCustomersRequest xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>",
        ),
        xml("two roots", format!("{0}{0}", element(""))),
        xml("NUL by reference", element("<Email>&#0;</Email>")),
        xml("U+FFFE by reference", element("<Email>&#xFFFE;</Email>")),
        xml("raw control", element("<Email>\u{1}</Email>")),
        xml("undefined entity", element("<Email>&nbsp;</Email>")),
        xml("undeclared prefix", element("<p:Email/>")),
        xml("element in a value", element("<Email>a<b/></Email>")),
        xml("text between members", element("x<Email>a</Email>")),
        xml("two elements of one name", element("<Email>a</Email><Email>b</Email>")),
        xml("empty number", element("<Data><CustomerData><CustomerDataColumnId/></CustomerData></Data>")),
        xml(
            "Base64 of URLs",
            element(
                "<Answers><ImportAnswerExternal><FileAnswers><FileAnswer><Data>-_-_</Data></FileAnswer></FileAnswers></ImportAnswerExternal></Answers>",
            ),
        ),
        xml("version 1.1", format!("<?xml version=\"1.1\"?>{}", element(""))),
        xml("encoding Latin-1", format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{}", element(""))),
        xml("not UTF-8", b"<ImportCustomersRequest>\xE9</ImportCustomersRequest>".to_vec()),
        xml("UTF-16", utf16(&element(""), u16::to_le_bytes)),
        xml("UTF-16 with mark", utf16(&format!("\u{FEFF}{}", element("")), u16::to_be_bytes)),
        xml("tags crossed", "<ImportCustomersRequest><a><b></a></b></ImportCustomersRequest>"),
    ]
}

#[test]
fn x18_a_million_empty_elements_are_counted_before_anything_is_built() {
    let many = format!("<ImportCustomersRequest><Customers>{}", "<a/>".repeat(1_200_000));
    // That the tags are crossed would be told first, were the tree built.
    for end in ["</Customers></ImportCustomersRequest>", "</crossed></ImportCustomersRequest>"] {
        let faults = customer_add::read(format!("{many}{end}").as_bytes(), BodyForm::Xml).unwrap_err();
        let state = faults.into_model_state(PARAMETER);
        let [(key, texts)] = state.as_slice() else { panic!("{state:?}") };
        assert_eq!(key, PARAMETER);
        // Two parts each, after the two tags around them.
        let column = "<ImportCustomersRequest><Customers>".len() + 4 * 999_999 + 1;
        assert_eq!(*texts, [format!("Line 1, column {column}: the document has more than 2,000,000 parts.")]);
    }
}

#[test]
fn hostile_bodies_are_refused_with_a_text() {
    let bodies: Vec<Hostile> = [deep_json(), json_values(), json_texts(), xml_structure(), xml_values()]
        .into_iter()
        .flatten()
        .collect();
    assert!(bodies.len() >= 50);
    for Hostile { name, form, body } in bodies {
        let begun = Instant::now();
        let faults = match customer_add::read(&body, form) {
            Ok(bound) => bound.faults,
            Err(faults) => faults,
        };
        let state = faults.into_model_state(PARAMETER);
        assert!(!state.is_empty(), "{name} was accepted");
        assert!(
            state
                .iter()
                .all(|(key, texts)| key.starts_with(PARAMETER) && texts.iter().all(|text| !text.is_empty())),
            "{name}"
        );
        // Anything that grows with the square of its length takes minutes here; the machine may be busy and the build slow.
        assert!(begun.elapsed() < Duration::from_secs(20), "{name} took {:?}", begun.elapsed());
    }
}
