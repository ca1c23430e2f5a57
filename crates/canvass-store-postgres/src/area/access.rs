//! Credentials of all workspaces; only keyed hashes are stored.

use canvass_domain::id::{UserId, WorkspaceId};
use canvass_store::area::{
    Access, ClientRecord, HostRecord, IssuerKeys, IssuerRecord, NewClient, NewIssuer, NewSession, NewSignIn,
    NewToken, SessionRecord, TokenRecord, UserRecord,
};
use canvass_store::document::{call_settings_from_text, call_settings_to_text};
use canvass_store::{Result, StoreError, from_ticks, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, moment_opt, named};

fn token(row: &Row) -> Result<TokenRecord> {
    Ok(TokenRecord {
        token: NewToken {
            id: named(row, "id")?,
            workspace: named::<Option<i32>>(row, "workspace_id")?.map(WorkspaceId),
            name: named(row, "name")?,
            hash: named(row, "hash")?,
            scopes: named(row, "scopes")?,
            expires_at: moment_opt(row, "expires_at")?,
            settings: call_settings_from_text(&named::<String>(row, "settings")?)?,
        },
        created_at: moment(row, "created_at")?,
        revoked_at: moment_opt(row, "revoked_at")?,
    })
}

fn client(row: &Row) -> Result<ClientRecord> {
    Ok(ClientRecord {
        client: NewClient {
            id: named(row, "id")?,
            workspace: WorkspaceId(named(row, "workspace_id")?),
            name: named(row, "name")?,
            secret_hash: named(row, "secret_hash")?,
            scopes: named(row, "scopes")?,
            settings: call_settings_from_text(&named::<String>(row, "settings")?)?,
            scope_alias: named(row, "scope_alias")?,
            outside_name: named(row, "outside_name")?,
        },
        older_secret_hash: named(row, "older_secret_hash")?,
        created_at: moment(row, "created_at")?,
        disabled_at: moment_opt(row, "disabled_at")?,
    })
}

fn issuer(row: &Row) -> Result<IssuerRecord> {
    let keys = match (named(row, "keys")?, named(row, "keys_url")?) {
        (Some(document), None) => IssuerKeys::Document(document),
        (None, Some(url)) => IssuerKeys::Url(url),
        (Some(_), Some(_)) | (None, None) => return Err(StoreError::Corrupt("issuer.keys")),
    };
    let issuer = NewIssuer {
        workspace: WorkspaceId(named(row, "workspace_id")?),
        issuer: named(row, "issuer")?,
        audience: named(row, "audience")?,
        keys,
    };
    Ok(IssuerRecord { id: named(row, "id")?, issuer, created_at: moment(row, "created_at")? })
}

fn user(row: &Row) -> Result<UserRecord> {
    Ok(UserRecord {
        id: UserId(named(row, "id")?),
        workspace: WorkspaceId(named(row, "workspace_id")?),
        name: named(row, "name")?,
        role: named(row, "role")?,
        created_at: moment(row, "created_at")?,
    })
}

fn taken(rows: u64, name: &'static str) -> Result<()> {
    if rows == 0 { Err(StoreError::Conflict(name)) } else { Ok(()) }
}

