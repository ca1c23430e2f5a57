//! Dates and numbers as they leave our own API.

use canvass_wire::write::{Out, date};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// An instant as the workspace sees it, with its offset.
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> Value {
    // A date is written as a text.
    if let Out::Text(text) = date(at, zone) { Value::String(text.into_owned()) } else { Value::Null }
}

/// An instant that may be missing.
pub(super) fn maybe_moment(at: Option<Timestamp>, zone: &TimeZone) -> Value {
    at.map_or(Value::Null, |at| moment(at, zone))
}
