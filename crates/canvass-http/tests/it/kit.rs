//! A router over a `TestApp`, and requests to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, Request};
use canvass_app::setup::{ClientInput, TokenInput, add_client, add_operator_token, add_token};
use canvass_app::{Scope, authenticate::issue_access_token};
use canvass_domain::id::WorkspaceId;
use canvass_http::{HttpState, router};
use canvass_store::area::{CallLimits, CallSettings};
use canvass_testkit::TestApp;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// Everything that is served, over one app.
pub(crate) struct Front<'a> {
    pub(crate) test: &'a TestApp,
    pub(crate) state: HttpState,
    router: Router,
    nudges: Arc<AtomicUsize>,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The trace id is asserted and replaced by `[trace]`.
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }
}

/// A request in the making.
pub(crate) struct Asking<'f, 'a> {
    front: &'f Front<'a>,
    request: axum::http::request::Builder,
}

impl<'a> Front<'a> {
    pub(crate) fn new(test: &'a TestApp) -> Self {
        Self::with(test, |state| state)
    }

    /// The same with a state that was set up otherwise.
    pub(crate) fn with(test: &'a TestApp, change: impl FnOnce(HttpState) -> HttpState) -> Self {
        let nudges = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&nudges);
        let nudge = Arc::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let state = change(HttpState::new(test.app.clone(), nudge));
        Self { test, router: router(state.clone()), state, nudges }
    }

    /// How often delivery was woken.
    pub(crate) fn nudges(&self) -> usize {
        self.nudges.load(Ordering::SeqCst)
    }

    /// A request; `method path`.
    pub(crate) fn ask(&self, line: &str) -> Asking<'_, 'a> {
        let (method, path) = line.split_once(' ').unwrap();
        Asking { front: self, request: Request::builder().method(method).uri(path) }
    }

    async fn send_for_bytes(&self, request: Request<Body>) -> (Parts, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts, body.collect().await.unwrap().to_bytes().to_vec())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Sent {
        let (parts, bytes) = self.send_for_bytes(request).await;
        let mut body = String::from_utf8(bytes).unwrap();
        let trace = parts.headers["canvass-trace-id"].to_str().unwrap().to_owned();
        // S19: where a body has a trace id, it is the one of the header.
        let is_page =
            parts.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if !is_page && (body.contains("TraceId") || body.contains("traceId")) {
            assert!(body.contains(&trace), "{body}");
            body = body.replace(&trace, "[trace]");
        }
        Sent { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// A token of the operator.
    pub(crate) fn operator(&self) -> String {
        add_operator_token(&self.test.app, "test").wait().unwrap().text()
    }

    /// An API token of a workspace.
    pub(crate) fn token(&self, workspace: WorkspaceId, scopes: &[Scope]) -> String {
        let settings = CallSettings { limits: unlimited(), ..CallSettings::default() };
        let input = TokenInput {
            name: "test".to_owned(),
            scopes: scopes.to_vec(),
            settings,
            ..TokenInput::default()
        };
        add_token(&self.test.app, &self.test.operator, workspace, input).wait().unwrap().text()
    }

    /// Id and secret of a client of a workspace.
    pub(crate) fn client(&self, workspace: WorkspaceId, scopes: &[Scope], replays: bool) -> (String, String) {
        // Tests of other things make more calls than a client may, at one moment.
        let settings = CallSettings { replays, limits: unlimited(), ..CallSettings::default() };
        let input = ClientInput {
            name: "test".to_owned(),
            scopes: scopes.to_vec(),
            settings,
            ..ClientInput::default()
        };
        let made = add_client(&self.test.app, &self.test.operator, workspace, input).wait().unwrap();
        (made.id, made.secret)
    }

    /// An access token of a client that may push and read customers.
    pub(crate) fn access_token(&self, workspace: WorkspaceId) -> String {
        let (id, secret) = self.client(workspace, &[Scope::CustomersWrite, Scope::CustomersRead], false);
        issue_access_token(&self.test.app, &id, &secret, None).wait().unwrap().text
    }
}

impl Asking<'_, '_> {
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request = self.request.header(name, HeaderValue::from_str(value).unwrap());
        self
    }

    /// Sends a body of a type.
    pub(crate) async fn body(self, kind: &str, body: impl Into<Vec<u8>>) -> Sent {
        let body: Vec<u8> = body.into();
        let length = body.len().to_string();
        let asking = self.header("content-type", kind).header("content-length", &length);
        let request = asking.request.body(Body::from(body)).unwrap();
        asking.front.send(request).await
    }

    /// Sends JSON.
    pub(crate) async fn json(self, body: &Value) -> Sent {
        self.body("application/json", body.to_string()).await
    }

    /// Sends no body; the answer is bytes, whatever they are.
    pub(crate) async fn bytes(self) -> (HeaderMap, Vec<u8>) {
        let request = self.request.body(Body::empty()).unwrap();
        let (parts, bytes) = self.front.send_for_bytes(request).await;
        assert_eq!(parts.status, 200, "{}", String::from_utf8_lossy(&bytes));
        (parts.headers, bytes)
    }

    /// Sends no body.
    pub(crate) async fn empty(self) -> Sent {
        let request = self.request.body(Body::empty()).unwrap();
        self.front.send(request).await
    }
}

/// Limits that are switched off.
fn unlimited() -> CallLimits {
    CallLimits {
        reads_per_minute: Some(0),
        writes_per_minute: Some(0),
        burst: None,
        calls_per_minute: Some(0),
    }
}

/// Compares with a file of this crate; `CANVASS_BLESS=1` writes it anew.
pub(crate) fn golden(path: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if is_blessed() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{} differs.\nexpected:\n{expected}\nfound:\n{found}", path.display());
}

#[expect(clippy::disallowed_methods, reason = "a test has no settings; this one is for the hand of a person")]
fn is_blessed() -> bool {
    std::env::var("CANVASS_BLESS").is_ok_and(|value| value == "1")
}
