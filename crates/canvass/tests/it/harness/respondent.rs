//! A respondent without script: opens pages, fills forms, sends them.

use std::collections::BTreeMap;

use reqwest::Method;

use super::api::{Answer, Api, Gone};

const MOST_PAGES: usize = 20;

/// A filled form.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// Opens a page and fills its form; nothing if it has none. Of eleven choices the one of `score` is taken, of others
    /// the first.
    pub(crate) fn open(api: &Api, path: &str, score: usize) -> Result<Option<Self>, Gone> {
        let page = Api::send(api.request(Method::GET, path))?;
        assert_eq!(page.status, 200, "{}", page.text);
        let Some(form) = page.text.split("<form").nth(1).and_then(|rest| rest.split("</form>").next()) else {
            return Ok(None);
        };
        let action = attribute(form, "action").expect("a form names its action");
        let mut fields = Vec::new();
        let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for tag in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
            let (kind, name) = (attribute(tag, "type").unwrap(), attribute(tag, "name").unwrap());
            let value = attribute(tag, "value").unwrap_or_default();
            match kind.as_str() {
                "hidden" => fields.push((name, value)),
                "radio" | "checkbox" => choices.entry(name).or_default().push(value),
                _ => fields.push((name, "Fine".to_owned())),
            }
        }
        for (name, values) in choices {
            let place = if values.len() == 11 { score } else { 0 };
            fields.push((name, values[place].clone()));
        }
        for tag in form.split("<textarea").skip(1) {
            fields.push((attribute(tag, "name").unwrap(), "Friendly <staff>".to_owned()));
        }
        Ok(Some(Self { action, fields }))
    }

    /// Sends it; any answer is an answer.
    pub(crate) fn send(&self, api: &Api) -> Result<Answer, Gone> {
        let fields = self.fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let request = api
            .request(Method::POST, &self.action)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(fields.collect::<Vec<_>>().join("&"));
        Api::send(request)
    }
}

/// Answers a questionnaire to its end.
pub(crate) fn answer_all(api: &Api, link: &str, score: usize) -> Result<(), Gone> {
    let mut path = link.to_owned();
    for _ in 0..MOST_PAGES {
        let Some(form) = Form::open(api, &path, score)? else { return Ok(()) };
        let answer = form.send(api)?;
        assert_eq!(answer.status, 303, "{}", answer.text);
        path = answer.header("location").unwrap().to_owned();
    }
    panic!("the questionnaire did not end after {MOST_PAGES} pages");
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(start..)?.split('"').next().map(str::to_owned)
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
