//! A body of HTML made from a plain text, when a template has none.

use canvass_domain::template::{direction, escape_into};

/// The text escaped.
fn escaped(text: &str) -> String {
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
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(language),
        direction(language)
    )
}
