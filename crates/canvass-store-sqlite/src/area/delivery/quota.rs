//! Daily quotas of senders that warm up, counted in rows so that a restart does not begin the day anew.

use canvass_store::Result;

use crate::catalogue;
use crate::tx::SqliteTx;

/// So many days are kept.
const KEPT_DAYS: i32 = 7;

impl SqliteTx<'_> {
    pub(super) fn take_of_quota(&mut self, subject: &str, day: i32, quota: i64, wanted: i64) -> Result<i64> {
        let taken: Option<i64> = self.cell(catalogue::READ_QUOTA, (subject, day))?;
        if taken.is_none() {
            self.change(catalogue::FORGET_QUOTAS, (day - KEPT_DAYS,))?;
        }
        let granted = wanted.min(quota - taken.unwrap_or(0)).max(0);
        if granted > 0 {
            self.change_one(catalogue::TAKE_QUOTA, (subject, day, granted))?;
        }
        Ok(granted)
    }
}
