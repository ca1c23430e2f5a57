//! Each entry of the do-not-contact list is a block with what is known of it, and the other way round.

use std::collections::BTreeSet;

use canvass_domain::block::BlockKind;
use canvass_domain::id::BlockId;
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let mut blocks = BTreeSet::<BlockId>::new();
    let mut after = 0;
    loop {
        let found = tx.blocks(BlockKind::Suppression, Page { after, most: PAGE })?;
        let Some(last) = found.last() else { break };
        after = i64::from(last.id.0);
        blocks.extend(found.iter().map(|block| block.id));
    }
    let mut entries = BTreeSet::<BlockId>::new();
    after = 0;
    loop {
        let found = tx.suppressions(Page { after, most: PAGE })?;
        let Some(last) = found.last() else { break };
        after = i64::from(last.id.0);
        entries.extend(found.iter().map(|entry| entry.id));
    }
    let odd = blocks.symmetric_difference(&entries);
    Ok(odd.map(|id| format!("Entry {id} of the do-not-contact list is not whole.")).collect())
}
