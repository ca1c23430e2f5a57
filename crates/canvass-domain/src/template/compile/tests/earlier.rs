//! Templates of earlier releases were printed by minijinja: what they made of the language that both know stays the same.

use minijinja::{Environment, UndefinedBehavior, context};

use super::*;

fn printed_by_minijinja(source: &str, first_name: &str, segment: &str) -> String {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let names = context! {
        link => "https://ask.example/q/1",
        workspace => "Acme & Sons",
        data => context! { first_name => first_name, segment => segment },
    };
    environment.render_named_str("text", source, names).unwrap()
}

fn condition() -> impl Strategy<Value = String> {
    let simple = prop_oneof![
        Just("data.first_name".to_owned()),
        Just("data.segment".to_owned()),
        Just("link".to_owned()),
        Just("data.first_name == \"Bo\"".to_owned()),
        Just("data.first_name != 'it\\'s'".to_owned()),
        Just("data.first_name == data.segment".to_owned()),
        Just("'x' != data.segment".to_owned()),
    ];
    simple.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| format!("not {one}")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("{one} and {other}")),
            (inner.clone(), inner).prop_map(|(one, other)| format!("{one} or {other}")),
        ]
    })
}

fn source() -> impl Strategy<Value = String> {
    let simple = prop_oneof![
        "[a-z \\n{}%#<&]{0,6}".prop_filter("no tags by chance", |text| {
            ["{{", "{%", "{#"].iter().all(|tag| !text.contains(tag)) && !text.ends_with('{')
        }),
        Just("{{ data.first_name }}".to_owned()),
        Just("{{- link -}}".to_owned()),
        Just(" \n {{ workspace-}} \n".to_owned()),
        Just("{# a ' quote and {{ #}".to_owned()),
        Just(" {#- trimmed -#} ".to_owned()),
    ];
    let part = simple.prop_recursive(3, 12, 3, |inner| {
        let body = || proptest::collection::vec(inner.clone(), 0..3).prop_map(|parts| parts.concat());
        prop_oneof![
            (condition(), body()).prop_map(|(test, body)| format!("{{% if {test} %}}{body}{{% endif %}}")),
            (condition(), body(), condition(), body(), body()).prop_map(|(one, a, two, b, c)| {
                format!("{{%- if {one} %}}{a}{{% elif {two} -%}}{b}{{% else %}}{c}{{% endif -%}}")
            }),
        ]
    });
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn earlier_templates_print_what_they_did(source in source(), first_name in "(Bo|it's|<b>|)", segment in "(Bo|x|)") {
        let expected = printed_by_minijinja(&source, &first_name, &segment);
        let made = text(&source, "en", &[("First name", &first_name), ("Segment", &segment)]);
        prop_assert_eq!(made, expected, "{}", source);
    }
}
