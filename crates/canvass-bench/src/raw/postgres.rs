//! PostgreSQL: a few connections, one `unnest` statement a table and batch, synchronous_commit=on, the engine's tables.

use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use super::{DECISIONS, domain_of, hash_of, values_text};
use crate::measure::rate;
use crate::workload::{self, Seed};

const CONTACT: &str = include_str!("../../../canvass-store-postgres/sql/batches/insert_contacts.sql");
const CUSTOMER: &str = include_str!("../../../canvass-store-postgres/sql/batches/insert_customers.sql");
const MESSAGE: &str = include_str!("../../../canvass-store-postgres/sql/batches/insert_messages.sql");

/// A workspace number that no server uses, so that the loop can run on the same database.
const WORKSPACE: i32 = 2_000_000_000;

pub(super) fn insert(url: &str, writers: usize, time: Duration, per_batch: usize) -> anyhow::Result<f64> {
    let next = AtomicI32::new(1);
    let begun = Instant::now();
    let results: Vec<anyhow::Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..writers).map(|_| scope.spawn(|| write(url, &next, begun, time, per_batch))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("a writer panicked")))
            .collect()
    });
    let took = begun.elapsed();
    results.into_iter().collect::<anyhow::Result<()>>()?;
    let batches = usize::try_from(next.load(Ordering::Relaxed) - 1)?;
    let mut client = Client::connect(url, NoTls)?;
    for table in ["contact", "customer", "message"] {
        client.execute(&format!("DELETE FROM {table} WHERE workspace_id = {WORKSPACE}"), &[])?;
    }
    Ok(rate(batches * per_batch, took))
}

fn write(
    url: &str,
    next: &AtomicI32,
    begun: Instant,
    time: Duration,
    per_batch: usize,
) -> anyhow::Result<()> {
    let mut client = Client::connect(url, NoTls)?;
    let contact = client.prepare(CONTACT)?;
    let customer = client.prepare(CUSTOMER)?;
    let message = client.prepare(MESSAGE)?;
    let rows = i32::try_from(per_batch)?;
    while begun.elapsed() < time {
        let batch = next.fetch_add(1, Ordering::Relaxed);
        let first = (batch - 1) * rows + 1;
        let serial = u64::try_from(batch)?;
        let persons = workload::persons(&mut Seed::new(serial), serial, per_batch);
        let hashes: Vec<Vec<u8>> = persons.iter().map(|person| hash_of(&person.email)).collect();
        let mut contacts: Vec<(&[u8], i32, &str)> = hashes
            .iter()
            .zip(first..)
            .zip(&persons)
            .map(|((hash, id), person)| (hash.as_slice(), id, domain_of(&person.email)))
            .collect();
        contacts.sort_unstable();
        let sorted: Vec<&[u8]> = contacts.iter().map(|contact| contact.0).collect();
        let numbers: Vec<i32> = contacts.iter().map(|contact| contact.1).collect();
        let domains: Vec<&str> = contacts.iter().map(|contact| contact.2).collect();
        let now = 17_675_712_000_000_000_i64;
        let (due, closes, ends) =
            (40_704_048_000_000_000_i64, 40_704_588_000_000_000_i64, 40_727_376_000_000_000_i64);
        let mut transaction = client.transaction()?;
        transaction.execute(&contact, &[&WORKSPACE, &sorted, &numbers, &now, &domains])?;
        let same = |value: i64| vec![value; per_batch];
        transaction.execute(
            &customer,
            &[
                &WORKSPACE,
                &first,
                &batch,
                &0_i32,
                &false,
                &now,
                &vec![2_i16; per_batch],
                &vec![None::<String>; per_batch],
                &persons.iter().map(|p| p.email.as_str()).collect::<Vec<_>>(),
                &hashes,
                &persons.iter().map(|p| p.phone.as_str()).collect::<Vec<_>>(),
                &same(due),
                &same(now),
                &same(ends),
                &vec![0_i32; per_batch],
                &vec![None::<i32>; per_batch],
                &vec![1_i32; per_batch],
                &vec![1_i32; per_batch],
                &vec![None::<i32>; per_batch],
                &vec!["en"; per_batch],
                &persons.iter().map(|p| values_text(&p.values)).collect::<Vec<_>>(),
                &vec![""; per_batch],
                &vec![DECISIONS; per_batch],
                &vec![None::<i32>; per_batch],
                &vec![None::<&str>; per_batch],
                &vec![false; per_batch],
                &vec![None::<bool>; per_batch],
                &vec![0_i16; per_batch],
            ],
        )?;
        let ids: Vec<i32> = (first..first + rows).collect();
        transaction.execute(
            &message,
            &[
                &WORKSPACE,
                &batch,
                &ids,
                &same(due),
                &same(closes),
                &same(ends),
                &vec![0_i32; per_batch],
                &vec![0_i16; per_batch],
            ],
        )?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use canvass_store_postgres::{PostgresSettings, schema_fingerprint};
    use canvass_testkit_postgres::TestServer;

    use super::*;

    /// The statements are the engine's own and change with it.
    #[test]
    fn the_bare_loop_fills_the_tables_of_today() {
        let server = TestServer::shared().unwrap();
        let database = server
            .database(&schema_fingerprint(), |url| {
                let engine = canvass_store_postgres::open(PostgresSettings::new(url));
                engine.map(|engine| canvass_store::Engine::close(&*engine)).map_err(|error| error.to_string())
            })
            .unwrap();
        assert!(insert(&database.url(), 1, Duration::from_millis(100), 3).unwrap() > 0.0);
    }
}
