//! `canvass demo`: the whole line with nothing to configure, through the same doors that everybody uses.

mod customers;
mod respondent;
mod story;

use std::path::PathBuf;

use crate::command::show;
use crate::server::{Server, start_log};
use crate::settings::{Layers, Settings};
use story::Story;

/// Shows the whole line: import, mails, a link to answer, results.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Stop after the story and print a JSON summary.
    #[arg(long)]
    exit: bool,
}

impl Demo {
    /// Runs it. Without a data folder of its own it works in a temporary one, so it can be run again and again.
    pub(crate) fn run(self, layers: &Layers, json: bool) -> anyhow::Result<bool> {
        start_log(&demo_log(layers), &layers.value("log_format"))?;
        let mut settings = Settings::of_server(layers)?;
        let place = Place::choose(layers)?;
        settings.data = place.path();
        // The demo captures whatever is due in its store, so it never works on one that somebody uses: the settings of
        // an installation (environment, file) do not count, and a named folder or database must be empty.
        settings.database_url = layers.flag("database_url");
        settings.mail = crate::settings::Mail::Capture;
        settings.must_be_new = true;
        let is_quiet = self.exit || json;
        let server = start(&settings, layers, self.exit)?;
        let story = Story::tell(&server, &|line: &str| {
            if !is_quiet {
                show::line(line);
            }
        });
        let story = match story {
            Ok(story) => story,
            Err(error) => {
                server.stop();
                return Err(error);
            }
        };
        if is_quiet {
            show::line(&story.summary().to_string());
        } else {
            story.links().iter().for_each(|line| show::line(line));
        }
        let ended = if self.exit { Ok(()) } else { server.wait() };
        server.stop();
        ended.map(|()| true)
    }
}

/// A temporary folder that goes away at the end, unless the user named one.
#[derive(Debug)]
enum Place {
    Named(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Place {
    fn choose(layers: &Layers) -> anyhow::Result<Self> {
        Ok(match layers.flag("data") {
            Some(path) => Self::Named(PathBuf::from(path)),
            None => Self::Temporary(tempfile::Builder::new().prefix("canvass-demo-").tempdir()?),
        })
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::Named(path) => path.clone(),
            Self::Temporary(folder) => folder.path().to_owned(),
        }
    }
}

/// The story speaks for itself: only warnings are logged beside it, unless somebody asked for more.
fn demo_log(layers: &Layers) -> String {
    if layers.is_set("log") { layers.value("log") } else { "warn".to_owned() }
}

/// Starts the server; where the usual port is taken and nobody asked for it, another one does.
fn start(settings: &Settings, layers: &Layers, is_short: bool) -> anyhow::Result<Server> {
    let any_port = || {
        let mut settings = settings.clone();
        settings.listen.set_port(0);
        Server::start(&settings)
    };
    if layers.is_set("listen") {
        Server::start(settings)
    } else if is_short {
        any_port()
    } else {
        Server::start(settings).or_else(|_taken| any_port())
    }
}
