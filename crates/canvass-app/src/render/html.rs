//! HTML: escaping, and a body made from a plain text when a template has none.

use std::fmt::Write;

/// Appends text so that it is text, in an element and in a quoted attribute.
pub(super) fn escape_into(out: &mut impl Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        out.write_str(before)?;
        let mut signs = from.chars();
        out.write_str(match signs.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = signs.as_str();
    }
    out.write_str(rest)
}

/// The text escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // Writing to a String cannot fail.
    escape_into(&mut out, text).unwrap_or_default();
    out
}

/// A plain page of a plain text: paragraphs, line breaks, and the personal links as links. Nothing else becomes one.
pub(super) fn from_text(text: &str, links: [&str; 2], language: &str) -> String {
    let links = links.map(escaped);
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.trim_matches('\n'));
    let mut body = String::with_capacity(2 * text.len());
    for paragraph in paragraphs.filter(|paragraph| !paragraph.is_empty()) {
        let mut made = escaped(paragraph).replace('\n', "<br>\n");
        for link in &links {
            made = made.replace(link, &format!("<a href=\"{link}\">{link}</a>"));
        }
        body.push_str("<p>");
        body.push_str(&made);
        body.push_str("</p>\n");
    }
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(language)
    )
}
