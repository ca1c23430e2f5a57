//! Power cuts (STO-01 to STO-03, and with syncs that take their time, STO-16) without a device that can be cut: a run is
//! recorded, and a disk that loses power lives through it up to a moment. What was acknowledged by then must be there, and the
//! store whole.

mod disk;
mod first_start;
mod slow;
mod trace;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use canvass_store::area::Page;
use canvass_store::{Clock, Engine as _, Store, StoreError};
use canvass_store_sqlite::{LOG_BYTES, SqliteSettings};
use serde_json::json;

use self::disk::{Disk, Fate, Files};
use self::trace::Event;
use super::has_strace;
use crate::harness::{BatchBody, Dice, Engine, OrdinaryWorkspace, Place, is_long};

/// Nothing leaves while this runs.
const LATER: &str = "23:59:59";
const CLIENTS: usize = 3;
const BATCHES: usize = 5;
const PEOPLE: usize = 12;
const INTAKE: &str = "/api/v1/workspaces/shop/batches";
const LOG: &str = "canvass.db-wal";

/// What a program did from its start to its end.
struct Run {
    before: tempfile::TempDir,
    events: Vec<Event>,
    /// How many batches clients were told of, and how many people each has.
    told: usize,
    people: usize,
}

/// Nothing that is read here goes by the time.
struct Still;

impl Clock for Still {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
}

/// A batch that a client was told to be there, and from which event on.
type Acknowledged = (usize, i64);

/// A place whose program was killed when it had been set up, and a copy of its files.
fn killed() -> (Place, tempfile::TempDir) {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    server.kill();
    let before = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(place.data()).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), before.path().join(entry.file_name())).unwrap();
    }
    (place, before)
}

/// Starts after a kill, takes batches in from several clients, and stops in order: it takes a log in, begins logs, shares
/// commits, and carries everything over.
fn recorded() -> Run {
    let (place, before) = killed();
    let recording = place.folder().join("recording");
    let server = trace::record(&place, &recording, &[]);
    let api = server.operator();
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let api = &api;
            scope.spawn(move || {
                for number in 0..BATCHES {
                    let batch = BatchBody::new(&format!("batch{client}.{number}"), PEOPLE, 0);
                    api.try_post_once(INTAKE, &batch.name, &batch.native()).unwrap().ok();
                }
            });
        }
    });
    server.stop();
    let events = trace::read(&recording, &place.data());
    Run { before, events, told: CLIENTS * BATCHES, people: PEOPLE }
}

/// The batches that clients were told of.
fn acknowledged(events: &[Event]) -> Vec<Acknowledged> {
    let told = events.iter().enumerate().filter_map(|(number, event)| {
        let Event::Said(bytes) = event else { return None };
        let text = String::from_utf8_lossy(bytes);
        let (_, rest) = text.split_once("\"batch\":")?;
        let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some((number, id.parse().unwrap()))
    });
    told.collect()
}

impl Run {
    /// The moments right after something was written to the log, before its sync.
    fn log_writes(&self) -> Vec<usize> {
        let is_frame = |event: &Event| matches!(event, Event::Wrote { file, bytes, .. } if file == LOG && bytes.len() >= 4096);
        (1..=self.events.len()).filter(|moment| is_frame(&self.events[moment - 1])).collect()
    }

    /// The same run of a program that does not sync its log at every commit (`synchronous=NORMAL`), but where one begins and
    /// where it is carried over: at the start and at the end.
    fn without_syncs_at_commits(mut self) -> Self {
        let is_answer = |event: &Event| matches!(event, Event::Said(_));
        let first = self.events.iter().position(is_answer).unwrap();
        let last = self.events.iter().rposition(is_answer).unwrap();
        for event in &mut self.events[first..last] {
            if matches!(event, Event::Synced { file, .. } if file == LOG) {
                *event = Event::Said(Vec::new());
            }
        }
        self
    }

    /// Cuts the power at these moments; tells what was lost or damaged.
    fn cut(&self, mut moments: Vec<(usize, Fate)>, dice: &mut Dice) -> Vec<String> {
        moments.sort_by_key(|(moment, _)| *moment);
        let acknowledged = acknowledged(&self.events);
        assert_eq!(acknowledged.len(), self.told, "all were told, and each in one piece");
        let (mut disk, mut done, mut findings) = (Disk::of(self.before.path()), 0, Vec::new());
        for (moment, fate) in moments {
            for (number, event) in self.events.iter().enumerate().take(moment).skip(done) {
                disk.happen(number, event);
            }
            done = done.max(moment);
            let known =
                acknowledged.iter().filter(|(number, _)| *number < moment).map(|(_, id)| *id).collect();
            if let Err(finding) = check(&disk.after_a_cut(fate, dice), known, self.people) {
                findings.push(format!("cut at {moment} of {} ({fate:?}): {finding}", self.events.len()));
            }
        }
        findings
    }
}

