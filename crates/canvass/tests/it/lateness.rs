//! How late mail leaves (P6), read from the rows: when a message was due, and when the store let it be handed over. After a
//! stand-still all that became due leaves within a minute (TIM-14); spread over an hour nothing leaves early, and nearly
//! all within a minute (TIM-15).

use std::thread;
use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _, Unit};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::harness::{
    BatchBody, Engine, OrdinaryWorkspace, Place, Server, Standing, closing_check, is_long, noon_zone, now,
    until,
};

/// What the promise allows (P6).
const LATE: SignedDuration = SignedDuration::from_mins(1);
const PATIENCE: Duration = Duration::from_mins(10);

/// A workspace whose batches have moments of their own, and the relay.
struct Scene {
    sink: ScriptedSink,
    place: Place,
    workspace: OrdinaryWorkspace,
    zone: TimeZone,
    batches: Vec<BatchBody>,
}

impl Scene {
    fn begin(engine: Engine) -> (Self, Server) {
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let place = Place::new(engine).mail_to(&sink.url());
        let server = place.start();
        let (zone_name, zone) = noon_zone(now());
        let settings = json!({ "zone": zone_name });
        let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &settings);
        (Self { sink, place, workspace, zone, batches: Vec::new() }, server)
    }

    /// Takes in a batch that is due at a moment, to the second.
    fn bring_in(&mut self, server: &Server, people: usize, due: Timestamp) {
        let batch = BatchBody::new(&format!("batch{}", self.batches.len()), people, 0);
        let mut body = batch.native();
        body["sendTime"] = json!(due.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string());
        let path = self.workspace.path("batches");
        server.operator().try_post_once(&path, &batch.name, &body).unwrap().ok();
        self.batches.push(batch);
    }

    fn people(&self) -> usize {
        self.batches.iter().map(|batch| batch.good).sum()
    }

    /// Waits until the relay has a letter for everybody; each has one, and nothing left early.
    fn end(&self, server: &Server) -> Vec<(Timestamp, Timestamp)> {
        let (all, came) = (self.people(), self.sink.wait_for_accepted(self.people(), PATIENCE));
        assert!(came, "{} of {all} letters came", self.sink.accepted().len());
        let Standing { at_relay, .. } =
            closing_check(&self.place, server, &self.workspace, &self.sink, &self.batches);
        assert_eq!(at_relay.len(), all, "somebody is forgotten");
        let messages = server.operator().list(&self.workspace.path("messages"));
        let left: Vec<_> =
            messages.iter().map(|message| (at(message, "dueAt"), at(message, "handedOverAt"))).collect();
        assert_eq!(left.len(), all);
        let early: Vec<_> = left.iter().filter(|(due, left)| left < due).collect();
        assert!(early.is_empty(), "P6: these left before they were due: {early:?}");
        left
    }
}

fn at(message: &Value, member: &str) -> Timestamp {
    let told = message[member].as_str().unwrap_or_else(|| panic!("no {member} in {message}"));
    told.parse().unwrap()
}

/// How late they were, the promptest first.
fn sorted(lateness: impl Iterator<Item = SignedDuration>) -> Vec<SignedDuration> {
    let mut lateness: Vec<SignedDuration> = lateness.collect();
    lateness.sort();
    lateness
}

/// The lateness that so many in a hundred do not exceed.
fn percentile(sorted: &[SignedDuration], hundredths: usize) -> SignedDuration {
    sorted[(sorted.len() * hundredths).div_ceil(100) - 1]
}

/// Some mail is on its way when the program is stopped; more becomes due while it stands still.
fn stand_still(engine: Engine, people: usize, still: Duration) {
    let (mut scene, server) = Scene::begin(engine);
    // Long enough for the intake, on a busy machine too; otherwise it is due at once, as the row will say.
    let due = (now() + 5.seconds()).round(Unit::Second).unwrap();
    scene.bring_in(&server, people, due);
    scene.bring_in(&server, people, now());
    assert!(scene.sink.wait_for_accepted(people / 10, PATIENCE), "nothing is on its way");
    server.signal(Signal::STOP);
    let over = due.max(now()) + SignedDuration::try_from(still).unwrap();
    until("the end of the stand-still", still + PATIENCE, || (now() >= over).then_some(()));
    let before = scene.sink.accepted().len();
    let woken = now();
    server.signal(Signal::CONT);
    let left = scene.end(&server);
    let lateness = sorted(left.iter().map(|(due, left)| left.duration_since(woken.max(*due))));
    let (median, most) = (percentile(&lateness, 50), percentile(&lateness, 100));
    println!("{engine:?}: {before} before, {median:#} and at most {most:#} after it went on");
    assert!(most <= LATE, "TIM-14: {most:#} after it went on");
}

/// Batches of one size that are due one after the other.
struct Span {
    batches: usize,
    people: usize,
    every: SignedDuration,
    /// A batch is taken in so long before it is due.
    ahead: SignedDuration,
}

impl Span {
    fn new() -> Self {
        let seconds = SignedDuration::from_secs;
        if is_long() {
            Self { batches: 200, people: 100, every: seconds(18), ahead: seconds(60) }
        } else {
            Self { batches: 20, people: 15, every: seconds(1), ahead: seconds(7) }
        }
    }
}

/// Two nodes, and mail that is due all along.
fn go_on(span: &Span) {
    let (mut scene, first) = Scene::begin(Engine::Postgres);
    let other = scene.place.another_node();
    let second = other.start();
    let began = now();
    for number in 0..span.batches {
        let moment = began + span.every * i32::try_from(number).unwrap();
        until("the next batch", PATIENCE, || (now() >= moment).then_some(()));
        let due = (now() + span.ahead).round(Unit::Second).unwrap();
        scene.bring_in(if number % 2 == 0 { &first } else { &second }, span.people, due);
    }
    let left = scene.end(&first);
    let lateness = sorted(left.iter().map(|(due, left)| left.duration_since(*due)));
    let [median, most_of_them, most] = [50, 99, 100].map(|part| percentile(&lateness, part));
    println!("{} mails: p50 {median:#}, p99 {most_of_them:#}, at most {most:#} late", left.len());
    assert!(most_of_them <= LATE, "TIM-15: p99 is {most_of_them:#}");
}

#[test]
fn tim_14_tim_15_mail_is_never_early_and_at_most_a_minute_late_after_a_stand_still_too() {
    let (people, still) =
        if is_long() { (1_000, Duration::from_mins(5)) } else { (100, Duration::from_secs(3)) };
    // Nearly all of it is waiting.
    thread::scope(|scope| {
        for engine in Engine::available("lateness on PostgreSQL") {
            scope.spawn(move || stand_still(engine, people, still));
            if engine == Engine::Postgres {
                scope.spawn(|| go_on(&Span::new()));
            }
        }
    });
}
