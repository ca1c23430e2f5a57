//! Closed weekdays, hours of single weekdays, quiet hours, holidays and the clocks of persons.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use proptest::prelude::*;

use super::{at, time, times, zone, zones};
use crate::id::ColumnId;
use crate::schedule::{Calendar, Clock, Day, Hours, Openings, Quiet};
use crate::value::Value;
use crate::workspace::Settings;

fn settings(zone: &TimeZone, send_time: civil::Time, closing_time: civil::Time) -> Settings {
    let (language, sender_name) = ("en".to_owned(), String::new());
    Settings { zone: zone.clone(), send_time, closing_time, open_days: 21, language, sender_name }
}

fn in_amsterdam(calendar: Calendar, send_time: Option<&str>) -> Hours {
    let settings = settings(&zone("Europe/Amsterdam"), time("09:00"), time("21:00"));
    Hours::new(&settings, &Arc::new(calendar), send_time.map(time))
}

fn quiet(from: &str, until: &str) -> Option<Quiet> {
    Quiet::new(time(from), time(until))
}

fn own(opens: &str, closes: &str) -> Day {
    Day::Own { opens: time(opens), closes: time(closes) }
}

#[track_caller]
fn opens(hours: &Hours, from: &str, due_at: &str, closes_at: &str) {
    let found = hours.first(at(from)).unwrap();
    assert_eq!((found.due_at, found.closes_at), (at(due_at), at(closes_at)), "from {from}");
}

// 2026-03-02 is a Monday.
const WEEKEND: [Day; 7] =
    [Day::Usual, Day::Usual, Day::Usual, Day::Usual, Day::Usual, Day::Closed, Day::Closed];

#[test]
fn nothing_leaves_on_closed_weekdays_and_holidays() {
    let holidays = [civil::date(2026, 3, 9), civil::date(2026, 3, 10)].into();
    let hours = in_amsterdam(Calendar { week: WEEKEND, holidays, ..Calendar::default() }, None);
    opens(&hours, "2026-03-06T20:00+01", "2026-03-06T20:00+01", "2026-03-06T21:00+01");
    opens(&hours, "2026-03-06T21:00+01", "2026-03-11T09:00+01", "2026-03-11T21:00+01");
    opens(&hours, "2026-03-07T10:00+01", "2026-03-11T09:00+01", "2026-03-11T21:00+01");
    assert!(hours.is_open(at("2026-03-06T09:00+01")));
    for closed in
        ["2026-03-06T08:59:59.9+01", "2026-03-06T21:00+01", "2026-03-07T10:00+01", "2026-03-09T10:00+01"]
    {
        assert!(!hours.is_open(at(closed)), "{closed}");
    }
}

#[test]
fn a_weekday_may_have_hours_of_its_own() {
    let mut week = WEEKEND;
    week[0] = own("12:00", "16:00");
    week[5] = own("10:00", "00:00");
    let calendar = || Calendar { week, ..Calendar::default() };
    let hours = in_amsterdam(calendar(), None);
    opens(&hours, "2026-03-02T08:00+01", "2026-03-02T12:00+01", "2026-03-02T16:00+01");
    opens(&hours, "2026-03-02T16:00+01", "2026-03-03T09:00+01", "2026-03-03T21:00+01");
    opens(&hours, "2026-03-07T23:59+01", "2026-03-07T23:59+01", "2026-03-08T00:00+01");
    // A batch begins later, and not earlier.
    let early = in_amsterdam(calendar(), Some("08:00"));
    opens(&early, "2026-03-02T00:00+01", "2026-03-02T12:00+01", "2026-03-02T16:00+01");
    opens(&early, "2026-03-03T00:00+01", "2026-03-03T08:00+01", "2026-03-03T21:00+01");
    let late = in_amsterdam(calendar(), Some("14:30"));
    opens(&late, "2026-03-02T00:00+01", "2026-03-02T14:30+01", "2026-03-02T16:00+01");
    // Where it begins after they end, its mail goes in the next usual window.
    let too_late = in_amsterdam(calendar(), Some("18:00"));
    opens(&too_late, "2026-03-02T00:00+01", "2026-03-03T09:00+01", "2026-03-03T21:00+01");
    opens(&too_late, "2026-03-03T00:00+01", "2026-03-03T18:00+01", "2026-03-03T21:00+01");
    assert!(too_late.is_open(at("2026-03-03T09:00+01")), "that of Monday may leave now");
    assert!(!late.is_open(at("2026-03-03T09:00+01")), "nothing of it was put off");
}

