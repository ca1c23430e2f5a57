//! Daily quotas of warm-up ramps: this node takes a part of each and gives back what it does not use.

use std::time::{Duration, Instant};

use canvass_domain::pace::WarmUp;
use canvass_store::{Store, StoreError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{AFTER_FAILURE, Pacer};

/// A node takes this part of a daily quota at once.
const PART_OF_QUOTA: i64 = 50;

/// A part of a daily quota.
#[derive(Debug)]
pub(super) struct Lease {
    day: i32,
    ends: Instant,
    left: i64,
}

impl Pacer {
    /// One mail out of today's quota, from the part this node holds or a further one.
    pub(super) fn take_of_day(&self, store: &Store, subject: &str, warm_up: WarmUp) -> bool {
        if self.take_leased(subject) {
            return true;
        }
        let asked = format!("mail:{subject}");
        let asked_at = self.clock.steady();
        let leased = store.write_system(move |tx| {
            let now = tx.now()?;
            let day = now.to_zoned(TimeZone::UTC).date();
            let (number, quota) = (WarmUp::number_of(day), i64::from(warm_up.quota(day)));
            let part = (quota / PART_OF_QUOTA).max(1);
            Ok::<_, StoreError>((number, tx.take_quota(&asked, number, quota, part)?, rest_of_day(now)))
        });
        match leased.wait() {
            Ok((_, 0, rest)) => {
                self.close(subject, asked_at + rest);
                false
            }
            Ok((day, granted, rest)) => {
                let mut lanes = self.lanes.lock();
                let lane = lanes.entry(subject.to_owned()).or_default();
                let ends = asked_at + rest;
                // Another connection may have asked meanwhile: both parts are ours.
                let kept = lane.lease.take().filter(|lease| lease.day == day).map_or(0, |lease| lease.left);
                lane.lease = Some(Lease { day, ends, left: kept + granted - 1 });
                true
            }
            Err(error) => {
                error.tell("a daily quota cannot be asked; mail waits");
                self.close(subject, asked_at + AFTER_FAILURE);
                false
            }
        }
    }

    fn take_leased(&self, subject: &str) -> bool {
        let mut lanes = self.lanes.lock();
        let lease = lanes.get_mut(subject).and_then(|lane| lane.lease.as_mut());
        match lease.filter(|lease| lease.left > 0 && self.clock.steady() < lease.ends) {
            Some(lease) => {
                lease.left -= 1;
                true
            }
            None => false,
        }
    }

    /// Taken, and not used.
    pub(super) fn put_back(&self, subjects: &[String]) {
        let mut lanes = self.lanes.lock();
        for subject in subjects {
            if let Some(lease) = lanes.get_mut(subject).and_then(|lane| lane.lease.as_mut()) {
                lease.left += 1;
            }
        }
    }

    /// Gives the parts of quotas back that this node will not use.
    pub(in crate::job) fn return_leases(&self, store: &Store) {
        let mut lanes = self.lanes.lock();
        let leases: Vec<(String, Lease)> = lanes
            .iter_mut()
            .filter_map(|(subject, lane)| Some((subject.clone(), lane.lease.take()?)))
            .collect();
        drop(lanes);
        let leases: Vec<(String, i32, i64)> = leases
            .into_iter()
            .filter(|(_, lease)| lease.left > 0)
            .map(|(subject, lease)| (format!("mail:{subject}"), lease.day, lease.left))
            .collect();
        if leases.is_empty() {
            return;
        }
        let returned = store.write_system(move |tx| {
            for (subject, day, unused) in &leases {
                tx.return_quota(subject, *day, *unused)?;
            }
            Ok::<_, StoreError>(())
        });
        if let Err(error) = returned.wait() {
            error.tell("a part of a daily quota is lost for today");
        }
    }
}

/// To the next day in UTC.
fn rest_of_day(now: Timestamp) -> Duration {
    let tomorrow = now.to_zoned(TimeZone::UTC).tomorrow().and_then(|day| day.start_of_day());
    let rest = tomorrow.map_or(SignedDuration::from_hours(1), |day| day.timestamp().duration_since(now));
    Duration::try_from(rest).unwrap_or(AFTER_FAILURE)
}
