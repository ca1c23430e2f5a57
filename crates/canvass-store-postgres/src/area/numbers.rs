//! Numbers beside addresses that are missing among the keys, brought along in steps; whoever takes one holds the workspace's
//! row.

use canvass_domain::block::Key;
use canvass_domain::id::CustomerId;
use canvass_store::Result;
use canvass_store::area::{Blocks as _, Numbers, Unkeyed, UnkeyedStep};

use super::channel;
use super::contacts::hash;
use crate::catalogue;
use crate::transaction::{PostgresTx, named};

impl Numbers for PostgresTx<'_> {
    fn mark_unkeyed(&mut self) -> Result<()> {
        let workspace = self.ws();
        // Whoever is taken in by the old set-up is stored by then.
        self.hold_people()?;
        self.execute_exactly(catalogue::MARK_UNKEYED, 1, &[&workspace])
    }

    fn unkeyed(&mut self, most: i32) -> Result<Option<UnkeyedStep>> {
        let workspace = self.ws();
        let Some(row) = self.query_opt(catalogue::FIND_UNKEYED, &[&workspace])? else { return Ok(None) };
        let up_to: Option<i32> = named(&row, "unkeyed_to")?;
        // A hand-over that holds people by what they were known by ends first: it would not hold the numbers of this step.
        // After the row, which a change of the set-up holds already.
        self.hold_people()?;
        let down_to = up_to.unwrap_or(0).saturating_sub(most).max(0);
        let rows = match up_to {
            Some(up_to) => self.query(catalogue::LIST_UNKEYED, &[&workspace, &down_to, &up_to])?,
            None => self.query(catalogue::TAKE_UNKEYED, &[&workspace, &i64::from(most)])?,
        };
        let customers = rows
            .iter()
            .map(|row| {
                Ok(Unkeyed {
                    customer: CustomerId(named(row, "id")?),
                    contact: named::<Option<&[u8]>>(row, "contact_hash")?.map(hash).transpose()?,
                    email: named(row, "email")?,
                    phone: named(row, "phone")?,
                    channel: channel(row)?,
                    is_transaction: named(row, "is_transaction")?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Some(UnkeyedStep { customers, down_to }))
    }

    fn save_number_keys(&mut self, keys: &[(CustomerId, Key)], down_to: i32) -> Result<()> {
        let workspace = self.ws();
        if !keys.is_empty() {
            let customers: Vec<i32> = keys.iter().map(|(customer, _)| customer.0).collect();
            let columns: Vec<i32> = keys.iter().map(|(_, key)| key.column.0).collect();
            let hashes: Vec<&[u8]> = keys.iter().map(|(_, key)| key.hash.as_slice()).collect();
            self.execute_exactly(
                catalogue::INSERT_CUSTOMER_KEYS,
                u64::try_from(keys.len()).unwrap_or(u64::MAX),
                &[&workspace, &customers, &columns, &hashes],
            )?;
        }
        self.execute_exactly(catalogue::MOVE_UNKEYED, 1, &[&workspace, &down_to])
    }
}
