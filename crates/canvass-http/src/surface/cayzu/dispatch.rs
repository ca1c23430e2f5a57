//! The checks in front of a call, in their order (S14): 503, 404, 405, 401, 403, 429, 413 by declared length, 415, then
//! the body (408, 413), and only then the call.

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use canvass_app::limit::{CallRefusal, Counting, count_call};
use canvass_app::{Principal, Reach};
use canvass_domain::id::WorkspaceId;
use canvass_wire::negotiate::MediaType;

use super::trouble::Own;
use super::{Call, Trouble, path, token};
use crate::HttpState;
use crate::front::{BodyLimits, TraceId, matched};
use crate::routes::{Access, Answers, Route, allowed};
use crate::surface::aspnet::{Taken, take_in, type_of_head};
use crate::surface::bearer::Stranger;
use crate::surface::outage::{DRAINING, Outage};

/// C5: calls of a token in a minute, unless its settings say otherwise.
const CALLS: Counting = Counting::Windows { own: 300, workspace: 0 };

/// Answers a request of this surface.
pub(crate) async fn answer(state: HttpState, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let trace = parts.extensions.remove::<TraceId>().unwrap_or_else(|| TraceId(String::new()));
    let early = type_of_head(&parts.headers);
    match checked(state, parts, body).await {
        Ok(response) => response,
        Err((trouble, answer)) => trouble.into_response(answer.unwrap_or(early), &trace),
    }
}

/// What went wrong, and the type of the answer if the body changed it (G2, B4).
type Failed = (Trouble, Option<MediaType>);

async fn checked(state: HttpState, parts: Parts, body: Body) -> Result<Response, Failed> {
    let (route, id) = route(&state, &parts).map_err(early)?;
    let Answers::Cayzu(handler) = route.answers else {
        return Err((Trouble::Outage(Outage::Unexpected), None));
    };
    let query = parts.uri.query().unwrap_or_default();
    let (principal, workspace) =
        admitted(&state, &parts.headers, query, route.access).await.map_err(early)?;
    counted(&state, &principal).await.map_err(early)?;
    let place = state.line.enter(workspace).map_err(|full| early(full.into()))?;
    let limits = BodyLimits { bytes: state.organisation_body_bytes };
    let body = route.takes_body().then_some(body);
    let taken = take_in(&parts.headers, body, limits, &place).await.map_err(early)?;
    let Taken { body, form, answer } = taken;
    let call = Call {
        state,
        principal,
        workspace,
        id,
        query: query.to_owned(),
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
fn route(state: &HttpState, parts: &Parts) -> Result<(&'static Route, Option<String>), Trouble> {
    if state.is_draining() {
        return Err(Trouble::Outage(DRAINING));
    }
    let path = parts.uri.path();
    let (routes, id) = path::routes(path);
    if routes.is_empty() {
        // Never the Host header: what is printed is the address that links are made of.
        return Err(Trouble::NotFound(format!("{}{path}", state.app.settings.public_url)));
    }
    let route = routes.iter().find(|route| route.method == parts.method);
    let route =
        route.ok_or_else(|| Trouble::Method { tried: parts.method.clone(), allowed: allowed(&routes) })?;
    matched(route.path);
    Ok((route, id.map(str::to_owned)))
}

/// 401, 403.
async fn admitted(
    state: &HttpState,
    headers: &HeaderMap,
    query: &str,
    access: Access,
) -> Result<(Principal, WorkspaceId), Trouble> {
    let principal =
        token::principal(&state.app, headers, query).await.map_err(|stranger| match stranger {
            Stranger::NoToken | Stranger::BadToken => Trouble::Own(Own::Denied),
            Stranger::Away(outage) => Trouble::Outage(outage),
        })?;
    if let Access::Scope(scope) = access
        && !principal.may(scope)
    {
        return Err(Trouble::ScopeMissing(scope));
    }
    match principal.reach {
        Reach::Workspace(workspace) => Ok((principal, workspace)),
        // C3: the token selects the workspace, and the operator's selects none.
        Reach::Installation => Err(Trouble::Own(Own::NoWorkspace)),
    }
}

/// 429 (C5).
async fn counted(state: &HttpState, principal: &Principal) -> Result<(), Trouble> {
    match count_call(&state.app, principal, CALLS).ready().await {
        Ok(_standing) => Ok(()),
        Err(CallRefusal::TooMany(standing)) => Err(Trouble::TooMany(standing.seconds)),
        Err(CallRefusal::Store(error)) => Err(Trouble::Outage(Outage::of(&error))),
    }
}
