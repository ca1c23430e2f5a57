//! The judgement of a batch with the set-up it was judged by, before the transaction or inside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use canvass_domain::command::{ImportCustomers, NewCustomer};
use canvass_domain::decide::import_customers::{Facts, Fault, Import, Previous, decide};
use canvass_domain::id::{ContactHash, WorkspaceId};
use canvass_domain::value::Opener;
use canvass_store::area::Configuration;
use canvass_store::{StoreError, WorkspaceTx};
use jiff::{SignedDuration, Timestamp};

use super::save::contacts;
use crate::App;
use crate::block::add_keys;
use crate::encryption::CertifiedOpener;

/// A node's clock that is further off than this does not judge.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_secs(1);

/// A batch ready to be stored: the decision and the contact behind each valid address.
pub(super) type Judged = (Import, Vec<Option<ContactHash>>);

/// What a judgement stands on.
pub(crate) struct Basis {
    /// The set-up that it holds for.
    pub(crate) configuration: Arc<Configuration>,
    /// "Now" of the judgement.
    pub(crate) at: Timestamp,
    /// The same moment as this machine feels it pass.
    judged: Instant,
}

/// What a batch was judged to be.
pub(super) struct Judgement {
    pub(super) basis: Basis,
    pub(super) result: Result<Judged, Vec<Fault>>,
}

impl Judgement {
    /// Judges ahead of the transaction, if the set-up is known here and no previous customer is named.
    pub(super) fn before(app: &App, workspace: WorkspaceId, command: &ImportCustomers) -> Option<Self> {
        let configuration = app.kept_configuration(workspace)?;
        if command.customers.iter().any(|customer| customer.previous.is_some()) {
            return None;
        }
        Some(Self::of(app, configuration, command, &BTreeMap::new(), app.clock.now()))
    }

    /// Judges inside the transaction.
    pub(super) fn inside(
        app: &App,
        tx: &mut dyn WorkspaceTx,
        command: &ImportCustomers,
    ) -> Result<Self, StoreError> {
        let configuration = app.configuration(tx)?;
        let previous = load_previous(tx, &command.customers)?;
        Ok(Self::of(app, configuration, command, &previous, tx.now()?))
    }

    fn of(
        app: &App,
        configuration: Arc<Configuration>,
        command: &ImportCustomers,
        previous: &BTreeMap<i32, Previous>,
        at: Timestamp,
    ) -> Self {
        let basis = Basis::new(configuration, at);
        let configuration = &*basis.configuration;
        let workspace = configuration.workspace.id;
        let opener = CertifiedOpener::new(app, &configuration.certificates);
        let result =
            decide(command.clone(), &facts(configuration, previous, &opener), at).map(|mut import| {
                add_keys(app, configuration, &mut import);
                let contacts = contacts(app, workspace, &import);
                (import, contacts)
            });
        Self { basis, result }
    }
}

impl Basis {
    pub(crate) fn new(configuration: Arc<Configuration>, at: Timestamp) -> Self {
        Self { configuration, at, judged: Instant::now() }
    }

    /// Whether it holds in a transaction: the set-up is the same, and its "now" is the store's (promises: database time
    /// decides). The wait for a thread of the store is no difference of clocks.
    pub(crate) fn holds(&self, version: i64, now: Timestamp) -> bool {
        let waited = SignedDuration::try_from(self.judged.elapsed()).unwrap_or(SignedDuration::MAX);
        let off = now.duration_since(self.at).saturating_sub(waited);
        self.configuration.version == version && off.abs() <= CLOCKS_AGREE
    }
}

/// What the judgement needs to know, from the set-up and the previous customers.
pub(crate) fn facts<'a>(
    configuration: &'a Configuration,
    previous: &'a BTreeMap<i32, Previous>,
    opener: &'a dyn Opener,
) -> Facts<'a> {
    Facts {
        settings: &configuration.workspace.settings,
        policy: &configuration.workspace.policy,
        columns: &configuration.columns,
        certificates: &configuration.certificates,
        opener,
        routes: &configuration.routes,
        published: &configuration.published,
        policies: &configuration.policies,
        concepts: &configuration.concepts,
        previous,
    }
}

/// The previous customers that the command names and the workspace has.
pub(crate) fn load_previous(
    tx: &mut dyn WorkspaceTx,
    customers: &[NewCustomer],
) -> Result<BTreeMap<i32, Previous>, StoreError> {
    let named: BTreeSet<i32> = customers.iter().filter_map(|customer| customer.previous).collect();
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    tx.load_previous(&named.into_iter().collect::<Vec<i32>>())
}
