//! Parts of requests that several commands share: the workspace, members left out, files read.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::{Map, Value};

/// Which workspace.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Of {
    /// The workspace, by its word in URLs.
    #[arg(long, short, env = "CANVASS_WORKSPACE")]
    workspace: String,
}

impl Of {
    /// Its word in URLs.
    pub(crate) fn workspace(&self) -> &str {
        &self.workspace
    }

    /// A path inside the workspace.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/workspaces/{}/{rest}", self.workspace)
    }
}

/// A JSON object without the members that are null.
pub(crate) fn given(members: Value) -> Value {
    let Value::Object(members) = members else { return members };
    Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
}

/// A JSON file.
pub(crate) fn read_json(path: &PathBuf) -> anyhow::Result<Value> {
    let text = read_text(path)?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// A text file.
pub(crate) fn read_text(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
