use canvass_domain::when::When;

use super::*;
use crate::fault::Style;
use crate::json::Syntax;
use crate::limits::ReadLimits;
use crate::read::BodyForm;
use crate::value::Bytes;

#[derive(Debug, Default, Clone, PartialEq)]
struct Order {
    name: Option<String>,
    count: i32,
    limit: Option<i32>,
    is_open: bool,
    since: Option<When>,
    file: Option<Bytes>,
    owner: Option<Owner>,
    lines: Vec<Line>,
    numbers: Vec<i32>,
    words: Vec<String>,
}

#[derive(Debug, Default, Clone, PartialEq)]
struct Owner {
    name: Option<String>,
}

#[derive(Debug, Default, Clone, PartialEq)]
struct Line {
    id: i32,
    note: Option<String>,
}

static ORDER: Table<Order> = Table {
    name: "Order",
    members: &[
        Member::required(Member::text("Name", 5, |order| &mut order.name)),
        Member::value("Count", |order, sent| must(sent, &mut order.count)),
        Member::value("Limit", |order, sent| maybe(sent, &mut order.limit)),
        Member::value("IsOpen", |order, sent| must(sent, &mut order.is_open)),
        Member::value("Since", |order, sent| maybe(sent, &mut order.since)),
        Member::value("File", |order, sent| maybe(sent, &mut order.file)),
        Member::part("Owner", |order, spot| spot.object(&OWNER, &mut order.owner)),
        Member::limited("Lines", Most { count: 3, text: "At most 3 lines." }, |order, spot| {
            spot.list(&LINE, &mut order.lines)
        }),
        Member::part("Numbers", |order, spot| spot.values("int", &mut order.numbers)),
        Member::part("Words", |order, spot| spot.texts(&mut order.words)),
    ],
};
static OWNER: Table<Owner> =
    Table { name: "Owner", members: &[Member::required(Member::text("Name", 5, |owner| &mut owner.name))] };
static LINE: Table<Line> = Table {
    name: "Line",
    members: &[
        Member::value("Id", |line, sent| must(sent, &mut line.id)),
        Member::text("Note", 5, |line| &mut line.note),
    ],
};

const VENDOR: Dialect = Dialect {
    style: Style::Dotted("request"),
    syntax: Syntax::StrictThenLenient,
    is_strict: false,
    namespaces: &["urn:ours"],
    limits: ReadLimits::WIRE,
};
const OWN: Dialect = Dialect { style: Style::Pointer, syntax: Syntax::Strict, is_strict: true, ..VENDOR };

fn bind(body: &str) -> Bound<Order> {
    let form = if body.starts_with('<') { BodyForm::Xml } else { BodyForm::Json };
    read_object(body.as_bytes(), form, &ORDER, &VENDOR).unwrap_or_else(|faults| panic!("{body}: {faults:?}"))
}

fn faults(body: &str) -> Vec<String> {
    told(bind(body).faults)
}

fn told(faults: crate::fault::Faults) -> Vec<String> {
    faults.into_ordered("request").into_iter().map(|(path, text)| format!("{path}: {text}")).collect()
}

fn order(name: &str) -> Order {
    Order { name: Some(name.to_owned()), ..Order::default() }
}

#[test]
fn m1_names_match_without_case_in_json() {
    for body in [r#"{"name":"a"}"#, r#"{"NAME":"a"}"#, r#"{"Name":"a"}"#, r#"{"\u004eame":"a"}"#] {
        assert_eq!(
            bind(body),
            Bound { request: order("a"), faults: crate::fault::Faults::new() },
            "M1, J11: {body}"
        );
    }
}

