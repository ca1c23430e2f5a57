//! The front over real sockets: clients that are slow, silent, too many or up to something, each answered or closed in
//! time, while others are served.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use canvass_domain::id::WorkspaceId;
use canvass_http::HttpState;
use canvass_http::front::{BodyPace, Doorway, Front as Door, FrontSettings};
use canvass_testkit::TestApp;
use parking_lot::RwLock;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::kit::Front;

/// Long enough for anything that is not meant to end.
const FOREVER: Duration = Duration::from_secs(30);

fn settings() -> FrontSettings {
    FrontSettings {
        head: Duration::from_millis(200),
        idle: Duration::from_millis(300),
        body: BodyPace {
            pause: Duration::from_millis(200),
            total: Duration::from_secs(2),
            total_of_rows: Duration::from_secs(2),
            rate: 1_000,
            grace: Duration::from_millis(300),
        },
        linger: Duration::from_millis(500),
        ..FrontSettings::default()
    }
}

/// Settings under which nothing ends by time.
fn patient() -> FrontSettings {
    FrontSettings {
        head: FOREVER,
        idle: FOREVER,
        body: BodyPace { pause: FOREVER, total: FOREVER, total_of_rows: FOREVER, rate: 0, grace: FOREVER },
        ..settings()
    }
}

/// A front that listens.
struct House {
    address: SocketAddr,
    state: HttpState,
    stop: Option<oneshot::Sender<()>>,
    settled: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl House {
    async fn open(test: &TestApp, settings: FrontSettings) -> Self {
        let state = HttpState::new(test.app.clone(), Arc::new(|| {}));
        let door = Door::bind("127.0.0.1:0".parse().unwrap(), settings).await.unwrap();
        let address = door.address().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (settle, settled) = oneshot::channel::<()>();
        let served = tokio::spawn(canvass_http::serve(
            door,
            state.clone(),
            async move { drop(stopped.await) },
            async move { drop(settled.await) },
        ));
        Self { address, state, stop: Some(stop), settled: Some(settle), served }
    }

    async fn call(&self) -> Line {
        Line(TcpStream::connect(self.address).await.unwrap())
    }

    /// What comes back for these bytes until the connection ends.
    async fn told(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut line = self.call().await;
        line.say(bytes).await;
        line.rest().await
    }

    /// Asks for the end, once nothing else is to be settled.
    async fn close(mut self) {
        drop(self.settled.take());
        drop(self.stop.take());
        self.served.await.unwrap();
    }
}

/// A client.
struct Line(TcpStream);

impl Line {
    async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Everything until the end.
    async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes).await.unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// One answer; its body has a length.
    async fn answer(&mut self) -> (u16, String) {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            bytes.push(self.0.read_u8().await.unwrap());
        }
        let head = String::from_utf8(bytes).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).await.unwrap();
        (status(&head), head + &String::from_utf8(body).unwrap())
    }
}

fn status(answer: &str) -> u16 {
    let told = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    told.unwrap_or_else(|| panic!("{answer:?}")).parse().unwrap()
}

const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
const LAST: &str = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

fn add(token: &str, lines: &str, rest: &str) -> String {
    format!(
        "POST /external/api/v3/customer/add HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\n{lines}\r\n{rest}"
    )
}

fn access(test: &TestApp) -> (String, WorkspaceId) {
    let workspace = test.workspace("acme").id;
    (Front::new(test).access_token(workspace), workspace)
}

/// That nothing was stored.
fn is_untouched(test: &TestApp, workspace: WorkspaceId) -> bool {
    let all = canvass_store::area::Page { after: 0, most: 10 };
    let batches: Result<_, canvass_store::StoreError> =
        test.app.store.read(workspace, move |tx| tx.batches(all)).wait();
    batches.unwrap().is_empty()
}

