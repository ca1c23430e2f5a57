//! Daily quotas of senders that warm up, counted in rows so that all nodes share them and a restart does not begin the day
//! anew.

use canvass_store::{Result, StoreError};

use crate::catalogue;
use crate::transaction::{PostgresTx, field};

/// So many days are kept.
const KEPT_DAYS: i32 = 7;

impl PostgresTx<'_> {
    /// The row is locked between the look and the taking.
    pub(super) fn take_of_quota(&mut self, subject: &str, day: i32, quota: i64, wanted: i64) -> Result<i64> {
        if self.execute(catalogue::START_QUOTA, &[&subject, &day])? == 1 {
            self.execute(catalogue::FORGET_QUOTAS, &[&(day - KEPT_DAYS)])?;
        }
        let rows = self.query(catalogue::LOCK_QUOTA, &[&subject, &day])?;
        let taken: i64 = field(rows.first().ok_or(StoreError::Missing("quota"))?, 0)?;
        let granted = wanted.min(quota - taken).max(0);
        if granted > 0 {
            self.execute_exactly(catalogue::TAKE_QUOTA, 1, &[&subject, &day, &granted])?;
        }
        Ok(granted)
    }
}
