//! Coming in and going out: the page of a one-time code (GET consumes nothing), taking the code, the notice for those
//! who are not signed in, and signing out.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_app::authenticate::{Denial, SignedIn, sign_in, sign_out};

use super::session::{Visitor, cookie, cookie_of, is_own_origin};
use crate::fields::Fields;
use crate::{HttpState, asset, html};

#[derive(Debug, Template)]
#[template(path = "console/door.html")]
struct DoorPage {
    style: String,
    icon: String,
    heading: &'static str,
    lines: Vec<String>,
    /// Where the button of the one-time code posts to.
    action: Option<String>,
    way: Option<Way>,
}

#[derive(Debug)]
struct Way {
    href: String,
    name: &'static str,
}

impl DoorPage {
    fn new(heading: &'static str, lines: &[&str]) -> Self {
        Self {
            style: asset::STYLE.url(),
            icon: asset::ICON.url(),
            heading,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            action: None,
            way: None,
        }
    }

    fn answer(&self, status: StatusCode) -> Response {
        let mut response = html::page(status, self);
        super::send_origin(&mut response);
        response
    }
}

/// Sends somebody without a session to the notice.
pub(super) fn to_the_door() -> Response {
    html::see_other("/console/sign-in")
}

/// The store does not answer.
pub(super) fn busy() -> Response {
    let text = ["Nothing was changed. Please try again in a minute."];
    let mut response = DoorPage::new("The console cannot be reached just now", &text)
        .answer(StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    response
}

/// A form that did not come from one of our pages.
pub(super) fn foreign_form(public_url: &str) -> Response {
    let mut page = DoorPage::new(
        "This form was not accepted",
        &[
            "It did not come from a page of the console that was made for you, so nothing was changed.",
            "Use the console at its own address, and load the page again before you press the button.",
        ],
    );
    page.way = Some(Way { href: format!("{public_url}/console/"), name: "To the console" });
    page.answer(StatusCode::FORBIDDEN)
}

/// GET /console/sign-in: how to come in.
pub(super) async fn notice() -> Response {
    let lines = [
        "The console is open to people who are signed in.",
        "A sign-in link is made on the machine that runs canvass; it works once, for a short time: \
         canvass user sign-in ID --workspace WORKSPACE",
    ];
    DoorPage::new("Please sign in", &lines).answer(StatusCode::OK)
}

/// GET /console/sign-in/{code}: a page with a button. The code stays good: link scanners press no buttons.
pub(super) async fn show(Path(code): Path<String>) -> Response {
    let lines = ["This link signs you in to the console. It works once."];
    let mut page = DoorPage::new("Sign in", &lines);
    // The code is echoed into a path: only what our codes are made of.
    let is_plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_plain && code.len() <= 128 {
        page.action = Some(format!("/console/sign-in/{code}"));
        page.answer(StatusCode::OK)
    } else {
        used_up()
    }
}

/// POST /console/sign-in/{code}: takes the code and starts a session with a fresh id. An earlier session of the same
/// browser ends (IDN-10).
pub(super) async fn take(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response {
    let public_url = state.app.settings.public_url.as_str();
    if !is_own_origin(&headers, public_url) {
        return foreign_form(public_url);
    }
    let signed_in = match sign_in(&state.app, &code).ready().await {
        Ok(signed_in) => signed_in,
        Err(Denial::Denied) => return used_up(),
        Err(Denial::Store(_)) => return busy(),
    };
    if let Some(earlier) = cookie_of(&headers, public_url)
        && let Err(error) = sign_out(&state.app, &earlier).ready().await
    {
        // The new session stands; the old one ends by its time.
        tracing::warn!(?error, "an earlier session could not be ended");
    }
    welcome(&state, &signed_in)
}

fn welcome(state: &HttpState, signed_in: &SignedIn) -> Response {
    let life = signed_in.expires_at.as_second() - state.app.clock.now().as_second();
    let mut response = html::see_other("/console/");
    if let Some(value) = cookie(&state.app.settings.public_url, &signed_in.cookie, life.max(0)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// POST /console/sign-out: ends the session here and in the store.
pub(super) async fn leave(
    State(state): State<HttpState>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let public_url = state.app.settings.public_url.as_str();
    let fields = Fields::read(&headers, body).await.unwrap_or_default();
    if !visitor.sent(&state.app, &headers, &fields) {
        return foreign_form(public_url);
    }
    if sign_out(&state.app, visitor.cookie()).ready().await.is_err() {
        return busy();
    }
    let mut response = to_the_door();
    if let Some(value) = cookie(public_url, "", 0) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

fn used_up() -> Response {
    let lines = [
        "It was used before, it is too old, or it is not complete.",
        "Make a new one on the machine that runs canvass: canvass user sign-in ID --workspace WORKSPACE",
    ];
    DoorPage::new("This sign-in link does not work", &lines).answer(StatusCode::FORBIDDEN)
}
