//! Everything that is no 200: status, text and headers as the framework gives them, and what is a vendor's own as [`Own`].

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use canvass_app::{Refusal, Scope};
use canvass_wire::aspnet::error::{self, ErrorBody};
use canvass_wire::fault::{Faults, ModelState};
use canvass_wire::negotiate::MediaType;

use crate::front::{BodyFault, Fault, TraceId};
use crate::surface::idempotency;
use crate::surface::line::FULL;
use crate::surface::outage::Outage;

/// What one vendor says in its own words.
pub(crate) trait Own: Sized {
    /// The body parameter, first step of every path (S2).
    const PARAMETER: &'static str;

    /// The status of a trouble of its own.
    fn status(&self) -> StatusCode;
    /// Its text.
    fn text(&self) -> String;
    /// Its header, if it has one.
    fn header(&self) -> Option<(HeaderName, HeaderValue)>;
    /// What a use case did not find.
    fn missing() -> Self;
    /// The text of a 413.
    fn too_large(most_bytes: usize) -> String;
    /// The text of a 429.
    fn too_many(seconds: u32) -> String;
}

/// Why there is no 200.
#[derive(Debug)]
pub(crate) enum Trouble<O> {
    /// 400 with faults by key.
    Invalid(ModelState),
    /// What only this vendor says.
    Own(O),
    /// 403
    ScopeMissing(Scope),
    /// 404, with the address asked for.
    NotFound(String),
    /// 405
    Method {
        /// What was tried.
        tried: Method,
        /// What would work.
        allowed: String,
    },
    /// 408
    TooSlow,
    /// 413, with the limit.
    TooLarge(usize),
    /// 415, with the type sent.
    MediaType(String),
    /// 429, with the seconds to wait.
    TooMany(u32),
    /// 431
    HeadTooLarge,
    /// 503 or 500
    Outage(Outage),
}

impl<O> From<Outage> for Trouble<O> {
    fn from(outage: Outage) -> Self {
        Self::Outage(outage)
    }
}

impl<O: Own> Trouble<O> {
    /// A 400 with the faults of a reading.
    pub(crate) fn invalid(faults: Faults) -> Self {
        Self::Invalid(faults.into_model_state(O::PARAMETER))
    }

    /// A 400 with one text on one key.
    pub(crate) fn fault(key: &str, text: &str) -> Self {
        Self::Invalid(vec![(key.to_owned(), vec![text.to_owned()])])
    }

    /// What is no HTTP at all.
    pub(crate) fn malformed() -> Self {
        Self::fault(O::PARAMETER, "The bytes sent are no HTTP/1.1 request.")
    }

    /// What a body that could not be read is answered with.
    pub(super) fn of_body(fault: BodyFault, media_type: &str, most_bytes: usize) -> Self {
        match fault {
            BodyFault::NoRoom => FULL.into(),
            BodyFault::TooLarge => Self::TooLarge(most_bytes),
            // Nobody reads the answer to a client that went away.
            BodyFault::TooSlow | BodyFault::Broken => Self::TooSlow,
            BodyFault::CodingUnknown => Self::MediaType(media_type.to_owned()),
            BodyFault::CodingBroken => Self::fault(O::PARAMETER, "The body is not valid gzip."),
        }
    }

    /// What a use case refused, but for the faults whose places only the body knows.
    pub(crate) fn of_refusal(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeyReused => Self::fault(idempotency::HEADER, idempotency::REUSED),
            Refusal::Store(error) => Self::Outage(Outage::of(&error)),
            Refusal::NotFound(_) => Self::Own(O::missing()),
            other @ (Refusal::Conflict(..)
            | Refusal::Fields(_)
            | Refusal::Import(_)
            | Refusal::Rows(_)
            | Refusal::Response(_)
            | Refusal::Notes(_)
            | Refusal::Blocks(_)
            | Refusal::Organisation(_)
            | Refusal::NotOpen(_)) => {
                tracing::error!(refusal = ?other, "a refusal has no words on this surface");
                Self::Outage(Outage::Unexpected)
            }
        }
    }

    /// The answer in the type asked for.
    pub(crate) fn into_response(self, answer: MediaType, trace: &TraceId) -> Response {
        let status = self.status();
        let extra = self.header();
        let closes = matches!(self, Self::TooSlow | Self::TooLarge(_) | Self::HeadTooLarge);
        let body = self.into_body(trace).write(answer.form());
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.header()));
        if let Some((name, value)) = extra {
            headers.insert(name, value);
        }
        if closes {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Own(own) => own.status(),
            Self::ScopeMissing(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Outage(Outage::Later(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Outage(Outage::Unexpected) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Own(own) => own.header(),
            Self::Method { allowed, .. } => Some((header::ALLOW, HeaderValue::from_str(allowed).ok()?)),
            Self::Outage(Outage::Later(seconds)) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::TooMany(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::Invalid(_)
            | Self::ScopeMissing(_)
            | Self::NotFound(_)
            | Self::TooSlow
            | Self::TooLarge(_)
            | Self::MediaType(_)
            | Self::HeadTooLarge
            | Self::Outage(Outage::Unexpected) => None,
        }
    }

    fn into_body(self, trace: &TraceId) -> ErrorBody {
        let text = match self {
            Self::Invalid(state) => return ErrorBody::invalid(state, &trace.0),
            Self::Own(own) => own.text(),
            Self::ScopeMissing(scope) => error::scope_missing(scope.as_str()),
            Self::NotFound(uri) => error::not_found(&uri),
            Self::Method { tried, .. } => error::method_not_allowed(tried.as_str()),
            Self::TooSlow => error::TOO_SLOW.to_owned(),
            Self::TooLarge(most_bytes) => O::too_large(most_bytes),
            Self::MediaType(media_type) => error::unsupported_media_type(&media_type),
            Self::TooMany(seconds) => O::too_many(seconds),
            Self::HeadTooLarge => error::HEAD_TOO_LARGE.to_owned(),
            Self::Outage(Outage::Later(seconds)) => error::unavailable(seconds),
            Self::Outage(Outage::Unexpected) => error::UNEXPECTED.to_owned(),
        };
        ErrorBody::message(text, &trace.0)
    }
}

/// The answer to a request that never came whole (408, 431, or 400 for what is no HTTP).
pub(crate) fn half<O: Own>(fault: Fault, answer: MediaType, trace: &TraceId) -> Response {
    let trouble: Trouble<O> = match fault {
        Fault::Malformed => Trouble::malformed(),
        Fault::TooSlow => Trouble::TooSlow,
        Fault::TooLarge => Trouble::HeadTooLarge,
    };
    trouble.into_response(answer, trace)
}

/// The answer to a request whose handler broke (HTP-16).
pub(crate) fn panicked<O: Own>(answer: MediaType, trace: &TraceId) -> Response {
    Trouble::<O>::Outage(Outage::Unexpected).into_response(answer, trace)
}
