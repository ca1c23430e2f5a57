//! How mail leaves: the relays in order of preference, the limits, the keys that sign.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use canvass_delivery::Transport;
use canvass_delivery::dkim::DkimSigner;
use canvass_domain::message::Channel;
use canvass_domain::pace::Pace;

/// Stands for the sender domain of a text message, which has none. No domain looks so.
pub(super) const TEXT_MESSAGE: &str = "+";

/// A way out, as the operator set it up.
#[derive(Clone)]
pub struct Relay {
    /// What it carries.
    pub channel: Channel,
    /// Its name in metrics, lists and logs.
    pub name: String,
    /// How it is spoken to.
    pub transport: Arc<dyn Transport>,
    /// Sender domains it serves, in lower case; empty means all.
    pub senders: Vec<String>,
    /// What it takes.
    pub pace: Pace,
    /// What is above its pace goes to the next relay; else it waits.
    pub overflows: bool,
    /// Sessions at once of this node; absent means as many as there are connections.
    pub connections: Option<usize>,
    /// A header that lets the relay drop a second copy; it holds the Message-ID.
    pub dedupe_header: Option<String>,
    /// The same of a gateway: what it tells copies apart by, which is said in its own way.
    pub copy_key: Option<String>,
    /// For so long after the first copy the relay drops a second one: what is in doubt leaves once more inside it.
    pub dedupe_for: Option<Duration>,
}

impl Relay {
    /// A relay that serves all and is not limited.
    pub fn new(name: &str, transport: Arc<dyn Transport>) -> Self {
        Self {
            channel: Channel::Mail,
            name: name.to_owned(),
            transport,
            senders: Vec::new(),
            pace: Pace::default(),
            overflows: false,
            connections: None,
            dedupe_header: None,
            copy_key: None,
            dedupe_for: None,
        }
    }

    /// A gateway for text messages that is not limited.
    pub fn gateway(name: &str, transport: Arc<dyn Transport>) -> Self {
        Self { channel: Channel::Sms, ..Self::new(name, transport) }
    }

    /// Whether it may carry mail of this domain, or text messages.
    pub(super) fn serves(&self, sender: &str) -> bool {
        match self.channel {
            Channel::Sms => sender == TEXT_MESSAGE,
            Channel::Mail if sender == TEXT_MESSAGE => false,
            Channel::Mail => self.senders.is_empty() || self.senders.iter().any(|own| own == sender),
        }
    }
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Everything about the way out.
#[derive(Debug, Default)]
pub struct MailPlan {
    /// In order of preference.
    pub relays: Vec<Relay>,
    /// Limits of sender domains, in lower case.
    pub senders: BTreeMap<String, Pace>,
    /// Limits of recipient domains, in lower case.
    pub recipients: BTreeMap<String, Pace>,
    /// The limit of each recipient domain that has none of its own.
    pub every_recipient: Pace,
    /// Signs what leaves.
    pub signer: DkimSigner,
}

impl MailPlan {
    /// One way out, no limits.
    pub fn of(transport: Arc<dyn Transport>) -> Self {
        Self { relays: vec![Relay::new("main", transport)], ..Self::default() }
    }
}
