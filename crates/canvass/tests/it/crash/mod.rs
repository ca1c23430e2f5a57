//! Crashes: the program is killed at each failpoint of the table in turn, on both engines, started again, and asked the
//! same once more under the same keys. Then the closing check. A failpoint that no story passes turns its case red.

mod acknowledged;
mod cases;
mod finished;
mod keyed;
mod life;
mod notified;
mod story;

use canvass_failpoint::ALL;

use crate::harness::{Engine, postgres_is_there};
use cases::{Case, run_cases};
use story::tell;

/// Their stories are told in `webhooks` and `finished`.
const ELSEWHERE: [&str; 3] = ["webhook.answered", "store.file-content", "store.file-row"];
/// Fewer than the whole story takes.
const MOST_COMMITS: u32 = 24;
/// A kill before the second commit of a migration: the first one makes the table of its history.
const MIGRATION: [(&str, u32); 1] = [("migration.before-commit", 2)];

/// Each failpoint at its first pass; those that every commit of the store passes, at many more: from the first start
/// through set-up, intake and delivery to the answer.
fn cases(engine: Engine) -> Vec<Case> {
    let first = ALL.iter().filter(|name| !ELSEWHERE.contains(name)).map(|name| (*name, 1));
    let commits = (2..=MOST_COMMITS).map(|pass| match pass % 2 {
        0 => ("store.before-commit", pass),
        _ => ("store.after-commit", pass),
    });
    first.chain(MIGRATION).chain(commits).map(|(failpoint, pass)| Case { engine, failpoint, pass }).collect()
}

#[test]
fn every_failpoint_is_survived_on_sqlite() {
    run_cases(&cases(Engine::Sqlite), tell);
}

#[test]
fn every_failpoint_is_survived_on_postgres() {
    if postgres_is_there("crashes on PostgreSQL") {
        run_cases(&cases(Engine::Postgres), tell);
    }
}

#[test]
fn an_unknown_failpoint_is_refused() {
    let place = crate::harness::Place::new(Engine::Sqlite);
    let stopped = place.try_start(Some("import.nowhere:1:kill")).unwrap_err();
    assert_eq!(stopped.status.code(), Some(1), "{}", stopped.words());
    assert!(stopped.words().contains("there is no failpoint of this name"), "{}", stopped.words());
}
