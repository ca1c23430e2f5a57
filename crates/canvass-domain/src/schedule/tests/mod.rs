//! Cases of TIM and E42-E50, and the property that nothing is early.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use proptest::prelude::*;

use super::{Hours, Openings, end_of, is_over};
use crate::workspace::Settings;

mod calendar;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn time(text: &str) -> civil::Time {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[track_caller]
fn due(zone_name: &str, from: &str, send_time: &str, closing: &str) -> (Timestamp, Timestamp) {
    let found = hours(zone_name, send_time, closing).window(at(from), Timestamp::MAX).unwrap();
    (found.due_at, found.closes_at)
}

#[test]
fn e44_e46_the_first_moment_of_an_open_window() {
    let ams = "Europe/Amsterdam";
    for (from, send_time, closing, expected_due, expected_close) in [
        // E46: approved before, mailed that day at 11:30 local.
        ("2018-09-28T00:00+02", "11:30", "21:00", "2018-09-28T11:30+02", "2018-09-28T21:00+02"),
        // TIM-06: before, inside, at the edge of, and after the window.
        ("2026-03-02T08:00+01", "09:00", "21:00", "2026-03-02T09:00+01", "2026-03-02T21:00+01"),
        ("2026-03-02T12:34:56+01", "09:00", "21:00", "2026-03-02T12:34:56+01", "2026-03-02T21:00+01"),
        ("2026-03-02T20:59:59.9+01", "09:00", "21:00", "2026-03-02T20:59:59.9+01", "2026-03-02T21:00+01"),
        ("2026-03-02T21:00+01", "09:00", "21:00", "2026-03-03T09:00+01", "2026-03-03T21:00+01"),
        ("2026-03-02T23:30+01", "09:00", "21:00", "2026-03-03T09:00+01", "2026-03-03T21:00+01"),
        // E45: a send time not before the closing hour: the day closes at midnight.
        ("2026-03-02T08:00+01", "22:00", "21:00", "2026-03-02T22:00+01", "2026-03-03T00:00+01"),
        ("2026-03-02T08:00+01", "21:00", "21:00", "2026-03-02T21:00+01", "2026-03-03T00:00+01"),
        // A closing hour of 00:00 is the end of the day; the whole day is open.
        ("2026-03-02T08:00+01", "00:00", "00:00", "2026-03-02T08:00+01", "2026-03-03T00:00+01"),
        ("2026-03-02T23:59:59+01", "09:00", "00:00", "2026-03-02T23:59:59+01", "2026-03-03T00:00+01"),
    ] {
        let expected = (at(expected_due), at(expected_close));
        assert_eq!(due(ams, from, send_time, closing), expected, "{from} {send_time} {closing}");
    }
}

#[test]
fn e47_a_gap_shifts_forward_and_a_fold_means_the_first() {
    let ams = "Europe/Amsterdam";
    // TIM-01
    assert_eq!(due(ams, "2026-03-29T00:00+01", "02:30", "21:00").0, at("2026-03-29T03:30+02"));
    assert_eq!(due(ams, "2026-03-29T03:10+02", "02:30", "21:00").0, at("2026-03-29T03:30+02"));
    // TIM-02
    assert_eq!(due(ams, "2026-10-25T00:00+02", "02:30", "21:00").0, at("2026-10-25T02:30+02"));
    assert_eq!(due(ams, "2026-10-25T02:40+02", "02:30", "21:00").0, at("2026-10-25T02:40+02"));
    // In the second run the clock says 02:10 again: not before 02:30 on any clock.
    assert_eq!(due(ams, "2026-10-25T02:10+01", "02:30", "21:00").0, at("2026-10-25T02:30+01"));
    // A window that a gap swallows moves to the next day.
    assert_eq!(due(ams, "2026-03-29T00:00+01", "02:10", "02:50").0, at("2026-03-29T03:10+02"));
    assert_eq!(due(ams, "2026-03-29T00:00+01", "02:10", "03:05").0, at("2026-03-30T02:10+02"));
}

#[test]
fn tim_03_odd_zones_get_the_right_instants() {
    assert_eq!(
        due("Asia/Kathmandu", "2026-01-01T00:00+05:45", "09:00", "21:00").0,
        at("2026-01-01T09:00+05:45")
    );
    // Lord Howe moves by half an hour: 02:00 becomes 02:30.
    assert_eq!(
        due("Australia/Lord_Howe", "2026-10-04T00:00+10:30", "02:15", "21:00").0,
        at("2026-10-04T02:45+11")
    );
    // Apia had no 30 December 2011.
    assert_eq!(due("Pacific/Apia", "2011-12-29T22:00-10", "09:00", "21:00").0, at("2011-12-31T09:00+14"));
    assert_eq!(due("Pacific/Apia", "2011-12-29T22:00-10", "09:00", "00:00").0, at("2011-12-29T22:00-10"));
    assert_eq!(end_of(at("2011-12-29T12:00-10"), 1, &zone("Pacific/Apia")), at("2011-12-31T23:59:59+14"));
}

#[test]
fn e50_no_window_when_it_opens_after_the_end() {
    let (from, hours) = (at("2026-03-02T08:00+01"), hours("Europe/Amsterdam", "09:00", "21:00"));
    assert_eq!(hours.window(from, at("2026-03-02T08:59:59+01")), None);
    // E49: at the very moment still counts.
    assert!(hours.window(from, at("2026-03-02T09:00+01")).is_some());
}

#[test]
fn e44_what_has_not_left_by_the_closing_hour_is_due_again() {
    let hours = hours("Europe/Amsterdam", "09:00", "21:00");
    let first = hours.window(at("2026-03-02T08:00+01"), at("2026-03-03T12:00+01")).unwrap();
    assert_eq!(hours.again(first, at("2026-03-02T20:59+01")), Some(first));
    let second = hours.again(first, at("2026-03-02T21:00+01")).unwrap();
    assert_eq!(second.due_at, at("2026-03-03T09:00+01"));
    assert_eq!(second.ends_at, first.ends_at);
    assert_eq!(hours.again(second, at("2026-03-03T21:00+01")), None);
}

#[test]
fn e51_a_reminder_is_due_so_many_local_days_later_in_an_open_window() {
    let ends = at("2026-04-20T12:00+02");
    let hours = hours("Europe/Amsterdam", "09:00", "21:00");
    let due = |from: &str, days| hours.days_later(at(from), days, ends).map(|window| window.due_at);
    assert_eq!(due("2026-03-02T11:30+01", 7), Some(at("2026-03-09T11:30+01")));
    // The clock changes in between: the same time of the clock.
    assert_eq!(due("2026-03-27T11:30+01", 7), Some(at("2026-04-03T11:30+02")));
    // The mail left late in the last second of the window, or an answer was given in the night.
    assert_eq!(due("2026-03-02T20:59:59.9+01", 3), Some(at("2026-03-05T20:59:59.9+01")));
    assert_eq!(due("2026-03-02T23:10+01", 3), Some(at("2026-03-06T09:00+01")));
    assert_eq!(due("2026-03-02T03:10+01", 3), Some(at("2026-03-05T09:00+01")));
    // Never after the end date.
    assert_eq!(due("2026-04-13T12:00+02", 7), Some(ends));
    assert_eq!(due("2026-04-13T12:00:01+02", 7), None);
    assert_eq!(due("2026-04-13T12:00+02", i32::MAX), None);
}

fn hours(zone_name: &str, send_time: &str, closing: &str) -> Hours {
    let settings = Settings {
        zone: zone(zone_name),
        send_time: time(send_time),
        closing_time: time(closing),
        open_days: 21,
        language: "en".to_owned(),
        sender_name: String::new(),
    };
    Hours::new(&settings, &Arc::default(), None)
}

#[test]
fn e48_e49_the_default_end_is_the_last_second_of_a_local_day() {
    let ams = zone("Europe/Amsterdam");
    assert_eq!(end_of(at("2026-03-02T11:30+01"), 21, &ams), at("2026-03-23T23:59:59+01"));
    // The count goes by local days, over the change of the clock as well.
    assert_eq!(end_of(at("2026-03-20T23:30+01"), 21, &ams), at("2026-04-10T23:59:59+02"));
    assert_eq!(end_of(Timestamp::MAX, 21, &ams), Timestamp::MAX);
    assert!(!is_over(at("2026-03-23T23:59:59+01"), at("2026-03-23T23:59:59+01")));
    assert!(is_over(at("2026-03-23T23:59:59+01"), at("2026-03-23T23:59:59.000000001+01")));
}

fn plain(zone: &TimeZone, send_time: civil::Time, closing: civil::Time) -> Hours {
    let settings = Settings {
        zone: zone.clone(),
        send_time,
        closing_time: closing,
        open_days: 21,
        language: "en".to_owned(),
        sender_name: String::new(),
    };
    Hours::new(&settings, &Arc::default(), None)
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "Europe/Amsterdam",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "America/Sao_Paulo",
        "UTC",
    ])
    .prop_map(zone)
}

