//! POST /q/{link}/open: a person was here. Sent by the page's script at the first touch of a pointer or key, with the
//! nonce of the form; without script the first answers count as the opening (E17).

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::respondent::open_questionnaire;
use canvass_app::secret::{FormNonce, Keys, Link};

use super::show::page_index;
use crate::fields::Fields;
use crate::{HttpState, html};

/// POST of the first touch.
pub(super) async fn open(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = Fields::read(&headers, body).await.unwrap_or_default();
    let status = match is_our_form(&link, &fields, &state.app.keys) {
        Err(status) => status,
        Ok(()) => match open_questionnaire(&state.app, &link).ready().await {
            Ok(()) => StatusCode::NO_CONTENT,
            Err(Refusal::NotOpen(_)) => StatusCode::CONFLICT,
            Err(Refusal::Store(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Err(_) => StatusCode::NOT_FOUND,
        },
    };
    html::nothing(status)
}

fn is_our_form(link: &str, fields: &Fields, keys: &Keys) -> Result<(), StatusCode> {
    let link = Link::parse(link, keys).map_err(|_fault| StatusCode::NOT_FOUND)?;
    let nonce = fields.first("nonce").unwrap_or_default();
    page_index(fields)
        .and_then(|page| FormNonce::parse(nonce, link, page, keys))
        .map(|_nonce| ())
        .ok_or(StatusCode::BAD_REQUEST)
}
