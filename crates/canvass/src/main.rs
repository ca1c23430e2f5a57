//! The program: command line, settings, wiring.

#![expect(
    clippy::indexing_slicing,
    reason = "JSON values answer a missing member with null, they do not panic"
)]

mod command;
mod demo;
mod server;
mod settings;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use command::Remote;
use command::client::ServerArgs;
use command::dkim::Dkim;
use command::show;
use settings::{Layers, Settings};

/// Open, self-hosted customer-experience platform.
#[derive(Debug, Parser)]
#[command(name = "canvass", version)]
struct Program {
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

/// Settings on the command line; each wins over the environment and the file.
#[derive(Debug, Args)]
struct Flags {
    /// Settings file [default: canvass.toml, if it is there].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// Address and port to listen on.
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// Base of the links in mails and answers.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// PostgreSQL instead of the embedded store.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the whole line with nothing to configure: import, mails, a link to answer, results.
    Demo(demo::Demo),
    /// Serve.
    Serve,
    /// Settings.
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Keys that sign mail (DKIM).
    #[command(subcommand)]
    Dkim(Dkim),
    #[command(flatten)]
    Remote(Box<Remote>),
}

#[derive(Debug, Subcommand)]
enum SettingsCommand {
    /// Every setting with its value and source; secrets are masked.
    Show,
    /// Exit 1 and tell every fault if a server would not start with these settings.
    Check,
}

fn main() -> ExitCode {
    let program = Program::parse();
    match run(program) {
        Ok(_) if show::is_unsaid() => {
            complain(&anyhow::anyhow!("standard output took not all that was printed"));
            ExitCode::FAILURE
        }
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Runs the command; false = it ran and has bad news.
fn run(program: Program) -> anyhow::Result<bool> {
    let layers = layers(&program.flags)?;
    let failpoint = layers.value("failpoint");
    if !failpoint.is_empty() {
        canvass_failpoint::arm(&failpoint).map_err(|fault| anyhow::anyhow!("failpoint: {fault}"))?;
    }
    match program.command {
        Command::Serve => {
            server::start_log(&layers.value("log"), &layers.value("log_format"))?;
            server::serve(&Settings::of_server(&layers)?)?;
            Ok(true)
        }
        Command::Demo(demo) => demo.run(&layers, program.server.json),
        Command::Settings(SettingsCommand::Show) => {
            show_settings(&layers, program.server.json);
            Ok(true)
        }
        Command::Settings(SettingsCommand::Check) => {
            let settings = Settings::of_server(&layers)?;
            if !settings.mail_tables.keys.is_empty() {
                server::dkim_signer(&settings, &server::DataFolder::open(&settings.data)?)?;
            }
            show::line("The settings are in order.");
            Ok(true)
        }
        Command::Dkim(command) => {
            command.run(&layers, program.server.json)?;
            Ok(true)
        }
        Command::Remote(command) => command.run(&program.server, &layers),
    }
}

fn show_settings(layers: &Layers, json: bool) {
    let rows: Vec<serde_json::Value> = layers
        .resolved()
        .into_iter()
        .map(|resolved| {
            serde_json::json!({
                "name": resolved.setting.name,
                "value": resolved.shown,
                "source": resolved.source.to_string(),
                "about": resolved.setting.about,
            })
        })
        .collect();
    show::list(&rows, &["name", "value", "source"], json);
}

fn layers(flags: &Flags) -> anyhow::Result<Layers> {
    let file = match &flags.config {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the settings file {} cannot be read", path.display()))?;
            Some((path.clone(), text))
        }
        None => {
            std::fs::read_to_string("canvass.toml").ok().map(|text| (PathBuf::from("canvass.toml"), text))
        }
    };
    let given = [
        ("data", &flags.data),
        ("listen", &flags.listen),
        ("public_url", &flags.public_url),
        ("database_url", &flags.database_url),
    ];
    let flags = given.into_iter().filter_map(|(name, value)| value.clone().map(|v| (name, v))).collect();
    Ok(Layers::new(flags, environment(), file)?)
}

/// The environment, without the names that belong to the commands' own arguments.
fn environment() -> BTreeMap<String, String> {
    std::env::vars()
        .filter(|(name, _)| !matches!(name.as_str(), "CANVASS_SERVER" | "CANVASS_WORKSPACE"))
        .collect()
}

#[expect(clippy::print_stderr, reason = "the one place where the program tells why it failed")]
fn complain(error: &anyhow::Error) {
    eprintln!("canvass: {error:#}");
}
