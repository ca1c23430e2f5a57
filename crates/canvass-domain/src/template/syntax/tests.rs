use proptest::prelude::*;

use super::*;

fn faults(source: &str) -> Vec<(usize, usize)> {
    parse(source).1.iter().map(|fault| place(source, fault.at)).collect()
}

#[test]
fn the_small_language_passes() {
    for source in [
        "",
        "{ } {x} %} }}",
        "Dear {{ data.first_name }},",
        "{{- link -}}",
        "{# a ' quote and {{ #}{{ link }}",
        "{% if data.vip == \"yes %} no\" and not data.a %}x{% elif data.b != 'it\\'s' or link %}{% else %}y{% endif %}",
        "{% if data.a in [\"x\", 'y'] and (data.n >= 2.5 or data.d < \"2026-01-01\") %}{% endif %}",
        "{% if data.a not in ['x'] and 3 < data.n and data.a == data.b %}{% endif %}",
        "<a href=\"{{ link }}\">{{ data.a }}</a>",
    ] {
        assert_eq!(faults(source), [], "{source}");
    }
}

#[test]
fn what_goes_beyond_it_is_refused() {
    for source in [
        "{{ link",
        "{% if link",
        "{# open",
        "{{ }}",
        "{{ 'x' * 1000000 }}",
        "{{ link|safe }}",
        "{{ link ~ link }}",
        "{{ range(9) }}",
        "{{ data['x'] }}",
        "{% set x = link %}",
        "{% for x in data %}{% endfor %}",
        "{% autoescape false %}{% endautoescape %}",
        "{% include 'x' %}",
        "{% raw %}{{ x }}{% endraw %}",
        "{% if %}{% endif %}",
        "{% if link is defined() %}{% endif %}",
        "{% if 'open %}{% endif %}",
        "{% if link = 1 %}{% endif %}",
        "{% else if link %}",
        "{% if 'a' == 'b' %}{% endif %}",
        "{% if a < b %}{% endif %}",
        "{% if a == 'x' == 'y' %}{% endif %}",
        "{% if a in [] %}{% endif %}",
        "{% if (a %}{% endif %}",
        "{% if a and %}{% endif %}",
        "{% if a == 'x\\y' %}{% endif %}",
    ] {
        assert_ne!(faults(source), [], "{source}");
    }
}

#[test]
fn every_fault_is_told_at_its_place() {
    let source = "{{ a b }}\nDear {{ x() }}\n  {% if a = 1 %}\n{% endif %}{% endif %}\n{% if b %}\n{% else %}{% else %}";
    assert_eq!(faults(source), [(1, 1), (2, 6), (3, 11), (4, 12), (5, 1), (6, 11)]);
    let deep = "{% if a %}".repeat(30);
    assert_eq!(faults(&deep), [(1, 201)]);
    let long = "{{ a }}".repeat(3_000);
    assert_eq!(faults(&long), [(1, 14_001)]);
    let brackets = format!("{{% if {}a %}}{{% endif %}}", "(".repeat(50_000));
    assert_eq!(faults(&brackets).len(), 1);
}

#[test]
fn signs_of_white_space_control_trim_beside_their_tag() {
    let texts = |source| {
        let (pieces, faults) = parse(source);
        assert_eq!(faults, []);
        let texts = pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some((*text).to_owned()),
            Piece::Print(_) | Piece::If { .. } => None,
        });
        texts.collect::<Vec<String>>()
    };
    assert_eq!(texts("a {{- b -}} c\n"), ["a", "c"]);
    assert_eq!(texts("a {{ b }} c\r\n"), ["a ", " c"]);
    assert_eq!(texts("a {{+ b +}} c\n\n"), ["a ", " c\n"]);
    assert_eq!(texts("a {#- b -#} c"), ["a", "c"]);
}

proptest! {
    #[test]
    fn no_source_makes_it_panic(source in "([ -~é\\n]|\\{\\{|\\}\\}|\\{%|%\\}|\\{#|#\\}| if | else | endif | not | and |==|['\"]|data\\.a){0,60}") {
        let (_, faults) = parse(&source);
        for fault in faults {
            prop_assert!(source.is_char_boundary(fault.at));
        }
    }
}
