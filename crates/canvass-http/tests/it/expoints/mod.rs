//! The calls of the Expoints surface one by one: what they do, all that can be wrong, both forms.

mod addfinished;
mod addformnotes;
mod blocks;
mod gateway;
mod links;
mod printed;
mod reading;
mod setting;

use canvass_app::setup::{add_column, show_configuration};
use canvass_domain::id::ColumnId;
use canvass_store::area::NewColumn;
use canvass_testkit::{TestApp, TestWorkspace};
use serde_json::Value;

use crate::kit::{Front, Sent};

/// A column that tells persons apart, required by nobody.
pub(super) const EMPLOYEE: ColumnId = ColumnId(20);

/// A workspace with a client that may do everything on this surface.
pub(super) struct Desk<'a> {
    pub(super) acme: TestWorkspace<'a>,
    pub(super) front: Front<'a>,
    pub(super) token: String,
}

impl<'a> Desk<'a> {
    pub(super) fn new(test: &'a TestApp) -> Self {
        let acme = test.workspace("acme");
        let employee = NewColumn {
            id: Some(EMPLOYEE),
            name: "EmployeeId".to_owned(),
            display_name: "Employee".to_owned(),
            external_name: Some("EMP_NO".to_owned()),
            is_required: false,
            is_identifying: true,
            is_reportable: false,
        };
        add_column(&test.app, &test.operator, acme.id, employee).wait().unwrap();
        let front = Front::new(test);
        let token = front.access_token(acme.id);
        Self { acme, front, token }
    }

    /// The id of the questionnaire on the wires.
    pub(super) fn questionnaire(&self) -> String {
        let (app, operator) = (&self.acme.test.app, &self.acme.test.operator);
        let configuration = show_configuration(app, operator, self.acme.id).wait().unwrap();
        configuration.published[&self.acme.questionnaire].guid.to_string()
    }

    /// Sends JSON.
    pub(super) async fn json(&self, line: &str, body: &Value) -> Sent {
        self.front.ask(&full(line)).bearer(&self.token).json(body).await
    }

    /// Sends the same in XML; `items` names the items of lists.
    pub(super) async fn xml(&self, line: &str, root: &str, items: &[(&str, &str)], body: &Value) -> Sent {
        let body = element(root, body, items);
        self.front.ask(&full(line)).bearer(&self.token).body("application/xml", body).await
    }
}

/// `POST customer/add` with its prefix.
pub(super) fn full(line: &str) -> String {
    let (method, path) = line.split_once(' ').unwrap();
    format!("{method} /external/api/v3/{path}")
}

/// A JSON value as an element.
fn element(name: &str, value: &Value, items: &[(&str, &str)]) -> String {
    let content = match value {
        Value::Null => {
            return format!("<{name} i:nil=\"true\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/>");
        }
        Value::Object(members) => members.iter().map(|(name, value)| element(name, value, items)).collect(),
        Value::Array(list) => {
            let (_, item) = items.iter().find(|(list, _)| *list == name).unwrap();
            list.iter().map(|value| element(item, value, items)).collect::<String>()
        }
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    format!("<{name}>{content}</{name}>")
}

/// The keys of a 400 with their texts, `key: text`.
pub(super) fn faults(sent: &Sent) -> Vec<String> {
    assert_eq!(sent.status, 400, "{}", sent.body);
    let state = sent.json()["ModelState"].as_object().unwrap().clone();
    let texts = state.iter().flat_map(|(key, texts)| {
        texts.as_array().unwrap().iter().map(move |text| format!("{key}: {}", text.as_str().unwrap()))
    });
    texts.collect()
}
