//! Credentials: API tokens, OAuth2 clients, users, sessions and one-time sign-in links. Only keyed hashes are stored.

use canvass_domain::id::{UserId, WorkspaceId};
use jiff::Timestamp;

use crate::Result;

/// How calls of a client or token are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallSettings {
    /// A repeat without a key gets the first answer and no second effect (E116).
    pub replays: bool,
    /// A write that was done is answered without a body.
    pub empty_answers: bool,
    /// How many calls it may make.
    pub limits: CallLimits,
}

/// How many calls a client or token may make. `None` = what is usual on the surface that is called, 0 = as many as it
/// likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallLimits {
    /// Where calls that read have a bucket of their own (E123): refilled in a minute.
    pub reads_per_minute: Option<u32>,
    /// Where calls that write have a bucket of their own (E123): refilled in a minute.
    pub writes_per_minute: Option<u32>,
    /// How much each bucket holds; at least 1.
    pub burst: Option<u32>,
    /// Where all calls are counted in one window (Q6, C5), and on our own API, which limits nothing by itself.
    pub calls_per_minute: Option<u32>,
}

impl CallLimits {
    /// These, but for what a change says otherwise.
    #[must_use]
    pub fn changed(self, change: Self) -> Self {
        Self {
            reads_per_minute: change.reads_per_minute.or(self.reads_per_minute),
            writes_per_minute: change.writes_per_minute.or(self.writes_per_minute),
            burst: change.burst.or(self.burst),
            calls_per_minute: change.calls_per_minute.or(self.calls_per_minute),
        }
    }
}

/// An API token to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Public part, random.
    pub id: String,
    /// Its workspace; `None` = the operator's, which reaches all.
    pub workspace: Option<WorkspaceId>,
    /// What people call it.
    pub name: String,
    /// Keyed hash of the secret part.
    pub hash: Vec<u8>,
    /// What it may do, blank-separated.
    pub scopes: String,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How its calls are answered.
    pub settings: CallSettings,
}

/// An API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord {
    /// As made.
    pub token: NewToken,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is void.
    pub revoked_at: Option<Timestamp>,
}

/// An OAuth2 client to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// Public id, unique over the installation.
    pub id: String,
    /// The workspace it decides (E122).
    pub workspace: WorkspaceId,
    /// What people call it.
    pub name: String,
    /// Keyed hash of its first secret.
    pub secret_hash: Vec<u8>,
    /// What it may do, blank-separated.
    pub scopes: String,
    /// How its calls are answered.
    pub settings: CallSettings,
    /// A scope text that means all it has (E121).
    pub scope_alias: Option<String>,
    /// What outside issuers call it (E120), unique within the workspace (`client_outside_name`).
    pub outside_name: Option<String>,
}

/// An OAuth2 client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// As made; `secret_hash` is the newer secret.
    pub client: NewClient,
    /// The older of two active secrets (E119).
    pub older_secret_hash: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is void.
    pub disabled_at: Option<Timestamp>,
}

/// Somebody who signs in to the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Its number within the workspace.
    pub id: UserId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Unique without case within the workspace (`user_name`).
    pub name: String,
    /// `reader` or `manager`.
    pub role: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A one-time sign-in link to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignIn {
    /// Keyed hash of the code.
    pub hash: Vec<u8>,
    /// Whose workspace.
    pub workspace: WorkspaceId,
    /// Who signs in.
    pub user: UserId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A session to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Keyed hash of the cookie.
    pub hash: Vec<u8>,
    /// Whose workspace.
    pub workspace: WorkspaceId,
    /// Who is signed in.
    pub user: UserId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// As made.
    pub session: NewSession,
    /// Who is signed in.
    pub user: UserRecord,
}

/// An outside issuer of tokens that a workspace trusts (E120).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssuer {
    /// Who trusts it: its tokens name clients of this workspace.
    pub workspace: WorkspaceId,
    /// `iss` of its tokens; unique within the workspace together with the audience (`issuer_audience`).
    pub issuer: String,
    /// `aud` of its tokens.
    pub audience: String,
    /// Where its public keys are.
    pub keys: IssuerKeys,
}

/// Where the public keys of an issuer are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuerKeys {
    /// Here: a JWKS document.
    Document(String),
    /// There: the address of one.
    Url(String),
}

