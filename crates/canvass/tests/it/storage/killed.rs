//! STO-15: a process that is killed for lack of memory, which is SIGKILL, while a file comes in and while a report goes out. Who
//! downloads sees that the report is not whole; the next start is clean, and the file goes on where it was.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::{Value, json};

use super::{LATER, PATIENCE};
use crate::harness::{Api, Engine, OrdinaryWorkspace, Place, Server, until};

/// More bytes of a report than a socket holds.
const ROWS: usize = 60_000;

/// Rows that are all refused, and each has its line in the report.
fn file() -> String {
    let rows = (0..ROWS).map(|row| format!("nobody at all, who has number {row},Ann\n"));
    std::iter::once("email,First_name_customer\n".to_owned()).chain(rows).collect()
}

fn send_file(api: &Api, workspace: &OrdinaryWorkspace, file: &str) -> Option<Value> {
    let request = api.request(Method::POST, &format!("{}?id=march", workspace.path("imports")));
    let request = request.header("content-type", "text/csv").body(file.to_owned());
    let answer = Api::send(request).ok()?;
    Some(answer.json())
}

fn rows_done(server: &Server, workspace: &OrdinaryWorkspace) -> i64 {
    let imports = server.operator().list(&workspace.path("imports"));
    imports.first().map_or(0, |import| import["rows"].as_i64().unwrap())
}

/// A connection on which the report comes, read up to its first bytes.
fn ask_for_report(server: &Server, workspace: &OrdinaryWorkspace) -> (TcpStream, Vec<u8>) {
    let mut stream = TcpStream::connect(server.base().trim_start_matches("http://")).unwrap();
    let (path, token) = (workspace.path("imports/march"), server.operator().token().to_owned());
    let head = format!(
        "GET {path}/report HTTP/1.1\r\nHost: here\r\nAccept: text/csv\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut read = vec![0; 4_096];
    let count = stream.read(&mut read).unwrap();
    read.truncate(count);
    (stream, read)
}

#[test]
fn sto_15_a_kill_breaks_a_report_off_visibly_and_a_file_goes_on_after_it() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    let file = file();
    // While the file comes in.
    let api = server.operator();
    std::thread::scope(|scope| {
        let sender = scope.spawn(|| send_file(&api, &workspace, &file));
        until("rows to be done", PATIENCE, || (rows_done(&server, &workspace) >= 500).then_some(()));
        server.kill();
        drop(sender.join());
    });
    let server = place.start();
    let done = rows_done(&server, &workspace);
    assert!(done >= 500 && done % 500 == 0, "{done}");
    let report = send_file(&server.operator(), &workspace, &file).unwrap();
    assert_eq!((&report["rows"], &report["buckets"]["invalid"]), (&json!(ROWS), &json!(ROWS)), "{report}");
    // While its report goes out.
    let (mut stream, mut read) = ask_for_report(&server, &workspace);
    let head = String::from_utf8_lossy(&read).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200") && head.contains("transfer-encoding: chunked"), "{head}");
    server.kill();
    // What was on its way still comes; the end does not.
    drop(stream.read_to_end(&mut read));
    assert!(!read.ends_with(b"0\r\n\r\n"), "{} bytes look like a whole report", read.len());
    let server = place.start();
    let (mut stream, mut whole) = ask_for_report(&server, &workspace);
    while !whole.ends_with(b"\r\n0\r\n\r\n") {
        let mut piece = vec![0; 65_536];
        let count = stream.read(&mut piece).unwrap();
        assert!(count > 0, "broken off after {} bytes", whole.len());
        whole.extend_from_slice(&piece[..count]);
    }
    assert!(whole.len() > read.len());
    let says = |line: &str| server.stranger().text("/metrics").contains(line);
    until("the length of the log", PATIENCE, || says("canvass_store_log_bytes ").then_some(()));
    let checked = place.run(&server, &["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
