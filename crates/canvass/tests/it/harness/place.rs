//! Where one installation lives: a data folder, on PostgreSQL a database, and the settings of its servers.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use canvass_testkit_postgres::TestDatabase;
use tempfile::TempDir;

use super::engine::Engine;
use super::postgres;
use super::server::{Server, StoppedEarly};

/// The base of links: it stays while servers and ports come and go.
pub(crate) const PUBLIC_URL: &str = "http://survey.example.org";

/// A place; nothing of the environment of the tests reaches it.
#[derive(Debug)]
pub(crate) struct Place {
    folder: TempDir,
    database: Option<Arc<TestDatabase>>,
    settings: BTreeMap<String, String>,
}

impl Place {
    /// An empty place.
    pub(crate) fn new(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Arc::new(postgres::database())),
        };
        Self::with(database)
    }

    fn with(database: Option<Arc<TestDatabase>>) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), database, settings: BTreeMap::new() };
        let url = place.database.as_ref().map(|database| database.url());
        let place =
            place.set("CANVASS_PUBLIC_URL", PUBLIC_URL).set("CANVASS_MAIL_FROM", "survey@example.org");
        match url {
            Some(url) => place.set("CANVASS_DATABASE_URL", &url),
            None => place,
        }
    }

    /// A further node on the same database, with the same settings and, as docs/operating.md says, a copy of the
    /// instance key.
    pub(crate) fn another_node(&self) -> Self {
        let node = self.node_without_key();
        fs::create_dir_all(node.data()).unwrap();
        fs::copy(self.data().join("instance.key"), node.data().join("instance.key")).unwrap();
        node
    }

    /// A further node whose data folder is empty.
    pub(crate) fn node_without_key(&self) -> Self {
        let mut node = Self::with(self.database.clone());
        node.settings = self.settings.clone();
        node
    }

    /// Sets a setting of the servers, by its name in the environment.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Leaves a setting to its default.
    pub(crate) fn unset(mut self, name: &str) -> Self {
        self.settings.remove(name);
        self
    }

    /// Lets mails go to this relay.
    pub(crate) fn mail_to(self, relay: &str) -> Self {
        self.set("CANVASS_MAIL_TRANSPORT", "smtp").set("CANVASS_SMTP_URL", relay)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The working folder of commands.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The program with nothing in its environment but the settings of this place.
    pub(crate) fn program(&self) -> Command {
        let mut program = self.program_without_data();
        program.arg("--data").arg(self.data());
        program
    }

    /// The same without a data folder of its own.
    pub(crate) fn program_without_data(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_canvass"));
        program.env_clear().envs(&self.settings).current_dir(&self.folder).stdin(Stdio::null());
        program
    }

    /// Starts a server and waits until it is ready.
    pub(crate) fn start(&self) -> Server {
        self.try_start(None).unwrap_or_else(|stopped| panic!("no server started: {stopped:#?}"))
    }

    /// Starts a server, maybe with an armed failpoint; it may end before it is ready.
    pub(crate) fn try_start(&self, failpoint: Option<&str>) -> Result<Server, StoppedEarly> {
        let mut program = self.program();
        program.args(["serve", "--listen", "127.0.0.1:0"]);
        if let Some(failpoint) = failpoint {
            program.env("CANVASS_FAILPOINT", failpoint);
        }
        Server::spawn(program, self.data())
    }

    /// Starts a server as the child of another program, which must become it or pass its end on.
    pub(crate) fn try_start_by(&self, wrapper: &[&str]) -> Result<Server, StoppedEarly> {
        let own = self.program();
        let mut program = Command::new(wrapper[0]);
        program.args(&wrapper[1..]).arg(own.get_program()).args(own.get_args());
        program.args(["serve", "--listen", "127.0.0.1:0"]);
        program.env_clear().envs(&self.settings).current_dir(&self.folder).stdin(Stdio::null());
        Server::spawn(program, self.data())
    }

    /// Runs an administrative command against a server.
    pub(crate) fn run(&self, server: &Server, words: &[&str]) -> Output {
        self.program().args(["--server", &server.base()]).args(words).output().unwrap()
    }
}
