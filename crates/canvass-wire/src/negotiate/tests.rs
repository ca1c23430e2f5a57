use super::*;

const JSON: &[u8] = b"{}";

#[test]
fn b1_to_b5_readers() {
    use MediaType::{ApplicationJson, ApplicationXml, TextJson, TextXml};
    let cases: [(&str, Option<&str>, &[u8], MediaType); 20] = [
        ("B1", Some("application/json"), JSON, ApplicationJson),
        ("B1", Some("Application/JSON; charset=utf-8; odata=x"), JSON, ApplicationJson),
        ("B1", Some("text/json"), JSON, TextJson),
        ("B2", Some("application/xml"), JSON, ApplicationXml),
        ("B2", Some("TEXT/xml;charset=latin1"), JSON, TextXml),
        ("B3", Some("*/*"), JSON, ApplicationJson),
        ("B3", Some("application/*"), b"<a/>", ApplicationJson),
        ("B4", None, JSON, ApplicationJson),
        ("B4", Some(""), b" \r\n\t<a/>", ApplicationXml),
        ("B4", Some(" "), b"\xEF\xBB\xBF <a/>", ApplicationXml),
        ("B4", None, b"\xEF\xBB\xBF{}", ApplicationJson),
        ("B4", None, b"x", ApplicationJson),
        ("B4", None, b"", ApplicationJson),
        ("B5", Some("application/json;"), JSON, ApplicationJson),
        ("B5", Some("application/xml ; "), JSON, ApplicationXml),
        ("B8", Some("text/plain"), b"", ApplicationJson),
        ("B8", Some("application/xml"), b"", ApplicationXml),
        ("B9", Some("application/json"), b"<a/>", ApplicationJson),
        ("B9", Some("text/xml"), b"{}", TextXml),
        ("B11", Some("application/json; charset=utf-16"), JSON, ApplicationJson),
    ];
    for (rule, content_type, body, answer) in cases {
        let content = body_form(content_type, body).unwrap();
        assert_eq!(content, Content { form: answer.form(), answer }, "{rule}: {content_type:?}");
    }
}

#[test]
fn b6_other_types_are_refused() {
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/*",
        "json",
        "application/",
        "a b/c",
        "application/json+x",
        "multipart/form-data; boundary=x",
        "application/json\u{FFFD}",
        "application/json; x=\u{FFFD}",
    ] {
        let media_type = content_type.split(';').next().unwrap().to_owned();
        assert_eq!(
            body_form(Some(content_type), b"x"),
            Err(UnsupportedMediaType(media_type)),
            "B6: {content_type}"
        );
    }
}

#[test]
fn g1_to_g9_answers() {
    use MediaType::{ApplicationJson, ApplicationXml, TextJson, TextXml};
    let read = |content_type| body_form(Some(content_type), b"x").ok();
    let cases = [
        ("G1", None, None, ApplicationJson),
        ("G2", None, read("text/xml"), TextXml),
        ("G2", None, read("application/xml"), ApplicationXml),
        ("G2", None, read("text/json"), TextJson),
        ("G2", None, body_form(None, b"<a/>").ok(), ApplicationXml),
        ("G2", Some(""), read("text/xml"), TextXml),
        ("G3", Some("*/*"), read("text/xml"), ApplicationJson),
        ("G4", Some("text/xml"), None, TextXml),
        ("G4", Some("application/xml"), read("text/json"), ApplicationXml),
        ("G4", Some("text/json"), None, TextJson),
        ("G4", Some("application/json"), read("text/xml"), ApplicationJson),
        ("G5", Some("application/*"), read("text/xml"), ApplicationJson),
        ("G5", Some("text/*"), read("text/xml"), TextJson),
        ("G6", Some("application/xml, application/json"), None, ApplicationJson),
        ("G6", Some("application/xml;q=0.9, application/json;q=0.8"), None, ApplicationXml),
        ("G6", Some("text/xml;q=0.5,text/json;q=0.5"), None, TextJson),
        ("G6", Some("application/json;q=0, application/xml;q=0.001"), None, ApplicationXml),
        ("G7", Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), None, ApplicationXml),
        ("G8", Some("image/png"), read("text/xml"), TextXml),
        ("G8", Some("application/json;q=x"), read("text/xml"), TextXml),
        ("G8", Some("nonsense"), None, ApplicationJson),
        ("G8", Some("application/xml;q=0"), None, ApplicationJson),
        ("G9", Some("APPLICATION/XML; charset=utf-8; Q=1.0"), None, ApplicationXml),
        ("G9", Some("Text/*;level=1"), None, TextJson),
    ];
    for (rule, accept, content, answer) in cases {
        assert_eq!(answer_type(accept, content), answer, "{rule}: {accept:?}");
    }
}

#[test]
fn g10_an_error_is_written_in_the_form_of_the_answer() {
    use crate::aspnet::error::{ErrorBody, UNEXPECTED};
    let unread = body_form(Some("text/plain"), b"x").ok();
    for (accept, first) in [(None, '{'), (Some("text/xml"), '<')] {
        let body = ErrorBody::message(UNEXPECTED, "1").write(answer_type(accept, unread).form());
        assert!(body.starts_with(first), "G10: {accept:?}");
    }
}

#[test]
fn o1_w1_answers_name_their_type_and_charset() {
    assert_eq!(MediaType::ApplicationJson.header(), "application/json; charset=utf-8");
    assert_eq!(MediaType::TextXml.header(), "text/xml; charset=utf-8");
}
