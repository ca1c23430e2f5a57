//! Scores with their base and 95 % interval: net promoter score, mean, response rate.
//!
//! A score without its base is not shown, so all of them are made here and none without one.

/// The quantile of the standard normal distribution for a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// A lower and an upper bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// Answers to a 0 to 10 recommendation, in three groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nps {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

impl Nps {
    /// Counts answers of one score; a score outside 0 to 10 is none.
    pub fn add(&mut self, score: i32, count: u64) {
        let group = match score {
            9 | 10 => &mut self.promoters,
            7 | 8 => &mut self.passives,
            0..=6 => &mut self.detractors,
            _ => return,
        };
        *group = group.saturating_add(count);
    }

    /// How many answered.
    pub fn base(&self) -> u64 {
        self.promoters.saturating_add(self.passives).saturating_add(self.detractors)
    }

    /// Promoters less detractors in hundredths of the base, -100 to 100; `None` without answers.
    pub fn score(&self) -> Option<f64> {
        self.shares().map(|(promoters, detractors)| 100.0 * (promoters - detractors))
    }

    /// The 95 % interval of the score.
    ///
    /// Promoters and detractors are cells of one multinomial sample, so with shares p and d of n answers the variance
    /// of the difference is (p + d - (p - d)²) / n: the variances p(1-p)/n and d(1-d)/n and twice the covariance
    /// -pd/n of two cells (A. Agresti, Categorical Data Analysis, 3rd edition 2013, section 1.2.2; the same by scoring
    /// each answer 1, 0 or -1 and taking the variance of the mean). The interval is score ± 1.96 standard errors,
    /// kept within -100 and 100. With few answers it is too narrow; at n = 1 its width is 0.
    pub fn interval(&self) -> Option<Interval> {
        let (promoters, detractors) = self.shares()?;
        let difference = promoters - detractors;
        let variance = (promoters + detractors - difference * difference).max(0.0) / float(self.base());
        let half = Z * variance.sqrt();
        Some(Interval {
            low: (100.0 * (difference - half)).max(-100.0),
            high: (100.0 * (difference + half)).min(100.0),
        })
    }

    fn shares(&self) -> Option<(f64, f64)> {
        let base = self.base();
        (base > 0).then(|| (float(self.promoters) / float(base), float(self.detractors) / float(base)))
    }
}

/// A mean of whole values with its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mean {
    /// How many values.
    pub base: u64,
    /// Their sum.
    pub sum: i64,
}

impl Mean {
    /// Counts a value several times.
    pub fn add(&mut self, value: i32, count: u64) {
        self.base = self.base.saturating_add(count);
        let times = i64::try_from(count).unwrap_or(i64::MAX);
        self.sum = self.sum.saturating_add(i64::from(value).saturating_mul(times));
    }

    /// The mean; `None` without values.
    pub fn value(&self) -> Option<f64> {
        let sum = float(self.sum.unsigned_abs());
        (self.base > 0).then(|| if self.sum < 0 { -sum } else { sum } / float(self.base))
    }
}

/// A part of a whole, such as the finished ones of the asked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Those who did.
    pub hits: u64,
    /// All who could.
    pub base: u64,
}

impl Rate {
    /// The share, 0 to 1; `None` without a base.
    pub fn value(&self) -> Option<f64> {
        (self.base > 0).then(|| float(self.hits.min(self.base)) / float(self.base))
    }

    /// The 95 % interval by Wilson's score method, which holds near 0 and 1 too: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) /
    /// (1 + z²/n) (E. B. Wilson, Journal of the American Statistical Association 22, 1927, pages 209 to 212).
    pub fn interval(&self) -> Option<Interval> {
        let share = self.value()?;
        let base = float(self.base);
        let square = Z * Z / base;
        let middle = share + square / 2.0;
        let half = Z * (share * (1.0 - share) / base + square / (4.0 * base)).sqrt();
        let scale = 1.0 + square;
        Some(Interval { low: ((middle - half) / scale).max(0.0), high: ((middle + half) / scale).min(1.0) })
    }
}