/// An outside issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerRecord {
    /// Its number within the workspace.
    pub id: i32,
    /// As made.
    pub issuer: NewIssuer,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A host name that stands for one workspace (E122).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRecord {
    /// In lower case, without port.
    pub host: String,
    /// When it was bound.
    pub created_at: Timestamp,
}

/// Credentials of all workspaces: they are what tells the workspace.
pub trait Access {
    /// Keeps a token.
    fn add_token(&mut self, token: &NewToken, at: Timestamp) -> Result<()>;
    /// The token of an id, revoked and expired ones too.
    fn token(&mut self, id: &str) -> Result<Option<TokenRecord>>;
    /// The tokens of a workspace, or the operator's.
    fn tokens(&mut self, workspace: Option<WorkspaceId>) -> Result<Vec<TokenRecord>>;
    /// Voids a token; `Missing("token")` if it is not of this workspace.
    fn revoke_token(&mut self, workspace: Option<WorkspaceId>, id: &str, at: Timestamp) -> Result<()>;
    /// Keeps a client; `Conflict("client_id")`.
    fn add_client(&mut self, client: &NewClient, at: Timestamp) -> Result<()>;
    /// The client of an id, disabled ones too.
    fn client(&mut self, id: &str) -> Result<Option<ClientRecord>>;
    /// The clients of a workspace.
    fn clients(&mut self, workspace: WorkspaceId) -> Result<Vec<ClientRecord>>;
    /// Gives a client a new secret and keeps the present one as the older (E119).
    fn rotate_secret(&mut self, workspace: WorkspaceId, id: &str, hash: &[u8]) -> Result<()>;
    /// Voids a client.
    fn disable_client(&mut self, workspace: WorkspaceId, id: &str, at: Timestamp) -> Result<()>;
    /// The client that outside issuers call so, disabled ones too: its id in the workspace comes first.
    fn client_of_issuer(&mut self, workspace: WorkspaceId, name: &str) -> Result<Option<ClientRecord>>;
    /// Changes how a client is answered and named; `Conflict("client_outside_name")`, `Missing("client")`.
    fn change_client(&mut self, client: &NewClient) -> Result<()>;
    /// Trusts an issuer; `Conflict("issuer_audience")`.
    fn add_issuer(&mut self, issuer: &NewIssuer, at: Timestamp) -> Result<i32>;
    /// The issuers a workspace trusts, by id.
    fn issuers(&mut self, workspace: WorkspaceId) -> Result<Vec<IssuerRecord>>;
    /// The issuers of a name, of all workspaces.
    fn issuers_named(&mut self, issuer: &str) -> Result<Vec<IssuerRecord>>;
    /// Trusts an issuer no more; `Missing("issuer")`.
    fn remove_issuer(&mut self, workspace: WorkspaceId, id: i32) -> Result<()>;
    /// Binds a host name to a workspace; `Conflict("host_name")` if it is bound already, to whichever.
    fn add_host(&mut self, workspace: WorkspaceId, host: &str, at: Timestamp) -> Result<()>;
    /// The host names of a workspace.
    fn hosts(&mut self, workspace: WorkspaceId) -> Result<Vec<HostRecord>>;
    /// The workspace a host name is bound to.
    fn workspace_of_host(&mut self, host: &str) -> Result<Option<WorkspaceId>>;
    /// Frees a host name; `Missing("host")`.
    fn remove_host(&mut self, workspace: WorkspaceId, host: &str) -> Result<()>;
    /// Makes a user; `Conflict("user_name")`.
    fn add_user(&mut self, workspace: WorkspaceId, name: &str, role: &str, at: Timestamp) -> Result<UserId>;
    /// The users of a workspace.
    fn users(&mut self, workspace: WorkspaceId) -> Result<Vec<UserRecord>>;
    /// Keeps a sign-in link.
    fn add_sign_in(&mut self, sign_in: &NewSignIn) -> Result<()>;
    /// Takes a sign-in link, once: it is gone afterwards. `None` if unknown, used or over at `now`.
    fn take_sign_in(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<UserRecord>>;
    /// Keeps a session.
    fn add_session(&mut self, session: &NewSession) -> Result<()>;
    /// The session of a cookie, unless over at `now`.
    fn session(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<SessionRecord>>;
    /// Ends a session; an unknown one is no error.
    fn end_session(&mut self, hash: &[u8]) -> Result<()>;
}
