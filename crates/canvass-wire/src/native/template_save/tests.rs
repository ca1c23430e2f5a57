use super::*;
use canvass_domain::template::{Edition, Kind};

fn told(body: &str) -> Vec<String> {
    let faults = read(body.as_bytes()).unwrap_err().into_ordered("");
    faults.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_template_needs_a_name_a_subject_and_a_text() {
    assert_eq!(told(r#"{"html":"<p></p>"}"#), ["/name", "/subject", "/text"]);
    let plain = read(br#"{"name":"a","subject":"b","text":"c"}"#).unwrap();
    assert_eq!(plain.document, Document::plain("b", "c", None));
}

#[test]
fn a_mail_is_one_or_several_and_not_both() {
    let body = r#"{"name":"a","languages":[
        {"language":"nl","subject":"b","text":"c","html":"d"},
        {"language":"en","subject":"e","text":"f","sms":"g"}],"sms":"h"}"#;
    let TemplateSave { document, sms, .. } = read(body.as_bytes()).unwrap();
    assert_eq!(sms.as_deref(), Some("h"), "for the languages that have none");
    let [nl, en] = document.editions.as_slice() else { panic!("two are expected: {document:?}") };
    let parts = |edition: &Edition| {
        let Edition { language, subject, text, html, sms } = edition.clone();
        [language, Some(subject), Some(text), html, sms].map(Option::unwrap_or_default)
    };
    assert_eq!(
        (parts(nl), parts(en)),
        (["nl", "b", "c", "d", ""].map(str::to_owned), ["en", "e", "f", "", "g"].map(str::to_owned))
    );
    assert_eq!((&nl.sms, &en.html), (&None, &None));
    assert_eq!(
        told(r#"{"name":"a","subject":"x","html":"y","languages":[{"language":"nl","html":"z"}]}"#),
        ["/subject", "/html", "/languages/0/subject", "/languages/0/text"]
    );
}

#[test]
fn members_of_a_placeholder_belong_to_its_type() {
    let of = |placeholder: &str| {
        format!(r#"{{"name":"a","subject":"b","text":"c","placeholders":[{placeholder}]}}"#)
    };
    let read_one = |placeholder: &str| {
        let read = read(of(placeholder).as_bytes()).unwrap();
        read.document.placeholders.into_iter().next().unwrap().kind
    };
    assert_eq!(
        read_one(r#"{"name":"n","column":"c","type":"number","decimals":2,"decimalMark":","}"#),
        Kind::Number { decimals: Some(2), is_grouped: true, has_comma: true }
    );
    assert_eq!(read_one(r#"{"name":"n","column":"c","type":"link","ifEmpty":{"nl":"x"}}"#), Kind::Link);
    for (placeholder, expected) in [
        (r#"{"type":"money"}"#, ["name", "column", "type"].as_slice()),
        (r#"{"name":"n","column":"c","type":"date"}"#, &["format"]),
        (r#"{"name":"n","column":"c","type":"choice"}"#, &["choices"]),
        (r#"{"name":"n","column":"c","type":"text","decimals":1,"format":"d"}"#, &["decimals", "format"]),
        (
            r#"{"name":"n","column":"c","type":"number","decimals":-1,"decimalMark":";"}"#,
            &["decimals", "decimalMark"],
        ),
    ] {
        let expected: Vec<String> = expected.iter().map(|name| format!("/placeholders/0/{name}")).collect();
        assert_eq!(told(&of(placeholder)), expected, "{placeholder}");
    }
}

#[test]
fn a_preview_has_a_template_and_data() {
    let body =
        r#"{"template":{"name":"a","subject":"b"},"data":{"First name":"Bo","Old":null},"language":"nl"}"#;
    let faults = read_preview(body.as_bytes()).unwrap_err().into_ordered("");
    assert_eq!(faults.into_iter().map(|(path, _)| path).collect::<Vec<String>>(), ["/template/text"]);
    let preview = read_preview(body.replace("\"b\"", "\"b\",\"text\":\"c\"").as_bytes()).unwrap();
    assert_eq!(preview.data, [("First name".to_owned(), "Bo".to_owned())]);
    assert_eq!(preview.template.document, Document::plain("b", "c", None));
}
