//! Outside issuers of tokens that a workspace trusts (E120).

use canvass_domain::id::WorkspaceId;
use canvass_domain::webhook::Allowed;
use canvass_store::Pending;
use canvass_store::area::{IssuerKeys, IssuerRecord, NewIssuer};

use super::Faults;
use super::list::credentials;
use crate::authenticate::{KeySet, is_fetchable};
use crate::change::Done;
use crate::{App, Principal, Refusal, Scope};

const MOST_CHARS: usize = 500;
const MOST_URL_CHARS: usize = 1_000;

/// An issuer to trust.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuerInput {
    /// `iss` of its tokens.
    pub issuer: String,
    /// `aud` of its tokens.
    pub audience: String,
    /// A JWKS document.
    pub keys: Option<String>,
    /// Or the address of one.
    pub keys_url: Option<String>,
}

/// Trusts an issuer: its tokens name clients of the workspace.
pub fn add_issuer(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: IssuerInput,
) -> Pending<i32, Refusal> {
    let (kept, is_operator) = (app.clone(), principal.may(Scope::Operator));
    app.change_access(principal, workspace, "add-issuer", move |tx, now| {
        let issuer = checked(workspace, &input, (is_operator, &kept.webhook_receivers))?;
        let id = tx.system().add_issuer(&issuer, now)?;
        kept.credentials.outside.clear();
        Ok(Done::new(id, format!("issuer {id}")))
    })
}

/// Trusts an issuer no more: at once here, within two seconds on other nodes.
pub fn remove_issuer(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: i32,
) -> Pending<(), Refusal> {
    let kept = app.clone();
    app.change_access(principal, workspace, "remove-issuer", move |tx, _now| {
        tx.system().remove_issuer(workspace, id)?;
        kept.credentials.outside.clear();
        Ok(Done::new((), format!("issuer {id}")))
    })
}

/// The issuers that a workspace trusts.
pub fn list_issuers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<IssuerRecord>, Refusal> {
    credentials(app, principal, workspace, move |tx| tx.issuers(workspace))
}

/// What is wrong with an address that may not be called: no setting allows http to another machine.
fn why_not(url: &str) -> &'static str {
    if url.trim().to_ascii_lowercase().starts_with("https:") {
        "A public https address is expected. What is inside the network the operator allows by its origin (setting webhook_allow)."
    } else {
        "https is needed; http is called only on this machine."
    }
}

fn checked(
    workspace: WorkspaceId,
    input: &IssuerInput,
    (is_operator, allowed): (bool, &Allowed),
) -> Result<NewIssuer, Refusal> {
    let mut faults = Faults::default();
    faults.text("/issuer", &input.issuer, MOST_CHARS);
    faults.text("/audience", &input.audience, MOST_CHARS);
    let keys = match (&input.keys, &input.keys_url) {
        (Some(document), None) => {
            if KeySet::read(document.as_bytes()).is_none() {
                faults
                    .add("/keys", "A key set with at least one RSA or P-256 key for signatures is expected.");
            }
            Some(IssuerKeys::Document(document.clone()))
        }
        (None, Some(url)) => {
            faults.optional_text("/keysUrl", url, MOST_URL_CHARS);
            if !is_fetchable(allowed, url) {
                faults.add("/keysUrl", why_not(url));
            }
            // What the server calls is the operator's business: an address may point into his network.
            if !is_operator {
                faults.add(
                    "/keysUrl",
                    "Only the operator names addresses that the server calls; send the keys.",
                );
            }
            Some(IssuerKeys::Url(url.clone()))
        }
        (Some(_), Some(_)) | (None, None) => {
            faults.add("/keys", "Either the keys or their address are expected.");
            None
        }
    };
    faults.into_result()?;
    let keys = keys.ok_or(Refusal::NotFound("keys"))?;
    let (issuer, audience) = (input.issuer.trim().to_owned(), input.audience.trim().to_owned());
    Ok(NewIssuer { workspace, issuer, audience, keys })
}
