//! `App`: everything a use case works with. Passed on, never global.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::id::{QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::message::{Channel, MessageKey, Round};
use canvass_domain::organisation::SharedProviders;
use canvass_domain::questionnaire::Document;
use canvass_domain::webhook::Allowed;
use canvass_store::area::Configuration;
use canvass_store::{Clock, Store, WorkspaceTx};
use parking_lot::Mutex;

use crate::authenticate::KeptCredentials;
use crate::encryption::PrivateKeys;
use crate::job::RelayStanding;
use crate::job::relays::Relays;
use crate::seam::Random;
use crate::secret::{BounceAddress, Keys};
use crate::text_message::Door;

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
    pub(crate) private_keys: Arc<PrivateKeys>,
    pub(crate) webhook_receivers: Arc<Allowed>,
    pub(crate) bounce_address: Option<Arc<BounceAddress>>,
    text_doors: Arc<[Door]>,
    shared_providers: Arc<SharedProviders>,
    relays: Arc<Mutex<Option<Arc<Relays>>>>,
    pub(crate) credentials: Arc<KeptCredentials>,
    configurations: Arc<Mutex<HashMap<WorkspaceId, Arc<Configuration>>>>,
    slugs: Arc<Mutex<HashMap<String, WorkspaceId>>>,
    versions: Arc<Mutex<HashMap<Version, Arc<Document>>>>,
}

/// Which frozen version of which questionnaire.
type Version = (WorkspaceId, QuestionnaireId, VersionNumber);

/// How many frozen versions a node keeps at hand.
const MOST_VERSIONS: usize = 256;

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
            private_keys: Arc::default(),
            webhook_receivers: Arc::default(),
            bounce_address: None,
            text_doors: Arc::default(),
            shared_providers: Arc::default(),
            relays: Arc::default(),
            credentials: Arc::default(),
            configurations: Arc::default(),
            slugs: Arc::default(),
            versions: Arc::default(),
        }
    }

    /// The same app, able to read what was encrypted for these keys (E98).
    #[must_use]
    pub fn with_private_keys(self, keys: PrivateKeys) -> Self {
        Self { private_keys: Arc::new(keys), ..self }
    }

    /// The same app with other places that webhooks may be sent to.
    #[must_use]
    pub fn with_webhook_receivers(self, allowed: Allowed) -> Self {
        Self { webhook_receivers: Arc::new(allowed), ..self }
    }

    /// The same app, whose mail is returned to this address.
    #[must_use]
    pub fn with_bounce_address(self, address: BounceAddress) -> Self {
        Self { bounce_address: Some(Arc::new(address)), ..self }
    }

    /// The same app with the doors of these gateways for text messages.
    #[must_use]
    pub fn with_text_doors(self, doors: Vec<Door>) -> Self {
        Self { text_doors: doors.into(), ..self }
    }

    /// The door of a gateway.
    pub fn text_door(&self, gateway: &str) -> Option<&Door> {
        self.text_doors.iter().find(|door| door.gateway == gateway)
    }

    /// The address that mail is returned to, if there is one.
    pub fn bounce_address(&self) -> Option<&BounceAddress> {
        self.bounce_address.as_deref()
    }

    /// Where a message is returned to, if it does not arrive; `None` = to its sender.
    pub fn return_address(&self, key: MessageKey, round: Round) -> Option<String> {
        // A mail about a batch says nothing of a customer.
        let address = self.bounce_address().filter(|_| !key.slot.is_notification())?;
        Some(address.of(key, round, &self.keys))
    }

    /// The private keys that are installed on this node.
    pub fn private_keys(&self) -> &PrivateKeys {
        &self.private_keys
    }

    /// The same app with another list of domains that belong to shared mail providers (C21).
    #[must_use]
    pub fn with_shared_providers(self, list: SharedProviders) -> Self {
        Self { shared_providers: Arc::new(list), ..self }
    }

    /// How the relays stand, as this node sees them; none while it sends nothing.
    pub fn relays(&self) -> Vec<RelayStanding> {
        self.relays.lock().as_ref().map(|relays| relays.standings()).unwrap_or_default()
    }

    /// The channels that this node has a relay or gateway for, and whether they are down.
    pub fn channels(&self) -> Vec<(Channel, bool)> {
        self.relays.lock().as_ref().map(|relays| relays.channels()).unwrap_or_default()
    }

    /// The jobs of this node tell by which relays they send.
    pub(crate) fn show_relays(&self, relays: &Arc<Relays>) {
        *self.relays.lock() = Some(Arc::clone(relays));
    }

    /// The domains that belong to nobody in particular.
    pub fn shared_providers(&self) -> &SharedProviders {
        &self.shared_providers
    }

    /// The set-up of a workspace as this node last saw it, if it did. It may be out of date: whoever writes by it
    /// compares its version in the transaction.
    pub fn kept_configuration(&self, workspace: WorkspaceId) -> Option<Arc<Configuration>> {
        self.configurations.lock().get(&workspace).map(Arc::clone)
    }

    /// The set-up of the transaction's workspace: kept as long as its version, read in this transaction, is the newest.
    /// Not for a transaction that changed the set-up itself: it may yet be undone.
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

    /// A frozen version of a questionnaire. It never changes, so it is read once.
    pub fn version(
        &self,
        tx: &mut dyn WorkspaceTx,
        questionnaire: QuestionnaireId,
        version: VersionNumber,
    ) -> canvass_store::Result<Option<Arc<Document>>> {
        let key = (tx.workspace_id(), questionnaire, version);
        if let Some(kept) = self.versions.lock().get(&key) {
            return Ok(Some(Arc::clone(kept)));
        }
        let document = tx.load_version(questionnaire, version)?;
        if let Some(document) = &document {
            let mut versions = self.versions.lock();
            if versions.len() >= MOST_VERSIONS {
                versions.clear();
            }
            versions.insert(key, Arc::clone(document));
        }
        Ok(document)
    }

    pub(crate) fn kept_slug(&self, slug: &str) -> Option<WorkspaceId> {
        self.slugs.lock().get(slug).copied()
    }

    pub(crate) fn keep_slug(&self, slug: &str, id: WorkspaceId) {
        self.slugs.lock().insert(slug.to_owned(), id);
    }

    /// A fresh text of 256 random bits for a code or cookie.
    pub(crate) fn random_text(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }

    /// A random id of the wires: a GUID of version 4.
    pub(crate) fn random_guid(&self) -> uuid::Uuid {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// The Message-ID of a message that never came back, without angle brackets.
    pub fn message_id(&self, key: MessageKey) -> String {
        self.message_id_of(key, Round::FIRST)
    }

    /// The Message-ID of a round of a message: the same for all its attempts, on all nodes, and for no other round (Q48): a
    /// relay that drops second copies would drop it.
    pub fn message_id_of(&self, key: MessageKey, round: Round) -> String {
        let local = self.keys.message_id(key, round);
        format!("{local}@{}", self.settings.message_id_domain)
    }

    /// The address of a questionnaire, for mails and answers.
    pub fn questionnaire_url(&self, link: crate::secret::Link) -> String {
        format!("{}/q/{}", self.settings.public_url, link.text(&self.keys))
    }

    /// The address of a preference page, for mails.
    pub fn preferences_url(&self, link: crate::secret::Link) -> String {
        format!("{}/o/{}", self.settings.public_url, link.preferences_text(&self.keys))
    }
}
