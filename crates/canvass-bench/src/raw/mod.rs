//! The baselines of intake: the same rows written by a bare prepared-statement loop, one durable transaction a batch.

mod postgres;
mod sqlite;

use std::time::Duration;

/// Customers a second that a bare loop writes. `writers`: parallel connections where the engine has them.
pub(crate) fn insert(
    url: Option<&str>,
    writers: usize,
    time: Duration,
    per_batch: usize,
) -> anyhow::Result<f64> {
    match url {
        Some(url) => postgres::insert(url, writers.min(4), time, per_batch),
        None => sqlite::insert(time, per_batch),
    }
}

/// The JSON text of five values, as the store keeps them.
fn values_text(values: &[String; 5]) -> String {
    let members: Vec<String> =
        values.iter().enumerate().map(|(place, value)| format!(r#""{}":"{value}""#, place + 1)).collect();
    format!("{{{}}}", members.join(","))
}

/// What an organisation is found by.
fn domain_of(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// 16 bytes that differ as keyed hashes do.
fn hash_of(email: &str) -> Vec<u8> {
    let mut one: u64 = 0xcbf2_9ce4_8422_2325;
    let mut other: u64 = 0x8422_2325_cbf2_9ce4;
    for byte in email.bytes() {
        one = (one ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        other = (other ^ one).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    [one.to_be_bytes(), other.to_be_bytes()].concat()
}

const DECISIONS: &str = r#"[["received",17675712000000000,null],["routed",17675712000000000,"1 version 1"],["scheduled",17675712000000000,"2099-01-05T09:00:00+01:00"]]"#;
