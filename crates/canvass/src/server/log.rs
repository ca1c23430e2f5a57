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

/// The filter without what libraries tell of their work: that of the migrations each of its steps, those of PostgreSQL the
/// values of each statement, which are personal data. The later word counts, so theirs comes last.
fn with_quiet_libraries(filter: &str) -> String {
    format!("refinery_core=warn,{filter},tokio_postgres=warn,postgres=warn")
}

/// Starts logging to standard error.
pub(crate) fn start_log(filter: &str, format: &str) -> anyhow::Result<()> {
    check_log(filter, format)?;
    let is_json = format == "json" || (format == "auto" && !std::io::stderr().is_terminal());
    let filter = EnvFilter::try_new(with_quiet_libraries(filter))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let started = if is_json { log.json().try_init() } else { log.try_init() };
    drop(started);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_filter_brings_the_values_of_statements_into_the_log() {
        for asked in ["debug", "trace", "warn,tokio_postgres=trace", "info,tokio_postgres=debug"] {
            let kept = Kept::default();
            let filter = EnvFilter::try_new(with_quiet_libraries(asked)).unwrap();
            let writer = kept.clone();
            let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone());
            tracing::subscriber::with_default(log.finish(), || {
                tracing::debug!(target: "tokio_postgres::query", "executing with ann@example.org");
                tracing::warn!(target: "canvass", "seen");
            });
            let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
            assert!(text.contains("seen") && !text.contains("ann@example.org"), "{asked}: {text}");
        }
    }
}