/// A count as a number of statistics: exact up to 2^53, which no table of answers reaches.
fn float(count: u64) -> f64 {
    let high = u32::try_from(count >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(count & 0xFFFF_FFFF).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

#[cfg(test)]
mod tests {
    use super::{Interval, Mean, Nps, Rate, float};
    use proptest::prelude::*;

    #[track_caller]
    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.005, "{found} is not {expected}");
    }

    #[test]
    fn the_score_is_promoters_less_detractors() {
        let mut nps = Nps::default();
        assert_eq!((nps.score(), nps.interval(), nps.base()), (None, None, 0));
        for score in -1..=11 {
            nps.add(score, 1);
        }
        assert_eq!(nps, Nps { promoters: 2, passives: 2, detractors: 7 });
        assert_near(nps.score().unwrap(), 100.0 * (2.0 - 7.0) / 11.0);
    }

    #[test]
    fn the_interval_of_the_score_follows_the_formula() {
        // p = 0.5, d = 0.2, n = 100: variance (0.7 - 0.09) / 100 = 0.0061, error 0.0781, half 15.308.
        let Interval { low, high } = Nps { promoters: 50, passives: 30, detractors: 20 }.interval().unwrap();
        assert_near(low, 30.0 - 15.308);
        assert_near(high, 30.0 + 15.308);
        // All alike: no spread.
        let all = Nps { promoters: 10, ..Nps::default() };
        assert_eq!(all.interval(), Some(Interval { low: 100.0, high: 100.0 }));
        // Half and half: variance 1/n; it stays within the scale.
        let halves = Nps { promoters: 1, passives: 0, detractors: 1 };
        assert_eq!(halves.interval(), Some(Interval { low: -100.0, high: 100.0 }));
    }

    #[test]
    fn a_mean_needs_values() {
        let mut mean = Mean::default();
        assert_eq!(mean.value(), None);
        mean.add(4, 2);
        mean.add(-5, 3);
        assert_near(mean.value().unwrap(), -7.0 / 5.0);
    }

    #[test]
    fn the_interval_of_a_rate_is_wilsons() {
        assert_eq!(Rate::default().interval(), None);
        let Interval { low, high } = Rate { hits: 81, base: 263 }.interval().unwrap();
        assert_near(low, 0.2553);
        assert_near(high, 0.3662);
        let none = Rate { hits: 0, base: 10 }.interval().unwrap();
        assert_near(none.low, 0.0);
        assert_near(none.high, 0.2775);
    }

    #[test]
    fn counts_become_numbers_exactly() {
        for (count, number) in
            [(0, 0.0), (1, 1.0), (4_294_967_296, 4_294_967_296.0), (1 << 53, 9_007_199_254_740_992.0)]
        {
            assert!((float(count) - number).abs() < f64::EPSILON);
        }
    }

    proptest! {
        #[test]
        fn a_score_lies_in_its_interval_and_on_the_scale(promoters in 0_u64..5_000, passives in 0_u64..5_000, detractors in 0_u64..5_000) {
            let nps = Nps { promoters, passives, detractors };
            match (nps.score(), nps.interval()) {
                (Some(score), Some(interval)) => {
                    prop_assert!(-100.0 <= interval.low && interval.high <= 100.0);
                    prop_assert!(interval.low <= score + 1e-9 && score <= interval.high + 1e-9);
                }
                other => {
                    prop_assert_eq!(nps.base(), 0);
                    prop_assert_eq!(other, (None, None));
                }
            }
        }

        #[test]
        fn swapping_promoters_and_detractors_mirrors_the_score(promoters in 0_u64..5_000, detractors in 1_u64..5_000) {
            let one = Nps { promoters, passives: 3, detractors };
            let other = Nps { promoters: detractors, passives: 3, detractors: promoters };
            prop_assert!((one.score().unwrap() + other.score().unwrap()).abs() < 1e-9);
            prop_assert!((one.interval().unwrap().low + other.interval().unwrap().high).abs() < 1e-9);
        }

        #[test]
        fn a_rate_lies_in_its_interval(hits in 0_u64..10_000, more in 0_u64..10_000) {
            let rate = Rate { hits, base: hits + more };
            if let (Some(share), Some(interval)) = (rate.value(), rate.interval()) {
                prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
                prop_assert!(interval.low <= share + 1e-12 && share <= interval.high + 1e-12);
            }
        }
    }
}
