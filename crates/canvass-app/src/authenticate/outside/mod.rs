//! Tokens of outside issuers (E120): whose they are is decided by the issuers that a workspace set up, never by the
//! token alone. Blocking: the keys of an issuer may have to be fetched, and that never happens inside a transaction.

mod claims;
mod fetch;
mod key_ring;
mod key_set;

use std::sync::Arc;

use canvass_store::area::{ClientRecord, IssuerKeys, IssuerRecord};
use jiff::Timestamp;

pub(crate) use fetch::is_fetchable;
pub use key_ring::Unfetched;
pub(crate) use key_set::KeySet;

use self::claims::Claims;
use self::key_ring::KeyRing;
use self::key_set::Wanted;
use super::Denial;
use super::kept::Kept;
use crate::{App, Principal, Reach, Scope};

/// What this node knows about issuers and their clients.
#[derive(Debug, Default)]
pub(crate) struct KeptOutside {
    issuers: Kept<Vec<IssuerRecord>>,
    clients: Kept<ClientRecord>,
    ring: KeyRing,
}

impl KeptOutside {
    /// Forgets what was looked up; the keys of issuers stay.
    pub(crate) fn clear(&self) {
        self.issuers.clear();
        self.clients.clear();
    }
}

/// Why the client of a token was not recognised.
#[derive(Debug)]
pub enum OutsideDenial {
    /// As of any token.
    Denial(Denial),
    /// The keys of its issuer are not here: neither yes nor no.
    Keys(Unfetched),
}

impl From<Denial> for OutsideDenial {
    fn from(denial: Denial) -> Self {
        Self::Denial(denial)
    }
}

/// Whether a bearer token has the form of a JWT: three parts, and none of ours.
pub fn is_outside_token(bearer: &str) -> bool {
    bearer.split('.').count() == 3 && !bearer.starts_with("c1.") && !bearer.starts_with("cvt_")
}

/// Recognises the client that a token of an outside issuer names. Blocks while it asks the store or fetches keys.
pub fn authenticate_outside(app: &App, token: &str) -> Result<Principal, OutsideDenial> {
    let now = app.clock.now();
    let name = Claims::issuer_of(token).ok_or(Denial::Denied)?;
    // Several workspaces may trust one issuer, each for its own clients: none of them answers for the others.
    let mut denial = OutsideDenial::from(Denial::Denied);
    for record in issuers(app, &name, now)?.iter() {
        let claims = match verified(app, record, token, now) {
            Ok(Some(claims)) => claims,
            Ok(None) => continue,
            Err(unfetched) => {
                denial = OutsideDenial::Keys(unfetched);
                continue;
            }
        };
        let client = client(app, record, &claims, now)?;
        if let Some(client) = client.filter(|client| client.disabled_at.is_none()) {
            return Ok(principal(&client));
        }
    }
    Err(denial)
}

fn principal(record: &ClientRecord) -> Principal {
    Principal {
        actor: format!("client:{}", record.client.id),
        reach: Reach::Workspace(record.client.workspace),
        scopes: Scope::from_list(&record.client.scopes),
        settings: record.client.settings,
    }
}

fn issuers(app: &App, name: &str, now: Timestamp) -> Result<Arc<Vec<IssuerRecord>>, Denial> {
    let kept = &app.credentials.outside.issuers;
    if let Some(known) = kept.get(name, now) {
        return Ok(known);
    }
    let asked = name.to_owned();
    let found: Arc<Vec<IssuerRecord>> =
        Arc::new(app.store.read_system(move |tx| Ok::<_, Denial>(tx.issuers_named(&asked)?)).wait()?);
    // A name that nobody trusts is a guess: it is not kept.
    if !found.is_empty() {
        kept.keep(name, &found, now);
    }
    Ok(found)
}

/// The claims of a token that this issuer signed, for this audience, for now.
fn verified(
    app: &App,
    record: &IssuerRecord,
    token: &str,
    now: Timestamp,
) -> Result<Option<Claims>, Unfetched> {
    let keys = match &record.issuer.keys {
        IssuerKeys::Document(document) => KeySet::read(document.as_bytes()).map(Arc::new),
        IssuerKeys::Url(url) => {
            let Some(wanted) = Wanted::by(token) else { return Ok(None) };
            let ring = &app.credentials.outside.ring;
            Some(ring.keys((url, &app.webhook_receivers), wanted.id.as_deref(), now)?)
        }
    };
    let claims = keys.and_then(|keys| keys.verify(token, &record.issuer.issuer, &record.issuer.audience));
    Ok(claims.filter(|claims| claims.holds_at(now)))
}

fn client(
    app: &App,
    record: &IssuerRecord,
    claims: &Claims,
    now: Timestamp,
) -> Result<Option<Arc<ClientRecord>>, Denial> {
    let Some(name) = claims.client().map(str::to_owned) else { return Ok(None) };
    let workspace = record.issuer.workspace;
    let (kept, key) = (&app.credentials.outside.clients, format!("{} {name}", workspace.0));
    if let Some(known) = kept.get(&key, now) {
        return Ok(Some(known));
    }
    let found =
        app.store.read_system(move |tx| Ok::<_, Denial>(tx.client_of_issuer(workspace, &name)?)).wait()?;
    let found = found.map(Arc::new);
    if let Some(found) = &found {
        kept.keep(&key, found, now);
    }
    Ok(found)
}
