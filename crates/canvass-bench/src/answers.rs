//! Answers: each respondent opens the page (GET) and sends it (POST), stored durably; captured mails give the links.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::load::{Answer, Connection};
use crate::measure::{Times, cpu_seconds, rate, tell};
use crate::server::Server;
use crate::setup;
use crate::workload::{self, LATER, Seed};

/// Runs GET and POST of `respondents` links over `clients` connections.
pub(crate) fn run(url: Option<&str>, respondents: usize, clients: usize) -> anyhow::Result<()> {
    let server = Server::start(url, &[])?;
    let workspace = setup::workspace(&server)?;
    let links = Mutex::new(links(&server, &workspace, respondents)?);
    let cpu = cpu_seconds(server.pid());
    let begun = Instant::now();
    let results: Vec<anyhow::Result<(Times, Times)>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..clients).map(|_| scope.spawn(|| respond(&server.address, &links))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("a respondent panicked")))
            .collect()
    });
    let took = begun.elapsed();
    let (mut gets, mut posts) = (Times::default(), Times::default());
    for result in results {
        let (get, post) = result?;
        gets.join(get);
        posts.join(post);
    }
    let cpu = cpu_seconds(server.pid()) - cpu;
    tell(&format!(
        "answers, {respondents} respondents, {clients} clients: {:.0} finished/s; GET p50 {:.1} ms p99 {:.1} ms; POST p50 {:.1} ms p99 {:.1} ms; {cpu:.1} CPU s",
        rate(posts.len(), took),
        gets.percentile(50),
        gets.percentile(99),
        posts.percentile(50),
        posts.percentile(99),
    ));
    let results = server.call(
        "GET",
        &format!("workspaces/bench/results?questionnaire={}", workspace.questionnaire),
        &Value::Null,
    )?;
    ensure!(
        results["funnel"]["finished"].as_u64() == u64::try_from(respondents).ok(),
        "not every answer was counted: {}",
        results["funnel"]
    );
    Ok(())
}

/// Links of a portal batch: the intake's answer carries them.
fn links(server: &Server, workspace: &setup::Workspace, respondents: usize) -> anyhow::Result<Vec<String>> {
    let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", workspace.token);
    let mut connection = Connection::open(&server.address)?;
    let mut links = Vec::new();
    for serial in 1.. {
        let count = (respondents - links.len()).min(1_000);
        if count == 0 {
            break;
        }
        let persons = workload::persons(&mut Seed::new(serial), serial, count);
        let body = workload::json(&persons, &workspace.columns, LATER)
            .replace(r#""TypeBatch":"email""#, r#""TypeBatch":"portal""#);
        let answer = connection.call("POST", "/external/api/v3/customer/add", &headers, &body)?;
        ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
        let answer: Value = serde_json::from_slice(&answer.body)?;
        for customer in answer["Customers"].as_array().into_iter().flatten() {
            let link = customer["Url"].as_str().context("a portal customer has a link")?;
            let path = link.find("/q/").and_then(|place| link.get(place..)).context("a link leads to /q/")?;
            links.push(path.to_owned());
        }
    }
    Ok(links)
}

fn respond(address: &str, links: &Mutex<Vec<String>>) -> anyhow::Result<(Times, Times)> {
    let mut connection = Connection::open(address)?;
    let (mut gets, mut posts) = (Times::default(), Times::default());
    loop {
        let link = links.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(link) = link else { return Ok((gets, posts)) };
        let began = Instant::now();
        let page = connection.call("GET", &link, "", "")?;
        ensure!(page.status == 200, "GET {}", page.status);
        gets.add(began.elapsed());
        let body = form(&page)?;
        let began = Instant::now();
        let origin =
            format!("Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://{address}\r\n");
        let answer = connection.call("POST", &link, &origin, &body)?;
        ensure!(matches!(answer.status, 200 | 303), "POST {}", answer.status);
        posts.add(began.elapsed());
    }
}

/// The form of a page as a browser would send it: hidden fields as they are, the first choice of each group.
fn form(page: &Answer) -> anyhow::Result<String> {
    let html = String::from_utf8_lossy(&page.body);
    let mut fields: Vec<(String, String)> = Vec::new();
    for input in html.split("<input").skip(1) {
        let input = input.split('>').next().unwrap_or_default();
        let attribute = |name: &str| {
            let start = input.find(&format!(" {name}=\""))? + name.len() + 3;
            input.get(start..)?.split('"').next().map(str::to_owned)
        };
        let (Some(kind), Some(name)) = (attribute("type"), attribute("name")) else { continue };
        let is_new = !fields.iter().any(|(known, _)| *known == name);
        if kind == "hidden" || (matches!(kind.as_str(), "radio" | "checkbox") && is_new) {
            fields.push((name, attribute("value").unwrap_or_default()));
        }
    }
    ensure!(!fields.is_empty(), "the page has no form");
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(pairs.join("&"))
}
