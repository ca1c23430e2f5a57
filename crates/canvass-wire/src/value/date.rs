//! Dates (D1-D12): ISO forms and `/Date(ms)/`, rounded to ticks of 100 ns.

use canvass_domain::when::{ClockTime, When};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Scan, Wrong};

/// The original's zero date as milliseconds.
const ZERO_DATE_MS: i64 = -62_135_596_800_000;
const TICKS_PER_SECOND: i64 = 10_000_000;

impl Scan for When {
    const WRONG: Wrong = Wrong::NotDate;

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        match Written::parse(text)? {
            Written::Moment(ZERO_DATE_MS) => Ok(None),
            Written::Moment(ms) => {
                let moment = Timestamp::from_millisecond(ms).ok().ok_or(Wrong::YearOutOfRange)?;
                in_years(Offset::UTC.to_datetime(moment).date())?;
                Ok(Some(Self::Moment(moment)))
            }
            Written::Day(day) => in_years(day).map(|()| Some(Self::Day(day))),
            // D7
            Written::Clock { day, clock, .. } if day == Date::constant(1, 1, 1) && clock.is_midnight() => {
                Ok(None)
            }
            Written::Clock { day, clock, offset } => {
                let civil = clock.on(day)?;
                in_years(civil.date())?;
                match offset {
                    None => Ok(Some(Self::Clock(civil))),
                    Some(offset) => {
                        let moment = offset.to_timestamp(civil).ok().ok_or(Wrong::YearOutOfRange)?;
                        Ok(Some(Self::Moment(moment)))
                    }
                }
            }
        }
    }
}

/// D12: date and offset say nothing, nor do years out of range or the zero date.
impl Scan for ClockTime {
    const WRONG: Wrong = Wrong::NotDate;

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        match Written::parse(text)? {
            Written::Moment(ms) => {
                let moment = Timestamp::from_millisecond(ms).ok().ok_or(Wrong::YearOutOfRange)?;
                Ok(Some(Self::Moment(moment)))
            }
            Written::Day(_) => Ok(Some(Self::Written(Time::midnight()))),
            Written::Clock { clock, .. } => Ok(Some(Self::Written(clock.time_of_day()?))),
        }
    }
}

/// D8
fn in_years(day: Date) -> Result<(), Wrong> {
    if (1900..=2999).contains(&day.year()) { Ok(()) } else { Err(Wrong::YearOutOfRange) }
}

/// What a text says before its field gives it a meaning.
enum Written {
    Day(Date),
    Clock { day: Date, clock: Clock, offset: Option<Offset> },
    Moment(i64),
}

/// A time of day as written: 24:00 is allowed (D5), ticks may round up to a whole second (D4).
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    /// Cut after seven digits.
    ticks: i64,
    rounds_up: bool,
}

impl Clock {
    fn is_midnight(&self) -> bool {
        self.hour == 0 && self.minute == 0 && self.second == 0 && self.ticks == 0 && !self.rounds_up
    }

    fn on(&self, day: Date) -> Result<DateTime, Wrong> {
        let ticks = self.ticks + i64::from(self.rounds_up);
        let fraction = SignedDuration::from_nanos(ticks * 100);
        let whole = if self.hour == 24 {
            day.checked_add(1.day()).ok().map(|next| next.to_datetime(Time::midnight()))
        } else {
            Time::new(self.hour, self.minute, self.second, 0).ok().map(|time| day.to_datetime(time))
        };
        whole.and_then(|civil| civil.checked_add(fraction).ok()).ok_or(Wrong::YearOutOfRange)
    }

    /// Without rounding, which could reach into the next day.
    fn time_of_day(&self) -> Result<Time, Wrong> {
        let nanoseconds = i32::try_from(self.ticks * 100).unwrap_or(0);
        Time::new(self.hour % 24, self.minute, self.second, nanoseconds).ok().ok_or(Wrong::NotDate)
    }
}

impl Written {
    fn parse(text: &str) -> Result<Self, Wrong> {
        if let Some(inside) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
            return milliseconds(inside);
        }
        Self::iso(text).ok_or(Wrong::NotDate)
    }

    fn iso(text: &str) -> Option<Self> {
        let mut rest = Rest(text);
        let year = i16::from(rest.two()?) * 100 + i16::from(rest.two()?);
        let month = rest.after("-")?.two()?;
        let number = rest.after("-")?.two()?;
        let day = Date::new(year, month, number).ok()?;
        if rest.0.is_empty() {
            return Some(Self::Day(day));
        }
        if rest.after("T").is_none() {
            rest.after(" ")?;
        }
        let clock = rest.clock()?;
        let offset = if rest.0.is_empty() { None } else { Some(rest.offset()?) };
        rest.0.is_empty().then_some(Self::Clock { day, clock, offset })
    }
}

/// D6: the offset is checked and says nothing.
fn milliseconds(inside: &str) -> Result<Written, Wrong> {
    let sign_at = inside.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-')).map(|(at, _)| at);
    let (number, offset) = sign_at.and_then(|at| inside.split_at_checked(at)).unwrap_or((inside, ""));
    let mut rest = Rest(offset);
    let is_offset =
        offset.is_empty() || (!offset.contains(':') && rest.offset().is_some() && rest.0.is_empty());
    if number.starts_with('+') || !is_offset {
        return Err(Wrong::NotDate);
    }
    match i64::from_text(number) {
        Ok(Some(ms)) => Ok(Written::Moment(ms)),
        Err(Wrong::OutOfRange) => Err(Wrong::YearOutOfRange),
        _ => Err(Wrong::NotDate),
    }
}

/// What of the text is still unread.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn after(&mut self, sign: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(self)
    }

    fn two(&mut self) -> Option<i8> {
        let (digits, rest) = self.0.split_at_checked(2)?;
        let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
        self.0 = rest;
        digits.parse().ok().filter(|_| is_number)
    }

    fn clock(&mut self) -> Option<Clock> {
        let hour = self.two()?;
        let minute = self.after(":")?.two()?;
        let mut clock = Clock { hour, minute, second: 0, ticks: 0, rounds_up: false };
        if self.after(":").is_some() {
            clock.second = self.two()?;
            if self.after(".").is_some() {
                self.fraction(&mut clock)?;
            }
        }
        let is_end_of_day =
            hour == 24 && minute == 0 && clock.second == 0 && clock.ticks == 0 && !clock.rounds_up;
        let is_time = hour < 24 && minute < 60 && clock.second < 60;
        (is_time || is_end_of_day).then_some(clock)
    }

    fn fraction(&mut self, clock: &mut Clock) -> Option<()> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(length).filter(|_| length > 0)?;
        self.0 = rest;
        let mut unit = TICKS_PER_SECOND;
        for digit in digits.bytes().take(7) {
            unit /= 10;
            clock.ticks += i64::from(digit - b'0') * unit;
        }
        clock.rounds_up = digits.as_bytes().get(7).is_some_and(|&digit| digit >= b'5');
        Some(())
    }

    /// `Z`, `+01:00`, `+0100`; at most 14 hours.
    fn offset(&mut self) -> Option<Offset> {
        if self.after("Z").is_some() {
            return Some(Offset::UTC);
        }
        let sign = if self.after("-").is_some() { -1 } else { self.after("+").map(|_| 1)? };
        let hours = i32::from(self.two()?);
        self.after(":");
        let minutes = i32::from(self.two()?);
        let seconds = (hours * 60 + minutes) * 60;
        let is_legal = minutes < 60 && seconds <= 14 * 60 * 60;
        is_legal.then(|| Offset::from_seconds(sign * seconds).ok()).flatten()
    }
}
