//! Batches that collect the single customers of a local day (E5, E86).

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

use crate::id::{BatchId, QuestionnaireId};

/// Where the customers of an import are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A batch of their own (E1).
    New,
    /// The batch of a local day, found or made.
    Day(DayBatch),
    /// The batch that a file fills chunk by chunk.
    File(FileBatch),
}

/// The batch of a file on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileBatch {
    /// The one that earlier chunks made; it must still take customers. `None` = the first chunk makes it.
    pub batch: Option<BatchId>,
    /// It closes not before this moment unless the file ends sooner, even if all its customers so far are at an end.
    pub open_until: Timestamp,
}

/// The batch that a questionnaire has for a local day, tests apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayBatch {
    /// Of what.
    pub kind: DayKind,
    /// Of which questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The local day.
    pub day: civil::Date,
    /// It closes not before this moment: an hour after the day is over, so that what began in the last moment of the day
    /// still finds it open (E5).
    pub open_until: Timestamp,
}

/// What a day batch collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Responses that were given elsewhere.
    Finished,
    /// People who got a link from the asker.
    Links,
}

impl DayKind {
    /// The word in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Links => "links",
        }
    }

    /// The name of the batch that people see.
    pub fn batch_name(self) -> &'static str {
        match self {
            Self::Finished => "API finished",
            Self::Links => "API links",
        }
    }
}

impl DayBatch {
    /// The batch of the local day of this moment.
    pub fn of(kind: DayKind, questionnaire: QuestionnaireId, now: Timestamp, zone: &TimeZone) -> Self {
        let local = now.to_zoned(zone.clone());
        let over = local.tomorrow().and_then(|day| day.start_of_day()).map_or(now, |day| day.timestamp());
        let open_until = over.saturating_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX);
        Self { kind, questionnaire, day: local.date(), open_until }
    }

    /// The day as a number, for the key of the batch: year, month and day as digits.
    pub fn day_number(self) -> i32 {
        let day = self.day;
        i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e5_a_day_batch_stays_open_until_its_local_day_is_over() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        for (now, day, open_until) in [
            ("2026-03-02T22:59:59Z", 20_260_302, "2026-03-03T00:00:00Z"),
            ("2026-03-02T23:00:00Z", 20_260_303, "2026-03-04T00:00:00Z"),
            // The night in which the clocks go forward.
            ("2026-03-28T23:30:00Z", 20_260_329, "2026-03-29T23:00:00Z"),
        ] {
            let batch = DayBatch::of(DayKind::Finished, QuestionnaireId(1), now.parse().unwrap(), &zone);
            assert_eq!(batch.day_number(), day);
            assert_eq!(batch.open_until, open_until.parse().unwrap());
        }
    }
}
