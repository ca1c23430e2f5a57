//! What a receiver gets, and what becomes of what it does not get.

use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use canvass_app::Refusal;
use canvass_app::webhook::{
    WebhookChange, WebhookInput, add_webhook, change_webhook, remove_webhook, replay_deliveries,
    rotate_webhook_secret,
};
use canvass_domain::webhook::Standing;
use canvass_store::area::{DeliveryFilter, DeliveryState, Page};
use canvass_testkit::{TestApp, batch_of, customer};
use data_encoding::BASE64;
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::{Came, Receiver, Step};
use super::{Hooked, until};
use crate::delivering::send_all;

fn fine() -> Step {
    Step::status(204, "")
}

/// As the standard tells a receiver to verify, written down once more.
fn is_signed(came: &Came, secret: &str) -> bool {
    let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
    let (id, at) = (came.id(), came.header("webhook-timestamp").unwrap());
    let tag =
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), format!("{id}.{at}.{}", came.body).as_bytes());
    let expected = format!("v1,{}", BASE64.encode(tag.as_ref()));
    came.header("webhook-signature").unwrap().split(' ').any(|signature| signature == expected)
}

#[test]
fn what_happens_to_a_customer_is_told_by_ids_and_nothing_else() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![fine()]);
    let hooked = Hooked::new(&test, &[&receiver]);
    let added = hooked.add(shop.id, &receiver.url(), &["batch.received", "message.sent", "customer.changed"]);
    shop.import(batch_of(vec![customer("ann.secret@example.org")]));
    send_all(&test);
    let came = receiver.wait_for(3);
    let told: Vec<&str> = came.iter().map(|came| came.header("content-type").unwrap()).collect();
    assert_eq!(told, ["application/json"; 3]);
    let mut bodies: Vec<serde_json::Value> = came.iter().map(Came::json).collect();
    bodies.sort_by_key(|body| body["sequence"].as_i64());
    assert_eq!(bodies[0]["type"], "batch.received");
    assert_eq!(bodies[0]["data"], json!({ "batch": 1, "state": "Approved" }));
    let sent = bodies.iter().find(|body| body["type"] == "message.sent").unwrap();
    let data = json!({ "batch": 1, "customer": 1, "slot": "invitation", "state": "sent" });
    assert_eq!((&sent["data"], &sent["workspace"]), (&data, &json!("shop")));
    let changed = bodies.iter().find(|body| body["type"] == "customer.changed").unwrap();
    assert_eq!(
        (&changed["data"]["state"], &changed["data"]["before"]),
        (&json!("Invited"), &json!("Scheduled"))
    );
    let all = format!("{came:?}");
    assert!(!all.contains("ann") && !all.contains("example.org"), "{all}");
    assert!(came.iter().all(|came| came.body.len() < 20_000 && is_signed(came, &added.secret.text())));
}

#[test]
fn hok_01_both_secrets_verify_while_they_overlap_and_the_older_ends() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![fine()]);
    let hooked = Hooked::new(&test, &[&receiver]);
    let added = hooked.add(shop.id, &receiver.url(), &["lock.added"]);
    let newer = rotate_webhook_secret(&hooked.app, &test.operator, shop.id, added.id).wait().unwrap();
    hooked.ping(shop.id, added.id);
    let came = receiver.wait_for(1);
    assert!(is_signed(&came[0], &added.secret.text()) && is_signed(&came[0], &newer.text()));
    test.clock.step(SignedDuration::from_hours(25));
    hooked.ping(shop.id, added.id);
    let came = receiver.wait_for(2);
    assert!(!is_signed(&came[1], &added.secret.text()) && is_signed(&came[1], &newer.text()));
}

