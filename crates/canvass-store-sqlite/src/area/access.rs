//! Credentials: API tokens, OAuth2 clients, users, sessions and one-time sign-in links.

use canvass_domain::id::{UserId, WorkspaceId};
use canvass_store::area::{
    Access, ClientRecord, HostRecord, IssuerKeys, IssuerRecord, NewClient, NewIssuer, NewSession, NewSignIn,
    NewToken, SessionRecord, TokenRecord, UserRecord,
};
use canvass_store::document::{call_settings_from_text, call_settings_to_text};
use canvass_store::{Result, StoreError, from_ticks, to_ticks};
use jiff::Timestamp;

use super::maybe_ticks;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn token_record(cells: &mut Cells<'_, '_>) -> Result<TokenRecord> {
    let token = NewToken {
        id: cells.next()?,
        workspace: cells.next::<Option<i32>>()?.map(WorkspaceId),
        name: cells.next()?,
        hash: cells.next()?,
        scopes: cells.next()?,
        expires_at: cells.maybe_moment()?,
        settings: call_settings_from_text(&cells.next::<String>()?)?,
    };
    Ok(TokenRecord { token, created_at: cells.moment()?, revoked_at: cells.maybe_moment()? })
}

fn client_record(cells: &mut Cells<'_, '_>) -> Result<ClientRecord> {
    let client = NewClient {
        id: cells.next()?,
        workspace: WorkspaceId(cells.next()?),
        name: cells.next()?,
        secret_hash: cells.next()?,
        scopes: cells.next()?,
        settings: call_settings_from_text(&cells.next::<String>()?)?,
        scope_alias: cells.next()?,
        outside_name: cells.next()?,
    };
    Ok(ClientRecord {
        client,
        older_secret_hash: cells.next()?,
        created_at: cells.moment()?,
        disabled_at: cells.maybe_moment()?,
    })
}

fn issuer_record(cells: &mut Cells<'_, '_>) -> Result<IssuerRecord> {
    let (workspace, id) = (WorkspaceId(cells.next()?), cells.next()?);
    let (issuer, audience) = (cells.next()?, cells.next()?);
    let keys = match (cells.next()?, cells.next()?) {
        (Some(document), None) => IssuerKeys::Document(document),
        (None, Some(url)) => IssuerKeys::Url(url),
        (Some(_), Some(_)) | (None, None) => return Err(StoreError::Corrupt("issuer.keys")),
    };
    let issuer = NewIssuer { workspace, issuer, audience, keys };
    Ok(IssuerRecord { id, issuer, created_at: cells.moment()? })
}

fn user_record(cells: &mut Cells<'_, '_>) -> Result<UserRecord> {
    Ok(UserRecord {
        workspace: WorkspaceId(cells.next()?),
        id: UserId(cells.next()?),
        name: cells.next()?,
        role: cells.next()?,
        created_at: cells.moment()?,
    })
}

impl SqliteTx<'_> {
    fn user(&self, workspace: i32, user: i32) -> Result<Option<UserRecord>> {
        self.row(catalogue::FIND_USER, (workspace, user), user_record)
    }
}

