//! The form of the answer (section 9). Never a 406: what cannot be met is as not asked for (G8).

use super::{Content, MediaType, type_and_subtype};

/// One range of an `Accept`, its quality in thousandths.
#[derive(Debug, Clone, Copy)]
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    quality: u16,
}

/// Chooses the type of the answer; errors too (G10). `content` is the reader of the body, if there was one.
pub fn answer_type(accept: Option<&str>, content: Option<Content>) -> MediaType {
    let without = content.map_or(MediaType::ApplicationJson, |content| content.answer);
    accept
        .filter(|accept| !accept.trim().is_empty())
        .and_then(ranges)
        .and_then(|ranges| choose(&ranges))
        .unwrap_or(without)
}

/// As the original ranks: full types, then `application/*` and `text/*`, then `*/*`; a later rank wins only by a
/// higher quality, and in each rank JSON stands before XML (G6).
fn choose(ranges: &[Range<'_>]) -> Option<MediaType> {
    let literal = |range: &Range<'_>| MediaType::named(range.kind, range.subtype);
    let subtype = |range: &Range<'_>| match range.subtype {
        "*" if range.kind.eq_ignore_ascii_case("application") => Some(MediaType::ApplicationJson),
        "*" if range.kind.eq_ignore_ascii_case("text") => Some(MediaType::TextJson),
        _ => None,
    };
    let any =
        |range: &Range<'_>| (range.kind == "*" && range.subtype == "*").then_some(MediaType::ApplicationJson);
    let mut best: Option<(u16, MediaType)> = None;
    let mut offer = |quality: u16, media_type: MediaType| {
        if quality > 0 && best.is_none_or(|(most, _)| quality > most) {
            best = Some((quality, media_type));
        }
    };
    let is_json =
        |media_type: MediaType| matches!(media_type, MediaType::ApplicationJson | MediaType::TextJson);
    for wants_json in [true, false] {
        for range in ranges {
            if let Some(media_type) = literal(range).filter(|found| is_json(*found) == wants_json) {
                offer(range.quality, media_type);
            }
        }
    }
    for range in ranges {
        if let Some(media_type) = subtype(range) {
            offer(range.quality, media_type);
        }
    }
    for range in ranges {
        if let Some(media_type) = any(range) {
            offer(range.quality, media_type);
        }
    }
    best.map(|(_, media_type)| media_type)
}

/// All ranges, or `None` if one of them cannot be read (G8).
fn ranges(accept: &str) -> Option<Vec<Range<'_>>> {
    accept.split(',').filter(|range| !range.trim().is_empty()).map(range).collect()
}

fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';');
    let (kind, subtype) = type_and_subtype(parts.next()?)?;
    let mut quality = 1000;
    for parameter in parts {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("q")
        {
            quality = thousandths(value.trim())?;
        }
    }
    Some(Range { kind, subtype, quality })
}

/// `0.9` is 900; more than three digits are cut.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let quality = match whole {
        "0" => digits.parse().ok()?,
        "1" => 1000,
        _ => return None,
    };
    Some(quality)
}
