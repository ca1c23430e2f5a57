//! The trace id: every answer carries it, every log line of a request too (S19).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use canvass_app::Random;
use tracing::Instrument as _;

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

/// Gives the request a trace id and logs its end: method, matched route and status, never path values or queries,
/// where links and tokens may stand.
pub async fn trace(State(random): State<Arc<dyn Random>>, mut request: Request, next: Next) -> Response {
    let id = TraceId::new(&*random);
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("unmatched", axum::extract::MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", trace = %id.0, method = %request.method(), route);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    id.tell(&mut response);
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    response
}
