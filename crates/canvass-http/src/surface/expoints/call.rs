//! What a handler of this surface works with, and the 200 it makes.

use std::pin::Pin;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
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

/// A call that passed all checks in front of its body.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) state: HttpState,
    pub(crate) principal: Principal,
    /// The client decides the workspace (E122).
    pub(crate) workspace: WorkspaceId,
    pub(crate) headers: HeaderMap,
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

    /// The 200 of a write: without a body where the request prefers that, or the client is set up so.
    pub(crate) fn done(&self, record: &dyn Record) -> Response {
        let is_asked = wants_minimal(&self.headers);
        if !is_asked && !self.principal.settings.empty_answers {
            return self.written(record);
        }
        let mut response = Response::new(Body::empty());
        if is_asked {
            let applied = HeaderName::from_static("preference-applied");
            response.headers_mut().insert(applied, HeaderValue::from_static("return=minimal"));
        }
        response
    }
}

/// `Prefer: return=minimal` (RFC 7240), among others too.
fn wants_minimal(headers: &HeaderMap) -> bool {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    let mut preferences = lines.flat_map(|line| line.split([',', ';']));
    preferences.any(|preference| {
        preference.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("return")
                && value.trim().trim_matches('"').eq_ignore_ascii_case("minimal")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_ask_for_an_empty_answer() {
        let sent = |line: &'static str| {
            HeaderMap::from_iter([(HeaderName::from_static("prefer"), HeaderValue::from_static(line))])
        };
        assert!(wants_minimal(&sent("return=minimal")));
        assert!(wants_minimal(&sent("wait=5, Return = \"minimal\"; foo")));
        assert!(!wants_minimal(&sent("return=representation")));
        assert!(!wants_minimal(&HeaderMap::new()));
    }
}
