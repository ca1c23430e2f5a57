//! Locks, opt-outs and the do-not-contact list in their canonical form. Their keys are hashes of this installation and are left out; so is the
//! beginning that was not sent.

use canvass_domain::block::{Block, BlockKind};
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use super::PAGE;
use super::canonical::Canonical;

pub(super) fn write(
    tx: &mut dyn WorkspaceTx,
    now: Timestamp,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    for kind in [BlockKind::Lock, BlockKind::OptOut, BlockKind::Suppression] {
        let mut after = 0;
        loop {
            let blocks = tx.blocks(kind, Page { after, most: PAGE })?;
            let Some(last) = blocks.last() else { break };
            after = i64::from(last.id.0);
            for block in &blocks {
                write_block(block, now, canonical);
            }
        }
    }
    Ok(())
}

fn write_block(block: &Block, now: Timestamp, canonical: &mut Canonical) {
    canonical.begin(block.kind.as_str());
    canonical.number(block.id);
    canonical.optional(block.questionnaire);
    canonical.optional(block.opt_in);
    canonical.optional(block.customer);
    canonical.optional(Some(block.starts_at).filter(|at| *at != block.created_at));
    canonical.truth(block.ends_at.is_some_and(|end| end <= now));
}
