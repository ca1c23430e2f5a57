//! Benchmarks: each workload of `docs/performance.md` against the real server, beside its baseline in the same run.
//! What counts is the ratio; absolute figures move with the machine.

#![expect(
    clippy::indexing_slicing,
    reason = "JSON values answer a missing member with null, they do not panic"
)]

mod answers;
mod delivery;
mod intake;
mod load;
mod measure;
mod raw;
mod report;
mod server;
mod setup;
mod sink;
mod workload;

use std::time::Duration;

use clap::{Parser, Subcommand};

/// Runs a workload and its baseline, and prints one line each.
#[derive(Debug, Parser)]
struct Program {
    /// PostgreSQL for workloads that can run on it, such as postgres://user@host/empty_database; default: SQLite.
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// Seconds of load.
    #[arg(long, global = true, default_value_t = 5)]
    seconds: u64,
    #[command(subcommand)]
    workload: Workload,
}

#[derive(Debug, Subcommand)]
enum Workload {
    /// Batches of 200 customers over the Expoints wire.
    Intake {
        /// Connections.
        #[arg(long, default_value_t = 8)]
        clients: usize,
        /// XML instead of JSON.
        #[arg(long)]
        xml: bool,
    },
    /// One customer a call: group commit must show.
    Single {
        /// Connections.
        #[arg(long, default_value_t = 64)]
        clients: usize,
    },
    /// Messages to a local sink.
    Delivery {
        /// How many.
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
        /// Connections to the sink.
        #[arg(long, default_value_t = 8)]
        connections: usize,
    },
    /// GET and POST of a questionnaire.
    Answers {
        /// How many respondents.
        #[arg(long, default_value_t = 5_000)]
        respondents: usize,
        /// Connections.
        #[arg(long, default_value_t = 8)]
        clients: usize,
    },
    /// NPS by month over many answers (embedded store).
    Report {
        /// How many answers.
        #[arg(long, default_value_t = 1_000_000)]
        answers: usize,
    },
}

fn main() -> anyhow::Result<()> {
    let program = Program::parse();
    let url = program.database_url.as_deref();
    let time = Duration::from_secs(program.seconds);
    match program.workload {
        Workload::Intake { clients, xml } => intake::batches(url, clients, time, xml),
        Workload::Single { clients } => intake::single(url, clients, time),
        Workload::Delivery { messages, connections } => delivery::run(url, messages, connections),
        Workload::Answers { respondents, clients } => answers::run(url, respondents, clients),
        Workload::Report { answers } => report::run(answers),
    }
}
