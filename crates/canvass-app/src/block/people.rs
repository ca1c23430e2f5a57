//! What names a person, hashed: the keys of an instance never leave it, and nobody can be read from what is stored (E83).

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::block::{Group, group_of_columns};
use canvass_domain::command::NamedPerson;
use canvass_domain::decide::block::{BlockFault, Facts, NamedGroups};
use canvass_domain::id::QuestionnaireId;
use canvass_store::area::Configuration;
use canvass_store::{StoreError, WorkspaceTx};
use uuid::Uuid;

use crate::App;

/// What judging a call about people needs, loaded.
pub(super) struct Known {
    configuration: Arc<Configuration>,
    questionnaires: BTreeMap<Uuid, QuestionnaireId>,
    has_customer: bool,
}

impl Known {
    /// For a call that names this person; of calls with several nobody names a customer.
    pub(super) fn load(
        app: &App,
        tx: &mut dyn WorkspaceTx,
        person: &NamedPerson,
    ) -> Result<Self, StoreError> {
        let has_customer = match person.customer_id() {
            Some(customer) => tx.keys_of_customer(customer)?.is_some(),
            None => false,
        };
        let records = tx.questionnaires()?;
        Ok(Self {
            configuration: app.configuration(tx)?,
            questionnaires: records.into_iter().map(|record| (record.guid, record.id)).collect(),
            has_customer,
        })
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let workspace = &self.configuration.workspace;
        Facts {
            zone: &workspace.settings.zone,
            country: workspace.policy.transactions.country,
            lock_days: workspace.policy.lock_days,
            columns: &self.configuration.columns,
            questionnaires: &self.questionnaires,
            has_customer: self.has_customer,
        }
    }
}

/// The groups of a named person, hashed, those of the customer included.
pub(super) fn groups(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    person: &NamedGroups,
) -> Result<Vec<Group>, StoreError> {
    let mut groups = hashed(app, tx, person);
    if let Some(customer) = person.customer {
        groups.extend(group_of_columns(&tx.keys_of_customer(customer)?.unwrap_or_default()));
    }
    groups.sort_unstable();
    groups.dedup();
    Ok(groups)
}

/// The groups of a person who is named by keys alone.
pub(super) fn hashed(app: &App, tx: &dyn WorkspaceTx, person: &NamedGroups) -> Vec<Group> {
    let workspace = tx.workspace_id();
    person
        .groups
        .iter()
        .filter_map(|keys| Group::new(keys.iter().map(|key| app.keys.named_key(workspace, key)).collect()))
        .collect()
}

/// What a refused call is told.
pub(super) fn refused(faults: Vec<BlockFault>) -> crate::Refusal {
    crate::Refusal::Blocks(faults)
}
