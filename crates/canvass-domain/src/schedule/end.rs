//! End dates: the default one (E48) and what "over" means at the very moment (E49).

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::when::first_instant;

/// The end date that follows from a send moment when nobody named one: its local day plus `open_days`, to the last
/// second (E48, E49). At the end of the calendar it is the last moment there is.
pub fn end_of(send_moment: Timestamp, open_days: i32, zone: &TimeZone) -> Timestamp {
    zone.to_datetime(send_moment)
        .date()
        .checked_add(open_days.days())
        .ok()
        .and_then(|day| first_instant(day.at(23, 59, 59, 0), zone))
        .unwrap_or(Timestamp::MAX)
}

/// Whether the end date is past; what arrives at the very moment still counts (E49).
pub fn is_over(ends_at: Timestamp, now: Timestamp) -> bool {
    now > ends_at
}
