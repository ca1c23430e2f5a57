//! Credentials: API tokens, OAuth2 clients, users, sessions and one-time sign-in links. Only keyed hashes are stored.

use canvass_domain::id::{UserId, WorkspaceId};
use jiff::Timestamp;

use crate::Result;

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
    /// A repeat without a key gets the first answer and no second effect (E116).
    pub replays: bool,
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
