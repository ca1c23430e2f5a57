//! STO-04: sync number k of each thread reports an error, for every k of a start, and for every k from there to the end of an
//! import. From then on nothing is acknowledged, the program ends, and the next start is clean: what was told is there, and the
//! import goes on.

use reqwest::Method;
use serde_json::{Value, json};

use super::{LATER, PATIENCE, batch, has_strace};
use crate::harness::{Answer, Api, Engine, Gone, OrdinaryWorkspace, Place};

/// Each so many rows of a file are one commit.
const ROWS_A_COMMIT: usize = 500;
const ROWS: usize = 8 * ROWS_A_COMMIT;
/// Of the rows of a commit so many are of people who can be asked.
const GOOD: usize = 4;
/// More than a start has.
const OF_START: usize = 24;
/// More than an import has.
const MOST: usize = 60;

/// A place whose program is started anew for each number.
struct Tried {
    place: Place,
    workspace: OrdinaryWorkspace,
    /// By the sync that failed; the last of them was acknowledged.
    imports: Vec<usize>,
}

/// Its rows, of other people than those of any other.
fn file(number: usize) -> String {
    let rows = (0..ROWS).map(|row| {
        let is_good = row % ROWS_A_COMMIT < GOOD;
        let address = if is_good { format!("p{row}.{number}@example.org") } else { format!("nobody {row}") };
        format!("{address},Ann\n")
    });
    std::iter::once("email,First_name_customer\n".to_owned()).chain(rows).collect()
}

impl Tried {
    fn send(&self, api: &Api, number: usize) -> Result<Answer, Gone> {
        let path = self.workspace.path(&format!("imports?id=file{number}"));
        Api::send(api.request(Method::POST, &path).header("content-type", "text/csv").body(file(number)))
    }

    /// Whether a batch is acknowledged.
    fn takes_in(&self, api: &Api, number: usize) -> bool {
        let batch = batch(number, 1);
        is_acknowledged(&api.try_post_once(&self.workspace.path("batches"), &batch.name, &batch.native()))
    }

    /// Whether it starts.
    fn starts(&self, sync: usize) -> bool {
        let failing = failing(sync);
        // With -D the program stays the child, and strace looks on from aside.
        let mut wrapper = vec!["strace", "-D", "-o", "/dev/null"];
        wrapper.extend(failing.iter().map(String::as_str));
        let started = self.place.try_start_by(&wrapper);
        if let Err(stopped) = &started {
            assert_eq!(stopped.status.code(), Some(1), "sync {sync}: {}", stopped.words());
        }
        started.is_ok()
    }

    /// Whether everything was acknowledged; if not, the program is gone.
    fn passes(&mut self, sync: usize) -> bool {
        let mut server = self.place.start();
        // From here: syncs are counted for each thread by itself, and a start has many of its own.
        let mut tracer = server.trace(&failing(sync));
        let api = server.operator();
        self.imports.push(sync);
        let is_done = is_acknowledged(&self.send(&api, sync));
        if is_done {
            server.kill();
        } else {
            assert!(!self.takes_in(&api, sync), "sync {sync}: acknowledged after a failed sync");
            let end = server.wait_for_end(PATIENCE);
            assert_eq!(end.code(), Some(1), "sync {sync}: it ends by itself and says so");
        }
        tracer.wait().unwrap();
        is_done
    }

    /// Each import has whole commits, with the people of these rows, and ends when it is sent again.
    fn end(&self) {
        let server = self.place.start();
        let api = server.operator();
        let people = || api.list(&self.workspace.path("customers"));
        let is_of = |customer: &Value, number: usize| {
            customer["email"].as_str().unwrap().ends_with(&format!(".{number}@example.org"))
        };
        let before = people();
        let listed = api.list(&self.workspace.path("imports"));
        let rows_of = |number: usize| {
            let name = format!("file{number}");
            let found = listed.iter().find(|import| import["id"] == name.as_str());
            found.map_or(0, |import| usize::try_from(import["rows"].as_u64().unwrap()).unwrap())
        };
        let mut ends: Vec<usize> = Vec::new();
        for number in &self.imports {
            let rows = rows_of(*number);
            let taken = before.iter().filter(|customer| is_of(customer, *number)).count();
            assert_eq!((rows % ROWS_A_COMMIT, taken), (0, rows / ROWS_A_COMMIT * GOOD), "file {number}");
            let report = self.send(&api, *number).unwrap().ok();
            assert_eq!(report["rows"], json!(ROWS), "file {number}: {report}");
            ends.push(rows);
        }
        println!("rows of the imports when they were cut off: {ends:?}");
        assert_eq!(ends.first(), Some(&0), "the first commit fails too");
        assert_eq!(ends.last(), Some(&ROWS), "what was acknowledged is whole");
        let after = people();
        let of_files =
            after.iter().filter(|customer| self.imports.iter().any(|number| is_of(customer, *number)));
        assert_eq!(of_files.count(), self.imports.len() * ROWS / ROWS_A_COMMIT * GOOD);
        let checked = self.place.run(&server, &["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

/// What strace is told, so that the sync of this number fails.
fn failing(sync: usize) -> [String; 6] {
    let inject = format!("inject=fdatasync,fsync:error=EIO:when={sync}");
    ["-f", "-qq", "-e", "trace=fdatasync,fsync", "-e", &inject].map(str::to_owned)
}

/// Nobody else may be told anything but that it is not known, or that nothing was stored.
fn is_acknowledged(answer: &Result<Answer, Gone>) -> bool {
    let Ok(answer) = answer else { return false };
    assert!([200, 201, 500, 503].contains(&answer.status), "{} {}", answer.status, answer.text);
    answer.status < 300
}

#[test]
fn sto_04_after_a_failed_sync_whichever_nothing_is_acknowledged_and_the_next_start_is_clean() {
    if !has_strace("failing syncs") {
        return;
    }
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    server.stop();
    let mut tried = Tried { place, workspace, imports: Vec::new() };
    // That of a folder may fail, and what comes after it may not: so all are tried.
    let of_start: Vec<usize> = (1..=OF_START).filter(|sync| !tried.starts(*sync)).collect();
    let all = (1..MOST).find(|sync| tried.passes(*sync));
    println!("syncs without which it does not start: {of_start:?}; an import needs less than {all:?}");
    assert!(of_start.len() > 3 && of_start.last() < Some(&OF_START), "{of_start:?}");
    assert!(all.is_some(), "there is no end of syncs");
    tried.end();
}
