//! Looking after an installation: results, check, state digest, resuming to send.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail};
use reqwest::Method;
use serde_json::json;

use super::body::Of;
use super::client::Client;
use super::show;
use crate::server::open_offline;
use crate::settings::Settings;

/// Results of a workspace.
#[derive(Debug, clap::Args)]
pub(crate) struct Results {
    #[command(flatten)]
    of: Of,
    /// Only this questionnaire.
    #[arg(long)]
    questionnaire: Option<i32>,
    /// Score of this base question; default: the first recommendation question.
    #[arg(long)]
    question: Option<i32>,
    /// Cut by this column.
    #[arg(long)]
    by: Option<i32>,
}

impl Results {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let query: Vec<String> =
            [("questionnaire", self.questionnaire), ("question", self.question), ("by", self.by)]
                .into_iter()
                .filter_map(|(name, value)| value.map(|value| format!("{name}={value}")))
                .collect();
        show::object(&client.get(&self.of.path(&format!("results?{}", query.join("&"))))?, json);
        Ok(())
    }
}

/// The digest of a workspace.
#[derive(Debug, clap::Args)]
pub(crate) struct StateDigest {
    #[command(flatten)]
    of: Of,
}

impl StateDigest {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let answer = client.get(&self.of.path("state-digest"))?;
        tell_digest(answer["digest"].as_str().unwrap_or_default(), json);
        Ok(())
    }

    /// The same on a store that no server works on.
    pub(crate) fn run_offline(&self, settings: &Settings, json: bool) -> anyhow::Result<()> {
        let app = open_offline(settings)?;
        let digests = canvass_app::state_digest(&app)?;
        app.store.engine().close();
        let own = digests.iter().find(|digest| digest.slug == self.of.workspace());
        tell_digest(&own.context("there is no such workspace")?.digest, json);
        Ok(())
    }
}

fn tell_digest(digest: &str, json: bool) {
    if json {
        show::object(&json!({ "digest": digest }), true);
    } else {
        show::line(digest);
    }
}

/// Checks every invariant; false on a finding.
pub(crate) fn check(client: &Client, json: bool) -> anyhow::Result<bool> {
    let answer = client.call(Method::POST, "/api/v1/check", &json!({}))?;
    let findings = answer["findings"].as_array().cloned().unwrap_or_default();
    let findings: Vec<String> =
        findings.iter().filter_map(|finding| finding.as_str().map(str::to_owned)).collect();
    Ok(tell_findings(&findings, json))
}

/// The same on a store that no server works on.
pub(crate) fn check_offline(settings: &Settings, json: bool) -> anyhow::Result<bool> {
    let app = open_offline(settings)?;
    let findings = canvass_app::check(&app)?;
    app.store.engine().close();
    Ok(tell_findings(&findings, json))
}

fn tell_findings(findings: &[String], json: bool) -> bool {
    if json {
        show::object(&json!({ "findings": findings }), true);
    } else if findings.is_empty() {
        show::line("Everything is in order.");
    } else {
        for finding in findings {
            show::line(finding);
        }
    }
    findings.is_empty()
}

/// Releasing a pause.
#[derive(Debug, clap::Args)]
pub(crate) struct ResumeSending {
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl ResumeSending {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let standing = client.get("/api/v1/sending")?;
        if standing["paused"].is_null() {
            show::line("Sending is not paused.");
            return Ok(());
        }
        if !json {
            show::object(&standing, false);
        }
        if !self.yes {
            if !std::io::stdin().is_terminal() {
                bail!("say --yes to release these messages without being asked");
            }
            show::line("Release these messages? Type yes:");
            let mut answer = String::new();
            std::io::stdin().lock().read_line(&mut answer)?;
            if answer.trim() != "yes" {
                bail!("nothing was released");
            }
        }
        show::object(&client.call(Method::POST, "/api/v1/sending/resume", &json!({}))?, json);
        Ok(())
    }
}
