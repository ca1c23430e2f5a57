//! Dates of templates: how values are read and printed by a pattern such as `d MMMM yyyy`.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::language::calendar;

/// What a pattern is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    Year,
    ShortYear,
    Month { is_padded: bool },
    MonthName,
    Day { is_padded: bool },
    Weekday,
    Hour,
    Minute,
    Literal(String),
}

/// A pattern of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Field>);

/// Names are printed by these; patterns that read values cannot have them.
const FIELDS: &str = "yyyy, yy, MMMM, MM, M, dd, d, EEEE, HH and mm";

impl Pattern {
    /// Reads a pattern; other letters stand between quotes: `d 'de' MMMM`.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let mut fields = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let run = if first == '\'' {
                let close = rest.get(1..).and_then(|inner| inner.find('\''));
                let close = close.ok_or_else(|| "a quote is not closed".to_owned())?;
                push_literal(&mut fields, rest.get(1..=close).unwrap_or_default());
                close + 2
            } else if first.is_ascii_alphabetic() {
                let run = rest.find(|sign| sign != first).unwrap_or(rest.len());
                let letters = rest.get(..run).unwrap_or_default();
                fields.push(field(letters).ok_or_else(|| format!("{letters} is none of {FIELDS}"))?);
                run
            } else {
                push_literal(&mut fields, first.encode_utf8(&mut [0; 4]));
                first.len_utf8()
            };
            rest = rest.get(run..).unwrap_or_default();
        }
        if fields.iter().all(|field| matches!(field, Field::Literal(_))) {
            return Err(format!("it has none of {FIELDS}"));
        }
        Ok(Self(fields))
    }

    /// It prints names that only some languages have here.
    pub(super) fn has_names(&self) -> bool {
        self.0.iter().any(|field| matches!(field, Field::MonthName | Field::Weekday))
    }

    /// It can tell a day from a text.
    pub(super) fn reads_a_day(&self) -> bool {
        let has = |wanted: fn(&Field) -> bool| self.0.iter().any(wanted);
        !self.has_names()
            && has(|field| matches!(field, Field::Year | Field::ShortYear))
            && has(|field| matches!(field, Field::Month { .. }))
            && has(|field| matches!(field, Field::Day { .. }))
    }

    fn read(&self, text: &str) -> Option<DateTime> {
        let (mut year, mut month, mut day, mut hour, mut minute) = (0_i16, 0_i8, 0_i8, 0_i8, 0_i8);
        let mut rest = text;
        for field in &self.0 {
            rest = match field {
                Field::Literal(literal) => rest.strip_prefix(literal.as_str())?,
                Field::Year => number(rest, 4, 4, &mut year)?,
                Field::ShortYear => {
                    let rest = number(rest, 2, 2, &mut year)?;
                    year += 2000;
                    rest
                }
                Field::Month { is_padded } => number(rest, least(*is_padded), 2, &mut month)?,
                Field::Day { is_padded } => number(rest, least(*is_padded), 2, &mut day)?,
                Field::Hour => number(rest, 1, 2, &mut hour)?,
                Field::Minute => number(rest, 2, 2, &mut minute)?,
                Field::MonthName | Field::Weekday => return None,
            };
        }
        if rest.is_empty() { DateTime::new(year, month, day, hour, minute, 0, 0).ok() } else { None }
    }

    /// Prints a date; where the language has no names it is printed as ISO 8601 has it.
    pub(super) fn print(&self, date: DateTime, language: &str) -> String {
        let Some(made) = self.printed(date, language) else { return date.date().to_string() };
        made
    }

    fn printed(&self, date: DateTime, language: &str) -> Option<String> {
        let names = calendar(language);
        let mut made = String::new();
        for field in &self.0 {
            let printed = match field {
                Field::Year => write!(made, "{:04}", date.year()),
                Field::ShortYear => write!(made, "{:02}", date.year().rem_euclid(100)),
                Field::Month { is_padded: true } => write!(made, "{:02}", date.month()),
                Field::Month { is_padded: false } => write!(made, "{}", date.month()),
                Field::Day { is_padded: true } => write!(made, "{:02}", date.day()),
                Field::Day { is_padded: false } => write!(made, "{}", date.day()),
                Field::Hour => write!(made, "{:02}", date.hour()),
                Field::Minute => write!(made, "{:02}", date.minute()),
                Field::Literal(literal) => made.write_str(literal),
                Field::MonthName => {
                    made.write_str(names?.months.get(usize::try_from(date.month()).ok()? - 1)?)
                }
                Field::Weekday => {
                    let day = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
                    made.write_str(names?.weekdays.get(day)?)
                }
            };
            printed.ok()?;
        }
        Some(made)
    }
}

