//! Dates of answers (O4): the workspace's clock with its offset, up to seven digits of a second, never `Z`.

use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, Unit};

use super::Out;

/// An instant as the workspace sees it. Offsets with seconds, as old as 1937, are written to the minute.
pub fn date(moment: Timestamp, zone: &TimeZone) -> Out<'static> {
    let offset = zone.to_offset(moment);
    let rounding = jiff::tz::OffsetRound::new().smallest(Unit::Minute).mode(RoundMode::HalfExpand);
    let offset = offset.round(rounding).unwrap_or(offset);
    let civil = offset.to_datetime(moment);
    let minutes = offset.seconds() / 60;
    let (sign, minutes) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    let ticks = civil.subsec_nanosecond() / 100;
    let fraction = if ticks == 0 { String::new() } else { format!(".{ticks:07}") };
    let fraction = fraction.trim_end_matches('0');
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}{sign}{:02}:{:02}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second(),
        minutes / 60,
        minutes % 60
    );
    Out::Text(text.into())
}