#[test]
fn quiet_hours_cut_a_window() {
    let hours = in_amsterdam(Calendar { quiet: quiet("12:00", "14:00"), ..Calendar::default() }, None);
    opens(&hours, "2026-03-02T08:00+01", "2026-03-02T09:00+01", "2026-03-02T12:00+01");
    opens(&hours, "2026-03-02T12:00+01", "2026-03-02T14:00+01", "2026-03-02T21:00+01");
    opens(&hours, "2026-03-02T13:59+01", "2026-03-02T14:00+01", "2026-03-02T21:00+01");
    let night = || Calendar { quiet: quiet("20:00", "10:00"), ..Calendar::default() };
    let hours = in_amsterdam(night(), None);
    opens(&hours, "2026-03-02T08:00+01", "2026-03-02T10:00+01", "2026-03-02T20:00+01");
    opens(&hours, "2026-03-02T20:30+01", "2026-03-03T10:00+01", "2026-03-03T20:00+01");
    // A batch that begins in the night goes in the next usual window, and not before.
    let owl = in_amsterdam(night(), Some("22:00"));
    opens(&owl, "2026-03-02T00:00+01", "2026-03-03T10:00+01", "2026-03-03T20:00+01");
    opens(&owl, "2026-03-02T23:00+01", "2026-03-03T10:00+01", "2026-03-03T20:00+01");
    assert!(owl.is_open(at("2026-03-03T10:00+01")) && !owl.is_open(at("2026-03-03T09:59+01")));
    let lark = in_amsterdam(night(), Some("06:00"));
    opens(&lark, "2026-03-02T00:00+01", "2026-03-02T10:00+01", "2026-03-02T20:00+01");
}

#[test]
fn tim_01_tim_02_quiet_hours_keep_to_the_clock_when_it_changes() {
    let all_day = |from, until, send_time| {
        in_amsterdam(Calendar { quiet: quiet(from, until), ..Calendar::default() }, Some(send_time))
    };
    // The gap of spring: 02:30 becomes 03:30 for both ends.
    let spring = all_day("23:00", "02:30", "00:30");
    opens(&spring, "2026-03-29T00:00+01", "2026-03-29T03:30+02", "2026-03-29T21:00+02");
    // In autumn the first 02:30 ends them, and in the second run of the hour they are not over until it comes again.
    let autumn = all_day("23:00", "02:30", "00:30");
    opens(&autumn, "2026-10-25T00:00+02", "2026-10-25T02:30+02", "2026-10-25T21:00+01");
    opens(&autumn, "2026-10-25T02:10+01", "2026-10-25T02:30+01", "2026-10-25T21:00+01");
    // They begin at the first.
    let begins = all_day("02:30", "05:00", "00:00");
    opens(&begins, "2026-10-25T01:00+02", "2026-10-25T01:00+02", "2026-10-25T02:30+02");
}

#[test]
fn tim_09_what_was_thought_of_a_moment_is_thought_again() {
    let hours = in_amsterdam(Calendar::default(), Some("11:30"));
    assert!(!hours.is_open(at("2026-03-02T10:30+01")), "an hour early by the rules of today");
    assert!(hours.is_open(at("2026-03-02T11:30+01")) && hours.is_open(at("2026-03-02T20:59:59+01")));
    assert!(!hours.is_open(at("2026-03-02T21:00+01")));
}

