use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::value::{Scalar, plain};

const X: &str = "urn:x";
const Y: &str = "urn:y";

#[derive(Debug)]
struct Whole {
    text: Option<&'static str>,
    inner: Option<Inner>,
    inners: Vec<Inner>,
    numbers: Option<Vec<i32>>,
}

#[derive(Debug)]
struct Inner {
    kind: i32,
}

impl Typed for Whole {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "Whole",
        levels: &[
            Level {
                namespace: Y,
                fields: &[Field { name: "BaseText", of: Of::Value, get: |whole| Out::text(whole.text) }],
            },
            Level {
                namespace: X,
                fields: &[
                    Field { name: "Text", of: Of::Value, get: |whole| Out::text(whole.text) },
                    Field {
                        name: "Inner",
                        of: Of::Object(Y),
                        get: |whole| whole.inner.as_ref().map_or(Out::Null, |inner| Out::Object(inner)),
                    },
                    Field { name: "Inners", of: Of::List("Inner", Y), get: |whole| Out::list(&whole.inners) },
                    Field {
                        name: "Numbers",
                        of: Of::List("int", ARRAYS),
                        get: |whole| match &whole.numbers {
                            None => Out::Null,
                            Some(numbers) => {
                                Out::List(numbers.iter().map(|number| Out::int(*number)).collect())
                            }
                        },
                    },
                ],
            },
        ],
    };
}

impl Typed for Inner {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "Inner",
        levels: &[Level {
            namespace: Y,
            fields: &[Field { name: "Kind", of: Of::Value, get: |inner| Out::Code(inner.kind, "Word") }],
        }],
    };
}

const FULL: Whole =
    Whole { text: Some("a<&>\"\r\n"), inner: Some(Inner { kind: 1 }), inners: Vec::new(), numbers: None };

#[test]
fn o1_o2_o3_json_lists_the_derived_level_first_without_blanks() {
    assert_eq!(
        json(&FULL),
        r#"{"Text":"a<&>\"\r\n","Inner":{"Kind":1},"Inners":[],"Numbers":null,"BaseText":"a<&>\"\r\n"}"#
    );
    assert_eq!(json_list(&[Inner { kind: 1 }, Inner { kind: 2 }]), r#"[{"Kind":1},{"Kind":2}]"#);
}

#[test]
fn w1_to_w7_xml_lists_base_members_first_and_declares_namespaces_once() {
    // W2: schema instance, then the default. W4: a base member declares its own. W5, W6: prefixes by depth, on empty
    // and nil lists too.
    assert_eq!(
        xml(&FULL),
        "<Whole xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:x\">\
         <BaseText xmlns=\"urn:y\">a&lt;&amp;&gt;\"&#xD;\n</BaseText>\
         <Inner xmlns:d2p1=\"urn:y\"><d2p1:Kind>Word</d2p1:Kind></Inner>\
         <Inners xmlns:d2p1=\"urn:y\" />\
         <Numbers xmlns:d2p1=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\" i:nil=\"true\" />\
         <Text>a&lt;&amp;&gt;\"&#xD;\n</Text></Whole>"
    );
    let other =
        Whole { text: None, inner: None, inners: vec![Inner { kind: 1 }], numbers: Some(vec![51, 52]) };
    assert_eq!(
        xml(&other),
        "<Whole xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:x\">\
         <BaseText i:nil=\"true\" xmlns=\"urn:y\" />\
         <Inner xmlns:d2p1=\"urn:y\" i:nil=\"true\" />\
         <Inners xmlns:d2p1=\"urn:y\"><d2p1:Inner><d2p1:Kind>Word</d2p1:Kind></d2p1:Inner></Inners>\
         <Numbers xmlns:d2p1=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\"><d2p1:int>51</d2p1:int><d2p1:int>52</d2p1:int></Numbers>\
         <Text i:nil=\"true\" /></Whole>"
    );
    let empty = Whole { text: Some(""), inner: None, inners: Vec::new(), numbers: Some(Vec::new()) };
    assert!(xml(&empty).contains("<Text></Text>"), "W7");
}

#[test]
fn w8_a_list_is_an_array_of_its_items() {
    assert_eq!(
        xml_list("Inner", Y, &[Inner { kind: 1 }]),
        "<ArrayOfInner xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:y\"><Inner><Kind>Word</Kind></Inner></ArrayOfInner>"
    );
}

type Make = fn() -> Out<'static>;

/// One value of each kind, to write it in both forms.
#[derive(Debug)]
struct One(Make);

impl Typed for One {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "One",
        levels: &[Level {
            namespace: X,
            fields: &[Field { name: "V", of: Of::Value, get: |one| (one.0)() }],
        }],
    };
}

