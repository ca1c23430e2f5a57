//! The ramp of a sender that nobody knows yet: few mails on the first day, more on each further one.

use jiff::civil::Date;

/// A daily quota that grows from day to day until a cap, which stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarmUp {
    /// The first day, in UTC.
    pub begun: Date,
    /// Mails of the first day, and of any day before.
    pub first_day: u32,
    /// So many per cent more on each further day.
    pub growth_percent: u32,
    /// Never more than this a day.
    pub cap: u32,
}

impl WarmUp {
    /// How many mails may leave on a day; growth rounds up, so that a small start grows too.
    pub fn quota(&self, day: Date) -> u32 {
        let days = self.begun.until(day).map_or(0, |span| span.get_days());
        let cap = u64::from(self.cap);
        let mut quota = u64::from(self.first_day).min(cap);
        for _ in 0..days.max(0) {
            let grown = quota + (quota * u64::from(self.growth_percent)).div_ceil(100);
            // Settled: every further day is the same.
            if grown == quota || quota >= cap {
                break;
            }
            quota = grown.min(cap);
        }
        u32::try_from(quota).unwrap_or(u32::MAX)
    }

    /// The days since 1970-01-01, for counting.
    pub fn number_of(day: Date) -> i32 {
        Date::constant(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_ramp_grows_from_day_to_day_until_its_cap() {
        let ramp = WarmUp { begun: day("2026-11-01"), first_day: 200, growth_percent: 50, cap: 1000 };
        let quotas: Vec<u32> = (1..=7).map(|number| ramp.quota(Date::constant(2026, 11, number))).collect();
        assert_eq!(quotas, [200, 300, 450, 675, 1000, 1000, 1000]);
        assert_eq!(ramp.quota(day("2031-01-01")), 1000);
    }

    #[test]
    fn before_its_beginning_a_ramp_gives_its_first_day() {
        let ramp = WarmUp { begun: day("2026-11-01"), first_day: 200, growth_percent: 50, cap: 1000 };
        assert_eq!(ramp.quota(day("2026-10-01")), 200);
        let lower = WarmUp { cap: 50, ..ramp };
        assert_eq!(lower.quota(day("2026-11-01")), 50, "the cap holds on the first day too");
    }

    #[test]
    fn a_small_start_grows_and_no_growth_stays() {
        let ramp = WarmUp { begun: day("2026-11-01"), first_day: 1, growth_percent: 10, cap: 100 };
        assert_eq!(ramp.quota(day("2026-11-03")), 3);
        assert_eq!(WarmUp { growth_percent: 0, ..ramp }.quota(day("2026-12-01")), 1);
        assert_eq!(WarmUp { first_day: 0, ..ramp }.quota(day("2026-12-01")), 0);
    }

    #[test]
    fn days_are_numbered_from_1970() {
        assert_eq!(WarmUp::number_of(day("1970-01-01")), 0);
        assert_eq!(WarmUp::number_of(day("2026-01-01")), 20_454);
    }
}
