//! The trace id: every answer carries it, every log line of a request too (S19).

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use canvass_app::Random;
use tracing::{Instrument as _, field, info_span};

/// The id of one request: 80 random bits in base32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(pub String);

const HEADER: &str = "canvass-trace-id";

impl TraceId {
    /// A fresh one.
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 10];
        random.fill(&mut bytes);
        Self(data_encoding::BASE32_NOPAD.encode(&bytes))
    }

    /// Puts it on an answer.
    pub(crate) fn tell(&self, response: &mut Response) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(HEADER, value);
        }
    }
}

/// Names the route of the request under way, as it stands in the list of routes, in its log lines: for those that the router
/// itself cannot follow. A request without one has no route.
pub(crate) fn matched(route: &'static str) {
    tracing::Span::current().record("route", route);
}

/// Gives the request a trace id and logs its end: method, matched route and status, never path values or queries,
/// where links and tokens may stand.
pub async fn trace(State(random): State<Arc<dyn Random>>, mut request: Request, next: Next) -> Response {
    let id = TraceId::new(&*random);
    let method = request.method();
    // What is recorded later is written anew with all that stands there already.
    let span = if let Some(path) = request.extensions().get::<MatchedPath>() {
        info_span!("request", trace = %id.0, %method, route = path.as_str())
    } else {
        info_span!("request", trace = %id.0, %method, route = field::Empty)
    };
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    id.tell(&mut response);
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    response
}