#[test]
fn o4_o5_w9_values_in_both_forms() {
    let cases: [(Make, &str, &str); 12] = [
        (|| Out::Bool(true), "true", "true"),
        (|| Out::Double(8.0), "8.0", "8"),
        (|| Out::Double(8.5), "8.5", "8.5"),
        (|| Out::Int(-5), "-5", "-5"),
        (|| Out::Decimal(plain(Scalar::Number("5.50")).unwrap().unwrap()), "5.50", "5.50"),
        (
            || Out::Guid(Uuid::try_parse("457C0551F8974DEAB228F47CA1DCC04F").unwrap()),
            "\"457c0551-f897-4dea-b228-f47ca1dcc04f\"",
            "457c0551-f897-4dea-b228-f47ca1dcc04f",
        ),
        (|| Out::Code(1, "Word"), "1", "Word"),
        (|| Out::Bytes(b"@@"), "\"QEA=\"", "QEA="),
        (|| local("2026-03-02T09:15:04Z"), "\"2026-03-02T10:15:04+01:00\"", "2026-03-02T10:15:04+01:00"),
        (
            || local("2026-07-02T09:15:04.5120000Z"),
            "\"2026-07-02T11:15:04.512+02:00\"",
            "2026-07-02T11:15:04.512+02:00",
        ),
        (
            || local("2026-03-02T09:15:04.1234567Z"),
            "\"2026-03-02T10:15:04.1234567+01:00\"",
            "2026-03-02T10:15:04.1234567+01:00",
        ),
        (
            || zoned("1950-01-01T00:00:00Z", "Africa/Monrovia"),
            "\"1949-12-31T23:15:00-00:45\"",
            "1949-12-31T23:15:00-00:45",
        ),
    ];
    for (make, in_json, in_xml) in cases {
        assert_eq!(json(&One(make)), format!("{{\"V\":{in_json}}}"));
        assert!(xml(&One(make)).contains(&format!("<V>{in_xml}</V>")), "{}", xml(&One(make)));
    }
    assert!(
        json(&One(|| date("2026-03-02T09:15:04Z".parse().unwrap(), &jiff::tz::TimeZone::UTC)))
            .contains("+00:00")
    );
}

fn local(moment: &str) -> Out<'static> {
    zoned(moment, "Europe/Amsterdam")
}

fn zoned(moment: &str, zone: &str) -> Out<'static> {
    date(moment.parse().unwrap(), &TimeZoneDatabase::bundled().get(zone).unwrap())
}

#[test]
fn o6_only_quotes_backslash_and_line_ends_are_escaped() {
    let mut text = String::new();
    json_text(&mut text, "\"\\/<>&'é\u{1F600}\u{85}\u{2028}\u{2029}\t\u{7F}");
    assert_eq!(text, "\"\\\"\\\\/<>&'é\u{1F600}\\u0085\\u2028\\u2029\\t\u{7F}\"");
}

#[test]
fn w10_xml_text_stays_well_formed() {
    let mut text = String::new();
    xml_text(&mut text, "]]>\u{1}\u{FFFE}\0\"'\t\n\r\u{1F600}");
    assert_eq!(text, "]]&gt;\"'\t\n&#xD;\u{1F600}");
}

#[test]
fn s5_keys_become_names() {
    assert_eq!(element_name("request.Customers[0].Data"), "request.Customers_x005B_0_x005D_.Data");
    assert_eq!(element_name("Idempotency-Key"), "Idempotency-Key");
    assert_eq!(element_name("1 a"), "_x0031__x0020_a");
    assert_eq!(element_name("_x005B_"), "_x005F_x005B_");
}
