//! A respondent of the demo: opens the link of a mail and sends the form of each page, as a browser would.

use anyhow::{Context as _, bail};
use reqwest::blocking::Client;
use reqwest::header::{CONTENT_TYPE, LOCATION, ORIGIN};

const MOST_PAGES: usize = 20;

/// Scores that respondents of the demo give, in turn: most are pleased.
const SCORES: [usize; 12] = [9, 10, 8, 9, 7, 10, 9, 4, 10, 8, 6, 9];

/// Where the pages are: links name the public address, which need not lead here (a proxy may be missing).
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// Address of the server.
    pub(super) server: &'a str,
    /// Base of its links.
    pub(super) origin: &'a str,
}

/// Answers the questionnaire of a link; `turn` varies what is said.
pub(super) fn answer(http: &Client, site: &Site<'_>, link: &str, turn: usize) -> anyhow::Result<()> {
    let link = format!("{}{}", site.server, link.strip_prefix(site.origin).unwrap_or(link));
    let mut address = link.clone();
    for _ in 0..MOST_PAGES {
        let page = http.get(&address).send()?.error_for_status()?.text()?;
        let Some(fields) = fill(&page, turn) else { return Ok(()) };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let answer = http
            .post(&link)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, site.origin)
            .body(body.join("&"))
            .send()?;
        if !answer.status().is_redirection() {
            bail!("the page answered {} to a filled form", answer.status());
        }
        let next = answer.headers().get(LOCATION).context("a redirect leads somewhere")?.to_str()?;
        address = format!("{}{}", site.server, next.strip_prefix(site.origin).unwrap_or(next));
    }
    bail!("the questionnaire did not end after {MOST_PAGES} pages")
}

/// The fields of the page's form, filled in; `None` if the page has no form.
fn fill(page: &str, turn: usize) -> Option<Vec<(String, String)>> {
    let form = page.split("<form").nth(1)?.split("</form>").next()?;
    let mut fields = Vec::new();
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for input in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let (Some(kind), Some(name)) = (attribute(input, "type"), attribute(input, "name")) else { continue };
        let value = attribute(input, "value").unwrap_or_default();
        match kind.as_str() {
            "hidden" => fields.push((name, value)),
            "radio" | "checkbox" => match groups.iter_mut().find(|(group, _)| *group == name) {
                Some((_, values)) => values.push(value),
                None => groups.push((name, vec![value])),
            },
            _ => {}
        }
    }
    for (group, values) in groups {
        // Eleven choices are the recommendation; elsewhere the choice wanders.
        let score = SCORES.get(turn % SCORES.len()).copied().unwrap_or_default();
        let place = if values.len() == 11 { score } else { turn % values.len() };
        fields.extend(values.into_iter().nth(place).map(|value| (group, value)));
    }
    Some(fields)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(start..)?.split('"').next().map(str::to_owned)
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_filled_one_choice_a_group() {
        let page = r#"<form method="post"><input type="hidden" name="nonce" value="a b">
            <input type="radio" id="x" name="q1" value="1"><input type="radio" id="y" name="q1" value="2">
            </form>"#;
        let fields = fill(page, 1).unwrap();
        assert_eq!(fields, [("nonce".into(), "a b".into()), ("q1".into(), "2".into())]);
        assert_eq!(encode("a b"), "a%20b");
        assert_eq!(fill("<p>Thank you</p>", 1), None);
    }
}
