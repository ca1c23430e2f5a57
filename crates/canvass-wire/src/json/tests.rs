use super::*;

fn read_any(text: &str) -> Result<Node<'_>, Unreadable> {
    read(text.as_bytes(), Syntax::StrictThenLenient, ReadLimits::WIRE)
}

fn text_in(document: &str) -> String {
    let node = read_any(document).unwrap();
    let Kind::List(items) = &node.kind else { panic!("{node:?}") };
    let [Node { kind: Kind::Text(text), .. }] = items.as_slice() else { panic!("{node:?}") };
    text.to_string()
}

/// The same tree without places, to compare two spellings.
fn shape(node: &Node<'_>) -> String {
    if let Kind::List(items) = &node.kind {
        return format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(","));
    }
    let Kind::Object(members) = &node.kind else { return format!("{:?}", node.kind) };
    let members = members.iter().map(|member| format!("{:?}:{}", member.name, shape(&member.node)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

#[test]
fn j1_strict_json_is_read_with_numbers_as_sent() {
    let node = read_any(r#" {"A":[1,5.50,-0,1e3,123456789012345678901234567890],"B":true,"C":null,"D":{}} "#)
        .unwrap();
    assert_eq!(
        shape(&node),
        r#"{"A":[Number("1"),Number("5.50"),Number("-0"),Number("1e3"),Number("123456789012345678901234567890")],"B":Bool(true),"C":Null,"D":{}}"#
    );
}

#[test]
fn j2_to_j5_read_as_their_strict_form() {
    let cases = [
        // J2
        ("J2", "[1/* a */,// b\n2]", "[1,2]"),
        ("J2", "/**/[1]// end", "[1]"),
        ("J2", "[1]/* * / */", "[1]"),
        // J3
        ("J3", "[1,2,]", "[1,2]"),
        ("J3", "{\"a\":1 , }", "{\"a\":1}"),
        ("J3", "[1,/* c */]", "[1]"),
        // J4
        ("J4", r"{'a':'b\'c'}", r#"{"a":"b'c"}"#),
        ("J4", r#"["it\'s"]"#, r#"["it's"]"#),
        ("J4", r#"['say "x"']"#, r#"["say \"x\""]"#),
        // J5
        ("J5", "{a:1,$b_2:2,3c:3,null:4,é:5}", r#"{"a":1,"$b_2":2,"3c":3,"null":4,"é":5}"#),
    ];
    for (rule, lenient, strict) in cases {
        assert_eq!(
            shape(&read_any(lenient).unwrap()),
            shape(&read_any(strict).unwrap()),
            "{rule}: {lenient}"
        );
        assert!(
            read(lenient.as_bytes(), Syntax::Strict, ReadLimits::WIRE).is_err(),
            "{rule}: own routes are strict"
        );
    }
}

#[test]
fn j6_what_no_reading_takes_is_refused_with_line_and_column() {
    let cases = [
        (
            "{\n  \"A\": 1,\n  \"B\": 2,\n  \"Emails\": \"é\" \"x\"\n}",
            "Line 4, column 17: a comma or a closing brace is expected.",
        ),
        ("[1 2]", "Line 1, column 4: a comma or a closing bracket is expected."),
        ("[/* x", "Line 1, column 2: the comment is not closed."),
        ("[# x\n1]", "Line 1, column 2: a value is expected."),
        ("[,]", "Line 1, column 2: a value is expected."),
        ("[,1]", "Line 1, column 2: a value is expected."),
        ("[1,,2]", "Line 1, column 4: a value is expected."),
        ("[1,,]", "Line 1, column 4: a value is expected."),
        ("{,}", "Line 1, column 2: a name is expected."),
        ("{a-b:1}", "Line 1, column 3: a colon is expected."),
        ("{\"a\" 1}", "Line 1, column 6: a colon is expected."),
        ("{\"a\":1", "Line 1, column 7: the text ends too early."),
        ("[\"a", "Line 1, column 4: the text ends too early."),
        ("{\"a\":}", "Line 1, column 6: a value is expected."),
        // J7
        ("{} {}", "Line 1, column 4: nothing may follow the value."),
        ("{}\n//x\n[", "Line 3, column 1: nothing may follow the value."),
        // B9: an XML body under a JSON type.
        ("<a/>", "Line 1, column 1: a value is expected."),
        // A byte order mark is not a character of the text.
        ("\u{FEFF}x", "Line 1, column 1: a value is expected."),
    ];
    for (text, error) in cases {
        assert_eq!(read_any(text).unwrap_err().text, error, "J6: {text}");
    }
}

#[test]
fn j8_nul_is_kept_for_the_member_table() {
    assert_eq!(text_in("[\"a\\u0000b\"]"), "a\0b");
    assert_eq!(text_in("[\"a\0b\"]"), "a\0b");
}

#[test]
fn j9_signs_that_xml_cannot_carry_are_dropped() {
    assert_eq!(text_in(r#"["a\u0001\b\f\u001f\uFFFE\uffffb"]"#), "ab");
    assert_eq!(text_in("[\"a\u{FFFE}\u{FFFF}b\u{FB01}\u{1FFFE}\"]"), "ab\u{FB01}\u{1FFFE}");
    assert_eq!(text_in(r#"["\t\n\r\u0009\u007f"]"#), "\t\n\r\t\u{7f}");
}

#[test]
fn j10_other_spellings_are_syntax_errors() {
    let cases = [
        "[\"a\tb\"]",
        "[\"a\nb\"]",
        "[\"\u{1}\"]",
        r#"["\ud800"]"#,
        r#"["\ud800\u0041"]"#,
        r#"["\udc00"]"#,
        r#"["\ud800x"]"#,
        r#"["\x41"]"#,
        r#"["\u12g4"]"#,
        r#"["\u123"]"#,
        r#"["\v"]"#,
        r#"["\0"]"#,
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[undefined]",
        "[True]",
        "[None]",
        "[0x1F]",
        "[017]",
        "[00]",
        "[-01]",
        "[.5]",
        "[5.]",
        "[5.e1]",
        "[+5]",
        "[1e]",
        "[1e+]",
        "[-]",
        "[--1]",
        "[1_000]",
        "[1\u{A0}]",
        "[1\u{B}]",
        "[1\u{C}]",
        "[\u{2028}1]",
        "[tru]",
        "[truefalse]",
        "[\"a\\\nb\"]",
        "\0[1]",
        "[1]\0",
    ];
    for text in cases {
        assert!(read_any(text).is_err(), "J10: {text:?}");
    }
}

#[test]
fn j11_escapes_in_names_and_surrogate_pairs_are_resolved() {
    let node = read_any(r#"{"\u0045mail":"\ud83d\ude00\u00e9\/"}"#).unwrap();
    assert_eq!(shape(&node), "{\"Email\":Text(\"\u{1F600}é/\")}");
}

#[test]
fn b8_no_value_is_no_body() {
    for body in ["", " \r\n\t", "\u{FEFF}", "null", " null "] {
        assert_eq!(read_any(body).unwrap_err(), Unreadable::missing(), "B8: {body:?}");
    }
}

#[test]
fn b10_b11_only_utf8_is_read_with_or_without_mark() {
    assert_eq!(text_in("\u{FEFF}[\"é\"]"), "é");
    let utf16 =
        |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let cases = [
        b"[\"\xFF\"]".to_vec(),
        b"[\"\xE9\"]".to_vec(),
        b"[\"\xC0\x80\"]".to_vec(),
        b"[\"\xED\xA0\x80\"]".to_vec(),
        utf16("\u{FEFF}{}", u16::to_le_bytes),
        utf16("\u{FEFF}{}", u16::to_be_bytes),
        utf16("{}", u16::to_le_bytes),
        utf16("{}", u16::to_be_bytes),
    ];
    for body in cases {
        let error = read(&body, Syntax::StrictThenLenient, ReadLimits::WIRE).unwrap_err();
        assert_eq!(error.text, "The body is not valid UTF-8.", "B11: {body:?}");
    }
}

#[test]
fn b12_depth_64_is_read_and_65_is_refused() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read_any(&nested(64)).is_ok());
    assert_eq!(read_any(&nested(65)).unwrap_err().text, "Line 1, column 65: the nesting is deeper than 64.");
    assert_eq!(
        read_any(&"[".repeat(100_000)).unwrap_err().text,
        "Line 1, column 65: the nesting is deeper than 64."
    );
    assert!(read_any(&"{\"a\":".repeat(1_000_000)).unwrap_err().text.ends_with("deeper than 64."));
}

#[test]
fn b12_the_number_of_values_is_limited() {
    let limits = ReadLimits { json_values: 4, ..ReadLimits::WIRE };
    let read = |text: &'static str| read(text.as_bytes(), Syntax::StrictThenLenient, limits);
    assert!(read("[1,2,3]").is_ok());
    assert!(read("[1,2,3,4]").unwrap_err().text.contains("more than"));
}

#[test]
fn q13_q20_a_document_tells_of_its_reading_and_keeps_control_characters() {
    let strict = document(r#"["a\u0001\ufffe"]"#, ReadLimits::WIRE).unwrap();
    assert!(!strict.is_lenient);
    assert_eq!(shape(&strict.root), "[Text(\"a\\u{1}\\u{fffe}\")]");
    let lenient = document("[1,]", ReadLimits::WIRE).unwrap();
    assert!(lenient.is_lenient);
    assert_eq!(
        document("[1 2]", ReadLimits::WIRE).unwrap_err().text,
        "Line 1, column 4: a comma or a closing bracket is expected."
    );
}