#[test]
fn hok_02_failures_are_tried_again_with_the_same_id_and_a_new_timestamp() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let elsewhere = Receiver::start(vec![fine()]);
    let redirect = Step::status(302, &format!("location: {}\r\n", elsewhere.url()));
    let broken = || Step::status(500, "");
    let busy = Step::status(429, "retry-after: 7200\r\n");
    let receiver = Receiver::start(vec![broken(), broken(), redirect, busy, fine()]);
    let hooked = Hooked::new(&test, &[&receiver, &elsewhere]);
    let added = hooked.add(shop.id, &receiver.url(), &["lock.added"]);
    hooked.ping(shop.id, added.id);
    // 5 s, 5 min, 30 min; then as long as the receiver asked for, at most an hour - but two are due by the schedule.
    for (tries, wait) in [(1, 5), (2, 300), (3, 1_800), (4, 7_200)] {
        let tried = hooked.wait_for_tries(shop.id, added.id, tries);
        assert_eq!((tried.state, tried.tries), (DeliveryState::Waiting, tries));
        let waits = tried.due_at.duration_since(hooked.app.clock.now()).as_secs();
        assert_eq!(waits, wait, "after try {tries}: {:?}", tried.failure);
        test.clock.step(SignedDuration::from_secs(wait));
        hooked.jobs.nudge();
    }
    hooked.wait_for_delivered(shop.id, added.id, 1);
    let came = receiver.came();
    assert_eq!(came.len(), 5);
    assert!(came.iter().all(|found| found.id() == came[0].id() && found.body == came[0].body));
    let stamps: Vec<i64> =
        came.iter().map(|came| came.header("webhook-timestamp").unwrap().parse().unwrap()).collect();
    assert_eq!(stamps.iter().map(|stamp| stamp - stamps[0]).collect::<Vec<_>>(), [0, 5, 305, 2_105, 9_305]);
    assert!(came.iter().all(|came| is_signed(came, &added.secret.text())));
    // HOK-04
    assert_eq!(elsewhere.came().len(), 0, "a redirect is not followed");
    let log = hooked.attempts(shop.id, added.id, 1);
    let statuses: Vec<Option<i16>> = log.iter().map(|tried| tried.status).collect();
    assert_eq!(statuses, [Some(500), Some(500), Some(302), Some(429), Some(204)]);
    assert_eq!(log[2].failure.as_deref(), Some("status 302; redirects are not followed"));
}

#[test]
fn hok_02_gone_turns_an_endpoint_off_and_what_happens_is_kept_for_it() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![Step::status(410, ""), fine()]);
    let hooked = Hooked::new(&test, &[&receiver]);
    let added = hooked.add(shop.id, &receiver.url(), &["batch.received"]);
    hooked.ping(shop.id, added.id);
    until("the end of it", || (hooked.endpoint(shop.id, added.id).standing == Standing::Gone).then_some(()));
    shop.import(batch_of(vec![customer("a@example.org")]));
    until("the event", || (hooked.deliveries(shop.id, added.id).len() == 2).then_some(()));
    assert_eq!(receiver.came().len(), 1);
    let trail = test.app.store.read(shop.id, |tx| tx.audit_trail(Page { after: 0, most: 1_000 })).wait();
    let trail: Vec<_> = Result::<_, canvass_store::StoreError>::unwrap(trail);
    assert!(
        trail
            .iter()
            .any(|row| row.audit.action == "turn-webhook-off" && row.audit.object == "webhook 1: gone")
    );
    let on = WebhookChange { is_on: Some(true), ..WebhookChange::default() };
    change_webhook(&hooked.app, &test.operator, shop.id, added.id, on).wait().unwrap();
    test.clock.step(SignedDuration::from_secs(5));
    hooked.jobs.nudge();
    hooked.wait_for_delivered(shop.id, added.id, 2);
}

#[test]
fn hok_05_an_answer_without_end_costs_64_kib_and_some_seconds() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let long_head =
        format!("HTTP/1.1 200 X\r\nx-long: {}\r\ncontent-length: 2\r\n\r\nok", "h".repeat(100_000));
    let bomb = [
        b"HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n".as_slice(),
        &[0x1f, 0x8b, 0, 7],
    ]
    .concat();
    let drip = Step::Drip(Duration::from_millis(50));
    let receiver =
        Receiver::start(vec![Step::Flood, drip, Step::Answer(long_head.into_bytes()), Step::Answer(bomb)]);
    let hooked = Hooked::with(&test, &[&receiver], |settings| settings.whole = Duration::from_millis(1_500));
    let added = hooked.add(shop.id, &receiver.url(), &["lock.added"]);
    let mut answers = Vec::new();
    for count in 1..=4 {
        let began = Instant::now();
        hooked.ping(shop.id, added.id);
        hooked.wait_for_delivered(shop.id, added.id, count);
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
        let tried = &hooked.attempts(shop.id, added.id, i64::try_from(count).unwrap())[0];
        assert!(tried.took_ms < 10_000, "{tried:?}");
        answers.push(tried.answer.clone().unwrap());
    }
    assert!(answers[0].starts_with(r"\u{3c}\u{3c}") && answers[0].len() <= 1_024);
    assert!(answers[1].starts_with("xx"));
    assert_eq!(answers[2], "ok");
    assert_eq!(answers[3], r"\u{1f}\u{fffd}\u{0}\u{7}", "it is not inflated");
}

