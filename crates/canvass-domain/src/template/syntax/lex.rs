//! Cuts a source into texts and tags. A closing mark inside a quoted text does not close; signs of white-space control
//! belong to the tag and trim the texts beside it.

use super::condition::condition;
use super::{Name, SourceFault, Test};

/// More are no mail; each costs a step of every letter.
const MOST_TAGS: usize = 2_000;

/// A text or a tag, at its byte.
pub(super) enum Tag<'a> {
    Text(&'a str),
    Print(Name),
    If(usize, Test),
    Elif(usize, Test),
    Else(usize),
    EndIf(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Print,
    Statement,
    Comment,
}

/// Every tag of a source. One line break at its end is dropped.
pub(super) fn tags(source: &str) -> (Vec<Tag<'_>>, Vec<SourceFault>) {
    let source = source.strip_suffix('\n').map_or(source, |cut| cut.strip_suffix('\r').unwrap_or(cut));
    let (mut tags, mut faults) = (Vec::new(), Vec::new());
    let (mut from, mut is_trimmed, mut count) = (0, false, 0);
    while let Some((at, sort)) = next(source, from) {
        let Some((start, inner, end)) = split(source, at, sort) else {
            faults.push(SourceFault::new(at, "this tag is not closed"));
            return (tags, faults);
        };
        let text = trimmed(source.get(from..at), is_trimmed);
        push_text(&mut tags, if inner.starts_with('-') { text.trim_end() } else { text });
        (from, is_trimmed) = (end, inner.ends_with('-') && inner.len() > 1 || inner == "-");
        count += 1;
        if count > MOST_TAGS {
            faults.push(SourceFault::new(at, format!("there are more than {MOST_TAGS} tags")));
            return (tags, faults);
        }
        match sort {
            Sort::Comment => {}
            Sort::Print => print(at, inner, &mut tags, &mut faults),
            Sort::Statement => statement(start, inner, &mut tags, &mut faults),
        }
    }
    push_text(&mut tags, trimmed(source.get(from..), is_trimmed));
    (tags, faults)
}

fn trimmed(text: Option<&str>, is_trimmed: bool) -> &str {
    let text = text.unwrap_or_default();
    if is_trimmed { text.trim_start() } else { text }
}

fn push_text<'a>(tags: &mut Vec<Tag<'a>>, text: &'a str) {
    if !text.is_empty() {
        tags.push(Tag::Text(text));
    }
}

fn next(source: &str, from: usize) -> Option<(usize, Sort)> {
    let rest = source.get(from..)?;
    rest.match_indices('{').find_map(|(at, _)| {
        let sort = match source.as_bytes().get(from + at + 1) {
            Some(b'{') => Sort::Print,
            Some(b'%') => Sort::Statement,
            Some(b'#') => Sort::Comment,
            _ => return None,
        };
        Some((from + at, sort))
    })
}

/// Where the inside of the tag at `at` begins, the inside, and where the tag ends.
fn split(source: &str, at: usize, sort: Sort) -> Option<(usize, &str, usize)> {
    let start = at + 2;
    let inner = source.get(start..)?;
    let close = match sort {
        Sort::Print => "}}",
        Sort::Statement => "%}",
        Sort::Comment => {
            let end = inner.find("#}")?;
            return Some((start, inner.get(..end)?, start + end + 2));
        }
    };
    let mut quote = None;
    let mut signs = inner.char_indices();
    while let Some((end, sign)) = signs.next() {
        match quote {
            Some(_) if sign == '\\' => {
                signs.next();
            }
            Some(open) if sign == open => quote = None,
            None if matches!(sign, '"' | '\'') => quote = Some(sign),
            None if inner.get(end..).is_some_and(|rest| rest.starts_with(close)) => {
                return Some((start, inner.get(..end)?, start + end + 2));
            }
            Some(_) | None => {}
        }
    }
    None
}

/// Signs of white-space control belong to the tag.
fn bare(inner: &str) -> &str {
    let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
    inner.strip_suffix(['-', '+']).unwrap_or(inner)
}

pub(super) fn is_name(word: &str) -> bool {
    word.split('.').all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn print(at: usize, inner: &str, tags: &mut Vec<Tag<'_>>, faults: &mut Vec<SourceFault>) {
    let name = bare(inner).trim();
    if is_name(name) {
        tags.push(Tag::Print(Name { at, path: name.to_owned() }));
    } else {
        faults.push(SourceFault::new(at, "between {{ and }} stands one name, such as data.first_name"));
    }
}

fn statement(start: usize, inner: &str, tags: &mut Vec<Tag<'_>>, faults: &mut Vec<SourceFault>) {
    let at = start - 2;
    let body = bare(inner);
    let offset = start + (inner.len() - inner.strip_prefix(['-', '+']).unwrap_or(inner).len());
    let trimmed = body.trim_start();
    let offset = offset + (body.len() - trimmed.len());
    let length = trimmed.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(trimmed.len());
    let (word, rest) = trimmed.split_at_checked(length).unwrap_or((trimmed, ""));
    match word {
        "if" | "elif" => match condition(rest, offset + length) {
            Ok(test) if word == "if" => tags.push(Tag::If(at, test)),
            Ok(test) => tags.push(Tag::Elif(at, test)),
            Err(fault) => {
                faults.push(fault);
                // The part is there all the same, so that its end is not another fault.
                let test = Test::All(Vec::new());
                tags.push(if word == "if" { Tag::If(at, test) } else { Tag::Elif(at, test) });
            }
        },
        "else" if rest.trim().is_empty() => tags.push(Tag::Else(at)),
        "endif" if rest.trim().is_empty() => tags.push(Tag::EndIf(at)),
        _ => faults.push(SourceFault::new(
            at,
            "between {% and %} stands if or elif with a condition, else, or endif",
        )),
    }
}
