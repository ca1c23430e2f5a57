//! Measuring: percentiles of call times, CPU seconds and peak memory of a process, and printing.

use std::time::Duration;

/// What a load saw.
#[derive(Debug, Default)]
pub(crate) struct Times {
    taken: Vec<Duration>,
}

impl Times {
    /// Adds a call.
    pub(crate) fn add(&mut self, time: Duration) {
        self.taken.push(time);
    }

    /// Adds all calls of another.
    pub(crate) fn join(&mut self, other: Self) {
        self.taken.extend(other.taken);
    }

    /// How many calls.
    pub(crate) fn len(&self) -> usize {
        self.taken.len()
    }

    /// The time that this share of calls kept to, in milliseconds.
    pub(crate) fn percentile(&mut self, share: usize) -> f64 {
        self.taken.sort_unstable();
        let place = (self.taken.len().saturating_sub(1)) * share / 100;
        self.taken.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// A rate in units a second.
pub(crate) fn rate(units: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(units).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

/// CPU seconds that a process used so far (user and system), of `/proc/<pid>/stat`.
pub(crate) fn cpu_seconds(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|f| f.parse::<u32>().ok()).map_or(0.0, f64::from);
    (ticks(11) + ticks(12)) / 100.0
}

/// Peak resident memory of a process in MiB.
pub(crate) fn peak_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u32>().ok());
    kib.map_or(0.0, |kib| f64::from(kib) / 1_024.0)
}

/// One line of a result.
#[expect(clippy::print_stdout, reason = "a benchmark speaks to its user")]
pub(crate) fn tell(line: &str) {
    println!("{line}");
}