impl Access for PostgresTx<'_> {
    fn add_token(&mut self, token: &NewToken, at: Timestamp) -> Result<()> {
        let workspace = token.workspace.map(|workspace| workspace.0);
        let expires_at = token.expires_at.map(to_ticks);
        let rows = self.execute(
            catalogue::INSERT_TOKEN,
            &[
                &token.id,
                &workspace,
                &token.name,
                &token.hash,
                &token.scopes,
                &expires_at,
                &call_settings_to_text(token.settings),
                &to_ticks(at),
            ],
        )?;
        taken(rows, "token_id")
    }

    fn token(&mut self, id: &str) -> Result<Option<TokenRecord>> {
        self.query_opt(catalogue::FIND_TOKEN, &[&id])?.as_ref().map(token).transpose()
    }

    fn tokens(&mut self, workspace: Option<WorkspaceId>) -> Result<Vec<TokenRecord>> {
        let workspace = workspace.map(|workspace| workspace.0);
        self.query(catalogue::LIST_TOKENS, &[&workspace])?.iter().map(token).collect()
    }

    fn revoke_token(&mut self, workspace: Option<WorkspaceId>, id: &str, at: Timestamp) -> Result<()> {
        let workspace = workspace.map(|workspace| workspace.0);
        self.execute_on(catalogue::REVOKE_TOKEN, "token", &[&workspace, &id, &to_ticks(at)])
    }

    fn add_client(&mut self, client: &NewClient, at: Timestamp) -> Result<()> {
        let rows = self.execute(
            catalogue::INSERT_CLIENT,
            &[
                &client.id,
                &client.workspace.0,
                &client.name,
                &client.secret_hash,
                &client.scopes,
                &call_settings_to_text(client.settings),
                &client.scope_alias,
                &client.outside_name,
                &to_ticks(at),
            ],
        )?;
        taken(rows, "client_id")
    }

    fn client(&mut self, id: &str) -> Result<Option<ClientRecord>> {
        self.query_opt(catalogue::FIND_CLIENT, &[&id])?.as_ref().map(client).transpose()
    }

    fn clients(&mut self, workspace: WorkspaceId) -> Result<Vec<ClientRecord>> {
        self.query(catalogue::LIST_CLIENTS, &[&workspace.0])?.iter().map(client).collect()
    }

    fn rotate_secret(&mut self, workspace: WorkspaceId, id: &str, hash: &[u8]) -> Result<()> {
        self.execute_on(catalogue::ROTATE_SECRET, "client", &[&workspace.0, &id, &hash])
    }

    fn disable_client(&mut self, workspace: WorkspaceId, id: &str, at: Timestamp) -> Result<()> {
        self.execute_on(catalogue::DISABLE_CLIENT, "client", &[&workspace.0, &id, &to_ticks(at)])
    }

    fn client_of_issuer(&mut self, workspace: WorkspaceId, name: &str) -> Result<Option<ClientRecord>> {
        self.query_opt(catalogue::FIND_CLIENT_OF_ISSUER, &[&workspace.0, &name])?
            .as_ref()
            .map(client)
            .transpose()
    }

    fn change_client(&mut self, client: &NewClient) -> Result<()> {
        self.execute_on(
            catalogue::CHANGE_CLIENT,
            "client",
            &[
                &client.workspace.0,
                &client.id,
                &client.name,
                &call_settings_to_text(client.settings),
                &client.scope_alias,
                &client.outside_name,
            ],
        )
    }

    fn add_issuer(&mut self, issuer: &NewIssuer, at: Timestamp) -> Result<i32> {
        let id = self.shared.sequences.next(issuer.workspace, Counted::Issuer)?;
        let (keys, url) = match &issuer.keys {
            IssuerKeys::Document(document) => (Some(document), None),
            IssuerKeys::Url(url) => (None, Some(url)),
        };
        let workspace = issuer.workspace.0;
        let rows = self.execute(
            catalogue::INSERT_ISSUER,
            &[&workspace, &id, &issuer.issuer, &issuer.audience, &keys, &url, &to_ticks(at)],
        )?;
        taken(rows, "issuer_audience")?;
        Ok(id)
    }

    fn issuers(&mut self, workspace: WorkspaceId) -> Result<Vec<IssuerRecord>> {
        self.query(catalogue::LIST_ISSUERS, &[&workspace.0])?.iter().map(issuer).collect()
    }

    fn issuers_named(&mut self, name: &str) -> Result<Vec<IssuerRecord>> {
        self.query(catalogue::LIST_ISSUERS_NAMED, &[&name])?.iter().map(issuer).collect()
    }

    fn remove_issuer(&mut self, workspace: WorkspaceId, id: i32) -> Result<()> {
        self.execute_on(catalogue::DELETE_ISSUER, "issuer", &[&workspace.0, &id])
    }

    fn add_host(&mut self, workspace: WorkspaceId, host: &str, at: Timestamp) -> Result<()> {
        let rows = self.execute(catalogue::INSERT_HOST, &[&workspace.0, &host, &to_ticks(at)])?;
        taken(rows, "host_name")
    }

    fn hosts(&mut self, workspace: WorkspaceId) -> Result<Vec<HostRecord>> {
        let rows = self.query(catalogue::LIST_HOSTS, &[&workspace.0])?;
        let host = |row| Ok(HostRecord { host: named(row, "host")?, created_at: moment(row, "created_at")? });
        rows.iter().map(host).collect()
    }

    fn workspace_of_host(&mut self, host: &str) -> Result<Option<WorkspaceId>> {
        let row = self.query_opt(catalogue::FIND_HOST, &[&host])?;
        row.map(|row| Ok(WorkspaceId(named(&row, "workspace_id")?))).transpose()
    }

    fn remove_host(&mut self, workspace: WorkspaceId, host: &str) -> Result<()> {
        self.execute_on(catalogue::DELETE_HOST, "host", &[&workspace.0, &host])
    }

    fn add_user(&mut self, workspace: WorkspaceId, name: &str, role: &str, at: Timestamp) -> Result<UserId> {
        let id = self.shared.sequences.next(workspace, Counted::User)?;
        let rows = self.execute(
            catalogue::INSERT_USER,
            &[&workspace.0, &id, &name, &name.to_lowercase(), &role, &to_ticks(at)],
        )?;
        taken(rows, "user_name")?;
        Ok(UserId(id))
    }

    fn users(&mut self, workspace: WorkspaceId) -> Result<Vec<UserRecord>> {
        self.query(catalogue::LIST_USERS, &[&workspace.0])?.iter().map(user).collect()
    }

    fn add_sign_in(&mut self, sign_in: &NewSignIn) -> Result<()> {
        let expires_at = to_ticks(sign_in.expires_at);
        self.execute_exactly(
            catalogue::INSERT_SIGN_IN,
            1,
            &[&sign_in.hash, &sign_in.workspace.0, &sign_in.user.0, &expires_at],
        )
    }

    fn take_sign_in(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<UserRecord>> {
        self.query_opt(catalogue::TAKE_SIGN_IN, &[&hash, &to_ticks(now)])?.as_ref().map(user).transpose()
    }

    fn add_session(&mut self, session: &NewSession) -> Result<()> {
        let expires_at = to_ticks(session.expires_at);
        self.execute_exactly(
            catalogue::INSERT_SESSION,
            1,
            &[&session.hash, &session.workspace.0, &session.user.0, &expires_at],
        )
    }

    fn session(&mut self, hash: &[u8], now: Timestamp) -> Result<Option<SessionRecord>> {
        let Some(row) = self.query_opt(catalogue::FIND_SESSION, &[&hash, &to_ticks(now)])? else {
            return Ok(None);
        };
        let user = user(&row)?;
        let session = NewSession {
            hash: hash.to_vec(),
            workspace: user.workspace,
            user: user.id,
            expires_at: from_ticks(named(&row, "expires_at")?),
        };
        Ok(Some(SessionRecord { session, user }))
    }

    fn end_session(&mut self, hash: &[u8]) -> Result<()> {
        self.execute(catalogue::DELETE_SESSION, &[&hash]).map(drop)
    }
}
