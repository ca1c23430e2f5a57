use super::*;
use crate::questionpro::contact::MOST_CONTACTS;
use crate::questionpro::{import_response, import_transactions, survey_url, survey_urls};

/// The detail of a body that is refused for its shape.
fn schema(body: &str) -> String {
    match import_transactions::read(body.as_bytes(), MOST_CONTACTS) {
        Err(Refused::Schema(faults)) => faults.detail(),
        other => panic!("{body}: {other:?}"),
    }
}

fn not_json(body: &[u8]) -> String {
    match import_transactions::read(body, MOST_CONTACTS) {
        Err(Refused::NotJson(detail)) => detail,
        other => panic!("{other:?}"),
    }
}

#[test]
fn q13_the_second_reading_is_told_and_only_used_where_the_first_fails() {
    let is_lenient =
        |body: &str| import_transactions::read(body.as_bytes(), MOST_CONTACTS).unwrap().is_lenient;
    assert!(!is_lenient(r#"{"contacts":[{}]}"#));
    for body in [
        r#"{"contacts":[{},],}"#,
        r#"{"contacts":[{}]/* c */} // d"#,
        "{'contacts':[{}]}",
        "{contacts:[{$a_1:1}]}",
    ] {
        assert!(is_lenient(body), "{body}");
    }
}

#[test]
fn q14_what_is_no_json_is_told_with_line_and_column() {
    let cases: [(&[u8], &str); 10] = [
        (b"{\"contacts\":[{}\n{}]}", "Line 2, column 1: a comma or a closing bracket is expected."),
        (b"{\"a\":1,,}", "Line 1, column 8: a name is expected."),
        (b"{\"a\":NaN}", "Line 1, column 6: a value is expected."),
        (b"{\"a\":bare}", "Line 1, column 6: a value is expected."),
        (b"{} x", "Line 1, column 4: nothing may follow the value."),
        (b"{\"a\":\"\\ud800\"}", "Line 1, column 7: the surrogate has no partner."),
        (b"{\n\"\xC3\xA9\":\"\xFF\"}", "Line 2, column 6: the bytes are not UTF-8."),
        (b"", "Line 1, column 1: the body is empty."),
        (b" \n ", "Line 2, column 2: the body is empty."),
        (b"{\"a\":", "Line 1, column 6: the text ends too early."),
    ];
    for (body, detail) in cases {
        assert_eq!(not_json(body), detail);
    }
    assert_eq!(not_json("[".repeat(65).as_bytes()), "Line 1, column 65: the nesting is deeper than 64.");
    assert!(import_transactions::read(b"\xEF\xBB\xBF{\"contacts\":[{}]}", MOST_CONTACTS).is_ok());
}

#[test]
fn q16_all_faults_of_the_shape_are_told_together_in_their_order() {
    assert_eq!(
        schema(
            r#"{"surveyID":"x","contacts":[1,{"email":{},"products":[{"productName":[]},null]},{"products":{}}]}"#
        ),
        concat!(
            "surveyID: an integer is expected. contacts[0]: an object is expected. ",
            "contacts[1].email: a text is expected. contacts[1].products[0].productName: a text is expected. ",
            "contacts[1].products[1]: an object is expected. contacts[2].products: an array is expected."
        )
    );
    for (body, detail) in [
        ("[]", "body: an object is expected."),
        ("null", "body: an object is expected."),
        ("7", "body: an object is expected."),
        ("{}", "contacts: an array of contacts is expected."),
        (r#"{"contacts":null}"#, "contacts: an array of contacts is expected."),
        (r#"{"contacts":{}}"#, "contacts: an array is expected."),
        (r#"{"contacts":[]}"#, "contacts: at least one contact is expected."),
    ] {
        assert_eq!(schema(body), detail);
    }
    let Err(Refused::Schema(faults)) = survey_urls::read(b"{}", MOST_CONTACTS) else { panic!() };
    assert_eq!(faults.detail(), "body: an array is expected.");
    let Err(Refused::Schema(faults)) = survey_url::read(b"[]") else { panic!() };
    assert_eq!(faults.detail(), "body: an object is expected.");
}

#[test]
fn q16_one_hundred_faults_are_told_and_how_many_there_are_beyond() {
    let contacts = vec!["1"; 103].join(",");
    let detail = schema(&format!("{{\"contacts\":[{contacts}]}}"));
    assert!(detail.contains("contacts[99]: ") && !detail.contains("contacts[100]"), "{detail}");
    assert!(detail.ends_with(" 3 further faults."), "{detail}");
}

#[test]
fn q17_names_compare_without_case_and_unknown_ones_are_ignored() {
    let body = br#"{"CONTACTS":[{"EMail":"a","CUSTOM7":"x","custom":1,"customer":{},"isManualSurvey":[]}]}"#;
    let bound = import_transactions::read(body, MOST_CONTACTS).unwrap();
    let contact = &bound.request.contacts[0];
    assert_eq!(contact.email.as_deref(), Some("a"));
    assert_eq!(contact.custom, [Numbered { number: 7, text: "x".to_owned() }]);
}

#[test]
fn q17_numbers_out_of_range_are_refused() {
    let one = |name: &str| schema(&format!(r#"{{"contacts":[{{"{name}":"x"}}]}}"#));
    for name in ["custom0", "custom256", "Custom99999999999999999999", "custom01"] {
        assert_eq!(one(name), "contacts[0]: custom goes from custom1 to custom255.", "{name}");
    }
    assert_eq!(
        schema(r#"{"contacts":[{"products":[{"pcustom21":"x"}]}]}"#),
        "contacts[0].products[0]: pCustom goes from pCustom1 to pCustom20."
    );
    assert!(
        import_transactions::read(
            br#"{"contacts":[{"custom255":"x","products":[{"pCustom20":1}]}]}"#,
            MOST_CONTACTS
        )
        .is_ok()
    );
}

#[test]
fn q17_a_name_twice_is_refused_with_its_place() {
    assert_eq!(
        schema("{\"contacts\":[{\"email\":\"a\",\n \"Email\":\"a\"}],\"x\":1,\"X\":{\"y\":1,\"y\":2}}"),
        concat!(
            "contacts[0]: line 2, column 10: a name occurs twice. ",
            "body: line 2, column 26: a name occurs twice. body: line 2, column 37: a name occurs twice."
        )
    );
}

#[test]
fn q18_texts_take_numbers_and_literals_as_written_and_integers_take_texts() {
    let body = br#"{"contacts":[{"firstName":1.50,"lastName":true,"email":null,"custom1":1e3,"surveyID":" 88 ","smsTemplateID":-1}]}"#;
    let bound = import_transactions::read(body, MOST_CONTACTS).unwrap();
    let contact = &bound.request.contacts[0];
    assert_eq!(contact.first_name.as_deref(), Some("1.50"));
    assert_eq!((contact.last_name.as_deref(), contact.email.as_deref()), (Some("true"), None));
    assert_eq!(contact.custom[0].text, "1e3");
    assert_eq!((contact.routing.survey, contact.routing.sms_template), (Some(88), Some(-1)));
    for sent in ["1.5", "\"\"", "true", "[]", "\"8 8\""] {
        let body = format!(r#"{{"contacts":[{{"surveyID":{sent}}}]}}"#);
        assert_eq!(schema(&body), "contacts[0].surveyID: an integer is expected.", "{sent}");
    }
    assert_eq!(
        schema(r#"{"contacts":[{"surveyID":99999999999999999999}]}"#),
        "contacts[0].surveyID: the integer is too large."
    );
}

#[test]
fn q19_more_than_1000_rows_are_refused_whole() {
    let body = |rows: usize| format!("[{}]", vec!["{}"; rows].join(","));
    assert_eq!(survey_urls::read(body(1_000).as_bytes(), MOST_CONTACTS).unwrap().request.len(), 1_000);
    let Err(Refused::Schema(faults)) = survey_urls::read(body(1_001).as_bytes(), MOST_CONTACTS) else {
        panic!()
    };
    assert_eq!(faults.detail(), "body: at most 1,000 contacts are accepted in one call.");
    let detail = schema(&format!("{{\"contacts\":{}}}", body(1_001)));
    assert_eq!(detail, "contacts: at most 1,000 contacts are accepted in one call.");
    // An installation may say otherwise.
    assert!(survey_urls::read(body(1_001).as_bytes(), 1_001).is_ok());
    let Err(Refused::Schema(faults)) = survey_urls::read(body(3).as_bytes(), 2) else { panic!() };
    assert_eq!(faults.detail(), "body: at most 2 contacts are accepted in one call.");
}

#[test]
fn q20_nul_is_refused_wherever_it_stands() {
    let cases = [
        (r#"{"contacts":[{"email":"a\u0000"}]}"#, "contacts[0].email: the text holds U+0000."),
        (r#"{"contacts":[{"custom3":"\u0000"}]}"#, "contacts[0].custom3: the text holds U+0000."),
        (r#"{"contacts":[{"em\u0000ail":"a"}]}"#, "contacts[0]: a name holds U+0000."),
        (r#"{"contacts":[{"x":[{"y":"\u0000"}]}]}"#, "contacts[0]: a text holds U+0000."),
    ];
    for (body, detail) in cases {
        assert_eq!(schema(body), detail);
    }
    let Err(Refused::Schema(faults)) = import_response::read(br#"{"customVariables":{"a":"\u0000"}}"#) else {
        panic!()
    };
    assert_eq!(faults.detail(), "customVariables: the text holds U+0000.");
}

#[test]
fn q20_other_control_characters_and_blanks_are_left_to_the_rules_of_the_row() {
    let bound = import_transactions::read(
        br#"{"contacts":[{"firstName":" a\u0001 ","custom1":" \t"}]}"#,
        MOST_CONTACTS,
    );
    let contact = &bound.unwrap().request.contacts[0];
    assert_eq!(contact.first_name.as_deref(), Some(" a\u{1} "));
    assert_eq!(contact.custom[0].text, " \t");
}
