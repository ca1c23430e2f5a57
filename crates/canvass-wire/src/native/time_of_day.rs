//! A time of day as our own routes take it: `11:30` or `11:30:00`.

use jiff::civil::Time;

use crate::value::{Scan, Wrong};

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(pub Time);

impl Scan for TimeOfDay {
    const WRONG: Wrong = Wrong::NotTime;

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        let mut parts = text.split(':');
        let mut part = || {
            let digits = parts.next().filter(|part| part.len() == 2)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let (hour, minute) = part().zip(part()).ok_or(Wrong::NotTime)?;
        let second = if text.len() > 5 { part().ok_or(Wrong::NotTime)? } else { 0 };
        if parts.next().is_some() {
            return Err(Wrong::NotTime);
        }
        Time::new(hour, minute, second, 0).map(|time| Some(Self(time))).map_err(|_cause| Wrong::NotTime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_minutes_with_or_without_seconds_are_taken() {
        let read = |text| TimeOfDay::from_text(text).ok().flatten().map(|time| time.0.to_string());
        assert_eq!(read("11:30").as_deref(), Some("11:30:00"));
        assert_eq!(read("00:00:59").as_deref(), Some("00:00:59"));
        for text in
            ["24:00", "1:30", "11:30:", "11:30:1", "11:30:00:00", "11", "11:3x", "+1:30", "11:30:00.5"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
