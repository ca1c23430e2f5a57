//! What the webhook job is set up with.

use std::time::Duration;

use canvass_store::area::NodeId;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// What the webhook job is set up with; [`Self::new`] has the values of the promises.
#[derive(Debug, Clone)]
pub struct WebhookJobSettings {
    /// This process: never used before.
    pub node: NodeId,
    /// Deliveries at once.
    pub workers: usize,
    /// Slices of one endpoint that are worked on at once: nobody takes all workers.
    pub of_one: usize,
    /// How long a claim is ours.
    pub lease: Duration,
    /// How often we look when nobody tells us.
    pub poll: Duration,
    /// How often old rows are looked for, and how all stand.
    pub sweep: Duration,
    /// How long one delivery may take.
    pub whole: Duration,
    /// Trusted beside the web's roots.
    pub roots: Vec<CertificateDer<'static>>,
}

impl WebhookJobSettings {
    /// The usual settings for a node.
    pub fn new(node: NodeId) -> Self {
        Self {
            node,
            workers: 8,
            of_one: 4,
            lease: Duration::from_mins(1),
            poll: Duration::from_secs(1),
            sweep: Duration::from_secs(10),
            whole: Duration::from_secs(15),
            roots: Vec::new(),
        }
    }

    /// The same, with the certificates of a PEM file as roots beside the web's; `None` if there is none in it.
    #[must_use]
    pub fn with_roots(self, pem: &[u8]) -> Option<Self> {
        let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let roots = roots.ok().filter(|roots| !roots.is_empty())?;
        Some(Self { roots, ..self })
    }
}
