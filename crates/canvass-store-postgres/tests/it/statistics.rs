//! A table that has just grown is known to the planner within seconds.

use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use crate::world::World;

const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn a_large_import_into_a_young_installation_is_analysed_at_once() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 2_000);
    let mut client = Client::connect(&world.database.url(), NoTls).unwrap();
    let is_known = |client: &mut Client, table: &str| -> bool {
        let seen = "SELECT count(*) > 0 FROM pg_stats WHERE tablename = $1 AND attname = 'workspace_id'";
        client.query_one(seen, &[&table]).unwrap().get(0)
    };
    let until = Instant::now() + PATIENCE;
    for table in ["contact", "customer", "message"] {
        while !is_known(&mut client, table) {
            assert!(Instant::now() < until, "{table} was not analysed");
            client.batch_execute("SELECT pg_sleep(0.05)").unwrap();
        }
    }
    assert!(!is_known(&mut client, "workspace"), "small tables are left to the server");
}