#[tokio::test]
async fn requests_in_one_go_are_answered_in_their_order() {
    let test = TestApp::new();
    let house = House::open(&test, patient()).await;
    let token = "POST /external/oauth2/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let sized = format!("{token}Content-Length: 13\r\n\r\ngrant_type=foo");
    let sized = sized.replace("Content-Length: 13", "Content-Length: 14");
    let chunked =
        format!("{token}Transfer-Encoding: chunked\r\n\r\n5\r\ngrant\r\n9\r\n_type=foo\r\n0\r\n\r\n");
    let all = format!("{LIVE}{sized}\r\n{LIVE}{chunked}GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n{LAST}");
    for piece in [1, 7, 100, all.len()] {
        let mut line = house.call().await;
        for part in all.as_bytes().chunks(piece) {
            line.say(part).await;
        }
        let mut statuses = Vec::new();
        for _ in 0..6 {
            statuses.push(line.answer().await.0);
        }
        assert_eq!(statuses, [200, 400, 200, 400, 404, 200], "in pieces of {piece}");
        assert_eq!(line.rest().await, "");
    }
    house.close().await;
}

#[tokio::test]
async fn htp_01_half_a_head_and_a_byte_now_and_then_is_told_408() {
    let test = TestApp::new();
    let house = House::open(&test, settings()).await;
    let began = Instant::now();
    let mut line = house.call().await;
    line.say("POST /external/api/v3/customer/add HTTP/1.1\r\nHost: a\r\nAccept: application/xml\r\nX: ")
        .await;
    let (mut listens, mut speaks) = line.0.into_split();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if speaks.write_all(b"x").await.is_err() {
                return;
            }
        }
    });
    let mut told = String::new();
    listens.read_to_string(&mut told).await.unwrap();
    assert_eq!(status(&told), 408);
    assert!(told.contains("connection: close\r\n") && told.contains("canvass-trace-id: "), "{told}");
    assert!(told.contains("<Error><Message>The request body did not arrive in time.</Message>"), "{told}");
    assert!(began.elapsed() < Duration::from_mins(1));
    dripping.abort();
    // In the words of each surface; where no surface is known by what came of the path, in a line for people.
    let native = house.told("GET /api/v1/workspaces HTTP/1.1\r\n").await;
    assert_eq!(status(&native), 408);
    assert!(native.contains(r#""code":"head_too_slow""#), "{native}");
    let health = house.told("GET /health/live HTTP/1.1\r\n").await;
    assert!(status(&health) == 408 && health.contains(r#""code":"head_too_slow""#), "{health}");
    for head in ["GE", "GET /q/abc HTTP/1.1\r\nHost: a\r\n", "POST /exter"] {
        let told = house.told(head).await;
        assert_eq!(status(&told), 408);
        assert!(told.contains("content-type: text/plain; charset=utf-8\r\n"), "{told}");
        assert!(told.ends_with("\r\n\r\nThe request head did not arrive in time.\n"), "{told}");
    }
    house.close().await;
}

#[tokio::test]
async fn htp_02_silent_connections_are_closed_without_a_word() {
    let test = TestApp::new();
    let house = House::open(&test, settings()).await;
    let (mut silent, mut once) = (house.call().await, house.call().await);
    once.say(LIVE).await;
    assert_eq!(once.answer().await.0, 200);
    assert_eq!((silent.rest().await, once.rest().await), (String::new(), String::new()));
    house.close().await;
}

#[tokio::test]
async fn htp_03_a_body_that_stops_or_drips_is_told_408_and_stores_nothing() {
    let test = TestApp::new();
    let (token, workspace) = access(&test);
    let house = House::open(&test, settings()).await;
    let body = r#"{"Customers":[{"Email":"a@example.org"}]}"#;
    let most = body.strip_suffix('}').unwrap();
    let stopped = house.told(add(&token, &format!("Content-Length: {}\r\n", body.len()), most)).await;
    assert_eq!(status(&stopped), 408);
    assert!(stopped.contains(r#"{"Message":"The request body did not arrive in time.""#), "{stopped}");
    assert!(stopped.contains("connection: close\r\n"), "{stopped}");
    let chunks = format!("{:x}\r\n{most}", body.len());
    let stopped = house.told(add(&token, "Transfer-Encoding: chunked\r\n", &chunks)).await;
    assert_eq!(status(&stopped), 408);
    // Never silent for long, but too slow.
    let mut line = house.call().await;
    line.say(add(&token, "Content-Length: 100000\r\n", "{")).await;
    let (mut listens, mut speaks) = line.0.into_split();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        while speaks.write_all(b" ").await.is_ok() {
            ticks.tick().await;
        }
    });
    let mut told = String::new();
    listens.read_to_string(&mut told).await.unwrap();
    assert_eq!(status(&told), 408);
    dripping.abort();
    assert!(is_untouched(&test, workspace));
    house.close().await;
}

#[tokio::test]
async fn htp_04_to_07_what_could_be_read_in_two_ways_is_told_400_and_nothing_after_it_is_done() {
    let test = TestApp::new();
    let (token, workspace) = access(&test);
    let house = House::open(&test, patient()).await;
    let body = r#"{"Customers":[{"Email":"a@example.org"}]}"#;
    let length = format!("Content-Length: {}\r\n", body.len());
    let second = add(&token, &length, body);
    for (lines, rest) in [
        (format!("{length}Transfer-Encoding: chunked\r\n"), "0\r\n\r\n"),
        (format!("{length}{length}"), body),
        ("Content-Length: +41\r\n".to_owned(), body),
        ("Transfer-Encoding: gzip, chunked\r\n".to_owned(), "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n".to_owned(), "5\nhello\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n".to_owned(), "fffffffffffffffff\r\n"),
        (format!("{length}Host: b\r\n"), body),
        (format!("{length}X: a\r\n folded\r\n"), body),
        (format!("{length}X: a\nY: b\r\n"), body),
        (format!("{length}X : a\r\n"), body),
    ] {
        let told = house.told(add(&token, &lines, rest) + &second).await;
        assert_eq!(status(&told), 400, "{lines:?}: {told}");
        assert!(told.contains("connection: close\r\n"), "{told}");
        assert_eq!(told.matches("canvass-trace-id: ").count(), 1, "{told}");
        assert!(
            told.contains(r#"{"Message":"The request is invalid.""#) || lines.contains("chunked"),
            "{told}"
        );
    }
    for head in ["GET /health/live HTTP/1.1\r\n\r\n", "GET http://b/health/live HTTP/1.1\r\nHost: a\r\n\r\n"]
    {
        assert_eq!(status(&house.told(head).await), 400);
    }
    assert!(is_untouched(&test, workspace));
    house.close().await;
}

#[tokio::test]
async fn htp_19_an_answer_that_is_owed_comes_before_the_refusal_of_what_follows() {
    let test = TestApp::new();
    let house = House::open(&test, patient()).await;
    let mut line = house.call().await;
    line.say(format!("{LIVE}{LIVE}GET / HTTP/1.1\nHost: a\r\n\r\n{LIVE}")).await;
    assert_eq!((line.answer().await.0, line.answer().await.0, line.answer().await.0), (200, 200, 400));
    assert_eq!(line.rest().await, "");
    house.close().await;
}

#[tokio::test]
async fn htp_06_a_head_over_16_kb_is_told_431_in_the_words_of_its_surface() {
    let test = TestApp::new();
    let house = House::open(&test, patient()).await;
    let filler = format!("Host: a\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    let told = house.told(format!("GET /external/api/v3/customerdatacolumn HTTP/1.1\r\n{filler}")).await;
    assert_eq!(status(&told), 431);
    let sentence =
        r#"{"Message":"The request line and headers are larger than the limit of 16 kB.","TraceId":""#;
    assert!(told.contains(sentence) && told.contains("connection: close\r\n"), "{told}");
    let long = format!("GET /external/api/v3/customerdatacolumn?x={} HTTP/1.1\r\n", "x".repeat(20_000));
    assert!(house.told(long).await.contains(sentence));
    let told = house.told(format!("GET /api/v1/workspaces HTTP/1.1\r\n{filler}")).await;
    assert!(status(&told) == 431 && told.contains(r#""code":"head_too_large""#), "{told}");
    let told = house.told(format!("GET /a/api/v2/cx/feedbacks HTTP/1.1\r\n{filler}")).await;
    assert!(status(&told) == 431 && told.ends_with("\r\n\r\n"), "{told}");
    house.close().await;
}

#[tokio::test]
async fn htp_09_a_client_that_waits_for_leave_is_told_401_without_sending_its_body() {
    let test = TestApp::new();
    let (token, _) = access(&test);
    let house = House::open(&test, patient()).await;
    let lines = "Content-Length: 20000000\r\nExpect: 100-continue\r\n";
    let told = house.told(add("c1.bad", lines, "")).await;
    assert_eq!(status(&told), 401);
    let mut line = house.call().await;
    line.say(add(&token, "Content-Length: 2\r\nExpect: 100-continue\r\n", "")).await;
    assert_eq!(line.answer().await.0, 100);
    line.say("{}").await;
    assert_eq!(line.answer().await.0, 400);
    house.close().await;
}

#[tokio::test]
async fn a_connection_goes_on_after_a_refusal_that_did_not_wait_for_the_body() {
    let test = TestApp::new();
    let house = House::open(&test, patient()).await;
    let mut line = house.call().await;
    for _ in 0..3 {
        line.say(add("c1.bad", "Content-Length: 2\r\n", "")).await;
        // The client's pause between head and body, in which the refusal is known already.
        tokio::time::sleep(Duration::from_millis(30)).await;
        line.say("{}").await;
        let (code, answer) = line.answer().await;
        assert_eq!(code, 401, "{answer}");
        assert!(!answer.contains("connection: close"), "{answer}");
    }
    // What is too long to wait for ends the connection, and the answer says so.
    line.say(add("c1.bad", "Content-Length: 1000000\r\n", "{")).await;
    let (code, answer) = line.answer().await;
    assert!(code == 401 && answer.contains("connection: close"), "{answer}");
    assert_eq!(line.rest().await, "");
    house.close().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_told_413_also_to_a_client_that_sends_it_all_before_it_listens() {
    let test = TestApp::new();
    let (token, workspace) = access(&test);
    let house = House::open(&test, patient()).await;
    let body = " ".repeat(40 * 1024 * 1024);
    let declared = add(&token, &format!("Content-Length: {}\r\n", body.len()), &body);
    let chunked =
        add(&token, "Transfer-Encoding: chunked\r\n", &format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
    let denied = add("c1.bad", &format!("Content-Length: {}\r\n", body.len()), &body);
    for (request, expected) in [(declared, 413), (chunked, 413), (denied, 401)] {
        let told = house.told(request).await;
        assert_eq!(status(&told), expected);
        assert_eq!(told.contains("larger than the limit of 30 MB"), expected == 413, "{told}");
    }
    assert!(is_untouched(&test, workspace));
    house.close().await;
}

#[tokio::test]
async fn idle_connections_keep_nobody_out() {
    let test = TestApp::new();
    // Both ends of each live in this process: so many as the usual limit of descriptors lets live.
    let caps = FrontSettings { connections: 100, connections_of_address: 100, ..patient() };
    let house = House::open(&test, caps).await;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(house.call().await);
    }
    for _ in 0..100 {
        assert_eq!(status(&house.told(LAST).await), 200);
    }
    // The first ones gave their places.
    for line in idle.iter_mut().take(200) {
        assert_eq!(line.rest().await, "");
    }
    house.close().await;
}

#[tokio::test]
async fn who_finds_no_place_is_told_503() {
    let test = TestApp::new();
    let caps = FrontSettings { connections_of_address: 2, ..patient() };
    let house = House::open(&test, caps).await;
    let mut busy = [house.call().await, house.call().await];
    for line in &mut busy {
        line.say(LIVE).await;
        assert_eq!(line.answer().await.0, 200);
        // The beginning of a head: no longer idle.
        line.say("GET /health/l").await;
    }
    // Until the front has seen both.
    let told = loop {
        let told = house.call().await.rest().await;
        if !told.is_empty() {
            break told;
        }
        for line in &mut busy {
            if line.0.try_read(&mut [0; 1]).is_ok_and(|count| count == 0) {
                *line = house.call().await;
                line.say("GET /health/l").await;
            }
        }
    };
    assert!(status(&told) == 503 && told.contains("retry-after: 2\r\n"), "{told}");
    for line in &mut busy {
        line.say("ive HTTP/1.1\r\nHost: a\r\n\r\n").await;
        assert_eq!(line.answer().await.0, 200);
    }
    house.close().await;
}

#[tokio::test]
async fn htp_17_a_drain_answers_what_is_under_way_and_tells_others_503_until_then() {
    let test = TestApp::new();
    let (token, _) = access(&test);
    let mut house = House::open(&test, patient()).await;
    let body = r#"{"Customers":[{"Email":"a@example.org"}]}"#;
    let mut under_way = house.call().await;
    let expect = format!("Content-Length: {}\r\nExpect: 100-continue\r\n", body.len());
    under_way.say(add(&token, &expect, "")).await;
    assert_eq!(under_way.answer().await.0, 100);
    let mut kept = house.call().await;
    kept.say(LIVE).await;
    assert_eq!(kept.answer().await.0, 200);
    drop(house.stop.take());
    let ready = "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n";
    while !house.state.is_draining() {
        tokio::task::yield_now().await;
    }
    let told = house.told(ready).await;
    assert!(status(&told) == 503 && told.contains("draining"), "{told}");
    let told = house.told(add(&token, "Content-Length: 2\r\n", "{}")).await;
    assert!(status(&told) == 503 && told.contains("retry-after: 5\r\n"), "{told}");
    kept.say(add(&token, "Content-Length: 2\r\n", "{}")).await;
    assert_eq!(status(&kept.rest().await), 503);
    under_way.say(body).await;
    let told = under_way.rest().await;
    // Answered by its merits, and the last of its connection.
    assert!(status(&told) != 503 && told.contains("connection: close\r\n"), "{told}");
    // Something else is still to be settled.
    assert_eq!(status(&house.told(ready).await), 503);
    let address = house.address;
    house.close().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_drain_ends_in_its_time_whatever_is_under_way() {
    let test = TestApp::new();
    let (token, _) = access(&test);
    let house = House::open(&test, FrontSettings { drain: Duration::from_millis(200), ..patient() }).await;
    let mut line = house.call().await;
    line.say(add(&token, "Content-Length: 2\r\nExpect: 100-continue\r\n", "")).await;
    assert_eq!(line.answer().await.0, 100);
    let began = Instant::now();
    house.close().await;
    assert!(began.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn an_answer_that_is_taken_slowly_is_under_way_to_its_end() {
    const LARGE: usize = 24 * 1024 * 1024;
    // One place, and little patience with those who are idle: who takes an answer is not.
    let settings = FrontSettings { connections: 1, write_pause: FOREVER, ..settings() };
    let door = Door::bind("127.0.0.1:0".parse().unwrap(), settings).await.unwrap();
    let address = door.address().unwrap();
    let doorway = Doorway {
        router: RwLock::new(Router::new().route("/", get(|| async { vec![b'x'; LARGE] }))),
        tell: Box::new(|_half| Response::default()),
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(Arc::new(doorway), async move { drop(stopped.await) }, async {}));
    let mut line = Line(TcpStream::connect(address).await.unwrap());
    line.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut taken = 0;
    let mut piece = vec![0; 64 * 1024];
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    while began.elapsed() < 3 * settings.idle {
        ticks.tick().await;
        taken += line.0.read(&mut piece).await.unwrap();
    }
    assert!(taken < LARGE / 2, "{taken}");
    let told = Line(TcpStream::connect(address).await.unwrap()).rest().await;
    assert_eq!(status(&told), 503);
    // Then it is idle, and its time begins.
    while let count @ 1.. = line.0.read(&mut piece).await.unwrap() {
        taken += count;
    }
    assert!(taken > LARGE, "{taken}");
    drop(stop);
    served.await.unwrap();
}
