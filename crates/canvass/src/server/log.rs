//! Logs: for people on a terminal, JSON lines elsewhere. Personal data and secrets never reach them.

use std::io::IsTerminal as _;

use anyhow::{Context as _, bail};
use tracing_subscriber::EnvFilter;

/// Whether logs can be set up this way.
pub(crate) fn check_log(filter: &str, format: &str) -> anyhow::Result<()> {
    EnvFilter::try_new(filter).with_context(|| "log: is no filter such as info or canvass=debug")?;
    if !matches!(format, "json" | "human" | "auto") {
        bail!("log_format: is none of human, json and auto");
    }
    Ok(())
}

/// Starts logging to standard error.
pub(crate) fn start_log(filter: &str, format: &str) -> anyhow::Result<()> {
    check_log(filter, format)?;
    let is_json = format == "json" || (format == "auto" && !std::io::stderr().is_terminal());
    // The library of the migrations tells each of its steps; ours tell what came of them.
    let filter = EnvFilter::try_new(format!("refinery_core=warn,{filter}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let started = if is_json { log.json().try_init() } else { log.try_init() };
    drop(started);
    Ok(())
}
