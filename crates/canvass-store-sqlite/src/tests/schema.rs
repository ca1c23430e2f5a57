//! Tables and statements, read from the database's own catalogue.

use rusqlite::Connection;

use crate::catalogue::{ALL, START_LISTENING, STOP_LISTENING, Statement};
use crate::engine::{migrate, open_writer};

/// These tell the workspace, or belong to the installation. The list only shrinks.
const SYSTEM_TABLES: &[&str] = &[
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

/// Statements of these areas may cross workspaces, or know none.
const SYSTEM_AREAS: &[&str] =
    &["access", "delivery", "installation", "profile", "transaction", "webhook_queue"];

pub(super) fn migrated() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = open_writer(&folder.path().join("canvass.db")).unwrap();
    migrate(&mut connection).unwrap();
    (folder, connection)
}

fn area(statement: &Statement) -> &str {
    statement.name.split_once('/').unwrap().0
}

#[test]
fn every_statement_of_the_catalogue_can_be_prepared() {
    let (_folder, connection) = migrated();
    for statement in ALL {
        if area(statement) == "profile" && statement.text.contains(';') {
            // Several at once: they ran when the file was opened.
            continue;
        }
        if let Err(error) = connection.prepare(statement.text) {
            panic!("{}: {error}", statement.name);
        }
    }
}

#[test]
fn every_sql_file_stands_in_the_catalogue() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let mut files = Vec::new();
    for area in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(area.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let area = path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
            files.push(format!("{area}/{}", path.file_stem().unwrap().to_str().unwrap()));
        }
    }
    files.sort();
    let mut names: Vec<&str> = ALL.iter().map(|statement| statement.name).collect();
    names.sort_unstable();
    assert_eq!(names, files);
}

#[test]
fn triggers_that_a_migration_took_away_are_made_anew_where_somebody_listens() {
    let (_folder, mut connection) = migrated();
    let triggers = |connection: &Connection| -> i64 {
        let count = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'message_moved'";
        connection.query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(triggers(&connection), 0, "who has no endpoint pays nothing");
    connection.execute_batch(START_LISTENING.text).unwrap();
    connection.execute_batch("DROP TRIGGER message_moved").unwrap();
    migrate(&mut connection).unwrap();
    assert_eq!(triggers(&connection), 1);
    connection.execute_batch(STOP_LISTENING.text).unwrap();
    migrate(&mut connection).unwrap();
    assert_eq!(triggers(&connection), 0);
}

#[test]
fn every_table_but_the_system_ones_leads_its_key_with_the_workspace() {
    let (_folder, connection) = migrated();
    let mut tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut walled = Vec::new();
    for table in &tables {
        let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk = 1").unwrap();
        let first: Vec<String> =
            columns.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let is_walled = first == ["workspace_id"];
        assert_eq!(is_walled, !SYSTEM_TABLES.contains(&table.as_str()), "{table}");
        walled.extend(is_walled.then_some(table));
    }
    assert_eq!(walled.len() + SYSTEM_TABLES.len(), tables.len());
}

#[test]
fn every_statement_of_a_workspace_names_it_as_its_first_parameter() {
    for statement in ALL.iter().filter(|statement| !SYSTEM_AREAS.contains(&area(statement))) {
        let is_insert = statement.text.starts_with("INSERT") && statement.text.contains("(workspace_id,");
        assert!(
            is_insert && statement.text.contains("(?1,") || statement.text.contains("workspace_id = ?1"),
            "{}",
            statement.name
        );
    }
}

#[test]
fn every_table_that_a_walled_statement_reads_is_tied_to_the_workspace() {
    for statement in ALL.iter().filter(|statement| !SYSTEM_AREAS.contains(&area(statement))) {
        let joins = statement.text.matches("JOIN ").count();
        let ties = statement.text.matches("workspace_id = ").count();
        assert!(ties > joins || statement.text.starts_with("INSERT"), "{}", statement.name);
    }
}
