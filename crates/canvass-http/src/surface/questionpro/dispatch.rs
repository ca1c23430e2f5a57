//! The checks in front of a call, in their order (Q5): overload, path, method, key, scope, rate, media type, path and
//! query values, `Idempotency-Key`, body. No byte of a body is read before its key is accepted.

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use canvass_app::limit::{CallRefusal, Counting, count_call};
use canvass_app::{App, Principal};
use canvass_domain::limit::Standing;
use canvass_wire::questionpro::error::Reason;

use super::{Answering, Call, Trouble, key, media, path};
use crate::HttpState;
use crate::front::{BodyLimits, TraceId, matched, read_body_into};
use crate::routes::{Access, Answers, allowed};
use crate::surface::idempotency;
use crate::surface::outage::{DRAINING, Outage};

/// Calls of a key in 60 s, where it has no limit of its own (Q6).
const CALLS_OF_KEY: u32 = 300;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Answers a request of this surface.
pub(crate) async fn answer(state: HttpState, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let trace = parts.extensions.remove::<TraceId>().unwrap_or_else(|| TraceId(String::new()));
    let address = address(&state.app, parts.uri.path());
    let docs = docs(&state.app);
    let mut standing = None;
    let checked = checked(state, parts, body, &trace, &mut standing).await;
    let mut response = checked.unwrap_or_else(|trouble| trouble.into_response(docs, address));
    tell(response.headers_mut(), &trace, standing);
    response
}

/// The answer to the body of call 1 that came for a workspace by another way than its key.
pub(crate) async fn answer_import(call: Call) -> Response {
    let (docs, address) = (docs(&call.state.app), call.address.clone());
    let imported = super::import_transactions::add(call).await;
    imported.unwrap_or_else(|trouble| trouble.into_response(docs, address))
}

/// What that body would do; `Err`: the answer to one that cannot be taken in.
pub(crate) async fn try_import(call: Call) -> Result<super::Tried, Response> {
    let (docs, address) = (docs(&call.state.app), call.address.clone());
    super::import_transactions::try_out(call).await.map_err(|trouble| trouble.into_response(docs, address))
}

/// The address of call 1 (Q11).
pub(crate) fn import_address(app: &App) -> String {
    address(app, "/a/api/v2/cx/transactions/import")
}

/// The answer to a request whose handler broke (HTP-16).
pub(crate) fn panicked(app: &App, path: &str, trace: &TraceId) -> Response {
    let mut response = Trouble::from(Outage::Unexpected).into_response(docs(app), address(app, path));
    tell(response.headers_mut(), trace, None);
    response
}

/// The answer to a request whose head did not come whole in time.
pub(crate) fn half_sent(app: &App, path: &str, trace: &TraceId) -> Response {
    let mut response = Trouble::bare(Reason::TooSlow).into_response(docs(app), address(app, path));
    tell(response.headers_mut(), trace, None);
    response
}

/// Addresses come from the public address, never from the Host header (Q11).
fn address(app: &App, path: &str) -> String {
    format!("{}{path}", app.settings.public_url)
}

fn docs(app: &App) -> String {
    address(app, "/docs/questionpro/errors")
}

async fn checked(
    state: HttpState,
    parts: Parts,
    body: Body,
    trace: &TraceId,
    standing: &mut Option<Standing>,
) -> Result<Response, Trouble> {
    if state.is_draining() {
        return Err(DRAINING.into());
    }
    let (handler, access) = handler(&parts)?;
    let (principal, workspace) = key::principal(&state.app, &parts).await?;
    if let Access::Scope(scope) = access
        && !principal.may(scope)
    {
        return Err(Trouble::told(Reason::Scope, format!("The key lacks the scope {}.", scope.as_str())));
    }
    *standing = counted(&state, &principal, standing).await?;
    let place = state.line.enter(workspace)?;
    if let Some(detail) = media::refusal(&parts.headers) {
        return Err(Trouble::told(Reason::MediaType, detail));
    }
    let number = number(parts.uri.path())?;
    let idempotency_key = idempotency::key(&parts.headers).map_err(|_malformed| Trouble::key_malformed())?;
    let limits = BodyLimits { bytes: state.transaction_limits.body_bytes };
    let body = read_body_into(&parts.headers, body, limits, &place).await;
    let body = body.map_err(|fault| Trouble::of_body(fault, limits.bytes))?;
    let address = address(&state.app, parts.uri.path());
    let trace = trace.clone();
    handler(Call { state, principal, workspace, number, address, idempotency_key, body, trace }).await
}

/// What answers a route.
type Handler = fn(Call) -> Answering;

/// 404, 405.
fn handler(parts: &Parts) -> Result<(Handler, Access), Trouble> {
    let found = path::find(parts.uri.path());
    if found.routes.is_empty() {
        return Err(Trouble::bare(Reason::NotFound));
    }
    let route = found.routes.iter().find(|route| route.method == parts.method);
    let route = route.ok_or_else(|| Trouble::method(&allowed(&found.routes)))?;
    matched(route.path);
    match route.answers {
        Answers::QuestionPro(handler) => Ok((handler, route.access)),
        Answers::Open(_)
        | Answers::Installation(_)
        | Answers::Streamed(_)
        | Answers::Workspace(_)
        | Answers::Expoints(_)
        | Answers::Cayzu(_)
        | Answers::Token => Err(Outage::Unexpected.into()),
    }
}

/// 429. What stands is told on every answer from here on.
async fn counted(
    state: &HttpState,
    principal: &Principal,
    standing: &mut Option<Standing>,
) -> Result<Option<Standing>, Trouble> {
    let workspace = state.transaction_limits.calls_of_workspace;
    count_call(&state.app, principal, Counting::Windows { own: CALLS_OF_KEY, workspace })
        .ready()
        .await
        .map_err(|refusal| match refusal {
            CallRefusal::TooMany(reached) => {
                *standing = Some(reached);
                Trouble::limit(reached)
            }
            CallRefusal::Store(error) => Outage::of(&error).into(),
        })
}

/// The number in a path (Q10); 0 where the path has none.
fn number(path: &str) -> Result<i64, Trouble> {
    let Some(value) = path::find(path).value else { return Ok(0) };
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Trouble::told(Reason::Parameters, "The number in the path is no integer."));
    }
    // An integer that no number of ours reaches names nothing.
    value.parse().map_err(|_beyond| Trouble::bare(Reason::NotFound))
}

fn tell(headers: &mut HeaderMap, trace: &TraceId, standing: Option<Standing>) {
    if let Ok(id) = HeaderValue::from_str(&trace.0) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(standing) = standing {
        headers.insert(LIMIT, HeaderValue::from(standing.limit));
        headers.insert(REMAINING, HeaderValue::from(standing.remaining));
        headers.insert(RESET, HeaderValue::from(standing.seconds));
    }
}
