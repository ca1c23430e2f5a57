//! Calls counted against limits, in memory: one process owns the file, so nobody else counts.

use std::collections::HashMap;

use canvass_domain::limit::Counted;
use canvass_store::{CallCount, CountedCall};
use jiff::Timestamp;
use parking_lot::Mutex;

/// With so many subjects, those that need no longer be kept are dropped.
const FEW: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    counted: HashMap<String, Counted>,
    /// How many were left by the last look for what can be dropped.
    left: usize,
}

impl Counts {
    /// Counts the call against all limits or, if one refuses, against none.
    pub(super) fn count(&self, limits: Vec<CountedCall>, now: Timestamp) -> CallCount {
        let mut kept = self.0.lock();
        let mut after = Vec::with_capacity(limits.len());
        for (which, call) in limits.into_iter().enumerate() {
            let before = kept.counted.get(&call.subject).copied();
            let Some(counted) = call.limit.count(before, now) else {
                return CallCount::Refused { standing: call.limit.standing(before, now), which };
            };
            after.push((call, counted));
        }
        kept.forget(now);
        let standings = after.into_iter().map(|(call, counted)| {
            kept.counted.insert(call.subject, counted);
            call.limit.standing(Some(counted), now)
        });
        CallCount::Counted(standings.collect())
    }
}

impl Kept {
    /// Each look at all of them is paid for by as many new ones.
    fn forget(&mut self, now: Timestamp) {
        if self.counted.len() > FEW.max(self.left * 2) {
            self.counted.retain(|_, counted| counted.until > now);
            self.left = self.counted.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use canvass_domain::limit::Limit;

    use super::*;

    #[test]
    fn htp_13_what_is_over_is_not_remembered() {
        let counts = Counts::default();
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let call = |number: usize| {
            vec![CountedCall { subject: number.to_string(), limit: Limit::window(1).unwrap() }]
        };
        for number in 0..10_000 {
            assert!(matches!(counts.count(call(number), now), CallCount::Counted(_)));
        }
        assert_eq!(counts.0.lock().counted.len(), 10_000);
        let later = now + jiff::SignedDuration::from_mins(1);
        for number in 20_000..40_000 {
            counts.count(call(number), later);
        }
        assert!(counts.0.lock().counted.len() <= 20_000);
        assert!(matches!(counts.count(call(20_000), later), CallCount::Refused { .. }));
    }
}
