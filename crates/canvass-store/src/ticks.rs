//! Instants in storage: 100-nanosecond ticks since 1970, so that both engines keep the seven digits of the wires.

use jiff::Timestamp;

const NANOS_PER_TICK: i128 = 100;

/// The ticks of an instant; finer parts are cut off. All instants of the calendar fit.
pub fn to_ticks(moment: Timestamp) -> i64 {
    i64::try_from(moment.as_nanosecond().div_euclid(NANOS_PER_TICK)).unwrap_or(i64::MAX)
}

/// The instant of ticks made by [`to_ticks`]; values outside the calendar become its nearest end.
pub fn from_ticks(ticks: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(ticks) * NANOS_PER_TICK).unwrap_or(if ticks < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_digits_survive_and_finer_parts_are_cut() {
        let sent: Timestamp = "2025-01-18T05:53:05.4618467+01:00".parse().unwrap();
        assert_eq!(from_ticks(to_ticks(sent)), sent);
        let finer: Timestamp = "1969-12-31T23:59:59.123456789Z".parse().unwrap();
        assert_eq!(from_ticks(to_ticks(finer)), "1969-12-31T23:59:59.1234567Z".parse().unwrap());
    }

    #[test]
    fn ticks_outside_the_calendar_become_its_ends() {
        assert_eq!(from_ticks(i64::MIN), Timestamp::MIN);
        assert_eq!(from_ticks(i64::MAX), Timestamp::MAX);
    }
}