/// A place with these files.
fn laid_out(files: &Files) -> Place {
    let place = Place::new(Engine::Sqlite);
    fs::create_dir_all(place.data()).unwrap();
    for (name, bytes) in files {
        let path = place.data().join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    place
}

/// The program opens these files, finds everything in order, and has what was acknowledged.
fn check(files: &Files, acknowledged: Vec<i64>, people: usize) -> Result<(), String> {
    let place = laid_out(files);
    let checked = place.program().arg("check").output().unwrap();
    if !checked.status.success() {
        let words = [checked.stdout, checked.stderr].concat();
        return Err(String::from_utf8_lossy(&words).into_owned());
    }
    let found = batches(&place.data()).map_err(|error| error.to_string())?;
    let whole = i64::try_from(people).unwrap();
    let lost: Vec<i64> = acknowledged.into_iter().filter(|id| found.get(id) != Some(&whole)).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("acknowledged and lost: {lost:?}")) }
}

/// How many people each batch has.
fn batches(data: &Path) -> Result<BTreeMap<i64, i64>, StoreError> {
    let path = data.join("canvass.db");
    let settings =
        SqliteSettings { path, clock: Arc::new(Still), readers: 1, queue: 4, log_bytes: LOG_BYTES };
    let engine = canvass_store_sqlite::open(settings).unwrap();
    let store = Store::new(engine.clone());
    let workspaces = store.read_system::<_, StoreError, _>(|tx| tx.workspaces()).wait()?;
    let shop = workspaces[0].workspace.id;
    let found = store.read::<_, StoreError, _>(shop, |tx| {
        let batches = tx.batches(Page { after: 0, most: 1_000 })?;
        let counted = batches.iter().map(|batch| {
            let customers = tx.batch_counts(batch.id)?;
            Ok((i64::from(batch.id.0), customers.iter().map(|(_, _, count)| count).sum()))
        });
        counted.collect()
    });
    let found = found.wait();
    engine.close();
    found
}

fn rounds() -> usize {
    if is_long() { 200 } else { 25 }
}

#[test]
fn sto_01_to_sto_03_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() {
    if !has_strace("power cuts") {
        return;
    }
    let run = recorded();
    let mut dice = Dice::new("power cuts");
    let mut moments = Vec::new();
    let told = acknowledged(&run.events);
    let frames = run.log_writes();
    for round in 0..rounds() {
        let anywhere = dice.number(0, run.events.len() + 1);
        // Right after somebody was told (STO-01), and inside the last frame of the log (STO-03).
        let (after_an_answer, _) = told[dice.number(0, told.len())];
        let inside = frames[dice.number(0, frames.len())];
        moments.push((anywhere, if round % 5 == 0 { Fate::Lost } else { Fate::Torn }));
        moments.push((after_an_answer + 1, if round % 2 == 0 { Fate::Lost } else { Fate::Torn }));
        moments.push((inside, Fate::LastTornAt(if round % 2 == 0 { 512 } else { 2_048 })));
    }
    // The whole run, and each moment at which something was just made safe.
    moments.push((run.events.len(), Fate::Lost));
    moments.push((run.events.len(), Fate::Kept));
    assert_eq!(run.cut(moments, &mut dice), Vec::<String>::new());
}

#[test]
fn sto_02_without_a_sync_at_every_commit_the_same_cuts_find_what_is_lost() {
    if !has_strace("power cuts") {
        return;
    }
    let run = recorded().without_syncs_at_commits();
    let mut dice = Dice::new("power cuts without syncs");
    // The first answer is where syncs end: it is safe.
    let moments = acknowledged(&run.events)
        .iter()
        .skip(1)
        .step_by(3)
        .map(|(number, _)| (number + 1, Fate::Lost))
        .collect();
    let findings = run.cut(moments, &mut dice);
    assert!(findings.iter().any(|finding| finding.contains("acknowledged and lost")), "{findings:?}");
}
