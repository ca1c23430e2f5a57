//! Numbers as people read them.

use canvass_domain::score::{Interval, Nps};

/// A count with thin spaces between thousands.
pub(super) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A signed score without decimals; minus as it is printed, not the hyphen.
pub(super) fn score(value: f64) -> String {
    let rounded = value.round();
    if rounded == 0.0 {
        "0".to_owned()
    } else if rounded < 0.0 {
        format!("\u{2212}{:.0}", -rounded)
    } else {
        format!("+{rounded:.0}")
    }
}

/// A share of a base in per cent; nothing without a base.
pub(super) fn share(part: u64, base: u64) -> String {
    percent(part, base).map_or_else(String::new, |percent| format!("{percent:.0} %"))
}

/// The share in per cent, for the width of a bar.
#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^52")]
pub(super) fn percent(part: u64, base: u64) -> Option<f64> {
    (base > 0).then(|| 100.0 * part.min(base) as f64 / base as f64)
}

/// A score with its interval and base; `None` without answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScoreRow {
    pub(super) label: String,
    pub(super) score: String,
    pub(super) low: String,
    pub(super) high: String,
    pub(super) promoters: String,
    pub(super) passives: String,
    pub(super) detractors: String,
    pub(super) base: String,
    /// For the picture.
    pub(super) value: f64,
    pub(super) interval: Interval,
}

impl ScoreRow {
    /// A row of a table and picture; `None` without answers.
    pub(super) fn new(label: String, nps: Nps) -> Option<Self> {
        let (value, interval) = (nps.score()?, nps.interval()?);
        Some(Self {
            label,
            score: score(value),
            low: score(interval.low),
            high: score(interval.high),
            promoters: count(nps.promoters),
            passives: count(nps.passives),
            detractors: count(nps.detractors),
            base: count(nps.base()),
            value,
            interval,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_scores_are_written_for_people() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(score(41.6), "+42");
        assert_eq!(score(-7.4), "\u{2212}7");
        assert_eq!(score(-0.4), "0");
        assert_eq!(share(1, 3), "33 %");
        assert_eq!(share(0, 0), "");
        assert_eq!(percent(7, 5), Some(100.0));
    }

    #[test]
    fn no_score_is_shown_without_answers() {
        assert_eq!(ScoreRow::new("a".to_owned(), Nps::default()), None);
        let row = ScoreRow::new("a".to_owned(), Nps { promoters: 50, passives: 30, detractors: 20 }).unwrap();
        assert_eq!((row.score.as_str(), row.low.as_str(), row.high.as_str()), ("+30", "+15", "+45"));
        assert_eq!(row.base, "100");
    }
}
