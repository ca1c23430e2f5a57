//! Nodes of an older release on the same database (P15, CLU-11): what they leave out is added in their own transaction. They are
//! connections that say nothing, with the statements of their release.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

use canvass_domain::block::Key;
use canvass_domain::id::{ContactHash, CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_store::StoreError;
use canvass_store::area::{NodeId, Nodes, UnkeyedStep};
use canvass_store_postgres::{OpenError, open};
use jiff::SignedDuration;
use postgres::Client;

use crate::blocks::{another_node, claim_all, hand_over, state};
use crate::world::{World, settings};

type Told<T> = Result<T, StoreError>;

/// What the first release that knew rounds said when mail came back softly.
const TRY_AGAIN_OF_V25: &str = "UPDATE message
   SET state = 0, tries = 0, round = $2, first_left_at = COALESCE(first_left_at, handed_over_at), due_at = handed_over_at,
       last_line = 'full', settled_at = NULL, node_id = NULL, lease_until = NULL, dedupe_key = NULL, dedupe_since = NULL,
       dedupe_attempt = NULL
 WHERE workspace_id = $1 AND state IN (2, 3, 5) AND round = $2 - 1::smallint";
/// How it took back what waited.
const CANCEL_OF_V25: &str =
    "UPDATE message SET state = 9, settled_at = $2, node_id = NULL, lease_until = NULL
 WHERE workspace_id = $1 AND state IN (0, 1, 4)";
/// How it told that it lives.
const BEAT_OF_V25: &str = "INSERT INTO node (node_id, registered_at, beat_at) VALUES ($1, $2, $2)
    ON CONFLICT (node_id) DO UPDATE SET beat_at = excluded.beat_at";

/// Takes the customers of the workspace in once more, by this connection: their rows are made anew.
fn take_in(client: &mut Client, phone: Option<&str>) {
    let phone = phone.map_or("NULL".to_owned(), |phone| format!("'{phone}'"));
    let script = format!(
        "BEGIN;
         CREATE TEMP TABLE brought ON COMMIT DROP AS SELECT * FROM customer;
         UPDATE brought SET phone = {phone};
         DELETE FROM customer;
         INSERT INTO customer SELECT * FROM brought;
         COMMIT"
    );
    client.batch_execute(&script).unwrap();
}

fn unkeyed(world: &World) -> Vec<WorkspaceId> {
    let told: Told<_> = world.store.read_system(|tx| tx.unkeyed_workspaces()).wait();
    told.unwrap()
}

fn step(world: &World, workspace: WorkspaceId, most: i32) -> Option<UnkeyedStep> {
    let told: Told<_> = world
        .store
        .write(workspace, 1, move |tx| {
            let Some(step) = tx.unkeyed(most)? else { return Ok(None) };
            let hash = |customer: CustomerId| ContactHash(i128::from(customer.0).to_be_bytes());
            let keys: Vec<_> = step
                .customers
                .iter()
                .map(|found| (found.customer, Key::of_contact(hash(found.customer))))
                .collect();
            tx.save_number_keys(&keys, step.down_to)?;
            Ok(Some(step))
        })
        .wait();
    told.unwrap()
}

#[test]
fn clu11_whom_an_older_node_takes_in_is_known_by_the_number_before_anything_leaves() {
    let world = World::new();
    let (workspace, elsewhere) = (world.workspace("north"), world.workspace("south"));
    let first = world.import(workspace, 3).first_customer.0;
    let mut older = world.client();
    take_in(&mut older, None);
    assert_eq!(unkeyed(&world), [], "nobody has a number");
    let mut newer = world.client();
    newer.batch_execute("SET canvass.schema = 26").unwrap();
    take_in(&mut newer, Some("+31612345678"));
    assert_eq!(unkeyed(&world), [], "this one makes keys itself");
    let held = claim_all(&world.store);
    take_in(&mut older, Some("+31612345678"));
    assert_eq!(unkeyed(&world), [workspace]);
    assert_eq!(hand_over(&world.store, &held), [false; 3]);
    let later = world.import(workspace, 1).first_customer.0;
    world.import(elsewhere, 1);
    let claims = claim_all(&world.store);
    assert!(claims.iter().all(|claim| claim.key.workspace == elsewhere), "{claims:?}");
    assert_eq!(claims.len(), 1);
    let told = |step: Option<UnkeyedStep>| {
        step.map(|step| step.customers.iter().map(|found| found.customer.0).collect::<Vec<_>>())
    };
    assert_eq!(told(step(&world, workspace, 2)), Some(vec![first, first + 1]));
    assert_eq!(unkeyed(&world), [workspace], "one is left");
    assert_eq!(told(step(&world, workspace, 2)), Some(vec![first + 2]));
    assert_eq!((unkeyed(&world), step(&world, workspace, 2)), (vec![], None));
    let keys: Told<_> =
        world.store.read(workspace, move |tx| tx.keys_of_customer(CustomerId(first + 2))).wait();
    assert!(
        keys.unwrap().unwrap().contains(&Key::of_contact(ContactHash(i128::from(first + 2).to_be_bytes())))
    );
    assert_eq!(hand_over(&world.store, &held), [true; 3]);
    // Whoever has the key already needs none.
    take_in(&mut older, Some("+31612345678"));
    assert_eq!(told(step(&world, workspace, 9)), Some(vec![later]));
    assert_eq!(unkeyed(&world), [elsewhere]);
}

#[test]
fn clu11_q48_what_left_stays_sent_whatever_an_older_node_does_to_its_next_try() {
    let world = World::new();
    let workspace = world.workspace("north");
    world.import(workspace, 1);
    let claims = claim_all(&world.store);
    assert_eq!(hand_over(&world.store, &claims), [true]);
    let mut older = world.client();
    let row = |client: &mut Client| {
        let row = client.query_one("SELECT state, fallback, settled_at FROM message", &[]).unwrap();
        (row.get::<_, i16>(0), row.get::<_, Option<i16>>(1), row.get::<_, Option<i64>>(2))
    };
    assert_eq!(older.execute(TRY_AGAIN_OF_V25, &[&workspace.0, &2_i16]).unwrap(), 1);
    assert_eq!(row(&mut older), (0, Some(5), None), "it has something to fall back to");
    assert_eq!(older.execute(CANCEL_OF_V25, &[&workspace.0, &7_i64]).unwrap(), 1);
    assert_eq!(row(&mut older), (5, Some(5), None), "and does");
    assert_eq!(state(&world.store, workspace, claims[0]), MessageState::Sent);
    // What never left is cancelled, and a program that knows better is left alone.
    world.import(workspace, 1);
    assert_eq!(older.execute(CANCEL_OF_V25, &[&workspace.0, &7_i64]).unwrap(), 1);
    let cancelled = older.query("SELECT settled_at FROM message WHERE state = 9", &[]).unwrap();
    assert_eq!(cancelled.iter().map(|row| row.get(0)).collect::<Vec<Option<i64>>>(), [Some(7)]);
    older.batch_execute("SET canvass.schema = 27").unwrap();
    assert_eq!(older.execute(TRY_AGAIN_OF_V25, &[&workspace.0, &3_i16]).unwrap(), 1);
    assert_eq!(older.execute(CANCEL_OF_V25, &[&workspace.0, &7_i64]).unwrap(), 1);
    let told = older.query_one("SELECT count(*) FROM message WHERE state = 9", &[]).unwrap();
    assert_eq!(told.get::<_, i64>(0), 2);
}

#[test]
fn clu11_a_node_tells_the_older_and_the_newer_ones_beside_it() {
    let world = World::new();
    let other = another_node(&world);
    let nodes = || {
        let told: Told<Nodes> = world.store.read_system(|tx| tx.nodes()).wait();
        told.unwrap()
    };
    let beat = |store: &canvass_store::Store, node| {
        let told: Told<()> = store.write_system(move |tx| tx.beat(NodeId(node))).wait();
        told.unwrap();
    };
    assert_eq!(nodes(), Nodes::default());
    beat(&world.store, 1);
    beat(&other, 2);
    let mut client = world.client();
    let now: i64 = client.query_one("SELECT max(beat_at) FROM node", &[]).unwrap().get(0);
    client.execute(BEAT_OF_V25, &[&3_i64, &now]).unwrap();
    client
        .batch_execute("INSERT INTO node SELECT 4, beat_at, beat_at, 1000000 FROM node WHERE node_id = 1")
        .unwrap();
    assert_eq!(nodes(), Nodes { older: 1, same: 2, newer: 1 });
    world.clock.push(SignedDuration::from_secs(29));
    beat(&world.store, 1);
    assert_eq!(nodes(), Nodes { older: 1, same: 2, newer: 1 });
    world.clock.push(SignedDuration::from_secs(2));
    assert_eq!(nodes(), Nodes { older: 0, same: 1, newer: 0 }, "silent for 30 seconds: gone");
}

/// Lets one connection through, without the settings that it asks for; gives the port.
fn forgetful_pooler(server: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = server.to_owned();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut server = TcpStream::connect(server).unwrap();
        let mut length = [0; 4];
        client.read_exact(&mut length).unwrap();
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
        client.read_exact(&mut body).unwrap();
        let mut asked = body[4..].split(|byte| *byte == 0);
        let mut kept = body[..4].to_vec();
        while let (Some(name), Some(value)) = (asked.next().filter(|name| !name.is_empty()), asked.next()) {
            if name != b"options" {
                kept.extend([name, b"\0", value, b"\0"].concat());
            }
        }
        kept.push(0);
        let length = u32::try_from(kept.len() + 4).unwrap();
        server.write_all(&[&length.to_be_bytes(), kept.as_slice()].concat()).unwrap();
        let (mut answers, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let back = std::thread::spawn(move || {
            drop(std::io::copy(&mut answers, &mut to_client));
            drop(to_client.shutdown(Shutdown::Both));
        });
        drop(std::io::copy(&mut client, &mut server));
        drop(server.shutdown(Shutdown::Both));
        back.join().unwrap();
    });
    port
}

#[test]
fn clu12_a_pooler_that_drops_the_settings_of_a_connection_is_refused() {
    let world = World::new();
    let url = world.database.url();
    let server = url.split_once('@').map_or(url.as_str(), |(_, rest)| rest);
    let server = server.rsplit("//").next().unwrap().split('/').next().unwrap();
    let told = open(settings(url.replace(server, &format!("127.0.0.1:{}", forgetful_pooler(server)))));
    let Err(OpenError::Unsafe(text)) = told else { panic!("it opened, or: {told:?}") };
    assert!(text.contains("pooler"), "{text}");
}
