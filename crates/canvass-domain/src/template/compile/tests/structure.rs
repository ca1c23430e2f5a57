//! Whatever the data are, the HTML has the structure that its author wrote: the result is read by a real parser, and its
//! elements, attributes and addresses compared with those of harmless data.

use std::fmt::Write as _;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::*;

const PAGE: &str = "<html><head><title>{{ data.first_name }}</title><style>p { color: {{ data.segment }}; }</style></head>\
<body title=\"a {{ data.first_name }}\" class='{{ data.first_name }} b'>\
<p style=\"color: {{ data.first_name }}\">{{ name }}, {{ title }}{{ amount }}{{ visited }}</p>\
{% if data.first_name == 'x' %}<b>{{ data.first_name }}</b>{% else %}<b>{{ data.segment }}</b>{% endif %}\
<a href=\"{{ shop }}\">{{ shop }}</a><a href='https://a.example/{{ data.shop }}/x?y={{ data.shop }}#{{ data.shop }}'>x</a>\
<a href=\"mailto:{{ data.shop }}\">x</a><a href=\"/x{{ data.shop }}\">x</a><a href=\"{{ link }}\">x</a>\
<!--[if mso]><i>{{ data.first_name }}</i><![endif]--></body></html>";

/// Elements with their attributes' names, in order, and the schemes and hosts of addresses.
fn structure(page: &str) -> Vec<String> {
    let mut reader = Reader::from_str(page);
    let mut seen = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|fault| panic!("{fault}: {page}")) {
            Event::Start(element) => seen.push(element_structure(&element)),
            Event::End(element) => seen.push(format!("/{:?}", element.name())),
            Event::Comment(comment) => {
                let inner = comment.to_string();
                assert!(inner.ends_with("<![endif]"), "{page}");
                seen.push(format!("comment {}", inner.matches(['<', '>']).count()));
            }
            Event::Eof => return seen,
            Event::Text(_) | Event::GeneralRef(_) => {}
            other @ (Event::Empty(_)
            | Event::CData(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)) => {
                panic!("{other:?}: {page}")
            }
        }
    }
}

fn element_structure(element: &BytesStart<'_>) -> String {
    let mut told = format!("{:?}", element.name());
    for attribute in element.attributes() {
        let attribute = attribute.unwrap();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
        write!(told, " {:?}", attribute.key).unwrap();
        if attribute.key.as_ref() == "href" {
            let is_ours = value.starts_with("https://a.example/") && value.matches(['?', '#']).count() == 2
                || value.starts_with("mailto:") && !value.contains('?')
                || value.starts_with("/x") && !value.starts_with("//")
                || value == "https://ask.example/q/1"
                || crate::template::link::followed(&value).is_some();
            assert!(is_ours, "{value}");
        }
    }
    told
}

fn page(values: &[(&'static str, &str)]) -> String {
    let compiled = compile(&document("{{ link }}", Some(PAGE)), &columns());
    let told: Vec<String> = compiled.faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    let body = compiled.editions[0].html.as_ref().unwrap();
    body.print(names("en", &TimeZone::UTC), &row(values)).unwrap()
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>"),
        Just("</style>"),
        Just("</title>"),
        Just("-->"),
        Just("--"),
        Just("--!>"),
        Just("\""),
        Just("'"),
        Just("`"),
        Just(">"),
        Just("<"),
        Just("&"),
        Just("&lt;"),
        Just("&#x3c;"),
        Just("javascript:"),
        Just("JAVA\tSCRIPT:"),
        Just("https://"),
        Just("mailto:a@b"),
        Just("//"),
        Just("?"),
        Just("#"),
        Just("\r\n"),
        Just(" onload=x "),
        Just("{{ link }}"),
        Just("{% if %}"),
        Just("]]>"),
        Just("<![CDATA["),
        Just("<?x"),
        Just("\u{2028}"),
        Just("expression("),
        Just("}"),
        Just("\\"),
        Just("x"),
        Just("\u{202e}"),
    ];
    prop_oneof![
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        // What XML 1.0 cannot hold at all is for the parser of the test, not for mail.
        "\\PC{0,20}",
    ]
}

proptest! {
    #[test]
    fn exp_06_no_value_changes_the_structure(name in hostile(), segment in hostile(), shop in hostile()) {
        let values = [
            ("First name", name.as_str()),
            ("Segment", &segment),
            ("Shop", &shop),
            ("Gender", &name),
            ("Amount", &segment),
            ("Visited", &shop),
        ];
        let harmless = [("First name", "a"), ("Segment", "b"), ("Shop", "https://c.example/d")];
        prop_assert_eq!(structure(&page(&values)), structure(&page(&harmless)));
    }
}
