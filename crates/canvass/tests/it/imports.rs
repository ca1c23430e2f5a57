//! `canvass import` of long files: connections that are cut, servers that are killed, a memory that does not grow.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Engine, OrdinaryWorkspace, Place, Server, is_long, until};

const PATIENCE: Duration = Duration::from_mins(5);

/// A file of so many rows; of each hundred one has no address, one repeats the first row, one is too short.
fn write_rows(path: &Path, rows: usize) {
    let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packed.write_all(b"email,First_name_customer,Branch\n").unwrap();
    for row in 0..rows {
        let line = match row % 100 {
            17 => format!("nobody {row},Ann,North\n"),
            37 => "person0@example.org,Ann,North\n".to_owned(),
            57 => "short@example.org\n".to_owned(),
            _ => format!("person{row}@example.org,Ann {row},North\n"),
        };
        packed.write_all(line.as_bytes()).unwrap();
    }
    packed.finish().unwrap().flush().unwrap();
}

fn expected(rows: usize) -> Value {
    let each = rows / 100;
    json!({
        "accepted": rows - 3 * each, "duplicate_in_file": each, "duplicate_known": 0, "invalid": 2 * each,
        "locked": 0, "opted_out": 0, "deferred": 0, "not_asked": 0,
    })
}

fn file(place: &Place, rows: usize) -> PathBuf {
    let path = place.folder().join("people.csv.gz");
    write_rows(&path, rows);
    path
}

fn told(place: &Place, server: &Server, words: &[&str]) -> Value {
    let output = place.run(server, words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{words:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

fn digest(place: &Place, server: &Server) -> String {
    let output = place.run(server, &["state-digest", "-w", "shop"]);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn is_whole(place: &Place, server: &Server) {
    let checked = place.run(server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

const IMPORT: [&str; 7] = ["import", "people.csv.gz", "-w", "shop", "--import-id", "march", "--json"];

#[test]
fn a_server_killed_in_the_middle_of_a_file_goes_on_after_it_and_ends_as_in_one_go() {
    let rows = 6_000;
    for engine in Engine::available("kills in the middle of a file") {
        let place = Place::new(engine);
        let mut server = place.start();
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
        file(&place, rows);
        for least in [500, 2_000] {
            let mut sender = spawn(&place, &server.base());
            until("rows to be done", PATIENCE, || (rows_done(&server, &workspace) >= least).then_some(()));
            server.kill();
            sender.kill().unwrap();
            sender.wait().unwrap();
            server = place.start();
            let done = rows_done(&server, &workspace);
            assert!(done >= least && done % 500 == 0, "{done}");
        }
        let report = told(&place, &server, &IMPORT);
        assert_eq!((&report["state"], &report["buckets"]), (&json!("finished"), &expected(rows)));
        is_whole(&place, &server);
        let whole = digest(&place, &server);
        // Once more: nothing changes, and the report is the same.
        assert_eq!(told(&place, &server, &IMPORT), report);
        assert_eq!(digest(&place, &server), whole);
        // And as in one go, but on PostgreSQL for the numbers of customers, some of which died with a node.
        if engine == Engine::Sqlite {
            let other = Place::new(engine);
            let straight = other.start();
            OrdinaryWorkspace::set_up(&straight.operator(), "shop", &json!({}));
            file(&other, rows);
            told(&other, &straight, &IMPORT);
            assert_eq!(digest(&other, &straight), whole);
        }
    }
}

fn spawn(place: &Place, server: &str) -> Child {
    let mut program = place.program();
    program.args(["--server", server]).args(IMPORT).stdout(Stdio::null()).stderr(Stdio::null());
    program.spawn().unwrap()
}

fn rows_done(server: &Server, workspace: &OrdinaryWorkspace) -> i64 {
    let imports = server.operator().list(&workspace.path("imports"));
    imports.first().map_or(0, |import| import["rows"].as_i64().unwrap())
}

#[test]
fn a_connection_that_is_cut_again_and_again_costs_no_row() {
    let rows = 4_000;
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let size = std::fs::metadata(file(&place, rows)).unwrap().len();
    let way = CutWay::to(&server.base(), usize::try_from(size).unwrap() / 2, 3);
    let output = place.program().args(["--server", &way.base]).args(IMPORT).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["rows"], &report["buckets"]), (&json!(rows), &expected(rows)));
    assert_eq!(way.cuts.load(Ordering::SeqCst), 3);
    is_whole(&place, &server);
}

/// A way to a server that breaks off connections which carry more than so many bytes, the first few times.
struct CutWay {
    base: String,
    cuts: Arc<AtomicUsize>,
}

impl CutWay {
    fn to(server: &str, most: usize, times: usize) -> Self {
        let server: SocketAddr = server.strip_prefix("http://").unwrap().parse().unwrap();
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", door.local_addr().unwrap());
        let cuts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for client in door.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(server).unwrap();
                let counted = Arc::clone(&counted);
                let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || carry(back.0, back.1, usize::MAX));
                std::thread::spawn(move || {
                    let room = if counted.load(Ordering::SeqCst) < times { most } else { usize::MAX };
                    if carry(client, server, room) {
                        counted.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { base, cuts }
    }
}

/// Carries bytes from one side to the other; `true`: so many that the way was cut.
fn carry(mut from: TcpStream, mut to: TcpStream, most: usize) -> bool {
    let (mut piece, mut carried) = (vec![0; 4_096], 0);
    let is_cut = loop {
        match from.read(&mut piece) {
            Ok(0) | Err(_) => break false,
            Ok(count) => {
                carried += count;
                if carried > most {
                    break true;
                }
                if to.write_all(&piece[..count]).is_err() {
                    break false;
                }
            }
        }
    };
    if is_cut {
        drop((from.shutdown(std::net::Shutdown::Both), to.shutdown(std::net::Shutdown::Both)));
    } else {
        drop(to.shutdown(std::net::Shutdown::Write));
    }
    is_cut
}

#[test]
fn memory_does_not_grow_with_the_file_and_a_trial_predicts_its_buckets() {
    let (few, many) = if is_long() { (50_000, 1_000_000) } else { (5_000, 50_000) };
    let peak = |rows: usize| {
        let place = Place::new(Engine::Sqlite);
        let server = place.start();
        OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
        file(&place, rows);
        let empty = digest(&place, &server);
        let began = std::time::Instant::now();
        let tried = told(&place, &server, &["import", "people.csv.gz", "-w", "shop", "--dry-run", "--json"]);
        let tried_in = began.elapsed();
        assert_eq!((&tried["rows"], &tried["buckets"]), (&json!(rows), &expected(rows)));
        assert_eq!(digest(&place, &server), empty);
        let began = std::time::Instant::now();
        let report = told(&place, &server, &IMPORT);
        let taken_in = began.elapsed();
        assert_eq!((&report["rows"], &report["buckets"]), (&json!(rows), &expected(rows)));
        let peak = server.peak_memory();
        println!("{rows} rows: tried in {tried_in:?}, taken in in {taken_in:?}, peak {peak} KiB");
        assert_eq!(told(&place, &server, &IMPORT), report);
        peak
    };
    let (low, high) = (peak(few), peak(many));
    assert!(high < low + 64 * 1024, "{low} KiB for {few} rows, {high} KiB for {many}");
}
