//! Credentials: API tokens, OAuth2 clients, users, sessions and one-time sign-in links.

use canvass_domain::id::{UserId, WorkspaceId};
use canvass_store::area::{
    Access, ClientRecord, NewClient, NewSession, NewSignIn, NewToken, SessionRecord, TokenRecord, UserRecord,
};
use canvass_store::{Result, from_ticks, to_ticks};
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
        replays: cells.next()?,
    };
    Ok(ClientRecord {
        client,
        older_secret_hash: cells.next()?,
        created_at: cells.moment()?,
        disabled_at: cells.maybe_moment()?,
    })
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
                client.replays,
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
