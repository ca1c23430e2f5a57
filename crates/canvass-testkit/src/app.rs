//! `TestApp`: an app in process. When it is dropped, every invariant is checked.

use std::sync::Arc;

use canvass_app::secret::Keys;
use canvass_app::setup::{SettingsInput, WorkspaceInput, add_workspace, open_installation};
use canvass_app::{App, AppSettings, Principal, check, state_digest};
use canvass_domain::workspace::Workspace;
use canvass_store::{Engine, Store};
use canvass_store_postgres::{PostgresSettings, schema_fingerprint};
use canvass_store_sqlite::{LOG_BYTES, SqliteSettings};
use canvass_testkit_postgres::{TestDatabase, TestServer};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{SeededRandom, SteppedClock, TestWorkspace};

/// When tests begin: a Monday morning in Amsterdam, inside the usual send window.
const START: &str = "2026-03-02T10:15:00+01:00";
const INSTANCE_KEY: [u8; 32] = [7; 32];
const QUEUE: usize = 1_000;

#[derive(Debug)]
enum Place {
    Folder(TempDir),
    Database(TestDatabase),
}

/// An app in process over a fresh store.
#[derive(Debug)]
pub struct TestApp {
    /// The app.
    pub app: App,
    /// Its clock, which is the store's too.
    pub clock: Arc<SteppedClock>,
    /// Who may do everything.
    pub operator: Principal,
    is_checked: bool,
    /// What holds the store; removed after it is closed.
    place: Option<Place>,
}

impl Default for TestApp {
    fn default() -> Self {
        Self::new()
    }
}

impl TestApp {
    /// An app over a fresh SQLite store in a folder of its own.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(SteppedClock::new(start()));
        let settings = SqliteSettings {
            path: folder.path().join("canvass.db"),
            clock: Arc::clone(&clock) as _,
            readers: 2,
            queue: QUEUE,
            log_bytes: LOG_BYTES,
        };
        let engine = canvass_store_sqlite::open(settings).expect("a fresh SQLite store opens");
        let mut test = Self::on(Store::new(engine), clock);
        test.place = Some(Place::Folder(folder));
        test
    }

    /// The same over a fresh PostgreSQL database, which goes by the stepped clock too.
    pub fn on_postgres() -> Self {
        let server = TestServer::shared().expect("a PostgreSQL server for tests");
        let database = server
            .database(&schema_fingerprint(), |url| {
                let engine = canvass_store_postgres::open(PostgresSettings::new(url));
                engine.map(|engine| engine.close()).map_err(|error| error.to_string())
            })
            .expect("a migrated database");
        let clock = Arc::new(SteppedClock::new(start()));
        let settings = PostgresSettings {
            threads: 4,
            queue: QUEUE,
            clock: Some(Arc::clone(&clock) as _),
            ..PostgresSettings::new(database.url())
        };
        let engine = canvass_store_postgres::open(settings).expect("a migrated database opens");
        let mut test = Self::on(Store::new(engine), clock);
        test.place = Some(Place::Database(database));
        test
    }

    /// An app over a given store. The clock is the app's; that of the store is the store's own affair.
    pub fn on(store: Store, clock: Arc<SteppedClock>) -> Self {
        let app = App::new(
            store.telling(Arc::clone(&clock) as _),
            Arc::clone(&clock) as _,
            Arc::new(SeededRandom::new(1)),
            Keys::new(&INSTANCE_KEY),
            AppSettings {
                public_url: "https://feedback.example.org".to_owned(),
                mail_from: "feedback@example.org".to_owned(),
                message_id_domain: "feedback.example.org".to_owned(),
            },
        );
        open_installation(&app).wait().expect("the installation opens");
        Self { app, clock, operator: Principal::system(), is_checked: true, place: None }
    }

    /// Leaves out the check at the end: for tests that damage the store on purpose.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.is_checked = false;
        self
    }

    /// Changes rows of the SQLite file behind the engine's back, as damage does. Goes with [`Self::unchecked`].
    pub fn damage(&self, statement: &str) {
        let Some(Place::Folder(folder)) = &self.place else { panic!("only a SQLite store is a file") };
        let file = rusqlite::Connection::open(folder.path().join("canvass.db")).expect("the file opens");
        file.busy_timeout(std::time::Duration::from_secs(10)).expect("the file can be waited for");
        assert!(file.execute(statement, ()).expect("the statement runs") > 0, "nothing was damaged");
    }

    /// Runs a script on the PostgreSQL database as a node of the first release would: its connection says nothing of what it
    /// knows.
    pub fn as_first_release(&self, script: &str) {
        let Some(Place::Database(database)) = &self.place else {
            panic!("only PostgreSQL has several nodes")
        };
        database.run(script).expect("the script runs");
    }

    /// A workspace with nothing in it, and default settings.
    pub fn bare_workspace(&self, slug: &str) -> Workspace {
        let input = WorkspaceInput { slug: slug.to_owned(), settings: SettingsInput::default() };
        add_workspace(&self.app, &self.operator, input).wait().expect("a workspace is made")
    }

    /// A workspace that is ready to ask: columns, the sample questionnaire, a route that catches all.
    pub fn workspace(&self, slug: &str) -> TestWorkspace<'_> {
        TestWorkspace::make(self, self.bare_workspace(slug))
    }

    /// The digest of a workspace.
    pub fn digest(&self, slug: &str) -> String {
        let digests = state_digest(&self.app).expect("the state has a digest");
        let found = digests.into_iter().find(|digest| digest.slug == slug);
        found.expect("the workspace has a digest").digest
    }
}

/// When tests begin.
fn start() -> Timestamp {
    START.parse().expect("the start is a moment")
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let findings =
            if self.is_checked && !std::thread::panicking() { check(&self.app) } else { Ok(Vec::new()) };
        self.app.store.engine().close();
        match self.place.take() {
            Some(Place::Folder(folder)) => drop(folder),
            Some(Place::Database(database)) => drop(database),
            None => {}
        }
        match findings {
            Ok(findings) if findings.is_empty() => {}
            Ok(findings) => panic!("the check at the end found: {findings:#?}"),
            Err(error) => panic!("the check at the end failed: {error}"),
        }
    }
}
