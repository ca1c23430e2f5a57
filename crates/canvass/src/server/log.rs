//! Logs: for people on a terminal, JSON lines elsewhere. Personal data and secrets never reach them.

use std::io::IsTerminal as _;

use anyhow::{Context as _, bail};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error.
pub(crate) fn start_log(filter: &str, format: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log: {filter} is no filter"))?;
    let is_json = match format {
        "json" => true,
        "human" => false,
        "auto" => !std::io::stderr().is_terminal(),
        _ => bail!("log_format: is none of human, json and auto"),
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let started = if is_json { log.json().try_init() } else { log.try_init() };
    drop(started);
    Ok(())
}
