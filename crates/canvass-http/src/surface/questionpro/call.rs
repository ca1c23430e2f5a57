//! What a handler of this surface works with, and the 200 it makes.

use std::pin::Pin;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use canvass_app::Principal;
use canvass_app::request::Answered;
use canvass_domain::id::{BatchId, WorkspaceId};

use super::Trouble;
use crate::HttpState;
use crate::front::TraceId;
use crate::surface::idempotency;

/// The type of every answer.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const IMPORT_BATCH: HeaderName = HeaderName::from_static("x-import-batch");

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response, Trouble>> + Send>>;

/// A call that passed all checks in front of its body.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) state: HttpState,
    pub(crate) principal: Principal,
    /// The key selects the workspace (Q1).
    pub(crate) workspace: WorkspaceId,
    /// The number in the path; 0 where it has none.
    pub(crate) number: i64,
    /// The address of the call under the public address, without its query (Q11).
    pub(crate) address: String,
    /// Q50
    pub(crate) idempotency_key: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) trace: TraceId,
}

impl Call {
    /// The 200 of a write: the batch in a header (Q21), and what there is to say about repeats (Q50, Q52).
    pub(super) fn stored<R>(answered: &Answered<R>, batch: BatchId, body: String) -> Response {
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, JSON);
        headers.insert(IMPORT_BATCH, HeaderValue::from(batch.0));
        idempotency::tell(headers, answered);
        response
    }
}
