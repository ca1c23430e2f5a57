//! Which of the invitations that are about to leave are followed by a reminder (E51). It is made in the transaction that
//! settles the invitation; what that needs to know is looked up here, and only where reminders are on.

use std::collections::{BTreeMap, HashMap};

use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::{MessageKey, Slot};
use canvass_store::area::LetterFacts;
use canvass_store::{Result, WorkspaceTx};

use super::claim::{Configurations, Facts};
use super::shared::Shared;
use crate::remind::{Planned, reminders_of};

/// The reminders of these letters.
pub(super) fn plan(
    shared: &Shared,
    facts: &Facts<LetterFacts>,
    configurations: &Configurations,
) -> Result<HashMap<MessageKey, Planned>> {
    let mut wanted: BTreeMap<WorkspaceId, Vec<(MessageKey, BatchId, i32)>> = BTreeMap::new();
    for (key, facts) in facts.iter().filter(|(key, _)| key.slot == Slot::Invitation) {
        let days = configurations
            .get(&key.workspace)
            .zip(facts.routing.as_ref())
            .and_then(|(configuration, routing)| reminders_of(configuration, routing).days(Slot::Reminder));
        if let Some(days) = days {
            wanted.entry(key.workspace).or_default().push((*key, facts.batch, days));
        }
    }
    let mut planned = HashMap::new();
    for (workspace, letters) in wanted {
        let Some(configuration) = configurations.get(&workspace) else { continue };
        let configuration = std::sync::Arc::clone(configuration);
        let found = shared.app.store.read(workspace, move |tx: &mut dyn WorkspaceTx| {
            let mut known: BTreeMap<BatchId, Planned> = BTreeMap::new();
            let mut planned = Vec::with_capacity(letters.len());
            for (key, batch, days) in &letters {
                let of_batch = match known.get(batch) {
                    Some(known) => known.clone(),
                    None => Planned::of_batch(tx, &configuration, *batch, *days)?,
                };
                known.insert(*batch, of_batch.clone());
                planned.push((*key, Planned { days: *days, ..of_batch }));
            }
            Ok::<_, canvass_store::StoreError>(planned)
        });
        planned.extend(found.wait()?);
    }
    Ok(planned)
}