#[test]
fn a_persons_clock_counts_where_the_data_names_a_zone() {
    let column = ColumnId(15);
    let calendar = Calendar { zone_column: Some(column), week: WEEKEND, ..Calendar::default() };
    let clock = |value: Value| calendar.clock_of(&BTreeMap::from([(column, value)]));
    let plain = |text: &str| clock(Value::Plain(text.to_owned()));
    assert_eq!(plain(" america/new_york "), Clock::Person(zone("America/New_York")));
    assert_eq!(plain(" "), Clock::Workspace);
    for unknown in ["Mars/Olympus", "+01:00", "EST5EDT,M3.2.0,M11.1.0", "../../etc/passwd"] {
        assert_eq!(plain(unknown), Clock::Unknown, "{unknown}");
    }
    let sealed = Value::Encrypted { value: "x".to_owned(), thumbprint: "y".to_owned(), key: "z".to_owned() };
    assert_eq!(clock(sealed), Clock::Unknown);
    assert_eq!(calendar.clock_of(&BTreeMap::new()), Clock::Workspace);
    assert_eq!(
        Calendar::default().clock_of(&BTreeMap::from([(column, Value::Plain("UTC".to_owned()))])),
        Clock::Workspace
    );

    let settings = settings(&zone("Europe/Amsterdam"), time("09:00"), time("21:00"));
    let mut openings = Openings::new(&settings, &Arc::new(calendar), None);
    let mut due = |zone: Option<&TimeZone>| openings.window(at("2026-03-06T10:00Z"), None, zone).unwrap();
    let (ours, theirs, kiritimati) =
        (due(None), due(Some(&zone("America/New_York"))), due(Some(&zone("Pacific/Kiritimati"))));
    assert_eq!(ours.due_at, at("2026-03-06T10:00Z"));
    assert_eq!((theirs.due_at, theirs.closes_at), (at("2026-03-06T09:00-05"), at("2026-03-06T21:00-05")));
    assert_eq!(kiritimati.due_at, at("2026-03-09T09:00+14"), "there it is Saturday");
    assert_eq!(theirs.ends_at, ours.ends_at, "E48 goes by the workspace's days");
}

#[test]
fn a_calendar_must_leave_time() {
    let leaves = |calendar: &Calendar| calendar.leaves_time(time("09:00"), time("21:00"));
    assert!(leaves(&Calendar::default()));
    assert!(!leaves(&Calendar { week: [Day::Closed; 7], ..Calendar::default() }));
    for (from, until, expected) in [
        ("08:00", "21:00", false),
        ("09:00", "20:59", true),
        ("20:00", "10:00", true),
        ("09:00", "08:00", false),
        ("22:00", "21:00", false),
        ("09:01", "21:00", true),
    ] {
        let calendar = Calendar { quiet: quiet(from, until), ..Calendar::default() };
        assert_eq!(leaves(&calendar), expected, "{from} {until}");
    }
    let mut week = WEEKEND;
    week[2] = own("06:00", "08:00");
    assert!(!leaves(&Calendar { week, quiet: quiet("20:00", "08:00"), ..Calendar::default() }));
    assert_eq!(quiet("09:00", "09:00"), None);
}

