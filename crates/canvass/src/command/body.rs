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

/// How many calls a client or token may make.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Limits {
    /// Calls that read, a minute, where they have a bucket of their own; 0 = no limit.
    #[arg(long)]
    reads_per_minute: Option<u32>,
    /// Calls that write, a minute, where they have a bucket of their own; 0 = no limit.
    #[arg(long)]
    writes_per_minute: Option<u32>,
    /// How many of either at once.
    #[arg(long)]
    burst: Option<u32>,
    /// All calls, in a window of a minute, where they are counted together; 0 = no limit.
    #[arg(long)]
    calls_per_minute: Option<u32>,
}

impl Limits {
    /// A body with these among its members.
    pub(crate) fn with(&self, mut body: Value) -> Value {
        if let Value::Object(members) = &mut body {
            for (name, number) in [
                ("readsPerMinute", self.reads_per_minute),
                ("writesPerMinute", self.writes_per_minute),
                ("burst", self.burst),
                ("callsPerMinute", self.calls_per_minute),
            ] {
                members.insert(name.to_owned(), number.into());
            }
        }
        given(body)
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
