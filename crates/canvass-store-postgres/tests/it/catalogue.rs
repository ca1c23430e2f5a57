//! Every statement can be prepared, and the keys are what a distributed PostgreSQL needs.

use std::collections::BTreeSet;

use canvass_store_postgres::catalogue::ALL;
use postgres::{Client, NoTls};

use crate::world::migrated_database;

/// Tables that tell the workspace, or know none.
const SYSTEM_TABLES: [&str; 11] = [
    "call_count",
    "client",
    "host",
    "installation",
    "node",
    "quota",
    "refinery_schema_history",
    "sending",
    "session",
    "sign_in",
    "token",
];

#[test]
fn every_statement_can_be_prepared() {
    let database = migrated_database();
    let mut client = Client::connect(&database.url(), NoTls).unwrap();
    for sql in ALL {
        if let Err(error) = client.prepare(sql.text) {
            panic!("{}: {error:?}", sql.name);
        }
    }
}

#[test]
fn every_file_of_sql_is_in_the_catalogue_once() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let mut files = BTreeSet::new();
    for area in std::fs::read_dir(&root).unwrap() {
        let area = area.unwrap().path();
        for file in std::fs::read_dir(&area).unwrap() {
            let file = file.unwrap().path();
            let stem = file.file_stem().unwrap().to_str().unwrap();
            files.insert(format!("{}/{stem}", area.file_name().unwrap().to_str().unwrap()));
        }
    }
    let mut names: BTreeSet<String> = ALL.iter().map(|sql| sql.name.to_owned()).collect();
    assert_eq!(names.len(), ALL.len());
    // The scripts of the start, which cannot be prepared or are used once.
    names.extend(["check_server", "hold_tables", "lock_migrations"].map(|name| format!("engine/{name}")));
    assert_eq!(names, files);
}

#[test]
fn the_key_of_every_table_leads_with_its_workspace() {
    let database = migrated_database();
    let mut client = Client::connect(&database.url(), NoTls).unwrap();
    let rows = client
        .query(
            "SELECT c.relname::text, a.attname::text
               FROM pg_class c
               LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
              WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
            &[],
        )
        .unwrap();
    assert!(rows.len() > SYSTEM_TABLES.len());
    for row in rows {
        let (table, first): (String, Option<String>) = (row.get(0), row.get(1));
        let is_system = SYSTEM_TABLES.contains(&table.as_str());
        assert_eq!(first.as_deref() == Some("workspace_id"), !is_system, "{table} leads with {first:?}");
    }
}
