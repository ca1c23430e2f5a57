//! A workspace to load: columns, a questionnaire, a catch-all route, a client.

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::server::Server;

/// What the loads need.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Token of an OAuth2 client.
    pub(crate) token: String,
    /// Numbers of the five columns.
    pub(crate) columns: Vec<i64>,
    /// The questionnaire.
    pub(crate) questionnaire: i64,
}

/// Makes the workspace `bench`; its send window is the whole day.
pub(crate) fn workspace(server: &Server) -> anyhow::Result<Workspace> {
    server.call(
        "POST",
        "workspaces",
        &json!({ "slug": "bench", "name": "Bench", "sendTime": "00:00", "closingTime": "00:00" }),
    )?;
    let mut columns = Vec::new();
    for name in ["First_name", "Family_name", "Business_unit", "Product", "Employee"] {
        let column = json!({ "name": name, "reportable": name == "Business_unit" });
        let made = server.call("POST", "workspaces/bench/columns", &column)?;
        columns.push(made["id"].as_i64().context("a column has a number")?);
    }
    let document: Value = serde_json::from_str(include_str!("../../canvass/src/demo/questionnaire.json"))?;
    // One page, so that one POST is one finished questionnaire.
    let sections: Vec<Value> = document["pages"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|page| page["sections"].as_array().cloned().unwrap_or_default())
        .collect();
    let mut document = document.clone();
    document["pages"] = json!([{ "sections": sections }]);
    let made = server.call(
        "POST",
        "workspaces/bench/questionnaires",
        &json!({ "name": "Bench", "document": document }),
    )?;
    let questionnaire = made["id"].as_i64().context("a questionnaire has a number")?;
    server.call("POST", &format!("workspaces/bench/questionnaires/{questionnaire}/publish"), &json!({}))?;
    server.call("POST", "workspaces/bench/routes", &json!({ "questionnaire": questionnaire }))?;
    let client = server.call(
        "POST",
        "workspaces/bench/clients",
        // What is measured is the line, not its limits.
        &json!({
            "name": "bench", "scopes": ["customers.write", "customers.read"], "readsPerMinute": 0, "writesPerMinute": 0,
        }),
    )?;
    Ok(Workspace { token: server.token_of(&client)?, columns, questionnaire })
}
