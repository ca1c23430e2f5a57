//! The tables change while nodes of the release before work on them (P15): whoever is at it ends first, and the change takes as
//! long as it takes.

use std::time::Duration;

use canvass_store::Engine as _;
use canvass_store_postgres::{PostgresSettings, open};

use crate::world::{World, settings};

/// Back to the tables of V27.
const BEFORE: &str = "
    DROP TRIGGER customer_without_number ON customer;
    DROP TRIGGER message_that_left ON message;
    DROP FUNCTION customer_without_number, message_that_left, knows;
    DROP TABLE unkeyed_customer;
    ALTER TABLE node DROP COLUMN schema;
    DROP INDEX message_due;
    ALTER TABLE message DROP COLUMN channel, DROP COLUMN departure;
    CREATE INDEX message_due ON message (workspace_id, due_at, priority DESC, customer_id) WHERE state = 0;
    DELETE FROM refinery_schema_history WHERE version > 27";
/// Whether somebody has waited for a lock for longer than the statements of a node may take.
const WAITED: &str = "SELECT EXISTS (SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type IN ('Lock', 'Timeout')
       AND clock_timestamp() - query_start > interval '1500 milliseconds'), pg_sleep(0.01)::text";

#[test]
fn p15_tables_change_beside_whoever_has_one_of_them_and_waits_for_another() {
    for (first, then) in [("customer", "message"), ("message", "customer"), ("workspace", "message")] {
        let world = World::new();
        let workspace = world.workspace("north");
        world.import(workspace, 2);
        let mut looking = world.client();
        looking.batch_execute(BEFORE).unwrap();
        let url = world.database.url();
        let mut older = world.client();
        let mut older = older.transaction().unwrap();
        let touch = |table: &str| format!("UPDATE {table} SET workspace_id = workspace_id");
        older.batch_execute(&touch(first)).unwrap();
        // Longer than it looks for a crosswise wait, and than a statement may take.
        let upgrade = std::thread::spawn(move || {
            open(PostgresSettings { statement_timeout: Duration::from_millis(400), ..settings(url) })
                .map(|engine| engine.close())
        });
        let has_waited = (0..2000).any(|_| looking.query_one(WAITED, &[]).unwrap().get(0));
        assert!(has_waited || upgrade.is_finished(), "{first}: it did not wait");
        let told = older.batch_execute(&touch(then)).and_then(|()| older.commit());
        told.unwrap_or_else(|error| panic!("{first}, then {then}: {error:?}"));
        upgrade.join().unwrap().unwrap_or_else(|error| panic!("{first}, then {then}: {error}"));
        let changed = "SELECT count(*) FROM message WHERE channel = 0 AND departure = 1";
        assert_eq!(looking.query_one(changed, &[]).unwrap().get::<_, i64>(0), 2);
    }
}
