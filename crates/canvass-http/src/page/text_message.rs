//! What providers of text messages call: `POST /t/{gateway}/{secret}` with a message that somebody sent back, and the same
//! with the word of a message behind it for its receipt. Whoever does not know the secret learns nothing; whoever does
//! learns only that it was taken.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use canvass_app::text_message::{Door, Heard, Told, hear, take_receipt, workspaces};
use canvass_app::{App, Refusal};
use canvass_store::StoreError;
use url::form_urlencoded;

use crate::HttpState;
use crate::front::{BodyLimits, read_body};

const MOST_BYTES: usize = 64 * 1024;
/// An answer in the words of providers who would send one back; it says nothing.
const NOTHING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>";

/// POST of a message.
pub(super) async fn message(
    State(state): State<HttpState>,
    Path((gateway, secret)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some((door, told)) = opened(&state.app, (&gateway, &secret), &uri, &headers, body).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let heard = door.message(&told).and_then(|(from, text)| Heard::of(&door, &from, &text));
    let Some(heard) = heard else { return taken() };
    match acted_on(&state.app, &heard).await {
        Ok(()) => taken(),
        // Providers call again; doing twice is doing once.
        Err(_later) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// POST of a receipt.
pub(super) async fn receipt(
    State(state): State<HttpState>,
    Path((gateway, secret, word)): Path<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some((door, told)) = opened(&state.app, (&gateway, &secret), &uri, &headers, body).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match take_receipt(&state.app, &door, &word, door.fate(&told)).ready().await {
        Ok(_taken) => taken(),
        Err(Refusal::NotFound(_)) => StatusCode::NOT_FOUND.into_response(),
        Err(_later) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn acted_on(app: &App, heard: &Heard) -> Result<(), StoreError> {
    for workspace in workspaces(app).ready().await? {
        hear(app, workspace, heard.clone()).ready().await?;
    }
    Ok(())
}

/// The door, if whoever calls may open it, and what is told.
async fn opened(
    app: &App,
    (gateway, secret): (&str, &str),
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
) -> Option<(Door, Told)> {
    let door = app.text_door(gateway)?.clone();
    let bytes = read_body(headers, body, BodyLimits { bytes: MOST_BYTES }).await.ok()?;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_json = text(header::CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json"));
    let told = Told {
        url: format!("{}{}", app.settings.public_url, uri.path_and_query().map_or("", |path| path.as_str())),
        signature: text("x-twilio-signature").map(str::to_owned),
        form: if is_json { Vec::new() } else { form_urlencoded::parse(&bytes).into_owned().collect() },
        json: if is_json { serde_json::from_slice(&bytes).ok()? } else { serde_json::Value::Null },
    };
    door.is_opened(secret, &told).then_some((door, told))
}

fn taken() -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], NOTHING).into_response()
}
