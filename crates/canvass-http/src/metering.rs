//! Counts for `/metrics`: requests by surface and status, and whatever the jobs of this process count. Labels are words
//! of ours, never a path, an address or a name.

use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The counts of one app. Several apps may live in one process (tests); the program, which has one, also lets what
/// jobs count arrive here.
pub(crate) struct Meter {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter").finish_non_exhaustive()
    }
}

impl Meter {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // Buckets are refused only if there are none.
        let builder = builder.set_buckets(&SECONDS).unwrap_or_else(|_none| PrometheusBuilder::new());
        let recorder = Arc::new(builder.build_recorder());
        let handle = recorder.handle();
        Self { recorder, handle }
    }

    /// Takes all that is counted in this process; only the first meter of a process can.
    pub(crate) fn take_process(&self) {
        if metrics::set_global_recorder(Arc::clone(&self.recorder)).is_err() {
            tracing::warn!("another meter counts in this process already");
        }
    }

    /// A request was answered.
    pub(crate) fn answered(&self, surface: &'static str, status: u16, took: Duration) {
        with_local_recorder(&self.recorder, || {
            counter!("canvass_requests_total", "surface" => surface, "status" => status.to_string())
                .increment(1);
            histogram!("canvass_request_seconds", "surface" => surface).record(took.as_secs_f64());
        });
    }

    /// Whether new work is refused.
    pub(crate) fn draining(&self, is_draining: bool) {
        with_local_recorder(&self.recorder, || {
            gauge!("canvass_draining").set(if is_draining { 1.0 } else { 0.0 });
        });
    }

    /// The text of `/metrics`.
    pub(crate) fn text(&self) -> String {
        self.handle.render()
    }

    /// Keeps the histograms small; to be called on a timer.
    pub(crate) fn look_after(&self) {
        self.handle.run_upkeep();
    }
}
