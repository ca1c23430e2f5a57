//! The checks in front of a call, in their order (S14 and section 2 of the rules): 503, 404, 405, 401, 403, 429, 413 by
//! declared length, 415, then the body (408, 413), and only then the call.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use canvass_app::limit::{CallClass, CallRefusal, Counting, Rate, count_call};
use canvass_app::{Principal, Reach, Scope};
use canvass_domain::id::WorkspaceId;
use canvass_wire::negotiate::MediaType;

use super::trouble::Own;
use super::{Call, TokenCall, Trouble, path};
use crate::HttpState;
use crate::front::{BodyLimits, TraceId, matched};
use crate::routes::{Access, Answers, Route, allowed};
use crate::surface::aspnet::{self, Taken, take_in, text};
use crate::surface::bearer::{Stranger, is_by_foreign_host, principal};
use crate::surface::outage::{DRAINING, Outage};

/// E123: calls a minute of a client, unless its settings say otherwise.
const READS: Counting =
    Counting::Buckets { class: CallClass::Read, usual: Rate { per_minute: 120, burst: 60 } };
const WRITES: Counting =
    Counting::Buckets { class: CallClass::Write, usual: Rate { per_minute: 60, burst: 60 } };

/// Answers a request of this surface.
pub(crate) async fn answer(state: HttpState, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let trace = parts.extensions.remove::<TraceId>().unwrap_or_else(|| TraceId(String::new()));
    let early = type_of_head(parts.uri.path(), &parts.headers);
    match checked(state, parts, body).await {
        Ok(response) => response,
        Err((trouble, answer)) => trouble.into_response(answer.unwrap_or(early), &trace),
    }
}

/// What went wrong, and the type of the answer if the body changed it (G2, B4).
type Failed = (Trouble, Option<MediaType>);

async fn checked(state: HttpState, parts: Parts, body: Body) -> Result<Response, Failed> {
    let (route, access) = route(&state, &parts).map_err(early)?;
    let handler = match route.answers {
        Answers::Expoints(handler) => handler,
        Answers::Token => {
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
            let call = TokenCall { state, headers: parts.headers, body, peer };
            return call.answer().await.map_err(early);
        }
        Answers::Open(_)
        | Answers::Installation(_)
        | Answers::Streamed(_)
        | Answers::Workspace(_)
        | Answers::QuestionPro(_)
        | Answers::Cayzu(_) => {
            return Err((Trouble::Outage(Outage::Unexpected), None));
        }
    };
    let (principal, workspace) = admitted(&state, &parts, access).await.map_err(early)?;
    counted(&state, &principal, route).await.map_err(early)?;
    let place = state.line.enter(workspace).map_err(|full| early(full.into()))?;
    let body = route.takes_body().then_some(body);
    let taken = take_in(&parts.headers, body, BodyLimits::default(), &place).await.map_err(early)?;
    let Taken { body, form, answer } = taken;
    let call = Call {
        state,
        principal,
        workspace,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        form,
        answer,
    };
    handler(call).await.map_err(|trouble| (trouble, Some(answer)))
}

fn early(trouble: Trouble) -> Failed {
    (trouble, None)
}

/// 503, 404, 405.
fn route(state: &HttpState, parts: &Parts) -> Result<(&'static Route, Access), Trouble> {
    if state.is_draining() {
        return Err(Trouble::Outage(DRAINING));
    }
    let path = parts.uri.path();
    let routes = path::routes(path);
    if routes.is_empty() {
        // Never the Host header: what is printed is the address that links are made of.
        return Err(Trouble::NotFound(format!("{}{path}", state.app.settings.public_url)));
    }
    let route = routes.iter().find(|route| route.method == parts.method);
    let route =
        route.ok_or_else(|| Trouble::Method { tried: parts.method.clone(), allowed: allowed(&routes) })?;
    matched(route.path);
    Ok((route, route.access))
}

/// 401, 403.
async fn admitted(
    state: &HttpState,
    parts: &Parts,
    access: Access,
) -> Result<(Principal, WorkspaceId), Trouble> {
    let principal = principal(&state.app, &parts.headers).await.map_err(|stranger| match stranger {
        Stranger::NoToken => Trouble::Own(Own::Denied { has_token: false }),
        Stranger::BadToken => Trouble::Own(Own::Denied { has_token: true }),
        Stranger::Away(outage) => Trouble::Outage(outage),
    })?;
    if let Access::Scope(scope) = access
        && !principal.may(scope)
    {
        return Err(Trouble::ScopeMissing(scope));
    }
    // E122: the client decides the workspace, and the operator has none.
    let Reach::Workspace(workspace) = principal.reach else { return Err(Trouble::Own(Own::OtherWorkspace)) };
    let host = parts.uri.host().or_else(|| text(&parts.headers, &header::HOST));
    match is_by_foreign_host(&state.app, host, workspace).await {
        Ok(false) => Ok((principal, workspace)),
        Ok(true) => Err(Trouble::Own(Own::OtherWorkspace)),
        Err(error) => Err(Trouble::Outage(Outage::of(&error))),
    }
}

/// 429 (E123).
async fn counted(state: &HttpState, principal: &Principal, route: &Route) -> Result<(), Trouble> {
    // What only reads needs no more, whatever its method (checkoptouts).
    let is_to_read = matches!(route.access, Access::Scope(Scope::CustomersRead | Scope::ReportsRead));
    let counting = if is_to_read || route.method == Method::GET { READS } else { WRITES };
    match count_call(&state.app, principal, counting).ready().await {
        Ok(_standing) => Ok(()),
        Err(CallRefusal::TooMany(standing)) => Err(Trouble::TooMany(standing.seconds)),
        Err(CallRefusal::Store(error)) => Err(Trouble::Outage(Outage::of(&error))),
    }
}

/// The type of an error before the body is read. Without a type the first byte would decide (B4): JSON then. The token
/// endpoint knows no other.
pub(crate) fn type_of_head(path: &str, headers: &HeaderMap) -> MediaType {
    if path::routes(path).iter().any(|route| matches!(route.answers, Answers::Token)) {
        return MediaType::ApplicationJson;
    }
    aspnet::type_of_head(headers)
}