#[test]
fn m2_x6_a_known_member_twice_is_refused() {
    let expected = ["request.Name: The member Name occurs twice."];
    assert_eq!(faults(r#"{"Name":"a","Count":1,"NAME":"b","name":"c"}"#), expected);
    assert_eq!(faults("<Order><Name>a</Name><Name>b</Name></Order>"), expected);
    let nested = faults(r#"{"Name":"a","Lines":[{"Id":1,"id":1}],"lines":[{"Id":"x"}]}"#);
    assert_eq!(
        nested,
        ["request.Lines: The member Lines occurs twice.", "request.Lines[0].Id: The member Id occurs twice."]
    );
}

#[test]
fn m3_m4_j12_unknown_members_are_skipped_with_all_they_hold() {
    for body in [
        r#"{"Name":"a","Other":{"a":1,"a":2,"b":[null,1e999]},"Other":3}"#,
        r#"{"Name":"a"," Name":"b","Name ":5}"#,
        r#"{"Name":"a","":1,"$type":"System.Object","$id":"1","$ref":"1"}"#,
        r#"{"Name":"a","Other":"\u0000"}"#,
        "<Order z:Id='1' xmlns:z='urn:z'><Name>a</Name><name>b</name><Other><Deep>1</Deep></Other></Order>",
    ] {
        assert_eq!(
            bind(body),
            Bound { request: order("a"), faults: crate::fault::Faults::new() },
            "M3: {body}"
        );
    }
}

#[test]
fn m5_m6_left_out_and_null_are_defaults() {
    let body = r#"{"Name":"a","Count":null,"IsOpen":null,"Limit":null,"Since":null,"Lines":null,"Owner":null,"File":null}"#;
    assert_eq!(bind(body).request, order("a"));
    assert!(bind(body).faults.is_empty());
}

#[test]
fn m7_m8_null_and_bad_items_are_refused_and_the_others_read() {
    let body = r#"{"Name":"a","Lines":[{"Id":1},null,5,{"Id":"x"}],"Numbers":[1,null,"2","x"],"Words":["a",null,7,{}]}"#;
    let bound = bind(body);
    assert_eq!(bound.request.numbers, [1, 2]);
    assert_eq!(bound.request.words, ["a", "7"]);
    assert_eq!(bound.request.lines.len(), 3);
    assert_eq!(
        told(bound.faults),
        [
            "request.Lines: At most 3 lines.",
            "request.Lines[1]: The item is null.",
            "request.Lines[2]: An object is expected.",
            "request.Numbers[1]: The item is null.",
            "request.Numbers[3]: The value is not a whole number.",
            "request.Words[1]: The item is null.",
            "request.Words[3]: A text is expected.",
        ]
    );
}

#[test]
fn v11_v12_wrong_kinds_are_refused_on_their_member() {
    let body = r#"{"Name":{},"Count":[1],"IsOpen":"yes","Since":5,"File":[1],"Owner":[],"Lines":{},"Numbers":1,"Words":"a","Limit":{}}"#;
    assert_eq!(
        faults(body),
        [
            "request.Name: A text is expected.",
            "request.Count: The value is not a whole number.",
            "request.IsOpen: The value is not true or false.",
            "request.Since: The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00.",
            "request.File: The value is not valid Base64.",
            "request.Owner: An object is expected.",
            "request.Lines: A list is expected.",
            "request.Numbers: A list is expected.",
            "request.Words: A list is expected.",
            "request.Limit: The value is not a whole number.",
        ]
    );
}

#[test]
fn j8_nul_is_refused_on_the_member_or_the_object_of_the_name() {
    assert_eq!(faults(r#"{"Name":"a\u0000b"}"#), ["request.Name: The text contains a NUL character."]);
    assert_eq!(faults("{\"Name\":\"a\",\"x\0y\":1}"), ["request: The text contains a NUL character."]);
}

#[test]
fn j13_x2_b8_another_root_stops() {
    for (body, form, text) in [
        ("[]", BodyForm::Json, "An object is expected."),
        ("\"a\"", BodyForm::Json, "An object is expected."),
        ("null", BodyForm::Json, "A request body is required."),
        ("<Other/>", BodyForm::Xml, "The document element Order is expected."),
    ] {
        let faults = read_object(body.as_bytes(), form, &ORDER, &VENDOR).unwrap_err();
        assert_eq!(told(faults), [format!("request: {text}")], "{body}");
    }
    let faults = read_list(b"{}", BodyForm::Json, &LINE, &VENDOR).unwrap_err();
    assert_eq!(told(faults), ["request: A list is expected."]);
    for (body, form) in [
        ("[{\"Id\":1},{}]", BodyForm::Json),
        ("<ArrayOfLine><Line><Id>1</Id></Line><Line/></ArrayOfLine>", BodyForm::Xml),
    ] {
        let bound = read_list(body.as_bytes(), form, &LINE, &VENDOR).unwrap();
        assert_eq!(bound.request, [Line { id: 1, note: None }, Line::default()]);
    }
    let bound = read_list(b"[{\"Id\":\"x\"}]", BodyForm::Json, &LINE, &VENDOR).unwrap();
    assert_eq!(told(bound.faults), ["request[0].Id: The value is not a whole number."], "S2");
}

#[test]
fn x4_to_x9_elements_bind_by_name_in_any_order() {
    let body = "<o:Order xmlns:o='urn:ours' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
        <Words><string>a</string><int>1</int></Words><o:Numbers><o:int> 5 </o:int></o:Numbers><Lines><Other/><Line><Note></Note><Id>1</Id></Line><Line/></Lines>\
        <Owner><Name>x</Name></Owner><Limit/><Count i:nil='true'/><IsOpen>TRUE</IsOpen><Name> a </Name></o:Order>";
    let bound = bind(body);
    assert!(bound.faults.is_empty(), "{:?}", bound.faults);
    let expected = Order {
        name: Some(" a ".to_owned()),
        is_open: true,
        owner: Some(Owner { name: Some("x".to_owned()) }),
        lines: vec![Line { id: 1, note: Some(String::new()) }, Line::default()],
        numbers: vec![5],
        words: vec!["a".to_owned()],
        ..Order::default()
    };
    assert_eq!(bound.request, expected);
}

#[test]
fn x9_x10_x15_bad_elements_void_only_themselves() {
    let body = "<Order> stray <Name>a<b/></Name><Count></Count><Limit>x</Limit><Since><Day/></Since>\
        <Owner>text</Owner><Lines>text</Lines><Numbers><int>1</int>text</Numbers><IsOpen>true</IsOpen></Order>";
    let bound = bind(body);
    assert!(bound.request.is_open);
    assert_eq!(bound.request.numbers, [1]);
    assert_eq!(
        told(bound.faults),
        [
            "request: An object is expected.",
            "request.Name: A text is expected.",
            "request.Count: The value is not a whole number.",
            "request.Limit: The value is not a whole number.",
            "request.Since: The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00.",
            "request.Owner: An object is expected.",
            "request.Lines: A list is expected.",
            "request.Numbers: A list is expected.",
        ]
    );
}

#[test]
fn s10_required_members_and_long_texts() {
    for body in ["{}", r#"{"Name":null}"#, r#"{"Name":" "}"#, "<Order/>", "<Order><Name/></Order>"] {
        assert_eq!(faults(body), ["request.Name: The Name field is required."], "S10: {body}");
    }
    assert!(faults(r#"{"Name":"ééééé"}"#).is_empty());
    assert_eq!(
        faults(r#"{"Name":"éééééé","Owner":{}}"#),
        [
            "request.Name: The field Name must be a string with a maximum length of 5.",
            "request.Owner.Name: The Name field is required.",
        ]
    );
}

#[test]
fn s9_an_unread_member_is_not_lacking() {
    assert_eq!(faults(r#"{"Name":[]}"#), ["request.Name: A text is expected."]);
    assert_eq!(faults(r#"{"Name":null,"name":"b"}"#), ["request.Name: The member Name occurs twice."]);
}

#[test]
fn own_routes_are_strict_and_point() {
    let read = |body: &str| read_object(body.as_bytes(), BodyForm::Json, &ORDER, &OWN);
    let told = |body: &str| -> Vec<String> {
        read(body)
            .unwrap()
            .faults
            .into_ordered("")
            .into_iter()
            .map(|(path, text)| format!("{path}: {text}"))
            .collect()
    };
    assert!(read("{'Name':'a'}").is_err());
    assert_eq!(
        told(r#"{"name":"a","Name":5,"Count":"1","IsOpen":1,"Lines":[{"Id":true,"a/b":1}]}"#),
        [
            "/name: The member is not known.",
            "/Name: A text is expected.",
            "/Count: The value is not a whole number.",
            "/IsOpen: The value is not true or false.",
            "/Lines/0/Id: The value is not a whole number.",
            "/Lines/0/a~1b: The member is not known.",
        ]
    );
}
