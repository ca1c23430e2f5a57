//! What is due is found in its index by workspace and channel: what waits for one channel is not walked for the other (V28).

use canvass_domain::message::Channel;
use canvass_store::StoreError;
use canvass_store_postgres::catalogue::ALL;

use crate::world::{World, batch_of, noon};

const TEXTS: i32 = 3_000;

/// Two mails behind a long queue of text messages.
fn world() -> World {
    let world = World::new();
    let workspace = world.workspace("north");
    let (mut texts, contacts) = batch_of(TEXTS);
    for customer in &mut texts.customers {
        customer.channel = Channel::Sms;
    }
    let saved = world
        .store
        .write::<_, StoreError, _>(workspace, 1, move |tx| tx.save_import(&texts, &contacts, noon()));
    saved.wait().unwrap();
    world.import(workspace, 2);
    world
}

/// The steps of a statement that was carried out, on a connection like those of the engine, with its numbers filled in.
fn plan(client: &mut postgres::Client, statement: &str, values: &[&str]) -> Vec<String> {
    let mut text = ALL.iter().find(|sql| sql.name == statement).unwrap().text.to_owned();
    for (number, value) in values.iter().enumerate().rev() {
        text = text.replace(&format!("${}", number + 1), value);
    }
    let asked = format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {text}");
    client.query(&asked, &[]).unwrap().iter().map(|row| row.get(0)).collect()
}

fn rows_removed(plan: &[String]) -> i64 {
    let removed = plan.iter().filter_map(|step| step.trim().strip_prefix("Rows Removed by Filter: "));
    removed.map(|count| count.parse::<i64>().unwrap()).sum()
}

#[test]
fn a_long_queue_of_one_channel_is_not_walked_for_the_other() {
    let world = world();
    let mut client = world.client();
    client.batch_execute("SET enable_bitmapscan = off; ANALYZE message, workspace, customer").unwrap();
    let ticks: i64 = client.query_one("SELECT max(due_at) FROM message", &[]).unwrap().get(0);
    let now = format!("{ticks}::bigint");
    for (channel, found) in [("0", 2), ("1", 100)] {
        let channel = format!("{channel}::smallint");
        let plan = plan(&mut client, "delivery/list_due_by", &[&now, "100", &channel]);
        let mut conditions =
            plan.iter().filter(|step| step.contains("Index Cond: ") && step.contains("due_at"));
        assert!(conditions.all(|step| step.contains("(channel = ")), "{plan:#?}");
        assert!(rows_removed(&plan) < 10, "{plan:#?}");
        let by = if channel.starts_with('0') { Channel::Mail } else { Channel::Sms };
        let due = world.store.read_system::<_, StoreError, _>(move |tx| tx.due_by(by, 100));
        assert_eq!(due.wait().unwrap().len(), found);
    }
    let statements: [(&str, &[&str]); 2] =
        [("delivery/claim_messages", &[&now, "100", "1", "9"]), ("delivery/next_due", &[])];
    for (statement, values) in statements {
        let plan = plan(&mut client, statement, values);
        assert!(rows_removed(&plan) < 10, "{plan:#?}");
        let walked = plan.iter().find(|step| step.contains("message_due") && step.contains("rows=3000"));
        assert_eq!(walked, None, "{plan:#?}");
    }
}

#[test]
fn messages_of_an_earlier_release_get_their_channel_or_go_by_that_of_their_customer() {
    let world = world();
    let mut client = world.client();
    client
        .batch_execute(
            "UPDATE message SET state = 5 WHERE customer_id IN (SELECT max(id) FROM customer GROUP BY channel);
             DROP INDEX message_due;
             ALTER TABLE message DROP COLUMN channel;
             ALTER TABLE message DROP COLUMN departure;
             CREATE INDEX message_due ON message (workspace_id, due_at, priority DESC, customer_id) WHERE state = 0",
        )
        .unwrap();
    client.batch_execute(include_str!("../../migrations/V28__channels.sql")).unwrap();
    let counted = "SELECT m.channel, count(*) FROM message m GROUP BY m.channel ORDER BY m.channel";
    let counts: Vec<(i16, i64)> =
        client.query(counted, &[]).unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(counts, [(0, 1), (1, i64::from(TEXTS) - 1), (2, 2)]);
    client.batch_execute("UPDATE message SET state = 0, channel = 2").unwrap();
    for (by, found) in [(Channel::Mail, 2), (Channel::Sms, 100)] {
        let due = world.store.read_system::<_, StoreError, _>(move |tx| tx.due_by(by, 100));
        assert_eq!(due.wait().unwrap().len(), found);
    }
}
