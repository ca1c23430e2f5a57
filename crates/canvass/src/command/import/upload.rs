//! Sending a file until its last row is done: after a cut the server is asked how far it is, and the file is sent again
//! under the same id. The server compares what it has and goes on after it.

use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::file::File;
use super::word;
use crate::command::client::{Client, Refused};

/// Attempts in a row that brought nothing.
const ATTEMPTS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// An answer comes when the last row is stored.
const PATIENCE: Duration = Duration::from_hours(24);

/// A file on its way to the server.
pub(super) struct Upload<'a> {
    pub(super) client: &'a Client,
    pub(super) file: &'a File,
    /// The path of imports.
    pub(super) imports: String,
    pub(super) query: String,
    /// `None`: a trial.
    pub(super) id: Option<String>,
    pub(super) is_quiet: bool,
}

impl Upload<'_> {
    /// Sends it; the report.
    pub(super) fn run(&self) -> anyhow::Result<Value> {
        let bar = self.bar()?;
        let (mut failures, mut done) = (0, 0);
        loop {
            let error = match self.send(&bar) {
                Ok(report) => {
                    bar.finish_and_clear();
                    return Ok(report);
                }
                Err(error) => error,
            };
            let Some(id) = self.id.as_ref().filter(|_| may_go_on(&error)) else { return Err(error) };
            let rows = self.rows_done();
            // Whoever gets on may be cut as often as it likes.
            failures = if rows.is_some_and(|rows| rows > done) { 0 } else { failures + 1 };
            done = rows.unwrap_or(done).max(done);
            if failures >= ATTEMPTS {
                return Err(error).with_context(|| {
                    format!("{done} rows are done; the same command goes on with import {id}")
                });
            }
            bar.set_message(format!("cut after {done} rows, trying again"));
            pause(failures);
        }
    }

    fn send(&self, bar: &ProgressBar) -> anyhow::Result<Value> {
        bar.set_position(0);
        let source = bar.wrap_read(self.file.open()?);
        let path = format!("{}?{}", self.imports, self.query);
        self.client.post_file(
            &path,
            self.file.media_type(),
            self.file.is_packed,
            (source, self.file.bytes, PATIENCE),
        )
    }

    fn rows_done(&self) -> Option<i64> {
        let shown = self.client.get(&format!("{}/{}", self.imports, self.id.as_ref()?)).ok()?;
        shown["rows"].as_i64()
    }

    fn bar(&self) -> anyhow::Result<ProgressBar> {
        if self.is_quiet {
            return Ok(ProgressBar::hidden());
        }
        let form = "{bar:40} {bytes}/{total_bytes} sent, {bytes_per_sec}, {eta} left {msg}";
        Ok(ProgressBar::new(self.file.bytes).with_style(ProgressStyle::with_template(form)?))
    }
}

/// Whether it is worth to send the file again: the way broke, not the file.
fn may_go_on(error: &anyhow::Error) -> bool {
    let Some(refused) = error.downcast_ref::<Refused>() else { return true };
    let is_way = matches!(refused.status, 408 | 429 | 502..=504);
    // What cannot be unpacked is no better the next time.
    let is_file = ["gzip", "inflates"].iter().any(|word| refused.words.contains(word));
    is_way || (word(&refused.problem, "code") == "import_interrupted" && !is_file)
}

fn pause(failures: u32) {
    let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures.min(10))).min(LONGEST_PAUSE);
    // Nobody sends: only the time ends it.
    let (never, wait) = mpsc::channel::<()>();
    let ended = wait.recv_timeout(pause);
    drop(never);
    tracing::debug!(?ended, "tries again");
}
