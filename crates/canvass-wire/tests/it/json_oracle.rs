//! Our strict reading held against `serde_json`: the same texts are accepted, with the same values.

use canvass_wire::json::{self, Syntax};
use canvass_wire::limits::ReadLimits;
use canvass_wire::node::{Kind, Node};
use proptest::prelude::*;
use serde_json::Value;

/// J9: what a text loses on its way in.
fn cleaned(text: &str) -> String {
    text.chars()
        .filter(|sign| !matches!(sign, '\u{1}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

fn is_same(node: &Node<'_>, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Null, Value::Null) => true,
        (Kind::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Kind::Number(digits), Value::Number(theirs)) => {
            serde_json::from_str::<serde_json::Number>(digits).is_ok_and(|ours| ours == *theirs)
        }
        (Kind::Text(ours), Value::String(theirs)) => *ours == cleaned(theirs),
        (Kind::List(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
        }
        // Of doubled names theirs keeps the last, and two names may become one when they are cleaned.
        (Kind::Object(ours), Value::Object(theirs)) => theirs.iter().all(|(name, theirs)| {
            let name = cleaned(name);
            ours.iter().any(|member| member.name == name && is_same(&member.node, theirs))
        }),
        _ => false,
    }
}

fn compare(text: &str) {
    let ours = json::read(text.as_bytes(), Syntax::Strict, ReadLimits::WIRE);
    // B10: a mark in front is ours to take off.
    match serde_json::from_str::<Value>(text.strip_prefix('\u{FEFF}').unwrap_or(text)) {
        Ok(Value::Null) => assert!(ours.is_err(), "B8: {text:?}"),
        Ok(theirs) => match ours {
            Ok(node) => assert!(is_same(&node, &theirs), "{text:?}"),
            Err(error) => assert!(error.text.contains("deeper than"), "{text:?}: {error:?}"),
        },
        // Numbers stay text here, and a raw NUL is refused by the tables.
        Err(error) if error.to_string().contains("out of range") || text.contains('\0') => {}
        Err(error) => assert!(ours.is_err(), "{text:?}: {error}"),
    }
}

fn token() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"a\"",
        "\"\\u00e9\\n\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\u{FFFE}\\u0001x\"",
        "1",
        "-0",
        "0.5",
        "-1.5e+3",
        "1E-2",
        "01",
        "1.",
        ".5",
        "+1",
        "true",
        "false",
        "null",
        "tru",
        "nan",
        " ",
        "\n",
        "\t",
        "'",
        "/",
        "//",
        "/**/",
        "\\",
        "\"",
        "\u{FEFF}",
        "\u{A0}",
        "\0",
        "\u{7}",
        "é",
    ]);
    fixed.prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(Value::from),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec(("[a-zé\"\\\\]{0,4}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn j1_tokens_in_any_order_are_judged_alike(tokens in prop::collection::vec(token(), 0..12)) {
        compare(&tokens.concat());
    }

    #[test]
    fn j1_documents_are_read_alike(value in value(), is_pretty in any::<bool>()) {
        let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        compare(&text.unwrap());
    }

    #[test]
    fn j10_damaged_documents_are_judged_alike(value in value(), at in any::<prop::sample::Index>(), sign in any::<char>(), is_cut in any::<bool>()) {
        let mut letters: Vec<char> = value.to_string().chars().collect();
        let at = at.index(letters.len());
        if is_cut { letters.remove(at); } else { letters[at] = sign; }
        compare(&letters.into_iter().collect::<String>());
    }

    #[test]
    fn j11_names_with_escapes_are_names(text in any::<String>()) {
        compare(&format!("{{{}:1}}", serde_json::to_string(&text).unwrap()));
    }
}
