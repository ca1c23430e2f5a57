//! What goes wrong is told truly: nothing is stored by halves, and the next job finds a sound connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use canvass_store::area::{NewAudit, Page};
use canvass_store::{Engine, Store, StoreError};
use canvass_store_postgres::{OpenError, PostgresSettings, open};
use canvass_testkit_postgres::TestServer;

use crate::world::{World, noon, settings};

type Told<T> = Result<T, StoreError>;

fn audit(action: &str) -> NewAudit {
    NewAudit { actor: "test".into(), action: action.into(), object: "batch 1".into(), at: noon() }
}

fn actions(world: &World, workspace: canvass_domain::id::WorkspaceId) -> Vec<String> {
    let trail: Told<Vec<_>> =
        world.store.read(workspace, |tx| tx.audit_trail(Page { after: 0, most: 100 })).wait();
    trail.unwrap().into_iter().map(|record| record.audit.action).collect()
}

#[test]
fn clu06_work_that_lost_a_deadlock_runs_again() {
    let world = World::new();
    let workspace = world.workspace("north");
    let other = world.workspace("south");
    let (ready, is_ready) = flume::bounded::<()>(2);
    let barrier = Arc::new(std::sync::Barrier::new(2));
    let runs = Arc::new(AtomicUsize::new(0));
    // Each raises the version of one workspace and then, when both have, of the other.
    let pending: Vec<_> = [(workspace, other), (other, workspace)]
        .into_iter()
        .map(|(first, second)| {
            let (ready, barrier, runs) = (ready.clone(), Arc::clone(&barrier), Arc::clone(&runs));
            world.store.write_both(move |tx| {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                raise(tx, first)?;
                if run < 2 {
                    ready.send(()).unwrap();
                    barrier.wait();
                }
                raise(tx, second)
            })
        })
        .collect();
    is_ready.recv().unwrap();
    is_ready.recv().unwrap();
    for pending in pending {
        let told: Told<()> = pending.wait();
        assert_eq!(told, Ok(()));
    }
    assert!(runs.load(Ordering::SeqCst) >= 3, "one of the two was the victim and ran again");
}

fn raise(tx: &mut dyn canvass_store::Tx, workspace: canvass_domain::id::WorkspaceId) -> Told<()> {
    let tx = tx.workspace(workspace);
    let configuration = tx.load_configuration()?;
    tx.save_workspace(&configuration.workspace)
}

#[test]
fn a_panic_in_a_job_undoes_it_and_harms_no_other() {
    let world = World::with(|settings| PostgresSettings { threads: 1, ..settings });
    let workspace = world.workspace("north");
    let told: Told<()> = world
        .store
        .write(workspace, 1, |tx| {
            tx.audit(&audit("lost"))?;
            panic!("a test")
        })
        .wait();
    assert!(matches!(told, Err(StoreError::Engine(_))), "{told:?}");
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("kept"))).wait();
    assert_eq!((told, actions(&world, workspace)), (Ok(()), vec!["kept".to_owned()]));
}

#[test]
fn work_that_passes_over_an_error_of_a_statement_is_not_called_stored() {
    let world = World::new();
    let workspace = world.workspace("north");
    let told: Told<()> = world
        .store
        .write(workspace, 1, |tx| {
            tx.audit(&audit("lost"))?;
            // Stored text holds no NUL in PostgreSQL.
            drop(tx.audit(&audit("\0")));
            Ok(())
        })
        .wait();
    assert!(told.is_err(), "{told:?}");
    assert_eq!(actions(&world, workspace), Vec::<String>::new());
}

#[test]
fn p13_a_connection_that_broke_before_commit_is_told_and_replaced() {
    let world = World::with(|settings| PostgresSettings { threads: 1, ..settings });
    let workspace = world.workspace("north");
    let url = world.database.url();
    let told: Told<()> = world
        .store
        .write(workspace, 1, move |tx| {
            tx.audit(&audit("lost"))?;
            cut_all(&url);
            tx.audit(&audit("lost too"))
        })
        .wait();
    assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("kept"))).wait();
    assert_eq!((told, actions(&world, workspace)), (Ok(()), vec!["kept".to_owned()]));
}

#[test]
fn clu03_a_connection_that_broke_at_commit_leaves_the_outcome_unknown() {
    let world = World::with(|settings| PostgresSettings { threads: 1, ..settings });
    let workspace = world.workspace("north");
    let url = world.database.url();
    let told: Told<()> = world
        .store
        .write(workspace, 1, move |tx| {
            tx.audit(&audit("unknown"))?;
            cut_all(&url);
            Ok(())
        })
        .wait();
    assert!(matches!(told, Err(StoreError::OutcomeUnknown(_))), "{told:?}");
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("kept"))).wait();
    assert_eq!((told, actions(&world, workspace)), (Ok(()), vec!["kept".to_owned()]));
}

#[test]
fn clu07_connections_that_broke_while_idle_are_replaced_without_a_word() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 1);
    cut_all(&world.database.url());
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("kept"))).wait();
    assert_eq!((told, actions(&world, workspace)), (Ok(()), vec!["kept".to_owned()]));
}

