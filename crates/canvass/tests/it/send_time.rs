//! Acceptance: customers whose send time is a moment ahead get exactly one mail each, and none before that moment. Their
//! links lead through the questionnaire, and the funnel adds up.

use std::time::{Duration, Instant};

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::json;

use crate::harness::{
    BatchBody, Engine, Letter, OrdinaryWorkspace, Place, answer_all, closing_check, noon_zone, now,
};

const ASKED: usize = 200;
const FAULTY: usize = 5;
const ANSWERING: usize = 20;
/// Long enough for the intake, on a busy machine too.
const AHEAD: i64 = 6;
const DELIVERY: Duration = Duration::from_mins(1);

#[test]
fn e43_nobody_hears_before_the_send_time_and_everybody_once_after_it() {
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let sink_began = Instant::now();
    let place = Place::new(Engine::Sqlite).mail_to(&sink.url());
    let server = place.start();
    let (zone_name, zone) = noon_zone(now());
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({ "zone": zone_name }));
    let expoints = workspace.expoints(&server.stranger()).unwrap();

    let batch = BatchBody::new("soon", ASKED, FAULTY);
    let due = (now() + AHEAD.seconds()).round(jiff::Unit::Second).unwrap();
    let mut body = batch.expoints(&workspace);
    // Its date and offset are ignored; its time of day is read in the workspace's zone (E43).
    let clock = due.to_zoned(zone).strftime("%H:%M:%S").to_string();
    body["SendTime"] = json!(format!("2001-01-01T{clock}Z"));
    let taken = expoints.try_post_once("/external/api/v3/customer/add", "soon", &body).unwrap().ok();
    assert_eq!((&taken["Accepted"], &taken["Faulted"]), (&json!(ASKED), &json!(FAULTY)));
    assert!(now() < due, "the intake took too long for this test");
    let due_by_sink = until_due(due, sink_began);

    assert!(sink.wait_for_accepted(ASKED, DELIVERY), "{} of {ASKED} letters came", sink.accepted().len());
    let letters = sink.accepted();
    let first = letters.iter().map(|letter| letter.at).min().unwrap();
    assert!(first >= due_by_sink, "{first:?} is before {due_by_sink:?}");
    let last = letters.iter().map(|letter| letter.at).max().unwrap();
    assert!(last <= due_by_sink + DELIVERY, "P6: at most a minute late");

    let letters: Vec<Letter> = letters.iter().map(Letter::read).collect();
    let stranger = server.stranger();
    for (turn, letter) in letters.iter().take(ANSWERING).enumerate() {
        assert!(letter.html.contains(&letter.link()), "both bodies hold the link");
        answer_all(&stranger, &letter.link(), turn % 11).unwrap();
    }
    closing_check(&place, &server, &workspace, &sink, &[batch]);
    let results = server.operator().get(&workspace.path("results"));
    let funnel = &results["funnel"];
    assert_eq!(funnel["received"], json!(ASKED + FAULTY));
    assert_eq!(funnel["refused"], json!([{ "reason": "InvalidEmail", "count": FAULTY }]));
    assert_eq!((&funnel["scheduled"], &funnel["sent"]), (&json!(ASKED), &json!(ASKED)));
    assert_eq!((&funnel["opened"], &funnel["finished"]), (&json!(ANSWERING), &json!(ANSWERING)));
    assert_eq!(results["responseRate"]["base"], json!(ASKED));
}

/// The due moment as the relay counts time. The relay began to count a little earlier than we, and we look at its clock
/// before ours: so this errs to the early side, and by no more than that.
fn until_due(due: Timestamp, sink_began: Instant) -> Duration {
    let elapsed = sink_began.elapsed();
    let ahead: SignedDuration = due.duration_since(now());
    elapsed + Duration::try_from(ahead).unwrap()
}