#[test]
fn hok_07_an_endpoint_dead_for_five_days_is_turned_off_and_its_events_are_replayed() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![fine()]);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    let allow = format!("{},{}", dead.trim_end_matches('/'), receiver.url().trim_end_matches("/in"));
    let mut hooked = Hooked::new(&test, &[&receiver]);
    hooked.jobs.drain(Duration::from_secs(10));
    hooked.app =
        test.app.clone().with_webhook_receivers(canvass_app::webhook::receivers("443", &allow).unwrap());
    let settings = canvass_app::job::WebhookJobSettings {
        poll: Duration::from_millis(20),
        ..canvass_app::job::WebhookJobSettings::new(canvass_store::area::NodeId(6))
    };
    hooked.jobs = canvass_app::job::WebhookJobs::start(hooked.app.clone(), settings).unwrap();
    let added = hooked.add(shop.id, &dead, &["batch.received"]);
    for _ in 0..11 {
        shop.import(batch_of(vec![customer("a@example.org")]));
        let before = hooked.endpoint(shop.id, added.id).tried.failures;
        hooked.jobs.nudge();
        until("a failure", || (hooked.endpoint(shop.id, added.id).tried.failures > before).then_some(()));
        test.clock.step(SignedDuration::from_hours(12));
    }
    let found = hooked.endpoint(shop.id, added.id);
    assert_eq!(found.standing, Standing::Failing);
    let log = hooked.attempts(shop.id, added.id, 1);
    assert!(log[0].status.is_none() && log[0].failure.as_deref().unwrap().contains("refused"), "{log:?}");
    let change = WebhookChange { url: Some(receiver.url()), is_on: Some(true), ..WebhookChange::default() };
    change_webhook(&hooked.app, &test.operator, shop.id, added.id, change).wait().unwrap();
    let all = DeliveryFilter::default();
    replay_deliveries(&hooked.app, &test.operator, shop.id, added.id, all).wait().unwrap();
    test.clock.step(SignedDuration::from_hours(25));
    hooked.jobs.nudge();
    let delivered = hooked.wait_for_delivered(shop.id, added.id, 11);
    let sequences: Vec<i64> = delivered.iter().map(|found| found.sequence).collect();
    assert_eq!(sequences, (1..=11).collect::<Vec<i64>>(), "HOK-08: no gap");
}

#[test]
fn hok_08_a_replay_brings_the_same_ids_once_more() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![fine()]);
    let hooked = Hooked::new(&test, &[&receiver]);
    let added = hooked.add(shop.id, &receiver.url(), &["lock.added"]);
    for count in 1..=4 {
        hooked.ping(shop.id, added.id);
        hooked.wait_for_delivered(shop.id, added.id, count);
    }
    let range = DeliveryFilter { from: Some(2), to: Some(3), ..DeliveryFilter::default() };
    let replayed = replay_deliveries(&hooked.app, &test.operator, shop.id, added.id, range).wait().unwrap();
    assert_eq!((replayed.deliveries, replayed.last), (2, Some(3)));
    hooked.jobs.nudge();
    let came = receiver.wait_for(6);
    let mut again: Vec<&str> = came[4..].iter().map(Came::id).collect();
    again.sort_unstable();
    assert_eq!(again, [came[1].id(), came[2].id()]);
    hooked.wait_for_delivered(shop.id, added.id, 4);
}

