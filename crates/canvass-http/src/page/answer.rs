//! POST /q/{link}: one page of answers, stored once under the nonce of its form. Then on to the next page, to thanks, or
//! back to the same page with everything that was typed.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::respondent::{
    AnswerOutcome, AnswerRefusal, AnswerSubmission, PageRequest, PageView, Standing, record_answer, show_page,
};
use canvass_app::secret::Keys;
use canvass_store::StoreError;

use super::notice::{Notice, NoticePage};
use super::show::{Shown, form, language_asked, notice_of, page_index, refused, wished_language};
use super::typed::Typed;
use crate::fields::Fields;
use crate::front::BodyFault;
use crate::{HttpState, html};

/// POST of a page.
pub(super) async fn answer(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = match Fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(fault) => return unreadable(fault, &headers),
    };
    let page = page_index(&fields);
    let request = PageRequest { link: link.clone(), page, language: language_asked(&fields) };
    let view = match show_page(&state.app, request).ready().await {
        Ok(view) => view,
        Err(refusal) => return refused(&refusal, &headers),
    };
    let keys = &state.app.keys;
    let typed = Typed::from_fields(fields.all());
    let Some((page, answers)) = page.and_then(|page| {
        let answers = typed.answers(view.document.pages.get(page)?).ok()?;
        Some((page, answers))
    }) else {
        return stale(&view, keys);
    };
    let nonce = fields.first("nonce").unwrap_or_default().to_owned();
    match record_answer(&state.app, AnswerSubmission { link, nonce, page, answers }).ready().await {
        Ok(outcome) => html::see_other(&next(&view, keys, page, outcome)),
        Err(refusal) => not_stored(&view, keys, &typed, refusal, &headers),
    }
}

/// Where a stored page leads. Going back to an earlier page means that something required is missing there.
fn next(view: &PageView, keys: &Keys, page: usize, outcome: AnswerOutcome) -> String {
    let (link, language) = (view.link.text(keys), &view.language);
    match outcome.next_page {
        None => format!("/q/{link}?thanks=1&lang={language}"),
        Some(next) if next <= page => format!("/q/{link}?page={}&lang={language}&check=1#faults", next + 1),
        Some(next) => format!("/q/{link}?page={}&lang={language}", next + 1),
    }
}

/// Nothing was stored, or nobody knows; what was typed is never lost on the way.
fn not_stored(
    view: &PageView,
    keys: &Keys,
    typed: &Typed,
    refusal: AnswerRefusal,
    headers: &HeaderMap,
) -> Response {
    let notice = match (refusal, &view.standing) {
        (AnswerRefusal::Faults(faults), Standing::Open(open)) => {
            let shown = Shown { faults: &faults, is_stored: false, status: StatusCode::BAD_REQUEST };
            return form(view, open, keys, typed, shown);
        }
        (AnswerRefusal::UnknownForm | AnswerRefusal::Faults(_), _) => return stale(view, keys),
        (AnswerRefusal::Refused(Refusal::NotOpen(closed)), _) => notice_of(view, closed, false),
        (AnswerRefusal::Refused(Refusal::Store(StoreError::OutcomeUnknown(_))), _) => Notice::Uncertain,
        (AnswerRefusal::Refused(Refusal::Store(_)), _) => Notice::Busy,
        (AnswerRefusal::Refused(other), _) => return refused(&other, headers),
    };
    let page = NoticePage::of(view, &notice).keeping(&view.document, typed);
    match notice {
        Notice::Busy | Notice::Uncertain => page.answer(&notice),
        // Read as "not stored" by programs as well.
        Notice::Thanks(_)
        | Notice::Finished
        | Notice::Ended(_)
        | Notice::NotYet
        | Notice::Stopped
        | Notice::Unknown
        | Notice::Stale => page.answer_with(StatusCode::CONFLICT),
    }
}

fn stale(view: &PageView, keys: &Keys) -> Response {
    let page = NoticePage::of(view, &Notice::Stale);
    page.reopening(&view.link.text(keys)).answer(&Notice::Stale)
}

fn unreadable(fault: BodyFault, headers: &HeaderMap) -> Response {
    let status = match fault {
        BodyFault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BodyFault::TooSlow => StatusCode::REQUEST_TIMEOUT,
        BodyFault::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
        BodyFault::Broken | BodyFault::CodingUnknown | BodyFault::CodingBroken => StatusCode::BAD_REQUEST,
    };
    let language = wished_language(headers);
    NoticePage::new(&Notice::Stale, &language).answer_with(status)
}
