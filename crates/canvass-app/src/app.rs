//! `App`: everything a use case works with. Passed on, never global.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use canvass_store::area::Configuration;
use canvass_store::{Clock, Store, WorkspaceTx};
use parking_lot::Mutex;

use crate::seam::Random;
use crate::secret::Keys;

/// What an installation is set up with, as far as use cases need it.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// Base of links in mails and answers, without a slash at the end. Never taken from a request.
    pub public_url: String,
    /// Sender address of mails.
    pub mail_from: String,
    /// Domain of Message-IDs.
    pub message_id_domain: String,
}

/// Everything a use case works with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The store.
    pub store: Store,
    /// The clock of this process; what must agree between nodes asks the transaction instead.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Keys of the installation.
    pub keys: Arc<Keys>,
    /// Settings.
    pub settings: Arc<AppSettings>,
    configurations: Arc<Mutex<HashMap<WorkspaceId, Arc<Configuration>>>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl App {
    /// An app over its parts.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        keys: Keys,
        settings: AppSettings,
    ) -> Self {
        Self {
            store,
            clock,
            random,
            keys: Arc::new(keys),
            settings: Arc::new(settings),
            configurations: Arc::default(),
        }
    }

    /// The set-up of the transaction's workspace: kept as long as its version, read in this transaction, is the newest.
    pub fn configuration(&self, tx: &mut dyn WorkspaceTx) -> canvass_store::Result<Arc<Configuration>> {
        let version = tx.configuration_version()?;
        let workspace = tx.workspace_id();
        if let Some(kept) = self.configurations.lock().get(&workspace)
            && kept.version == version
        {
            return Ok(Arc::clone(kept));
        }
        let fresh = Arc::new(tx.load_configuration()?);
        self.configurations.lock().insert(workspace, Arc::clone(&fresh));
        Ok(fresh)
    }

    /// The address of a questionnaire, for mails and answers.
    pub fn questionnaire_url(&self, link: crate::secret::Link) -> String {
        format!("{}/q/{}", self.settings.public_url, link.text(&self.keys))
    }
}
