//! STO-08: from some moment on nothing can be written, as on a file system that turned read-only, and later it can again.
//! Such a file system refuses what is written through files that are open; so do the calls here.

use reqwest::Method;
use serde_json::json;

use super::{LATER, PATIENCE, batch, digest, has_strace, import_until_refused, is_ready, names, settle};
use crate::harness::{Engine, OrdinaryWorkspace, Place, until};

const PEOPLE: usize = 20;
/// More than the start writes, and less than the batches that follow.
const TURNS: &str = "inject=pwrite64,ftruncate:error=EROFS:when=300+";

#[test]
fn sto_08_while_the_files_are_read_only_nothing_is_acknowledged_reads_go_on_and_nothing_starts_anew() {
    if !has_strace("a read-only file system") {
        return;
    }
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "sendTime": LATER }));
    server.stop();
    let watched = [
        "strace",
        "-I",
        "1",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64,ftruncate",
        "-e",
        TURNS,
    ];
    let server = place.try_start_by(&watched).unwrap();
    let api = server.operator();
    let (taken, status) = import_until_refused(&api, &workspace, PEOPLE);
    assert_eq!(status, Some(503), "after {taken} batches");
    let expected: Vec<String> = (0..taken).map(|number| batch(number, PEOPLE).name).collect();
    let before = digest(&place, &server);
    for _ in 0..5 {
        let refused = batch(taken, PEOPLE);
        let answer = api.try_post_once(&workspace.path("batches"), &refused.name, &refused.native()).unwrap();
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert!(answer.header("retry-after").is_some());
    }
    // The same process answers, and has what it had.
    assert_eq!(names(&api, &workspace), expected);
    assert_eq!(digest(&place, &server), before);
    until("it says that it is not ready", PATIENCE, || (!is_ready(&server)).then_some(()));
    let alive = server.stranger().request(Method::GET, "/health/live");
    assert_eq!(crate::harness::Api::send(alive).unwrap().status, 200);
    server.end_tracing();
    until("it is ready again by itself", PATIENCE, || is_ready(&server).then_some(()));
    settle(&place, &server, &workspace, taken, PEOPLE);
}
