//! Who asks: the result of authentication, and what it may reach.

use canvass_domain::id::WorkspaceId;
use canvass_store::area::CallSettings;

/// What a token, client or user may do. The words are those of the wires (`spec` scopes) and of our tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Push customers.
    CustomersWrite,
    /// Read customers, columns and states.
    CustomersRead,
    /// Make organisations.
    OrganisationsWrite,
    /// Read organisations.
    OrganisationsRead,
    /// Read results.
    ReportsRead,
    /// Manage users.
    UsersAdmin,
    /// Approve, reject and cancel batches, see them and what their mails look like.
    BatchesApprove,
    /// Set the workspace up, approve batches, settle messages.
    WorkspaceAdmin,
    /// Push contacts and responses by an api-key (`cx` calls that write).
    CxWrite,
    /// Read transactions and responses by an api-key.
    CxRead,
    /// Read and make tickets by an api-key.
    CxTickets,
    /// Everything, everywhere: workspaces too.
    Operator,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 12] = [
        Self::CustomersWrite,
        Self::CustomersRead,
        Self::OrganisationsWrite,
        Self::OrganisationsRead,
        Self::ReportsRead,
        Self::UsersAdmin,
        Self::BatchesApprove,
        Self::WorkspaceAdmin,
        Self::CxWrite,
        Self::CxRead,
        Self::CxTickets,
        Self::Operator,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomersWrite => "customers.write",
            Self::CustomersRead => "customers.read",
            Self::OrganisationsWrite => "organisations.write",
            Self::OrganisationsRead => "organisations.read",
            Self::ReportsRead => "reports.read",
            Self::UsersAdmin => "users.admin",
            Self::BatchesApprove => "batches.approve",
            Self::WorkspaceAdmin => "workspace.admin",
            Self::CxWrite => "cx.write",
            Self::CxRead => "cx.read",
            Self::CxTickets => "cx.tickets",
            Self::Operator => "operator",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// Whether a holder of these scopes may do this.
    pub(crate) fn is_in(self, held: &[Self]) -> bool {
        held.iter().any(|held| {
            *held == Self::Operator
                || *held == self
                || (*held == Self::WorkspaceAdmin && self != Self::Operator)
        })
    }

    /// Whether these scopes are about organisations and nothing else: those of a token that is made for one surface (C4).
    pub fn are_of_organisations(scopes: &[Self]) -> bool {
        let is_own = |scope: &Self| matches!(scope, Self::OrganisationsWrite | Self::OrganisationsRead);
        !scopes.is_empty() && scopes.iter().all(is_own)
    }

    /// The scopes of a blank-separated list; unknown words are left out.
    pub fn from_list(list: &str) -> Vec<Self> {
        list.split_ascii_whitespace().filter_map(Self::from_word).collect()
    }
}

/// Which workspaces a principal reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All: the operator.
    Installation,
    /// One.
    Workspace(WorkspaceId),
}

/// An authenticated asker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Name for audit rows and idempotency: `token:<id>`, `client:<id>`, `user:<id>`.
    pub actor: String,
    /// What it reaches.
    pub reach: Reach,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// How its calls are answered.
    pub settings: CallSettings,
}

impl Principal {
    /// The program itself: jobs, start-up, demonstration.
    pub fn system() -> Self {
        Self {
            actor: "system".to_owned(),
            reach: Reach::Installation,
            scopes: vec![Scope::Operator],
            settings: CallSettings::default(),
        }
    }

    /// May it do this? The operator may do everything; a workspace's administrator everything in the workspace.
    pub fn may(&self, scope: Scope) -> bool {
        scope.is_in(&self.scopes)
    }

    /// Does it reach this workspace?
    pub fn reaches(&self, workspace: WorkspaceId) -> bool {
        match self.reach {
            Reach::Installation => true,
            Reach::Workspace(own) => own == workspace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(scopes: &str, reach: Reach) -> Principal {
        Principal {
            actor: "token:t".to_owned(),
            reach,
            scopes: Scope::from_list(scopes),
            settings: CallSettings::default(),
        }
    }

    #[test]
    fn administrator_may_all_but_the_operators_work() {
        let administrator = principal("workspace.admin", Reach::Workspace(WorkspaceId(1)));
        assert!(administrator.may(Scope::CustomersWrite));
        assert!(!administrator.may(Scope::Operator));
        let sender = principal("customers.write nonsense", Reach::Workspace(WorkspaceId(1)));
        assert!(!sender.may(Scope::CustomersRead));
    }

    #[test]
    fn only_the_operator_reaches_every_workspace() {
        assert!(principal("operator", Reach::Installation).reaches(WorkspaceId(7)));
        let own = principal("customers.read", Reach::Workspace(WorkspaceId(1)));
        assert!(own.reaches(WorkspaceId(1)));
        assert!(!own.reaches(WorkspaceId(7)));
    }
}
