//! Makes OAuth2 clients, changes how they are answered, gives them new secrets, and disables them (E119, E121).

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::{CallLimits, CallSettings, NewClient};

use super::Faults;
use super::add_token::{scopes, words};
use crate::change::Done;
use crate::secret::NewSecret;
use crate::{App, Principal, Refusal, Scope};

const MOST_NAME_CHARS: usize = 200;

/// A client to make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientInput {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// How its calls are answered.
    pub settings: CallSettings,
    /// A scope text that means all it has (E121).
    pub scope_alias: Option<String>,
    /// What outside issuers call it (E120).
    pub outside_name: Option<String>,
}

/// What changes of a client; `None` stays, an empty text is taken away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientChange {
    /// What people call it.
    pub name: Option<String>,
    /// A repeat without a key gets the first answer (E116).
    pub replays: Option<bool>,
    /// A write that was done is answered without a body.
    pub empty_answers: Option<bool>,
    /// How many calls it may make.
    pub limits: CallLimits,
    /// A scope text that means all it has.
    pub scope_alias: Option<String>,
    /// What outside issuers call it.
    pub outside_name: Option<String>,
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
        settings: input.settings,
        scope_alias: given(input.scope_alias.clone()),
        outside_name: given(input.outside_name.clone()),
    };
    let held = principal.scopes.clone();
    app.change_access(principal, workspace, "add-client", move |tx, now| {
        let mut faults = names(&client);
        scopes(&input.scopes, &held, &mut faults);
        faults.into_result()?;
        tx.system().add_client(&client, now)?;
        Ok(Done::new(secret.clone(), format!("client {}", secret.id)))
    })
}

/// Changes what a client is called and how it is answered; its secrets and scopes stay.
pub fn change_client(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: &str,
    change: ClientChange,
) -> Pending<(), Refusal> {
    let (kept, id) = (app.clone(), id.to_owned());
    app.change_access(principal, workspace, "change-client", move |tx, _now| {
        let record = tx.system().client(&id)?.filter(|record| record.client.workspace == workspace);
        let client = changed(record.ok_or(Refusal::NotFound("client"))?.client, &change);
        names(&client).into_result()?;
        tx.system().change_client(&client)?;
        kept.credentials.clients.forget(&id);
        kept.credentials.outside.clear();
        Ok(Done::new((), format!("client {id}")))
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
        kept.credentials.outside.clear();
        Ok(Done::new((), format!("client {id}")))
    })
}

fn changed(client: NewClient, change: &ClientChange) -> NewClient {
    let text = |new: &Option<String>, old: Option<String>| new.clone().map_or(old, |new| given(Some(new)));
    NewClient {
        name: change.name.clone().unwrap_or(client.name),
        settings: CallSettings {
            replays: change.replays.unwrap_or(client.settings.replays),
            empty_answers: change.empty_answers.unwrap_or(client.settings.empty_answers),
            ..client.settings
        },
        scope_alias: text(&change.scope_alias, client.scope_alias),
        outside_name: text(&change.outside_name, client.outside_name),
        ..client
    }
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The faults of what a client is called.
fn names(client: &NewClient) -> Faults {
    let mut faults = Faults::default();
    faults.text("/name", &client.name, MOST_NAME_CHARS);
    for (path, text) in [("/scopeAlias", &client.scope_alias), ("/outsideName", &client.outside_name)] {
        faults.optional_text(path, text.as_deref().unwrap_or_default(), MOST_NAME_CHARS);
    }
    faults
}
