//! GET /o/{link}: how a person stands, with a button to opt out (E80) and one to end a lock (E79). Writes nothing, so that
//! mail scanners may come as often as they like. POST does it: from the page, or by one click of a mail program (RFC 8058).
//!
//! The forms have no nonce: the link cannot be guessed and is all that a mail program sends, doing twice is doing once,
//! and a page that does not know the link cannot send a browser here.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use canvass_app::block::{Preferences, lift_locks_by_link, opt_out_by_link, show_preferences};

use super::frame::Frame;
use super::show::{language_asked, refused};
use super::view::LanguageView;
use crate::fields::Fields;
use crate::text::{OUR_LANGUAGES, Words, choose_language, own_name};
use crate::{HttpState, html};

/// The field that the buttons of the page send; a mail program sends its own.
const CHOICE: &str = "choice";
const OPT_OUT: &str = "opt-out";
const LIFT: &str = "lift";
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// The page.
#[derive(Debug, Template)]
#[template(path = "page/preferences.html")]
struct PreferencesPage<'a> {
    frame: Frame<'a>,
    heading: String,
    /// Says what became of a press of a button.
    status: Option<String>,
    lead: String,
    action: String,
    is_opted_out: bool,
    /// Until when the person is left out, where it may end that.
    locked: Option<String>,
    languages: Vec<LanguageView<'a>>,
}

/// What was done just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    /// A lock was ended.
    Lifted,
    /// A form came that is none of ours.
    NotUnderstood,
}

/// GET and HEAD of a link. `lang` is one of our languages; `lifted` says that a lock was ended just now.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let said = if query.first("lifted").is_some() { Said::Lifted } else { Said::Nothing };
    shown(&state, &link, &query, &headers, said).await
}

/// POST of a button or of a mail program.
pub(super) async fn choose(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = Fields::read_either(&headers, body).await.unwrap_or_default();
    let is_one_click = fields.first(ONE_CLICK.0).is_some_and(|value| value.trim() == ONE_CLICK.1);
    let chosen = fields.all().iter().filter(|(name, _)| name == CHOICE).count();
    let done = match fields.first(CHOICE) {
        // Two buttons at once were pressed by nobody.
        _ if chosen > 1 => return shown(&state, &link, &fields, &headers, Said::NotUnderstood).await,
        _ if is_one_click => opt_out_by_link(&state.app, &link).ready().await,
        Some(OPT_OUT) => opt_out_by_link(&state.app, &link).ready().await,
        Some(LIFT) => lift_locks_by_link(&state.app, &link).ready().await,
        _ => return shown(&state, &link, &fields, &headers, Said::NotUnderstood).await,
    };
    let language = language_asked(&fields).unwrap_or_default();
    let language = choose_language(&ours(), Some(&language), "", accepted(&headers)).to_owned();
    match done {
        Err(refusal) => refused(&refusal, &headers),
        // No redirect: mail programs do not follow one (RFC 8058, 3.1).
        Ok(()) if is_one_click => shown(&state, &link, &fields, &headers, Said::Nothing).await,
        Ok(()) if fields.first(CHOICE) == Some(LIFT) => {
            html::see_other(&format!("{}&lifted=1", address(&link, &language)))
        }
        Ok(()) => html::see_other(&address(&link, &language)),
    }
}

async fn shown(state: &HttpState, link: &str, fields: &Fields, headers: &HeaderMap, said: Said) -> Response {
    let found = match show_preferences(&state.app, link).ready().await {
        Ok(found) => found,
        Err(refusal) => return refused(&refusal, headers),
    };
    let ours = ours();
    let asked = language_asked(fields);
    let own = found.language.split(['-', '_']).next().unwrap_or_default();
    let language = choose_language(&ours, asked.as_deref(), own, accepted(headers));
    let status = if said == Said::NotUnderstood { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    html::page(status, &page(link, language, &found, said))
}

fn page<'a>(link: &str, language: &'a str, found: &Preferences, said: Said) -> PreferencesPage<'a> {
    let words = Words::new(language);
    let heading = words.say(if found.is_opted_out { "preferences-out-title" } else { "preferences-title" });
    let lead = if found.is_opted_out { "preferences-is-out" } else { "preferences-lead" };
    let ends = found.locks.iter().filter_map(|lock| lock.ends_at).max();
    let local = ends.map(|end| words.moment(end.to_zoned(found.zone.clone()).datetime()));
    let status = match said {
        Said::NotUnderstood => Some(words.say("preferences-nothing")),
        Said::Lifted if found.locks.is_empty() && !found.is_opted_out => {
            Some(words.say("preferences-lifted"))
        }
        Said::Lifted | Said::Nothing => None,
    };
    PreferencesPage {
        frame: Frame::new(language, heading.clone(), found.is_test),
        heading,
        status,
        lead: words.about(lead, &found.workspace_name),
        action: format!("/o/{link}"),
        is_opted_out: found.is_opted_out,
        // Nobody who opted out is asked, lock or no lock (E80).
        locked: local.filter(|_| !found.is_opted_out).map(|end| words.about("preferences-locked", &end)),
        languages: languages(link, language),
    }
}

fn languages(link: &str, shown: &str) -> Vec<LanguageView<'static>> {
    let view = |tag: &'static str| LanguageView {
        tag,
        name: own_name(tag),
        href: address(link, tag),
        is_shown: tag == shown,
    };
    OUR_LANGUAGES.map(view).into()
}

/// The address of the page in a language. A link that was honoured has no sign that needs escaping.
fn address(link: &str, language: &str) -> String {
    format!("/o/{link}?lang={language}")
}

fn ours() -> [String; 3] {
    OUR_LANGUAGES.map(str::to_owned)
}

fn accepted(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}