impl Access for SqliteTx<'_> {
    fn add_token(&mut self, token: &NewToken, at: Timestamp) -> Result<()> {
        self.change_one(
            catalogue::INSERT_TOKEN,
            (
                &token.id,
                token.workspace.map(|workspace| workspace.0),
                &token.name,
                &token.hash,
                &token.scopes,
                maybe_ticks(token.expires_at),
                call_settings_to_text(token.settings),
                to_ticks(at),
            ),
        )
    }

    fn token(&mut self, id: &str) -> Result<Option<TokenRecord>> {
        self.row(catalogue::FIND_TOKEN, (id,), token_record)
    }

    fn tokens(&mut self, workspace: Option<WorkspaceId>) -> Result<Vec<TokenRecord>> {
        self.rows(catalogue::LIST_TOKENS, (workspace.map(|workspace| workspace.0),), token_record)
    }

    fn revoke_token(&mut self, workspace: Option<WorkspaceId>, id: &str, at: Timestamp) -> Result<()> {
        let wall = workspace.map(|workspace| workspace.0);
        self.change_named(catalogue::REVOKE_TOKEN, (wall, id, to_ticks(at)), "token")
    }

    fn add_client(&mut self, client: &NewClient, at: Timestamp) -> Result<()> {
        self.change_one(
            catalogue::INSERT_CLIENT,
            (
                &client.id,
                client.workspace.0,
                &client.name,
                &client.secret_hash,
                &client.scopes,
                call_settings_to_text(client.settings),
                &client.scope_alias,
                &client.outside_name,
                to_ticks(at),
            ),
        )
    }

    fn client(&mut self, id: &str) -> Result<Option<ClientRecord>> {
        self.row(catalogue::FIND_CLIENT, (id,), client_record)
    }

    fn clients(&mut self, workspace: WorkspaceId) -> Result<Vec<ClientRecord>> {
        self.rows(catalogue::LIST_CLIENTS, (workspace.0,), client_record)
    }

    fn rotate_secret(&mut self, workspace: WorkspaceId, id: &str, hash: &[u8]) -> Result<()> {
        self.change_named(catalogue::ROTATE_SECRET, (workspace.0, id, hash), "client")
    }

    fn disable_client(&mut self, workspace: WorkspaceId, id: &str, at: Timestamp) -> Result<()> {
        self.change_named(catalogue::DISABLE_CLIENT, (workspace.0, id, to_ticks(at)), "client")
    }

    fn client_of_issuer(&mut self, workspace: WorkspaceId, name: &str) -> Result<Option<ClientRecord>> {
        self.row(catalogue::FIND_CLIENT_OF_ISSUER, (workspace.0, name), client_record)
    }

    fn change_client(&mut self, client: &NewClient) -> Result<()> {
        self.change_named(
            catalogue::CHANGE_CLIENT,
            (
                client.workspace.0,
                &client.id,
                &client.name,
                call_settings_to_text(client.settings),
                &client.scope_alias,
                &client.outside_name,
            ),
            "client",
        )
    }

    fn add_issuer(&mut self, issuer: &NewIssuer, at: Timestamp) -> Result<i32> {
        let id = self.take_numbers_of(issuer.workspace, "issuer", 1)?;
        let (keys, url) = match &issuer.keys {
            IssuerKeys::Document(document) => (Some(document), None),
            IssuerKeys::Url(url) => (None, Some(url)),
        };
        self.change_one(
            catalogue::INSERT_ISSUER,
            (issuer.workspace.0, id, &issuer.issuer, &issuer.audience, keys, url, to_ticks(at)),
        )?;
        Ok(id)
    }

    fn issuers(&mut self, workspace: WorkspaceId) -> Result<Vec<IssuerRecord>> {
        self.rows(catalogue::LIST_ISSUERS, (workspace.0,), issuer_record)
    }

    fn issuers_named(&mut self, issuer: &str) -> Result<Vec<IssuerRecord>> {
        self.rows(catalogue::LIST_ISSUERS_NAMED, (issuer,), issuer_record)
    }

    fn remove_issuer(&mut self, workspace: WorkspaceId, id: i32) -> Result<()> {
        self.change_named(catalogue::DELETE_ISSUER, (workspace.0, id), "issuer")
    }

    fn add_host(&mut self, workspace: WorkspaceId, host: &str, at: Timestamp) -> Result<()> {
        self.change_one(catalogue::INSERT_HOST, (workspace.0, host, to_ticks(at)))
    }

    fn hosts(&mut self, workspace: WorkspaceId) -> Result<Vec<HostRecord>> {
        self.rows(catalogue::LIST_HOSTS, (workspace.0,), |cells| {
            Ok(HostRecord { host: cells.next()?, created_at: cells.moment()? })
        })
    }

    fn workspace_of_host(&mut self, host: &str) -> Result<Option<WorkspaceId>> {
        Ok(self.cell(catalogue::FIND_HOST, (host,))?.map(WorkspaceId))
    }

    fn remove_host(&mut self, workspace: WorkspaceId, host: &str) -> Result<()> {
        self.change_named(catalogue::DELETE_HOST, (workspace.0, host), "host")
    }

    fn add_user(&mut self, workspace: WorkspaceId, name: &str, role: &str, at: Timestamp) -> Result<UserId> {
        let id = self.take_numbers_of(workspace, "user", 1)?;
        let key = name.to_lowercase();
        self.change_one(catalogue::INSERT_USER, (workspace.0, id, name, key, role, to_ticks(at)))?;
        Ok(UserId(id))
    }

    fn users(&mut self, workspace: WorkspaceId) -> Result<Vec<UserRecord>> {
        self.rows(catalogue::LIST_USERS, (workspace.0,), user_record)
    }

    fn add_sign_in(&mut self, sign_in: &NewSignIn) -> Result<()> {
        self.change_one(
            catalogue::INSERT_SIGN_IN,
            (&sign_in.hash, sign_in.workspace.0, sign_in.user.0, to_ticks(sign_in.expires_at)),
        )
    }

    fn take_sign_in(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<UserRecord>> {
        let taken: Option<(i32, i32, i64)> = self.row(catalogue::TAKE_SIGN_IN, (hash,), |cells| {
            Ok((cells.next()?, cells.next()?, cells.next()?))
        })?;
        match taken {
            Some((workspace, user, expires_at)) if expires_at > to_ticks(now) => self.user(workspace, user),
            Some(_) | None => Ok(None),
        }
    }

    fn add_session(&mut self, session: &NewSession) -> Result<()> {
        self.change_one(
            catalogue::INSERT_SESSION,
            (&session.hash, session.workspace.0, session.user.0, to_ticks(session.expires_at)),
        )
    }

    fn session(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<SessionRecord>> {
        let found: Option<(i32, i32, i64)> =
            self.row(catalogue::FIND_SESSION, (hash, to_ticks(now)), |cells| {
                Ok((cells.next()?, cells.next()?, cells.next()?))
            })?;
        let Some((workspace, user, expires_at)) = found else { return Ok(None) };
        let session = NewSession {
            hash: hash.to_vec(),
            workspace: WorkspaceId(workspace),
            user: UserId(user),
            expires_at: from_ticks(expires_at),
        };
        Ok(self.user(workspace, user)?.map(|user| SessionRecord { session, user }))
    }

    fn end_session(&mut self, hash: &[u8]) -> Result<()> {
        self.change(catalogue::DELETE_SESSION, (hash,)).map(drop)
    }
}