fn times() -> impl Strategy<Value = civil::Time> {
    (0_i8..24, 0_i8..60).prop_map(|(hour, minute)| civil::time(hour, minute, 0, 0))
}

proptest! {
    #[test]
    fn nothing_is_due_early(zone in zones(), send_time in times(), closing in times(), second in 1_300_000_000_i64..2_000_000_000) {
        let from = Timestamp::from_second(second).unwrap();
        let hours = plain(&zone, send_time, closing);
        let found = hours.window(from, Timestamp::MAX).unwrap();
        prop_assert!(found.due_at >= from);
        prop_assert!(zone.to_datetime(found.due_at).time() >= send_time);
        prop_assert!(found.due_at < found.closes_at);
        // A day at most lies between (two where a gap swallows a window or a day).
        prop_assert!(found.due_at.duration_since(from) <= SignedDuration::from_hours(50));
        let before_close = zone.to_datetime(found.closes_at - SignedDuration::from_nanos(1)).time();
        if send_time < closing && zone.to_datetime(found.closes_at).time() == closing {
            prop_assert!(before_close < closing || zone.to_ambiguous_timestamp(zone.to_datetime(found.closes_at)).is_ambiguous());
        }
        // Asking again from the answer gives the answer: deciding twice changes nothing.
        let again = hours.window(found.due_at, Timestamp::MAX).unwrap();
        prop_assert_eq!(again.due_at, found.due_at);
        prop_assert!(hours.is_open(found.due_at));
    }

    #[test]
    fn the_remembered_answer_is_the_answer(zone in zones(), send_time in times(), closing in times(), seconds in prop::collection::vec(1_750_000_000_i64..1_750_400_000, 1..40)) {
        let settings = Settings {
            zone: zone.clone(),
            send_time,
            closing_time: closing,
            open_days: 21,
            language: "en".to_owned(),
            sender_name: String::new(),
        };
        let mut openings = Openings::new(&settings, &Arc::default(), None);
        for second in seconds {
            let from = Timestamp::from_second(second).unwrap();
            let found = openings.window(from, None, None).unwrap();
            let expected = plain(&zone, send_time, closing).window(from, Timestamp::MAX).unwrap();
            prop_assert_eq!((found.due_at, found.closes_at), (expected.due_at, expected.closes_at));
            prop_assert_eq!(found.ends_at, end_of(found.due_at, 21, &zone));
        }
    }
}
