//! What a handler of the native API works with.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::HeaderMap;
use canvass_app::setup::show_configuration;
use canvass_app::{App, Principal};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::Configuration;
use canvass_wire::native::nothing;
use jiff::tz::TimeZone;

use super::query::Query;
use super::{Answer, Trouble};
use crate::HttpState;
use crate::front::TraceId;

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Answer, Trouble>> + Send>>;

/// A call that passed all checks in front of its body.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) state: HttpState,
    pub(crate) principal: Principal,
    pub(crate) headers: HeaderMap,
    /// The variable parts of the path.
    pub(crate) path: HashMap<String, String>,
    /// As sent, still encoded.
    pub(crate) query: String,
    pub(crate) body: Vec<u8>,
    pub(crate) trace: TraceId,
}

impl Call {
    /// The use cases' context.
    pub(crate) fn app(&self) -> &App {
        &self.state.app
    }

    /// The number in the path; what is no number names nothing.
    pub(crate) fn number(&self, name: &str) -> Result<i32, Trouble> {
        self.path.get(name).and_then(|text| text.parse().ok()).ok_or(Trouble::NotFound)
    }

    /// The word in the path.
    pub(crate) fn word(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The query, to be asked for its values.
    pub(crate) fn query(&self) -> Query {
        Query::parse(&self.query)
    }

    /// Refuses a body that says something, on calls that take none.
    pub(crate) fn says_nothing(&self) -> Result<(), Trouble> {
        nothing::read(&self.body).map_err(Trouble::Faults)
    }

    /// The set-up of the workspace.
    pub(crate) async fn configuration(&self, workspace: WorkspaceId) -> Result<Arc<Configuration>, Trouble> {
        Ok(show_configuration(self.app(), &self.principal, workspace).ready().await?)
    }

    /// The zone in which dates leave.
    pub(crate) async fn zone(&self, workspace: WorkspaceId) -> Result<TimeZone, Trouble> {
        Ok(self.configuration(workspace).await?.workspace.settings.zone.clone())
    }
}
