//! Reports: NPS by month over many answers, from the counters, beside the full scan that they must equal.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::measure::{Times, tell};
use crate::server::Server;
use crate::setup;
use crate::workload::Seed;

const CALLS: usize = 200;
const MONTHS: u64 = 36;
const UNITS: u64 = 40;

/// Fills the embedded store with answers and measures the results call.
pub(crate) fn run(answers: usize) -> anyhow::Result<()> {
    let server = Server::start(None, &[])?;
    let workspace = setup::workspace(&server)?;
    let unit = *workspace.columns.get(2).context("the third column is the business unit")?;
    // The file is filled while the server does not look at it: answers and counters as the server would write them.
    fill(&server, workspace.questionnaire, unit, answers)?;
    let path = format!("workspaces/bench/results?questionnaire={}&question=1", workspace.questionnaire);
    let mut by_month = ask(&server, &path, answers)?;
    let mut by_both = ask(&server, &format!("{path}&by={unit}"), answers)?;
    let connection = Connection::open(server.database())?;
    let began = Instant::now();
    let scanned: i64 = connection.query_row(
        "SELECT sum(n) FROM (SELECT month, score, count(*) AS n FROM answer WHERE question_id = 1 GROUP BY month, score)",
        [],
        |row| row.get(0),
    )?;
    let scan = began.elapsed().as_secs_f64() * 1_000.0;
    ensure!(scanned == i64::try_from(answers)?, "the scan found {scanned}");
    tell(&format!(
        "report over {answers} answers, over HTTP: NPS by month p50 {:.1} ms, p99 {:.1} ms; by month and business unit p50 {:.1} ms, p99 {:.1} ms; a grouping scan takes {scan:.0} ms",
        by_month.percentile(50),
        by_month.percentile(99),
        by_both.percentile(50),
        by_both.percentile(99),
    ));
    Ok(())
}

/// The times of many calls; every answer must count all answers.
fn ask(server: &Server, path: &str, answers: usize) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for _ in 0..CALLS {
        let began = Instant::now();
        let result = server.call("GET", path, &Value::Null)?;
        times.add(began.elapsed());
        let base = result["nps"]["base"].as_u64().context("the score has a base")?;
        ensure!(base == u64::try_from(answers)?, "the counters tell {base} of {answers} answers");
    }
    Ok(times)
}

fn fill(server: &Server, questionnaire: i64, unit: i64, answers: usize) -> anyhow::Result<()> {
    let mut connection = Connection::open(server.database())?;
    connection.execute_batch("PRAGMA busy_timeout=10000;")?;
    let mut seed = Seed::new(7);
    let transaction = connection.transaction()?;
    {
        let mut value = transaction
            .prepare("INSERT INTO cut_value (workspace_id, column_id, id, value) VALUES (1, ?1, ?2, ?3)")?;
        for number in 0..UNITS {
            value.execute(params![unit, i64::try_from(number + 1)?, format!("Unit {number}")])?;
        }
        let mut answer = transaction.prepare(
            "INSERT INTO answer (workspace_id, customer_id, question_id, page_repetition, section_repetition, \
             questionnaire_id, is_test, month, score, is_not_applicable, positions, answered_at) \
             VALUES (1, ?1, 1, 1, 1, ?2, 0, ?3, ?4, 0, ?5, 17675712000000000)",
        )?;
        let mut count = transaction.prepare(
            "INSERT INTO score_count (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, \
             shard, answers) VALUES (1, ?1, 1, ?2, ?3, ?4, ?5, 0, 1) ON CONFLICT DO UPDATE SET answers = answers + 1",
        )?;
        for number in 0..answers {
            let month = seed.below(MONTHS);
            let month = i64::try_from((2024 + month / 12) * 100 + month % 12 + 1)?;
            let score = i64::try_from(seed.below(11))?;
            let place = i64::try_from(seed.below(UNITS) + 1)?;
            let customer = i64::try_from(number)? + 1;
            answer.execute(params![customer, questionnaire, month, score, format!("[{}]", score + 1)])?;
            count.execute(params![questionnaire, 0, month, 0, score])?;
            count.execute(params![questionnaire, unit, month, place, score])?;
        }
    }
    transaction.commit()?;
    Ok(())
}
