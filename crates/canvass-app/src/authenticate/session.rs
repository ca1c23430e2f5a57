//! Sessions of the console: a one-time link becomes a session with a fresh random id (P10), which ends by time or by
//! signing out.

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::{CallSettings, NewSession, UserRecord};
use jiff::{SignedDuration, Timestamp};

use super::Denial;
use crate::change::row;
use crate::setup::Role;
use crate::{App, Principal, Reach};

const LIFE: SignedDuration = SignedDuration::from_hours(12);

/// A session that was just made.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// What the cookie carries; only its hash is stored.
    pub cookie: String,
    /// Who signed in.
    pub user: UserRecord,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("user", &self.user.id).finish_non_exhaustive()
    }
}

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What the user may do.
    pub principal: Principal,
    /// The user's workspace.
    pub workspace: WorkspaceId,
    /// The user.
    pub user: UserRecord,
}

/// Takes a one-time sign-in code and makes a session: once.
pub fn sign_in(app: &App, code: &str) -> Pending<SignedIn, Denial> {
    let hash = app.keys.secret_hash(code.as_bytes());
    let cookie = app.random_text();
    let cookie_hash = app.keys.secret_hash(cookie.as_bytes());
    app.store.write_both(move |tx| {
        let now = tx.system().now()?;
        let user = tx.system().take_sign_in(&hash, now)?.ok_or(Denial::Denied)?;
        let expires_at = now.checked_add(LIFE).unwrap_or(Timestamp::MAX);
        let session =
            NewSession { hash: cookie_hash.clone(), workspace: user.workspace, user: user.id, expires_at };
        tx.system().add_session(&session)?;
        tx.workspace(user.workspace).audit(&row(&actor(&user), "sign-in", object(&user), now))?;
        Ok(SignedIn { cookie: cookie.clone(), user, expires_at })
    })
}

/// Recognises the cookie of a session.
pub fn authenticate_session(app: &App, cookie: &str) -> Pending<Session, Denial> {
    let hash = app.keys.secret_hash(cookie.as_bytes());
    app.store.read_system(move |tx| {
        let now = tx.now()?;
        let user = tx.session(&hash, now)?.ok_or(Denial::Denied)?.user;
        let role = Role::from_word(&user.role).ok_or(Denial::Denied)?;
        let principal = Principal {
            actor: actor(&user),
            reach: Reach::Workspace(user.workspace),
            scopes: role.scopes(),
            settings: CallSettings::default(),
        };
        Ok(Session { principal, workspace: user.workspace, user })
    })
}

/// Ends a session; an unknown one is no error.
pub fn sign_out(app: &App, cookie: &str) -> Pending<(), Denial> {
    let hash = app.keys.secret_hash(cookie.as_bytes());
    app.store.write_both(move |tx| {
        let now = tx.system().now()?;
        if let Some(session) = tx.system().session(&hash, now)? {
            tx.system().end_session(&hash)?;
            let audit = row(&actor(&session.user), "sign-out", object(&session.user), now);
            tx.workspace(session.user.workspace).audit(&audit)?;
        }
        Ok(())
    })
}

fn actor(user: &UserRecord) -> String {
    format!("user:{}", user.id)
}

fn object(user: &UserRecord) -> String {
    format!("user {}", user.id)
}
