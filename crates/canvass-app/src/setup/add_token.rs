//! Makes and revokes API tokens. The secret is told once.

use canvass_domain::id::WorkspaceId;
use canvass_store::area::{CallSettings, NewToken};
use canvass_store::{Pending, Tx};
use jiff::Timestamp;

use super::Faults;
use crate::change::Done;
use crate::secret::NewSecret;
use crate::{App, Principal, Refusal, Scope};

const MOST_NAME_CHARS: usize = 200;

/// A token to make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenInput {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How its calls are answered.
    pub settings: CallSettings,
}

/// Makes a token of a workspace.
pub fn add_token(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: TokenInput,
) -> Pending<NewSecret, Refusal> {
    let secret = NewSecret::make("cvt", &*app.random);
    let token = token(app, &secret, Some(workspace), &input);
    let (held, kept) = (principal.scopes.clone(), app.clone());
    app.change_access(principal, workspace, "add-token", move |tx, now| {
        let mut faults = Faults::default();
        faults.text("/name", &input.name, MOST_NAME_CHARS);
        scopes(&input.scopes, &held, &mut faults);
        faults.into_result()?;
        if Scope::are_of_organisations(&input.scopes) {
            end_earlier(&kept, tx, workspace, now)?;
        }
        tx.system().add_token(&token, now)?;
        Ok(Done::new(secret.clone(), format!("token {}", secret.id)))
    })
}

/// A new token that is made for organisations alone ends those made before, unless the workspace allows several (C4).
fn end_earlier(app: &App, tx: &mut dyn Tx, workspace: WorkspaceId, now: Timestamp) -> Result<(), Refusal> {
    if tx.workspace(workspace).load_configuration()?.workspace.policy.several_organisation_tokens {
        return Ok(());
    }
    for earlier in tx.system().tokens(Some(workspace))? {
        let is_own = Scope::are_of_organisations(&Scope::from_list(&earlier.token.scopes));
        if is_own && earlier.revoked_at.is_none() {
            tx.system().revoke_token(Some(workspace), &earlier.token.id, now)?;
            app.credentials.tokens.forget(&earlier.token.id);
        }
    }
    Ok(())
}

/// Makes a token of the operator, which reaches everything. It belongs to no workspace, so its trail is the log.
pub fn add_operator_token(app: &App, name: &str) -> Pending<NewSecret, Refusal> {
    let secret = NewSecret::make("cvt", &*app.random);
    let input = TokenInput { name: name.to_owned(), scopes: vec![Scope::Operator], ..TokenInput::default() };
    let token = token(app, &secret, None, &input);
    app.store.write_system(move |tx| {
        let now = tx.now()?;
        tx.add_token(&token, now)?;
        tracing::info!(token = %secret.id, "an operator token was made");
        Ok(secret.clone())
    })
}

/// Voids a token of a workspace.
pub fn revoke_token(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: &str,
) -> Pending<(), Refusal> {
    let (kept, id) = (app.clone(), id.to_owned());
    app.change_access(principal, workspace, "revoke-token", move |tx, now| {
        tx.system().revoke_token(Some(workspace), &id, now)?;
        kept.credentials.tokens.forget(&id);
        Ok(Done::new((), format!("token {id}")))
    })
}

fn token(app: &App, secret: &NewSecret, workspace: Option<WorkspaceId>, input: &TokenInput) -> NewToken {
    NewToken {
        id: secret.id.clone(),
        workspace,
        name: input.name.clone(),
        hash: app.keys.secret_hash(secret.secret.as_bytes()),
        scopes: words(&input.scopes),
        expires_at: input.expires_at,
        settings: input.settings,
    }
}

/// Scopes as they are stored.
pub(super) fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<&str>>().join(" ")
}

/// Nobody gives more than he has, and the operator's work is never given inside a workspace.
pub(super) fn scopes(asked: &[Scope], held: &[Scope], faults: &mut Faults) {
    if asked.is_empty() {
        faults.add("/scopes", "At least one scope is required.");
    }
    if asked.iter().any(|scope| *scope == Scope::Operator || !scope.is_in(held)) {
        faults.add("/scopes", "Only scopes that you hold yourself can be given.");
    }
}
