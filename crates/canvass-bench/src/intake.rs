//! Intake: batches of 200 and single customers, beside the bare loop that writes the same rows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::load::run as run_load;
use crate::measure::{cpu_seconds, peak_mib, rate, tell};
use crate::raw;
use crate::server::Server;
use crate::setup;
use crate::workload::{self, LATER, Seed};

const CUSTOMERS_PER_BATCH: usize = 200;

/// Batches of 200 customers.
pub(crate) fn batches(url: Option<&str>, clients: usize, time: Duration, is_xml: bool) -> anyhow::Result<()> {
    let form = if is_xml { "XML" } else { "JSON" };
    let name = format!("intake, {CUSTOMERS_PER_BATCH} a call, {form}, {clients} clients, {}", engine(url));
    let load = Load { clients, time, per_call: CUSTOMERS_PER_BATCH, is_xml };
    let served = serve(url, load, &name)?;
    let bare = raw::insert(url, clients, time, CUSTOMERS_PER_BATCH)?;
    tell(&format!("{name}: bare loop {bare:.0} customers/s, ratio {:.2}", served / bare));
    Ok(())
}

/// One customer a call.
pub(crate) fn single(url: Option<&str>, clients: usize, time: Duration) -> anyhow::Result<()> {
    let name = format!("one customer a call, {clients} clients, {}", engine(url));
    let served = serve(url, Load { clients, time, per_call: 1, is_xml: false }, &name)?;
    let bare = raw::insert(url, 1, time, 1)?;
    tell(&format!("{name}: bare loop {bare:.0} customers/s (one a sync), ratio {:.2}", served / bare));
    Ok(())
}

/// How the server is loaded.
#[derive(Debug, Clone, Copy)]
struct Load {
    clients: usize,
    time: Duration,
    per_call: usize,
    is_xml: bool,
}

fn serve(url: Option<&str>, load: Load, name: &str) -> anyhow::Result<f64> {
    let Load { clients, time, per_call, is_xml } = load;
    let server = Server::start(url, &[("CANVASS_LOG", "warn,canvass=info".to_owned())])?;
    let workspace = setup::workspace(&server)?;
    let media_type = if is_xml { "application/xml" } else { "application/json" };
    let headers = format!("Authorization: Bearer {}\r\nContent-Type: {media_type}\r\n", workspace.token);
    let serial = AtomicU64::new(1);
    let cpu = cpu_seconds(server.pid());
    let (mut times, took) = run_load(&server.address, clients, time, |_client, _turn, connection| {
        let number = serial.fetch_add(1, Ordering::Relaxed);
        let persons = workload::persons(&mut Seed::new(number), number, per_call);
        let body = if is_xml {
            workload::xml(&persons, &workspace.columns, LATER)
        } else {
            workload::json(&persons, &workspace.columns, LATER)
        };
        connection.call("POST", "/external/api/v3/customer/add", &headers, &body)
    })?;
    let customers = times.len() * per_call;
    let reached = rate(customers, took);
    let cpu = cpu_seconds(server.pid()) - cpu;
    let per_100_000 = cpu * 100_000.0 / rate(customers, Duration::from_secs(1));
    tell(&format!(
        "{name}: {reached:.0} customers/s, p50 {:.1} ms, p99 {:.1} ms, {per_100_000:.1} CPU s per 100,000, peak {:.0} MiB",
        times.percentile(50),
        times.percentile(99),
        peak_mib(server.pid()),
    ));
    Ok(reached)
}

fn engine(url: Option<&str>) -> &'static str {
    if url.is_some() { "PostgreSQL" } else { "SQLite" }
}
