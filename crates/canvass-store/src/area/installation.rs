//! The installation: its identity and its workspaces.

use canvass_domain::id::WorkspaceId;
use canvass_domain::workspace::{Policy, Settings, Workspace};
use jiff::Timestamp;

use crate::Result;

/// Who this store belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallationRecord {
    /// Random, made at the first start.
    pub id: String,
    /// Keyed hash of a constant: tells whether a node holds the right instance key.
    pub key_check: Vec<u8>,
}

/// A workspace to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewWorkspace {
    /// Word in URLs; unique (`workspace_slug`).
    pub slug: String,
    /// What people see.
    pub name: String,
    /// Its settings.
    pub settings: Settings,
    /// Its contact rules and doors.
    pub policy: Policy,
}

/// A workspace in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkspaceRecord {
    /// The workspace.
    pub workspace: Workspace,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Identity and workspaces.
pub trait Installation {
    /// The identity, once it is set.
    fn load_installation(&mut self) -> Result<Option<InstallationRecord>>;
    /// Sets the identity; [`crate::StoreError::Conflict`]`("installation")` if another node was first.
    fn save_installation(&mut self, record: &InstallationRecord) -> Result<()>;
    /// Makes a workspace; `Conflict("workspace_slug")` if the word is taken.
    fn add_workspace(&mut self, workspace: &NewWorkspace, at: Timestamp) -> Result<WorkspaceId>;
    /// All workspaces by id.
    fn workspaces(&mut self) -> Result<Vec<WorkspaceRecord>>;
    /// The workspace of a word.
    fn workspace_by_slug(&mut self, slug: &str) -> Result<Option<WorkspaceRecord>>;
}
