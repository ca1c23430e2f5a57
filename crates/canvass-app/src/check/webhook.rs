//! Deliveries of webhooks: each is one of an event to an endpoint, under a number that was given out.

use canvass_store::{StoreError, WorkspaceTx};

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let orphans = tx.webhook_orphans()?;
    let found = format!(
        "{orphans} deliveries of webhooks have no event, no endpoint or a number that was not given out."
    );
    Ok(if orphans == 0 { Vec::new() } else { vec![found] })
}
