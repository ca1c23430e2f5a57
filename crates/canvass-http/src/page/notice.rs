//! Pages without questions: thanks, closed, unknown and the like. Each says plainly what is and what to do.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_app::respondent::PageView;
use canvass_domain::questionnaire::{Document, QuestionKind};
use jiff::civil;

use super::frame::Frame;
use super::typed::{NOT_APPLICABLE, Typed};
use crate::html;
use crate::text::Words;

/// What a page without questions has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice<'a> {
    /// All answers are in; the questionnaire's own words, if it has some.
    Thanks(Option<&'a str>),
    /// They were in before.
    Finished,
    /// The end date passed, in the workspace's time.
    Ended(Option<civil::DateTime>),
    /// The batch waits for approval.
    NotYet,
    /// Rejected or cancelled.
    Stopped,
    /// Unknown, forged, revoked and erased links alike.
    Unknown,
    /// The store does not answer.
    Busy,
    /// Nobody knows whether the answers were stored.
    Uncertain,
    /// The form was not one we gave out for this page.
    Stale,
}

impl Notice<'_> {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Uncertain => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Stale => StatusCode::BAD_REQUEST,
            Self::Thanks(_) | Self::Finished | Self::Ended(_) | Self::NotYet | Self::Stopped => {
                StatusCode::OK
            }
        }
    }

    /// First part of the keys of its texts.
    fn key(&self) -> &'static str {
        match self {
            Self::Thanks(_) => "thanks",
            Self::Finished => "finished",
            Self::Ended(_) => "closed",
            Self::NotYet => "not-yet",
            Self::Stopped => "stopped",
            Self::Unknown => "unknown",
            Self::Busy => "busy",
            Self::Uncertain => "uncertain",
            Self::Stale => "stale",
        }
    }

    fn lines(&self, words: Words<'_>) -> Vec<LineView> {
        let ours = |text: String| LineView { text, mark: words.mark() };
        match self {
            Self::Thanks(Some(own)) => {
                let own = LineView { text: (*own).to_owned(), mark: "" };
                vec![own, ours(words.say("thanks-close"))]
            }
            Self::Thanks(None) => vec![ours(words.say("thanks-lead")), ours(words.say("thanks-close"))],
            Self::Ended(Some(moment)) => vec![ours(words.about("closed-lead", &words.moment(*moment)))],
            Self::Ended(None) => vec![ours(words.say("closed-undated"))],
            Self::Finished
            | Self::NotYet
            | Self::Stopped
            | Self::Unknown
            | Self::Busy
            | Self::Uncertain
            | Self::Stale => vec![ours(words.say(&format!("{}-lead", self.key())))],
        }
    }
}

/// A page without questions.
#[derive(Debug, Template)]
#[template(path = "page/notice.html")]
pub(super) struct NoticePage<'a> {
    frame: Frame<'a>,
    tone: &'static str,
    mark: &'static str,
    heading: String,
    lines: Vec<LineView>,
    reopen: Option<String>,
    /// What was filled in and not stored, to be copied by hand (PAG-06, PAG-08).
    unsaved: Vec<SaidView<'a>>,
}

#[derive(Debug)]
struct LineView {
    text: String,
    mark: &'static str,
}

#[derive(Debug)]
pub(super) struct SaidView<'a> {
    question: &'a str,
    answer: String,
}

impl<'a> NoticePage<'a> {
    /// The page of a notice about a link that leads somewhere: it says that it is a test as every other page does.
    pub(super) fn of(view: &'a PageView, notice: &Notice<'_>) -> Self {
        Self::about(notice, &view.language, view.is_test)
    }

    /// The page of a notice when nothing is known of the link.
    pub(super) fn new(notice: &Notice<'_>, language: &'a str) -> Self {
        Self::about(notice, language, false)
    }

    fn about(notice: &Notice<'_>, language: &'a str, is_test: bool) -> Self {
        let words = Words::new(language);
        let heading = words.say(&format!("{}-title", notice.key()));
        Self {
            frame: Frame::new(language, heading.clone(), is_test),
            tone: notice.key(),
            mark: words.mark(),
            heading,
            lines: notice.lines(words),
            reopen: None,
            unsaved: Vec::new(),
        }
    }

    /// With a way back to the questionnaire.
    pub(super) fn reopening(mut self, link: &str) -> Self {
        self.reopen = Some(format!("/q/{link}"));
        self
    }

    /// With what was filled in and not stored.
    pub(super) fn keeping(mut self, document: &'a Document, typed: &Typed) -> Self {
        self.unsaved = unsaved(document, self.frame.language, typed);
        self
    }

    /// The answer with the notice's own status.
    pub(super) fn answer(self, notice: &Notice<'_>) -> Response {
        self.answer_with(notice.status())
    }

    /// The answer with another status.
    pub(super) fn answer_with(self, status: StatusCode) -> Response {
        let mut response = html::page(status, &self);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }
}

fn unsaved<'a>(document: &'a Document, language: &str, typed: &Typed) -> Vec<SaidView<'a>> {
    let fallback = document.default_language();
    let mut said = Vec::new();
    for question in document.questions() {
        let labels = typed.values(question.id).iter().map(|value| match &question.kind {
            QuestionKind::Recommendation { .. }
            | QuestionKind::OpenText { .. }
            | QuestionKind::File { .. } => value.clone(),
            QuestionKind::Scale { not_applicable: Some(label), .. } if value == NOT_APPLICABLE => {
                label.get(language, fallback).to_owned()
            }
            QuestionKind::Scale { positions, .. }
            | QuestionKind::SingleChoice { positions }
            | QuestionKind::MultipleChoice { positions, .. } => positions
                .iter()
                .find(|position| position.id.to_string() == *value)
                .map_or_else(|| value.clone(), |position| position.label.get(language, fallback).to_owned()),
        });
        let labels: Vec<String> = labels.filter(|label| !label.trim().is_empty()).collect();
        if !labels.is_empty() {
            said.push(SaidView {
                question: question.text.get(language, fallback),
                answer: labels.join(", "),
            });
        }
    }
    said
}
