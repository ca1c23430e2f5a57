//! The date of a transaction (Q35, Q36).

use jiff::civil::Date;

use super::{DateOrder, RowProblem};

/// Reads a date: the workspace's order with a four-digit year, or yyyy-MM-dd. Day and month are never swapped.
pub(super) fn read(text: &str, order: DateOrder) -> Option<Date> {
    if let Some([year, month, day]) = parts(text, '-') {
        return (year.len() == 4).then(|| date(year, month, day)).flatten();
    }
    let [first, second, year] = parts(text, '/')?;
    if year.len() != 4 {
        return None;
    }
    match order {
        DateOrder::DayFirst => date(year, second, first),
        DateOrder::MonthFirst => date(year, first, second),
    }
}

/// The date of a row, not later than tomorrow.
pub(super) fn check(text: &str, order: DateOrder, today: Date) -> Result<Date, RowProblem> {
    let date = read(text, order).ok_or(RowProblem::DateInvalid(order))?;
    let is_ahead = today.tomorrow().is_ok_and(|tomorrow| date > tomorrow);
    if is_ahead { Err(RowProblem::DateFuture) } else { Ok(date) }
}

fn parts(text: &str, separator: char) -> Option<[&str; 3]> {
    let mut parts = text.split(separator);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(found)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(number(year, 4)?, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
}

fn number(text: &str, most_digits: usize) -> Option<i16> {
    let is_number = (1..=most_digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn q35_the_order_of_the_workspace_decides_and_is_never_guessed() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, expected) in [
            ("14/01/2020", DayFirst, Some(date(2020, 1, 14))),
            ("1/2/2020", DayFirst, Some(date(2020, 2, 1))),
            ("01/14/2020", DayFirst, None),
            ("01/14/2020", MonthFirst, Some(date(2020, 1, 14))),
            ("14/01/2020", MonthFirst, None),
            ("2020-01-14", DayFirst, Some(date(2020, 1, 14))),
            ("2020-01-14", MonthFirst, Some(date(2020, 1, 14))),
            ("29/02/2024", DayFirst, Some(date(2024, 2, 29))),
            ("29/02/2023", DayFirst, None),
            ("14/01/20", DayFirst, None),
            ("14.01.2020", DayFirst, None),
            ("14/01/2020 10:00", DayFirst, None),
            ("014/01/2020", DayFirst, None),
            ("+1/01/2020", DayFirst, None),
            ("20-01-2020", DayFirst, None),
            ("", DayFirst, None),
        ] {
            assert_eq!(read(text, order), expected, "{text}");
        }
    }

    #[test]
    fn q36_tomorrow_is_taken_and_the_day_after_is_not() {
        let check = |text| check(text, DateOrder::DayFirst, date(2026, 3, 2));
        assert_eq!(check("03/03/2026"), Ok(date(2026, 3, 3)));
        assert_eq!(check("04/03/2026"), Err(RowProblem::DateFuture));
        assert_eq!(check("01/01/1900"), Ok(date(1900, 1, 1)));
        assert_eq!(check("x"), Err(RowProblem::DateInvalid(DateOrder::DayFirst)));
    }
}
