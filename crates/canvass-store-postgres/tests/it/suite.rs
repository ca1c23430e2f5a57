//! The conformance suite: the same cases that the other engine runs.

use std::sync::Arc;

use canvass_store::conformance::{Fixture, SteppedClock};
use canvass_store::{Clock, Engine, Store};
use canvass_store_postgres::{PostgresSettings, open};

use crate::world::{migrated_database, settings};

canvass_store::conformance_suite!(crate::suite::fixture);

pub(crate) fn fixture() -> Fixture {
    let database = migrated_database();
    let clock = SteppedClock::new();
    let told: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let settings = PostgresSettings { clock: Some(told), ..settings(database.url()) };
    let engine = open(settings).unwrap();
    Fixture::new(Store::new(engine as Arc<dyn Engine>), clock, database)
}
