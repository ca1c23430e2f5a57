//! GET /q/{link}: a page of the questionnaire, or the honest page of why there is none. Writes nothing, so that mail
//! scanners and previews may look as often as they like (P8).

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use canvass_app::respondent::{OpenPage, PageRequest, PageView, Standing, show_page};
use canvass_app::secret::Keys;
use canvass_app::{Closed, Refusal};
use canvass_domain::questionnaire::{AnswerFault, AnswerProblem, Question};
use canvass_store::StoreError;

use super::form::Asked;
use super::notice::{Notice, NoticePage};
use super::typed::Typed;
use crate::fields::Fields;
use crate::text::{OUR_LANGUAGES, choose_language};
use crate::{HttpState, html};

/// GET and HEAD of a link. `page` counts from 1; `lang` is a language of the document; `check` marks what is missing;
/// `thanks` says that the answers were sent just now.
pub(super) async fn show(
    State(state): State<HttpState>,
    Path(link): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let request = PageRequest { link, page: page_index(&query), language: language_asked(&query) };
    let view = match show_page(&state.app, request).ready().await {
        Ok(view) => view,
        Err(refusal) => return refused(&refusal, &headers),
    };
    match &view.standing {
        Standing::NotOpen(closed) => {
            let notice = notice_of(&view, *closed, query.first("thanks").is_some());
            NoticePage::of(&view, &notice).answer(&notice)
        }
        Standing::Open(open) => {
            let questions: Vec<&Question> = view.document.questions().collect();
            let typed = Typed::from_answers(&questions, &open.answers);
            let missing =
                if query.first("check").is_some() { missing(&view, open, &typed) } else { Vec::new() };
            let shown = Shown { faults: &missing, is_stored: true, status: StatusCode::OK };
            form(&view, open, &state.app.keys, &typed, shown)
        }
    }
}

/// How a form is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// What is wrong.
    pub(super) faults: &'a [AnswerFault],
    /// What is filled in is stored already.
    pub(super) is_stored: bool,
    pub(super) status: StatusCode,
}

/// The answer with a form.
pub(super) fn form(
    view: &PageView,
    open: &OpenPage,
    keys: &Keys,
    typed: &Typed,
    shown: Shown<'_>,
) -> Response {
    let link = view.link.text(keys);
    let asked = Asked {
        link: &link,
        document: &view.document,
        language: &view.language,
        is_test: view.is_test,
        is_opened: open.is_opened,
        number: open.page + 1,
        nonce: open.nonce.as_str(),
    };
    match asked.form(typed, shown.faults, shown.is_stored) {
        Some(page) => html::page(shown.status, &page),
        // A published document has pages; the use case stays inside them.
        None => NoticePage::of(view, &Notice::Unknown).answer(&Notice::Unknown),
    }
}

/// Required questions of the page without an answer.
fn missing(view: &PageView, open: &OpenPage, typed: &Typed) -> Vec<AnswerFault> {
    let page = view.document.pages.get(open.page);
    let questions = page.into_iter().flat_map(|page| &page.sections).flat_map(|section| &section.questions);
    questions
        .filter(|question| question.is_required && typed.values(question.id).is_empty())
        .map(|question| AnswerFault { question: question.id, problem: AnswerProblem::Missing })
        .collect()
}

/// Why a questionnaire is not open, as its page says it.
pub(super) fn notice_of(view: &PageView, closed: Closed, is_just_sent: bool) -> Notice<'_> {
    match closed {
        Closed::NotYet => Notice::NotYet,
        Closed::Ended(moment) => Notice::Ended(Some(moment.to_zoned(view.zone.clone()).datetime())),
        Closed::Finished if is_just_sent => {
            let fallback = view.document.default_language();
            Notice::Thanks(view.document.thanks.as_ref().map(|thanks| thanks.get(&view.language, fallback)))
        }
        Closed::Finished => Notice::Finished,
        Closed::Stopped => Notice::Stopped,
    }
}

/// The page for a link that leads nowhere, or when the store does not answer. There is no document to take a language
/// from, so the browser's wish decides.
pub(super) fn refused(refusal: &Refusal, headers: &HeaderMap) -> Response {
    let notice = match refusal {
        Refusal::Store(StoreError::OutcomeUnknown(_)) => Notice::Uncertain,
        Refusal::Store(_) => Notice::Busy,
        Refusal::NotFound(_)
        | Refusal::Conflict(..)
        | Refusal::Fields(_)
        | Refusal::Import(_)
        | Refusal::Rows(_)
        | Refusal::Response(_)
        | Refusal::Notes(_)
        | Refusal::Blocks(_)
        | Refusal::Organisation(_)
        | Refusal::KeyReused
        | Refusal::NotOpen(_) => Notice::Unknown,
    };
    let language = wished_language(headers);
    NoticePage::new(&notice, &language).answer(&notice)
}

/// The best of our own languages for this browser.
pub(super) fn wished_language(headers: &HeaderMap) -> String {
    let ours = OUR_LANGUAGES.map(str::to_owned);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    choose_language(&ours, None, "", accepted).to_owned()
}

/// Which page is asked for, from 0.
pub(super) fn page_index(fields: &Fields) -> Option<usize> {
    fields.first("page").and_then(|page| page.parse::<usize>().ok()).and_then(|page| page.checked_sub(1))
}

/// Which language is asked for.
pub(super) fn language_asked(fields: &Fields) -> Option<String> {
    fields.first("lang").map(str::to_owned)
}
