//! The checks in front of a call of our own API, in their order: 503, 405, 401, 403, 404 of the workspace, 429, 415 and 413
//! by the head, then the body (408, 413), and only then the call.

use std::collections::HashMap;

use axum::body::{Body, HttpBody as _};
use axum::extract::{RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use canvass_app::Principal;
use canvass_app::limit::{CallRefusal, Counting, count_call};
use canvass_app::setup::find_workspace;
use canvass_domain::id::WorkspaceId;

use super::query::Query;
use super::{Call, Trouble};
use crate::HttpState;
use crate::front::{BodyLimits, TraceId, read_body_into};
use crate::routes::{Access, Answers, Route, Surface, allowed};
use crate::surface::bearer::{Stranger, principal};
use crate::surface::line::Place;
use crate::surface::outage::{DRAINING, Outage};

/// Bodies of set-up calls.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Calls of a token or client in a minute, unless its settings say otherwise.
const CALLS: Counting = Counting::Windows { own: 0, workspace: 0 };

/// Answers a request on a path that has these routes, one a method.
pub(crate) async fn answer(
    state: HttpState,
    routes: &[&'static Route],
    path: RawPathParams,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let trace = parts.extensions.remove::<TraceId>().unwrap_or_else(|| TraceId(String::new()));
    let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    match checked(state, routes, (path, trace.clone()), (parts, body)).await {
        Ok(response) => response,
        Err(trouble) => trouble.into_response(&trace),
    }
}

async fn checked(
    state: HttpState,
    routes: &[&'static Route],
    (path, trace): (HashMap<String, String>, TraceId),
    (parts, body): (Parts, Body),
) -> Result<Response, Trouble> {
    let route = routes.iter().find(|route| route.method == parts.method);
    if let Some(route) = route
        && let Answers::Open(handler) = route.answers
    {
        return Ok(handler(state).await);
    }
    if state.is_draining() {
        return Err(Trouble::Outage(DRAINING));
    }
    let route = route.ok_or_else(|| Trouble::Method(allowed(routes)))?;
    let principal = admitted(&state, &parts.headers, route.access).await?;
    let workspace = match path.get("workspace") {
        Some(slug) => Some(workspace(&state, &principal, slug).await?),
        None => None,
    };
    counted(&state, &principal).await?;
    if route.method != Method::GET && !route.can_be_tried() {
        // No such call takes anything in its query. Whoever thinks it is only tried must not find it done.
        Query::parse(parts.uri.query().unwrap_or_default()).finish()?;
    }
    let place = workspace.map(|workspace| state.line.enter(workspace)).transpose()?;
    if let (Answers::Streamed(handler), Some(workspace)) = (route.answers, workspace) {
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let call = Call { state, principal, headers: parts.headers, path, query, body: Vec::new(), trace };
        return Ok(handler(call, workspace, Streamed { body, place }).await?.into_response());
    }
    let body = if route.takes_body() {
        received(route, &parts.headers, body, place.as_ref()).await?
    } else {
        Vec::new()
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let call = Call { state, principal, headers: parts.headers, path, query, body, trace };
    let answer = match (route.answers, workspace) {
        (Answers::Installation(handler), _) => handler(call).await,
        (Answers::Workspace(handler), Some(workspace)) => handler(call, workspace).await,
        // A route of a workspace without one in its path, or a route of another surface: a fault of the list.
        (
            Answers::Workspace(_)
            | Answers::Streamed(_)
            | Answers::Open(_)
            | Answers::Expoints(_)
            | Answers::QuestionPro(_)
            | Answers::Cayzu(_)
            | Answers::Token,
            _,
        ) => Err(Trouble::NotFound),
    };
    Ok(answer?.into_response())
}

/// A body that its handler reads.
#[derive(Debug)]
pub(crate) struct Streamed {
    pub(crate) body: Body,
    /// In the waiting line; given back when the request is answered.
    pub(crate) place: Option<Place>,
}

impl Streamed {
    /// The whole body, within the limits of a batch.
    pub(crate) async fn whole(self, headers: &HeaderMap) -> Result<(Vec<u8>, Option<Place>), Trouble> {
        let limits = BodyLimits::default();
        let read = read_body_into(headers, self.body, limits, &self.place.as_ref()).await;
        Ok((read.map_err(|fault| Trouble::of_body(fault, limits.bytes))?, self.place))
    }
}

/// 401, 403.
async fn admitted(state: &HttpState, headers: &HeaderMap, access: Access) -> Result<Principal, Trouble> {
    let principal = principal(&state.app, headers).await.map_err(|stranger| match stranger {
        Stranger::NoToken => Trouble::Denied { has_token: false },
        Stranger::BadToken => Trouble::Denied { has_token: true },
        Stranger::Away(outage) => Trouble::Outage(outage),
    })?;
    match access {
        Access::Scope(scope) if !principal.may(scope) => Err(Trouble::ScopeMissing(scope)),
        Access::Either(one, other) if !principal.may(one) && !principal.may(other) => {
            Err(Trouble::ScopeMissing(one))
        }
        Access::Scope(_) | Access::Either(..) | Access::Token | Access::Public | Access::ClientSecret => {
            Ok(principal)
        }
    }
}

/// 404: not there and not yours are the same.
async fn workspace(state: &HttpState, principal: &Principal, slug: &str) -> Result<WorkspaceId, Trouble> {
    Ok(find_workspace(&state.app, principal, slug).ready().await?)
}

/// 429, for those whose settings say so: we know no limit that suits everybody.
async fn counted(state: &HttpState, principal: &Principal) -> Result<(), Trouble> {
    match count_call(&state.app, principal, CALLS).ready().await {
        Ok(_standing) => Ok(()),
        Err(CallRefusal::TooMany(standing)) => Err(Trouble::TooMany(standing.seconds)),
        Err(CallRefusal::Store(error)) => Err(Trouble::Outage(Outage::of(&error))),
    }
}

/// 415, 413, 408.
async fn received(
    route: &Route,
    headers: &HeaderMap,
    body: Body,
    place: Option<&Place>,
) -> Result<Vec<u8>, Trouble> {
    let most = if route.takes_batches() { BodyLimits::default().bytes } else { MOST_BYTES };
    let is_foreign = route.path.ends_with("/bounces");
    if !body.is_end_stream() && !is_foreign && !is_json(headers) {
        return Err(Trouble::MediaType);
    }
    let limits = BodyLimits { bytes: most };
    read_body_into(headers, body, limits, &place).await.map_err(|fault| Trouble::of_body(fault, most))
}

/// JSON, or nothing said.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else { return true };
    let sent = sent.to_str().unwrap_or("unreadable");
    sent.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

impl Route {
    /// Whether the body of a request is read at all.
    pub(crate) fn takes_body(&self) -> bool {
        [Method::POST, Method::PUT, Method::PATCH].contains(&self.method)
            // A body on a DELETE is a habit of that vendor alone (5.6).
            || (self.surface == Surface::Expoints && self.method == Method::DELETE)
    }

    fn takes_batches(&self) -> bool {
        self.path.ends_with("/batches")
    }
}
