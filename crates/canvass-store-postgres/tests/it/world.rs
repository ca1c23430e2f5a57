//! A fresh database with an engine, and the shortest batch there can be.

use std::sync::Arc;
use std::time::Duration;

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import, Routing};
use canvass_domain::decision::Decision;
use canvass_domain::id::{ColumnId, ContactHash, QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::message::Window;
use canvass_domain::reason::Rule;
use canvass_domain::value::Value;
use canvass_domain::workspace::{Policy, Settings};
use canvass_store::area::{NewWorkspace, SavedImport};
use canvass_store::{Clock, Engine, Store, StoreError};
use canvass_store_postgres::{PostgresEngine, PostgresSettings, open, schema_fingerprint};
use canvass_testkit_postgres::{TestDatabase, TestServer};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

/// The time at which all tests begin.
pub(crate) fn noon() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

/// A clock that stands still until it is pushed.
pub(crate) struct StillClock(parking_lot::Mutex<Timestamp>);

impl StillClock {
    pub(crate) fn push(&self, span: SignedDuration) {
        let mut now = self.0.lock();
        *now = now.checked_add(span).unwrap();
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) engine: Arc<PostgresEngine>,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) database: TestDatabase,
}

pub(crate) fn migrated_database() -> TestDatabase {
    TestServer::shared()
        .unwrap()
        .database(&schema_fingerprint(), |url| {
            let engine = open(PostgresSettings::new(url)).map_err(|error| error.to_string())?;
            engine.close();
            Ok(())
        })
        .unwrap()
}

pub(crate) fn settings(url: String) -> PostgresSettings {
    PostgresSettings { threads: 4, lock_timeout: Duration::from_secs(5), ..PostgresSettings::new(url) }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|settings| settings)
    }

    pub(crate) fn with(change: impl FnOnce(PostgresSettings) -> PostgresSettings) -> Self {
        let database = migrated_database();
        let clock = Arc::new(StillClock(parking_lot::Mutex::new(noon())));
        let told: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let settings = PostgresSettings { clock: Some(told), ..settings(database.url()) };
        let engine = open(change(settings)).unwrap();
        Self { store: Store::new(Arc::clone(&engine) as Arc<dyn Engine>), engine, clock, database }
    }

    pub(crate) fn workspace(&self, slug: &str) -> WorkspaceId {
        let workspace = NewWorkspace {
            slug: slug.to_owned(),
            name: "A workspace".to_owned(),
            settings: Settings {
                zone: TimeZone::get("Europe/Amsterdam").unwrap(),
                send_time: civil::time(9, 0, 0, 0),
                closing_time: civil::time(21, 0, 0, 0),
                open_days: 21,
                language: "en".to_owned(),
                sender_name: "Canvass".to_owned(),
            },
            policy: Policy::default(),
        };
        let added: Result<WorkspaceId, StoreError> =
            self.store.write_system(move |tx| tx.add_workspace(&workspace, noon())).wait();
        added.unwrap()
    }

    pub(crate) fn import(&self, workspace: WorkspaceId, customers: i32) -> SavedImport {
        let (import, contacts) = batch_of(customers);
        let saved: Result<SavedImport, StoreError> =
            self.store.write(workspace, 1, move |tx| tx.save_import(&import, &contacts, noon())).wait();
        saved.unwrap()
    }
}

/// An approved batch whose customers may be asked at once, for a week.
pub(crate) fn batch_of(customers: i32) -> (Import, Vec<Option<ContactHash>>) {
    let import =
        Import { customers: (0..customers).map(customer).collect(), ..Import::named("A batch".to_owned()) };
    let contacts = (0..customers)
        .map(|number| {
            let mut hash = [7; 16];
            hash[..4].copy_from_slice(&number.wrapping_mul(-1_640_531_527).to_be_bytes());
            Some(ContactHash(hash))
        })
        .collect();
    (import, contacts)
}

fn customer(number: i32) -> DecidedCustomer {
    let ends_at = noon().checked_add(SignedDuration::from_hours(7 * 24)).unwrap();
    let window = Window {
        due_at: noon(),
        closes_at: noon().checked_add(SignedDuration::from_hours(8)).unwrap(),
        ends_at,
    };
    let address = format!("person{number}@example.org");
    let rules = [Rule::Received, Rule::Routed, Rule::Scheduled];
    DecidedCustomer {
        state: CustomerState::Scheduled,
        email: Some(address.clone()),
        address: Some(address),
        ends_at: Some(ends_at),
        routing: Some(Routing {
            questionnaire: QuestionnaireId(1),
            version: VersionNumber(1),
            template: None,
            language: "en".to_owned(),
        }),
        values: [(ColumnId(1), Value::Plain("North".to_owned()))].into(),
        window: Some(window),
        decisions: rules.into_iter().map(|rule| Decision { rule, detail: None, at: noon() }).collect(),
        ..DecidedCustomer::received(noon())
    }
}

impl World {
    /// Another connection to the database, for looking and for breaking things.
    pub(crate) fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.database.url(), postgres::NoTls).unwrap()
    }

    /// Returns when a backend of this database waits for a lock.
    pub(crate) fn until_somebody_waits(&self) {
        let mut client = self.client();
        let ask = "SELECT EXISTS (SELECT FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'), pg_sleep(0.01)::text";
        for _ in 0..1000 {
            if client.query_one(ask, &[]).unwrap().get(0) {
                return;
            }
        }
        panic!("nobody waits");
    }
}