#[test]
fn hok_09_a_receiver_that_never_answers_keeps_nobody_else_waiting() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let (dead, well) = (Receiver::start(vec![Step::Silence]), Receiver::start(vec![fine()]));
    let hooked = Hooked::new(&test, &[&dead, &well]);
    let stuck = hooked.add(shop.id, &dead.url(), &["customer.changed", "message.sent"]);
    for number in 0..40 {
        shop.import(batch_of(vec![customer(&format!("p{number}@example.org"))]));
    }
    send_all(&test);
    dead.wait_for(1);
    let added = hooked.add(shop.id, &well.url(), &["lock.added"]);
    let began = Instant::now();
    for count in 1..=20 {
        hooked.ping(shop.id, added.id);
        hooked.wait_for_delivered(shop.id, added.id, count);
    }
    assert!(began.elapsed() < Duration::from_secs(9), "before the other gave up: {:?}", began.elapsed());
    assert!(dead.came().len() <= 4, "at most four at once: {}", dead.came().len());
    let waiting = hooked.deliveries(shop.id, stuck.id);
    assert!(waiting.len() >= 80 && waiting.iter().all(|found| found.state != DeliveryState::Delivered));
}

#[test]
fn hok_11_a_secret_is_told_once_and_kept_sealed() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let input = WebhookInput {
        url: "https://hooks.example.org/in".to_owned(),
        headers: vec![("X-Api-Key".to_owned(), "canary-of-the-header".to_owned())],
        secret: Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        ..WebhookInput::default()
    };
    let added = add_webhook(&test.app, &test.operator, shop.id, &input).wait().unwrap();
    let found =
        canvass_app::webhook::show_webhook(&test.app, &test.operator, shop.id, added.id).wait().unwrap();
    let raw = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    assert!(!found.webhook.secret.windows(raw.len()).any(|part| part == raw));
    let headers = found.webhook.headers.clone().unwrap();
    assert!(!String::from_utf8_lossy(&headers).contains("canary"));
    assert!(!format!("{added:?}").contains("MfKQ"));
    assert_eq!(canvass_app::webhook::own_header_names(&test.app, shop.id, &found), ["x-api-key"]);
    let trail = test.app.store.read(shop.id, |tx| tx.audit_trail(Page { after: 0, most: 1_000 })).wait();
    let trail: Vec<_> = Result::<_, canvass_store::StoreError>::unwrap(trail);
    assert!(!format!("{trail:?}").contains("whsec"));
}

#[test]
fn hok_12_all_faults_of_an_endpoint_are_told_at_once() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let input = WebhookInput {
        url: "https://169.254.169.254/".to_owned(),
        events: Some(vec!["message.sent".to_owned(), "webhook.ping".to_owned()]),
        headers: vec![
            ("Host".to_owned(), "x".to_owned()),
            ("X-A".to_owned(), "a\r\nb".to_owned()),
            ("webhook-id".to_owned(), "x".to_owned()),
        ],
        keep_days: Some(0),
        secret: Some("whsec_short".to_owned()),
        ..WebhookInput::default()
    };
    let refused = add_webhook(&test.app, &test.operator, shop.id, &input).wait().unwrap_err();
    let Refusal::Fields(faults) = refused else { panic!("{refused:?}") };
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/url", "/events/1", "/headers/0", "/headers/1", "/headers/2", "/keepDays", "/secret"]
    );
}

#[test]
fn an_endpoint_that_is_off_or_taken_away_hears_nothing_and_leaves_nothing() {
    let test = TestApp::new();
    let shop = test.workspace("shop");
    let receiver = Receiver::start(vec![fine()]);
    let hooked = Hooked::new(&test, &[&receiver]);
    let added = hooked.add(shop.id, &receiver.url(), &["batch.received"]);
    let off = WebhookChange { is_on: Some(false), ..WebhookChange::default() };
    change_webhook(&hooked.app, &test.operator, shop.id, added.id, off).wait().unwrap();
    shop.import(batch_of(vec![customer("a@example.org")]));
    let on = WebhookChange { is_on: Some(true), ..WebhookChange::default() };
    change_webhook(&hooked.app, &test.operator, shop.id, added.id, on).wait().unwrap();
    shop.import(batch_of(vec![customer("b@example.org")]));
    hooked.jobs.nudge();
    hooked.wait_for_delivered(shop.id, added.id, 1);
    assert_eq!(receiver.came()[0].json()["data"]["batch"], 2, "the first one was not kept for it");
    remove_webhook(&hooked.app, &test.operator, shop.id, added.id).wait().unwrap();
    let gone = canvass_app::webhook::show_webhook(&hooked.app, &test.operator, shop.id, added.id).wait();
    assert_eq!(gone.unwrap_err(), Refusal::NotFound("webhook"));
    let other = hooked.add(shop.id, &receiver.url(), &["lock.added"]);
    assert!(other.id > added.id);
}