/// Ends all connections to the database but its own, and returns when they are gone.
fn cut_all(url: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.query(&format!("SELECT pg_terminate_backend(pid) {others}"), &[]).unwrap();
    for _ in 0..1000 {
        let row = client.query_one(&format!("SELECT count(*) = 0, pg_sleep(0.01)::text {others}"), &[]);
        if row.unwrap().get(0) {
            return;
        }
    }
    panic!("connections stay");
}

#[test]
fn e115_a_lock_that_is_held_too_long_answers_busy() {
    let world =
        World::with(|settings| PostgresSettings { lock_timeout: Duration::from_millis(50), ..settings });
    let workspace = world.workspace("north");
    let mut client = world.client();
    let mut holding = client.transaction().unwrap();
    holding.batch_execute("SELECT FROM workspace FOR UPDATE").unwrap();
    let told: Told<()> = world
        .store
        .write(workspace, 1, |tx| {
            let configuration = tx.load_configuration()?;
            tx.save_workspace(&configuration.workspace)
        })
        .wait();
    assert_eq!(told, Err(StoreError::Busy));
}

#[test]
fn clu04_a_statement_that_takes_too_long_is_stopped() {
    let world =
        World::with(|settings| PostgresSettings { statement_timeout: Duration::from_millis(50), ..settings });
    let workspace = world.workspace("north");
    let mut client = world.client();
    let mut holding = client.transaction().unwrap();
    holding.batch_execute("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE").unwrap();
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("slow"))).wait();
    assert!(matches!(told, Err(StoreError::Unavailable(_))), "{told:?}");
    holding.rollback().unwrap();
    let told: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("kept"))).wait();
    assert_eq!(told, Ok(()));
}

#[test]
fn a_full_line_answers_busy_and_readers_pass_writers() {
    let world = World::with(|settings| PostgresSettings { threads: 1, queue: 1, ..settings });
    let workspace = world.workspace("north");
    let (begun, has_begun) = flume::bounded::<()>(1);
    let (go_on, may_go_on) = flume::bounded::<()>(1);
    let running = world.store.write(workspace, 1, move |tx| {
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        tx.audit(&audit("running"))
    });
    has_begun.recv().unwrap();
    let waiting = world.store.write(workspace, 1, |tx| tx.audit(&audit("waiting")));
    let refused: Told<()> = world.store.write(workspace, 1, |tx| tx.audit(&audit("refused"))).wait();
    assert_eq!(refused, Err(StoreError::Busy));
    assert_eq!(actions(&world, workspace), Vec::<String>::new());
    go_on.send(()).unwrap();
    let (running, waiting): (Told<()>, Told<()>) = (running.wait(), waiting.wait());
    assert_eq!((running, waiting), (Ok(()), Ok(())));
    assert_eq!(actions(&world, workspace), ["running", "waiting"]);
}

#[test]
fn a_reading_job_cannot_write() {
    let world = World::new();
    let workspace = world.workspace("north");
    let told: Told<()> = world.store.read(workspace, |tx| tx.audit(&audit("lost"))).wait();
    assert!(told.is_err());
    assert_eq!(actions(&world, workspace), Vec::<String>::new());
}

#[test]
fn p15_a_node_older_than_the_schema_refuses() {
    let world = World::new();
    world.engine.close();
    world
        .client()
        .batch_execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (999, 'from_the_future', '2026-03-02T12:00:00Z', '1')",
        )
        .unwrap();
    let refused = open(settings(world.database.url())).err().unwrap();
    assert!(matches!(refused, OpenError::SchemaTooNew(_)), "{refused}");
}

#[test]
fn nodes_that_start_at_once_on_an_empty_database_migrate_it_once() {
    let database = TestServer::shared().unwrap().empty_database().unwrap();
    let url = database.url();
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let settings = PostgresSettings { threads: 1, ..settings(url.clone()) };
                scope.spawn(move || open(settings).map(|engine| engine.close()))
            })
            .collect();
        for start in starts {
            start.join().unwrap().unwrap();
        }
    });
}

#[test]
fn clu08_a_database_that_is_not_there_is_told_at_the_start() {
    let refused =
        open(PostgresSettings::new("postgresql://nobody:secret@127.0.0.1:1/nothing")).err().unwrap();
    let text = refused.to_string();
    assert!(matches!(refused, OpenError::Unreachable(_)) && !text.contains("secret"), "{text}");
}

#[test]
fn a_server_that_answers_before_the_disk_is_refused() {
    let world = World::new();
    world.engine.close();
    let name = world.database.url();
    let name = name.rsplit('/').next().unwrap();
    world.client().batch_execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off")).unwrap();
    let refused = open(settings(world.database.url())).err().unwrap();
    assert!(matches!(refused, OpenError::Unsafe(_)), "{refused}");
}

#[test]
fn writable_tells_a_closed_store_and_a_sound_one_has_no_findings() {
    let world = World::new();
    assert_eq!(world.engine.writable(), Ok(()));
    assert_eq!(world.engine.integrity(), Ok(Vec::new()));
    world.engine.close();
    assert!(world.engine.writable().is_err());
    let store = Store::new(Arc::clone(&world.engine) as Arc<dyn Engine>);
    let refused: Told<Vec<_>> = store.read_system(|tx| tx.workspaces()).wait();
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}
