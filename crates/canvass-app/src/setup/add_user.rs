//! Makes users of the console and their one-time sign-in links.

use canvass_domain::id::{UserId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::NewSignIn;
use jiff::{SignedDuration, Timestamp};

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal, Scope};

const MOST_NAME_CHARS: usize = 200;

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads customers and results.
    Reader,
    /// Reads, and approves batches; sets nothing up.
    Approver,
    /// Approves batches, writes questionnaires and mails, follows up.
    Manager,
}

impl Role {
    /// The word kept in storage and used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Approver => "approver",
            Self::Manager => "manager",
        }
    }

    /// The role of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Reader, Self::Approver, Self::Manager].into_iter().find(|role| role.as_str() == word)
    }

    /// What it may do.
    pub fn scopes(self) -> Vec<Scope> {
        match self {
            Self::Reader => vec![Scope::CustomersRead, Scope::ReportsRead],
            Self::Approver => vec![Scope::CustomersRead, Scope::ReportsRead, Scope::BatchesApprove],
            Self::Manager => vec![Scope::WorkspaceAdmin],
        }
    }
}

/// Makes a user.
pub fn add_user(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    name: &str,
    role: Role,
) -> Pending<UserId, Refusal> {
    let name = name.trim().to_owned();
    app.change_access(principal, workspace, "add-user", move |tx, now| {
        let mut faults = Faults::default();
        faults.text("/name", &name, MOST_NAME_CHARS);
        faults.into_result()?;
        let id = tx.system().add_user(workspace, &name, role.as_str(), now)?;
        Ok(Done::new(id, format!("user {id}")))
    })
}

/// Makes a one-time sign-in code for a user. Only its hash is stored.
pub fn add_sign_in(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    user: UserId,
    life: SignedDuration,
) -> Pending<String, Refusal> {
    let code = app.random_text();
    let hash = app.keys.secret_hash(code.as_bytes());
    app.change_access(principal, workspace, "add-sign-in", move |tx, now| {
        if !tx.system().users(workspace)?.iter().any(|record| record.id == user) {
            return Err(Refusal::NotFound("user"));
        }
        let expires_at = now.checked_add(life).unwrap_or(Timestamp::MAX);
        tx.system().add_sign_in(&NewSignIn { hash: hash.clone(), workspace, user, expires_at })?;
        Ok(Done::new(code.clone(), format!("user {user}")))
    })
}
