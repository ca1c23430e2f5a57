//! What is due is found in its index by workspace and channel: what waits for one channel is not walked for the other (V28).

use rusqlite::Connection;

use super::schema::migrated;
use crate::catalogue::{ALL, LIST_DUE, LIST_DUE_BY, NEXT_DUE, Statement};

/// The steps of a statement, as the database tells them.
fn plan(connection: &Connection, statement: &Statement) -> Vec<String> {
    let mut steps = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.text)).unwrap();
    let rows = steps.raw_query().mapped(|row| row.get("detail"));
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn whatever_looks_for_due_messages_names_their_channel() {
    let (_folder, connection) = migrated();
    let looking: Vec<&Statement> =
        ALL.iter().filter(|statement| statement.text.contains("INDEXED BY message_due")).collect();
    assert!(looking.len() >= 7, "{looking:?}");
    for statement in looking {
        let plan = plan(&connection, statement);
        let steps: Vec<&String> = plan.iter().filter(|step| step.contains("message_due")).collect();
        assert!(!steps.is_empty(), "{}: {plan:?}", statement.name);
        for step in steps {
            assert!(step.contains("(workspace_id=? AND channel=?"), "{}: {step}", statement.name);
        }
    }
}

#[test]
fn the_lines_of_the_channels_are_merged_and_never_sorted() {
    let (_folder, connection) = migrated();
    for (statement, lines) in [(LIST_DUE, 3), (LIST_DUE_BY, 2), (NEXT_DUE, 1)] {
        let plan = plan(&connection, &statement);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{}: {plan:?}", statement.name);
        let found = plan.iter().filter(|step| step.contains("message_due")).count();
        assert_eq!(found, lines, "{}: {plan:?}", statement.name);
    }
}

/// As an earlier release left them: waiting, in doubt and sent messages by mail and by text, and a mail about the batch of
/// somebody who gets text messages.
const BEFORE: &str = "
    DROP INDEX message_due;
    ALTER TABLE message DROP COLUMN channel;
    ALTER TABLE message DROP COLUMN departure;
    CREATE INDEX message_due ON message (workspace_id, due_at, priority DESC, customer_id) WHERE state = 0;
    PRAGMA foreign_keys = OFF;
    INSERT INTO customer (workspace_id, id, batch_id, position, state, is_test, send_at, transaction_at, created_at, priority,
                          data_values, prefilled, decisions, channel)
    VALUES (1, 1, 1, 0, 2, 0, 0, 0, 0, 0, '{}', '[]', '[]', 0), (1, 2, 1, 1, 2, 0, 0, 0, 0, 0, '{}', '[]', '[]', 1);
    INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at)
    VALUES (1, 1, 0, 1, 0, 10, 99, 99), (1, 2, 0, 1, 0, 20, 99, 99), (1, 2, 100, 1, 0, 30, 99, 99),
           (1, 1, 1, 1, 3, 40, 99, 99), (1, 2, 1, 1, 3, 50, 99, 99), (1, 2, 2, 1, 5, 60, 99, 99);";

#[test]
fn messages_of_an_earlier_release_get_their_channel_or_go_by_that_of_their_customer() {
    let (_folder, connection) = migrated();
    connection.execute_batch(BEFORE).unwrap();
    connection.execute_batch(include_str!("../../migrations/V28__channels.sql")).unwrap();
    let mut channels = connection.prepare("SELECT channel FROM message ORDER BY due_at").unwrap();
    let channels: Vec<i16> =
        channels.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    // What was sent is left as it is: it waits once more only if it comes back.
    assert_eq!(channels, [0, 1, 0, 0, 1, 2]);
    let due = |channel: i16| -> Vec<i64> {
        let mut due = connection.prepare(LIST_DUE_BY.text).unwrap();
        let rows = due.query_map((1, 70, 9, channel), |row| row.get("due_at")).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!((due(0), due(1)), (vec![10, 30], vec![20]));
    connection.execute_batch("UPDATE message SET state = 0, channel = 2").unwrap();
    assert_eq!((due(0), due(1)), (vec![10, 30, 40], vec![20, 50, 60]));
    let mut all = connection.prepare(LIST_DUE.text).unwrap();
    let all: Vec<i64> =
        all.query_map((1, 70, 5), |row| row.get("due_at")).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(all, [10, 20, 30, 40, 50]);
}
