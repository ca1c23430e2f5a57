//! The template language, kept small on purpose: `{{ name }}`, `{# comment #}` and
//! `{% if name == "text" and not name %} {% elif %} {% else %} {% endif %}`.
//!
//! No filters, loops, arithmetic or calls: so rendering takes the time of printing, and nothing gets around escaping.

use super::placeholder::ADDRESSES;

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Html,
}

/// Where a placeholder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    /// Inside an element's tag, further on in a value.
    Tag,
    /// The start of an attribute's value: what is printed there could be a link, or end an unquoted value.
    AttributeStart,
}

/// What goes beyond the language, one sentence each. The place of a placeholder matters in HTML only.
pub(super) fn check_syntax(source: &str, form: Form) -> Vec<String> {
    let mut faults = Vec::new();
    let mut place = Place::Text;
    let mut rest = source;
    while let Some((before, kind, tag)) = next_tag(rest) {
        if form == Form::Html {
            place = place_after(before, place);
        }
        let Some((inner, after)) = split_tag(kind, tag) else {
            faults.push("a tag is not closed".to_owned());
            return faults;
        };
        match kind {
            Kind::Print => check_print(inner, place, &mut faults),
            Kind::Statement => check_statement(inner, &mut faults),
            Kind::Comment => {}
        }
        rest = after;
    }
    faults
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Print,
    Statement,
    Comment,
}

fn next_tag(source: &str) -> Option<(&str, Kind, &str)> {
    let mut from = 0;
    while let Some(at) = source.get(from..)?.find('{').map(|at| at + from) {
        let kind = match source.as_bytes().get(at + 1) {
            Some(b'{') => Some(Kind::Print),
            Some(b'%') => Some(Kind::Statement),
            Some(b'#') => Some(Kind::Comment),
            _ => None,
        };
        if let Some(kind) = kind {
            return Some((source.get(..at)?, kind, source.get(at + 2..)?));
        }
        from = at + 1;
    }
    None
}

/// The inside of a tag and what follows it; a closing mark inside a text does not close.
fn split_tag(kind: Kind, tag: &str) -> Option<(&str, &str)> {
    let close = match kind {
        Kind::Print => "}}",
        Kind::Statement => "%}",
        Kind::Comment => return tag.split_once("#}"),
    };
    let mut quote = None;
    let mut signs = tag.char_indices();
    while let Some((at, sign)) = signs.next() {
        match quote {
            Some(_) if sign == '\\' => {
                signs.next();
            }
            Some(open) if sign == open => quote = None,
            None if matches!(sign, '"' | '\'') => quote = Some(sign),
            None if tag.get(at..).is_some_and(|rest| rest.starts_with(close)) => {
                return Some((tag.get(..at)?, tag.get(at + close.len()..)?));
            }
            Some(_) | None => {}
        }
    }
    None
}

fn place_after(before: &str, place: Place) -> Place {
    if before.is_empty() {
        return place;
    }
    let is_in_tag = match before.rfind(['<', '>']) {
        Some(at) => before.get(at..).is_some_and(|mark| mark.starts_with('<')),
        None => place != Place::Text,
    };
    let open = before.trim_end().trim_end_matches(['"', '\'']);
    match is_in_tag {
        true if open.trim_end().ends_with('=') => Place::AttributeStart,
        true => Place::Tag,
        false => Place::Text,
    }
}

/// Signs of white-space control belong to the tag.
fn bare(inner: &str) -> &str {
    let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
    inner.strip_suffix(['-', '+']).unwrap_or(inner).trim()
}

fn is_name(word: &str) -> bool {
    word.split('.').all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn check_print(inner: &str, place: Place, faults: &mut Vec<String>) {
    let name = bare(inner);
    if !is_name(name) {
        faults.push("between {{ and }} stands one name, such as data.first_name".to_owned());
    } else if place == Place::AttributeStart && !ADDRESSES.contains(&name) {
        faults.push(format!("{name} cannot begin the value of an attribute; only link and preferences can"));
    }
}

fn check_statement(inner: &str, faults: &mut Vec<String>) {
    let inner = bare(inner);
    let (word, condition) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let is_fine = match word {
        "if" | "elif" => is_condition(condition),
        "else" | "endif" => condition.trim().is_empty(),
        _ => false,
    };
    if !is_fine {
        faults.push(
            "between {% and %} stands if or elif with names, texts, ==, !=, and, or, not; else; or endif"
                .to_owned(),
        );
    }
}

fn is_condition(condition: &str) -> bool {
    let mut rest = condition.trim_start();
    if rest.is_empty() {
        return false;
    }
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => match text_length(rest, first) {
                Some(length) => length,
                None => return false,
            },
            '=' | '!' => 2,
            _ => rest.find([' ', '\t', '\n', '\r', '=', '!', '"', '\'']).unwrap_or(rest.len()),
        };
        let Some((token, after)) = rest.split_at_checked(length) else { return false };
        let is_fine = matches!(first, '"' | '\'') || matches!(token, "==" | "!=") || is_name(token);
        if !is_fine {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

fn text_length(rest: &str, quote: char) -> Option<usize> {
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        if sign == '\\' {
            signs.next();
        } else if sign == quote {
            return Some(at + quote.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_language_passes() {
        for source in [
            "",
            "{ } {x} %} }}",
            "Dear {{ data.first_name }},",
            "{{- link -}}",
            "{# a ' quote and {{ #}{{ link }}",
            "{% if data.vip == \"yes %} no\" and not data.a %}x{% elif data.b != 'it\\'s' or link %}{% else %}y{% endif %}",
            "<a href=\"{{ link }}\">{{ data.a }}</a>",
            "<a href=\"{{ preferences }}\">{{ data.a }}</a>",
        ] {
            assert_eq!(check_syntax(source, Form::Html), Vec::<String>::new(), "{source}");
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
            "{% if %}",
            "{% if link is defined() %}",
            "{% if 'open %}",
            "{% if link = 1 %}",
            "{% else if link %}",
        ] {
            assert_ne!(check_syntax(source, Form::Html), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn exp_06_data_never_begins_a_link() {
        for source in [
            "<a href=\"{{ data.url }}\">",
            "<a href='{{ data.url }}'>",
            "<a href={{ data.url }}>",
            "<a href=\" {{ data.url }}\">",
            "<a href=\"{% if link %}{{ data.url }}{% endif %}\">",
            "<a href=\"{# #}{{ data.url }}\">",
        ] {
            assert_eq!(check_syntax(source, Form::Html).len(), 1, "{source}");
        }
        for source in
            ["<p title=\"Dear {{ data.a }}\">", "<p>code = {{ data.a }}</p>", "{{ data.a }} = {{ data.b }}"]
        {
            assert_eq!(check_syntax(source, Form::Html), Vec::<String>::new(), "{source}");
        }
        assert_eq!(check_syntax("a < b = {{ data.a }}", Form::Plain), Vec::<String>::new());
    }
}
