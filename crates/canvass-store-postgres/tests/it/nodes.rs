//! Several nodes on one database.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use canvass_domain::limit::Limit;
use canvass_domain::message::{MessageKey, MessageState};
use canvass_store::area::{Attempt, NodeId};
use canvass_store::{CallCount, CountedCall, Engine, Store, StoreError};
use canvass_store_postgres::{PostgresSettings, open};

use crate::world::{World, noon, settings};

const LEASE: Duration = Duration::from_mins(1);

type Told<T> = Result<T, StoreError>;

/// A node claims and hands over until nothing is due.
fn drain(store: &Store, node: NodeId) -> Vec<MessageKey> {
    let mut handed_over = Vec::new();
    loop {
        let claims: Told<Vec<Attempt>> = store
            .write_system(move |tx| {
                let claims = tx.claim(node, 25, LEASE)?;
                Ok(claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect())
            })
            .wait();
        let claims = claims.unwrap();
        if claims.is_empty() {
            return handed_over;
        }
        let slice = claims.clone();
        let won: Told<Vec<bool>> = store.write_system(move |tx| tx.hand_over(node, &slice)).wait();
        handed_over
            .extend(claims.iter().zip(won.unwrap()).filter(|(_, won)| *won).map(|(claim, _)| claim.key));
    }
}

#[test]
fn out15_two_nodes_with_eight_threads_each_claim_every_message_once() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 2000);
    let database = world.database.url();
    let stores: Vec<(Store, NodeId)> = [NodeId(1), NodeId(2)]
        .into_iter()
        .map(|node| {
            let clock: Arc<dyn canvass_store::Clock> = Arc::clone(&world.clock) as _;
            let settings = PostgresSettings { threads: 8, clock: Some(clock), ..settings(database.clone()) };
            (Store::new(open(settings).unwrap()), node)
        })
        .collect();
    let keys: Vec<MessageKey> = std::thread::scope(|scope| {
        let threads: Vec<_> = stores
            .iter()
            .flat_map(|(store, node)| (0..8).map(move |_| (store, *node)))
            .map(|(store, node)| scope.spawn(move || drain(store, node)))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let distinct: BTreeSet<MessageKey> = keys.iter().copied().collect();
    assert_eq!((keys.len(), distinct.len()), (2000, 2000));
    let counts: Told<_> = world.store.read(workspace, |tx| tx.message_counts(None)).wait();
    assert_eq!(counts, Ok(vec![(MessageState::HandingOver, 2000)]));
    for (store, _) in &stores {
        store.engine().close();
    }
}

#[test]
fn imports_of_one_workspace_at_once_get_numbers_without_gaps_inside_a_batch() {
    let world = World::new();
    let workspace = world.workspace("north");
    let pending: Vec<_> = (0..20)
        .map(|_| {
            let (import, contacts) = crate::world::batch_of(50);
            world.store.write(workspace, 50, move |tx| tx.save_import(&import, &contacts, noon()))
        })
        .collect();
    let mut taken = BTreeSet::new();
    for saved in pending {
        let saved: Told<_> = saved.wait();
        let first = saved.unwrap().first_customer.0;
        for number in first..first + 50 {
            assert!(taken.insert(number), "{number} was given twice");
        }
    }
    let findings: Told<Vec<String>> = world.store.read(workspace, |tx| tx.orphans()).wait();
    assert_eq!(findings, Ok(Vec::new()));
}

#[test]
fn what_a_silent_node_held_is_released_or_in_doubt_and_a_living_node_keeps_its_own() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 4);
    let prepared: Told<()> = world
        .store
        .write_system(|tx| {
            for node in [NodeId(1), NodeId(2)] {
                tx.beat(node)?;
                let claims = tx.claim(node, 2, Duration::from_mins(10))?;
                let attempt = Attempt { key: claims[0].key, fence: claims[0].fence };
                assert_eq!(tx.hand_over(node, &[attempt])?, [true]);
            }
            Ok(())
        })
        .wait();
    assert_eq!(prepared, Ok(()));
    world.clock.push(jiff::SignedDuration::from_secs(31));
    let swept: Told<_> = world
        .store
        .write_system(|tx| {
            tx.beat(NodeId(2))?;
            tx.sweep(100)
        })
        .wait();
    let swept = swept.unwrap();
    assert_eq!((swept.released, swept.in_doubt), (1, 1));
    let counts: Told<_> = world.store.read(workspace, |tx| tx.message_counts(None)).wait();
    let states =
        [MessageState::Waiting, MessageState::Claimed, MessageState::HandingOver, MessageState::InDoubt];
    assert_eq!(counts, Ok(states.map(|state| (state, 1)).to_vec()));
}

#[test]
fn nodes_that_sweep_at_once_do_each_thing_once() {
    let world = World::new();
    let workspace = world.workspace("north");
    for _ in 0..10 {
        world.import(workspace, 20);
    }
    world.clock.push(jiff::SignedDuration::from_hours(8 * 24));
    let pending: Vec<_> = (0..8).map(|_| world.store.write_system(|tx| tx.sweep(1000))).collect();
    let (mut customers, mut batches) = (0, 0);
    for swept in pending {
        let swept: Told<_> = swept.wait();
        let swept = swept.unwrap();
        customers += swept.closed_customers;
        batches += swept.closed_batches;
    }
    assert_eq!((customers, batches), (200, 10));
}

#[test]
fn the_clock_of_the_database_decides_when_no_other_is_given() {
    let world = World::with(|settings| PostgresSettings { clock: None, ..settings });
    let now: Told<_> = world.store.write_system(|tx| Ok((tx.now()?, tx.now()?))).wait();
    let (first, second) = now.unwrap();
    assert_eq!(first, second);
    let told: i64 =
        world.client().query_one("SELECT extract(epoch FROM clock_timestamp())::bigint", &[]).unwrap().get(0);
    assert!((told - first.as_second()).abs() <= 5);
    world.engine.close();
}

#[test]
fn q6_two_nodes_with_eight_threads_each_count_as_one() {
    let world = World::new();
    let clock: Arc<dyn canvass_store::Clock> = Arc::clone(&world.clock) as _;
    let twin = open(PostgresSettings { clock: Some(clock), ..settings(world.database.url()) }).unwrap();
    let stores = [world.store.clone(), Store::new(twin)];
    let allowed: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = stores
            .iter()
            .flat_map(|store| (0..8).map(move |_| store))
            .map(|store| scope.spawn(move || (0..40).filter(|_| counted(store, "token:a:c")).count()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(allowed, 300);
    assert!(!counted(&stores[0], "token:a:c") && !counted(&stores[1], "token:a:c"));
    world.clock.push(jiff::SignedDuration::from_mins(1));
    assert!(counted(&stores[1], "token:a:c"));
    // By the clock of the database, which all nodes share when they are given no other.
    let plain = Store::new(open(settings(world.database.url())).unwrap());
    assert!(counted(&plain, "token:b:c"));
    for store in [&stores[1], &plain] {
        store.engine().close();
        let refused = store.count_call(vec![]).wait();
        assert_eq!(refused, Err(StoreError::Unavailable("the store is closed".to_owned())));
    }
}

fn counted(store: &Store, subject: &str) -> bool {
    let limit = Limit::window(300).unwrap();
    let call = CountedCall { subject: subject.to_owned(), limit };
    matches!(store.count_call(vec![call]).wait().unwrap(), CallCount::Counted(_))
}
