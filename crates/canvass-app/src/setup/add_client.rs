//! Makes OAuth2 clients, gives them new secrets, and disables them (E119).

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::NewClient;

use super::Faults;
use super::add_token::{scopes, words};
use crate::change::Done;
use crate::secret::NewSecret;
use crate::{App, Principal, Refusal, Scope};

const MOST_NAME_CHARS: usize = 200;

/// A client to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientInput {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// A repeat without a key gets the first answer and no second effect (E116).
    pub replays: bool,
}

/// Makes a client; the answer is its id and its secret, told once.
pub fn add_client(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: ClientInput,
) -> Pending<NewSecret, Refusal> {
    let secret = NewSecret::make("cvc", &*app.random);
    let client = NewClient {
        id: secret.id.clone(),
        workspace,
        name: input.name.clone(),
        secret_hash: app.keys.secret_hash(secret.secret.as_bytes()),
        scopes: words(&input.scopes),
        replays: input.replays,
    };
    let held = principal.scopes.clone();
    app.change_access(principal, workspace, "add-client", move |tx, now| {
        let mut faults = Faults::default();
        faults.text("/name", &input.name, MOST_NAME_CHARS);
        scopes(&input.scopes, &held, &mut faults);
        faults.into_result()?;
        tx.system().add_client(&client, now)?;
        Ok(Done::new(secret.clone(), format!("client {}", secret.id)))
    })
}

/// Gives a client a new secret; the present one stays valid beside it, the one before that ends.
pub fn rotate_secret(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: &str,
) -> Pending<NewSecret, Refusal> {
    let secret = NewSecret { id: id.to_owned(), ..NewSecret::make("cvc", &*app.random) };
    let hash = app.keys.secret_hash(secret.secret.as_bytes());
    let kept = app.clone();
    app.change_access(principal, workspace, "rotate-secret", move |tx, _now| {
        tx.system().rotate_secret(workspace, &secret.id, &hash)?;
        kept.credentials.clients.forget(&secret.id);
        Ok(Done::new(secret.clone(), format!("client {}", secret.id)))
    })
}

/// Voids a client; its access tokens end with it.
pub fn disable_client(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: &str,
) -> Pending<(), Refusal> {
    let (kept, id) = (app.clone(), id.to_owned());
    app.change_access(principal, workspace, "disable-client", move |tx, now| {
        tx.system().disable_client(workspace, &id, now)?;
        kept.credentials.clients.forget(&id);
        Ok(Done::new((), format!("client {id}")))
    })
}
