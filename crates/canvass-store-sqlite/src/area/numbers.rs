//! Numbers beside addresses that are missing among the keys, brought along in steps. There is one writer, so nobody takes the
//! same step.

use canvass_domain::block::Key;
use canvass_domain::id::CustomerId;
use canvass_store::Result;
use canvass_store::area::{Numbers, Unkeyed, UnkeyedStep};

use super::contacts::hash;
use crate::catalogue;
use crate::tx::SqliteTx;

impl Numbers for SqliteTx<'_> {
    fn mark_unkeyed(&mut self) -> Result<()> {
        self.change_one(catalogue::MARK_UNKEYED, (self.wall(),))
    }

    fn unkeyed(&mut self, most: i32) -> Result<Option<UnkeyedStep>> {
        let found: Option<Option<i32>> = self.cell(catalogue::FIND_UNKEYED, (self.wall(),))?;
        let Some(up_to) = found.flatten() else { return Ok(None) };
        let down_to = up_to.saturating_sub(most).max(0);
        let customers = self.rows(catalogue::LIST_UNKEYED, (self.wall(), down_to, up_to), |cells| {
            Ok(Unkeyed {
                customer: CustomerId(cells.next()?),
                contact: cells.next::<Option<Vec<u8>>>()?.as_deref().map(hash).transpose()?,
                email: cells.next()?,
                phone: cells.next()?,
                channel: cells.channel()?,
                is_transaction: cells.next()?,
            })
        })?;
        Ok(Some(UnkeyedStep { customers, down_to }))
    }

    fn save_number_keys(&mut self, keys: &[(CustomerId, Key)], down_to: i32) -> Result<()> {
        for (customer, key) in keys {
            self.insert_customer_keys(customer.0, std::slice::from_ref(key))?;
        }
        self.change_one(catalogue::MOVE_UNKEYED, (self.wall(), down_to))
    }
}
