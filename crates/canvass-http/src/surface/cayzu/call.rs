//! What a handler of this surface works with, and the 200 it makes.

use std::pin::Pin;

use axum::http::HeaderMap;
use axum::response::Response;
use canvass_app::Principal;
use canvass_domain::id::WorkspaceId;
use canvass_wire::negotiate::MediaType;
use canvass_wire::read::BodyForm;
use canvass_wire::write::Record;

use super::Trouble;
use crate::HttpState;
use crate::surface::aspnet::written;

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response, Trouble>> + Send>>;

/// A call that passed all checks in front of its body. Not printable: its query may hold the token (C3).
pub(crate) struct Call {
    pub(crate) state: HttpState,
    pub(crate) principal: Principal,
    /// The token selects the workspace (C3).
    pub(crate) workspace: WorkspaceId,
    pub(crate) headers: HeaderMap,
    /// The id in the path, as sent.
    pub(crate) id: Option<String>,
    /// As sent, still encoded.
    pub(crate) query: String,
    pub(crate) body: Vec<u8>,
    /// Who reads the body.
    pub(crate) form: BodyForm,
    /// The type of the answer.
    pub(crate) answer: MediaType,
}

impl Call {
    /// A 200 in the type asked for.
    pub(crate) fn written(&self, record: &dyn Record) -> Response {
        written(self.answer, record)
    }
}