#[test]
fn days_and_quiet_hours_come_back_from_their_texts() {
    for text in ["usual", "closed", "09:00-17:00", "10:00-00:00", "09:30:15-17:00"] {
        assert_eq!(Day::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(Day::parse(" 9:00 - 17:00 "), None, "hours have two digits");
    assert_eq!(Day::parse("10:00-24:00"), Some(own("10:00", "00:00")));
    for text in ["", "open", "17:00-09:00", "09:00-09:00", "09:00", "09:00-17:00-18:00", "25:00-26:00"] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
    assert_eq!(Quiet::parse("20:00-08:00").map(|quiet| quiet.to_string()).as_deref(), Some("20:00-08:00"));
    assert_eq!(Quiet::parse("20:00-20:00"), None);
}

#[test]
fn a_search_ends_where_every_day_is_closed() {
    let never = in_amsterdam(Calendar { week: [Day::Closed; 7], ..Calendar::default() }, None);
    assert_eq!(never.first(at("2026-03-02T08:00+01")), None);
    assert!(!never.is_open(at("2026-03-02T12:00+01")));
    // One weekday is open, and the next five of it are holidays.
    let mut week = [Day::Closed; 7];
    week[0] = Day::Usual;
    let holidays = (0..5)
        .map(|number| civil::date(2026, 3, 2).saturating_add(jiff::Span::new().weeks(number)))
        .collect();
    let rare = in_amsterdam(Calendar { week, holidays, ..Calendar::default() }, None);
    opens(&rare, "2026-03-02T08:00+01", "2026-04-06T09:00+02", "2026-04-06T21:00+02");
}

fn days() -> impl Strategy<Value = Day> {
    prop_oneof![
        2 => Just(Day::Usual),
        1 => Just(Day::Closed),
        1 => (times(), times()).prop_map(|(opens, closes)| Day::Own { opens, closes }),
    ]
}

/// Calendars that leave some time of a window from 09:00 to 21:00.
fn calendars() -> impl Strategy<Value = Calendar> {
    let quiet = prop::option::of((times(), times()).prop_map(|(from, until)| Quiet::new(from, until)));
    let holidays = prop::collection::btree_set(
        (0_i32..400).prop_map(|day| civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(day))),
        0..40,
    );
    (prop::array::uniform7(days()), quiet, holidays)
        .prop_map(|(week, quiet, holidays)| Calendar {
            week,
            quiet: quiet.flatten(),
            holidays,
            zone_column: None,
        })
        .prop_filter("it must leave time", |calendar| calendar.leaves_time(time("09:00"), time("21:00")))
}

/// Whether the clock of a zone changes near a moment: then ends of hours move by the change (E47).
fn changes_near(zone: &TimeZone, moment: Timestamp) -> bool {
    let (day_before, day_after) =
        (moment - SignedDuration::from_hours(36), moment + SignedDuration::from_hours(36));
    zone.to_offset(day_before) != zone.to_offset(moment)
        || zone.to_offset(moment) != zone.to_offset(day_after)
}

proptest! {
    #[test]
    fn mail_leaves_in_open_hours_only_and_something_always_goes_on(
        zone in zones(),
        calendar in calendars(),
        own in prop::option::of(times()),
        second in 1_767_000_000_i64..1_800_000_000,
    ) {
        let from = Timestamp::from_second(second).unwrap();
        let settings = settings(&zone, time("09:00"), time("21:00"));
        let hours = Hours::new(&settings, &Arc::new(calendar.clone()), own);
        let found = hours.first(from).expect("some day is open");
        prop_assert!(found.due_at >= from && found.due_at < found.closes_at);
        prop_assert!(hours.is_open(found.due_at), "what was promised holds: {found:?}");
        for moment in [found.due_at, found.closes_at - SignedDuration::from_nanos(1)] {
            if changes_near(&zone, moment) {
                continue;
            }
            let clock = zone.to_datetime(moment);
            prop_assert!(calendar.quiet.is_none_or(|quiet| !quiet.contains(clock.time())), "{clock} {calendar:?}");
            prop_assert!(!calendar.holidays.contains(&clock.date()), "{clock}");
            let day = calendar.week[usize::try_from(clock.date().weekday().to_monday_zero_offset()).unwrap()];
            match day {
                Day::Closed => prop_assert!(false, "{clock}"),
                Day::Usual => {}
                Day::Own { opens, closes } => {
                    let is_inside = clock.time() >= opens && (closes <= opens || clock.time() < closes);
                    prop_assert!(is_inside, "{clock} {day:?}");
                }
            }
        }
    }

    #[test]
    fn a_plain_calendar_changes_nothing(zone in zones(), own in times(), second in 1_300_000_000_i64..2_000_000_000) {
        let from = Timestamp::from_second(second).unwrap();
        let settings = settings(&zone, time("09:00"), time("21:00"));
        let week = [Day::Own { opens: own, closes: time("21:00") }; 7];
        let plain = Hours::new(&settings, &Arc::default(), Some(own)).first(from);
        let spelled = Hours::new(&settings, &Arc::new(Calendar { week, ..Calendar::default() }), None).first(from);
        prop_assert_eq!(plain, spelled);
    }
}