fn push_literal(fields: &mut Vec<Field>, text: &str) {
    if let Some(Field::Literal(literal)) = fields.last_mut() {
        literal.push_str(text);
    } else {
        fields.push(Field::Literal(text.to_owned()));
    }
}

fn field(letters: &str) -> Option<Field> {
    Some(match letters {
        "yyyy" => Field::Year,
        "yy" => Field::ShortYear,
        "MMMM" => Field::MonthName,
        "MM" => Field::Month { is_padded: true },
        "M" => Field::Month { is_padded: false },
        "dd" => Field::Day { is_padded: true },
        "d" => Field::Day { is_padded: false },
        "EEEE" => Field::Weekday,
        "HH" => Field::Hour,
        "mm" => Field::Minute,
        _ => return None,
    })
}

fn least(is_padded: bool) -> usize {
    if is_padded { 2 } else { 1 }
}

/// Takes so many digits as there are, and gives what follows.
fn number<'a, N: std::str::FromStr>(
    text: &'a str,
    least: usize,
    most: usize,
    into: &mut N,
) -> Option<&'a str> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if digits < least {
        return None;
    }
    *into = text.get(..digits)?.parse().ok()?;
    text.get(digits..)
}

/// The date of a value: by its pattern, else by ISO 8601; a moment is told in the zone.
pub(super) fn read(text: &str, pattern: Option<&Pattern>, zone: &TimeZone) -> Option<DateTime> {
    let text = text.trim();
    if let Some(pattern) = pattern {
        return pattern.read(text);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(zone.to_datetime(moment));
    }
    // Without an offset or letter behind it, a date or a date and time is one of the zone.
    text.parse::<DateTime>().or_else(|_cause| text.parse::<Date>().map(Date::into)).ok()
}

/// A day as a template writes it.
pub(super) fn day(text: &str) -> Option<Date> {
    let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_day { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(pattern: &str, value: &str, language: &str) -> Option<String> {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        Some(Pattern::new(pattern).unwrap().print(read(value, None, &zone)?, language))
    }

    #[test]
    fn dates_are_printed_by_their_pattern() {
        for (pattern, value, language, expected) in [
            ("d MMMM yyyy", "2026-03-02", "nl-BE", "2 maart 2026"),
            ("EEEE d 'de' MMMM", "2026-03-02", "es", "lunes 2 de marzo"),
            ("MMMM d, yyyy", "2026-03-02T10:00:00", "en", "March 2, 2026"),
            ("dd-MM-yy HH:mm", "2026-03-02T23:30:00Z", "en", "03-03-26 00:30"),
            ("d MMMM yyyy", "2026-03-02", "pl", "2026-03-02"),
        ] {
            assert_eq!(printed(pattern, value, language).as_deref(), Some(expected), "{pattern}");
        }
        for value in ["", "soon", "2026-13-01", "02-03-2026", "2026-02-30"] {
            assert_eq!(printed("d", value, "en"), None, "{value}");
        }
    }

    #[test]
    fn values_are_read_by_their_pattern() {
        let zone = TimeZone::UTC;
        let pattern = Pattern::new("d-M-yyyy").unwrap();
        let expected = Some(jiff::civil::date(2026, 3, 2).into());
        for value in ["02-03-2026", "2-3-2026", " 2-3-2026 "] {
            assert_eq!(read(value, Some(&pattern), &zone), expected, "{value}");
        }
        for value in ["2026-03-02", "2-3-26", "2-3-2026 x", "31-2-2026", "٢-٣-٢٠٢٦"] {
            assert_eq!(read(value, Some(&pattern), &zone), None, "{value}");
        }
    }

    #[test]
    fn a_pattern_knows_what_it_can_do() {
        for text in ["", " ", "'d", "MMM", "yyyyy", "hh:mm", "tomorrow"] {
            assert!(Pattern::new(text).is_err(), "{text}");
        }
        assert!(Pattern::new("dd/MM/yyyy").unwrap().reads_a_day());
        assert!(!Pattern::new("d MMMM yyyy").unwrap().reads_a_day());
        assert!(!Pattern::new("MM/yyyy").unwrap().reads_a_day());
    }
}
