//! Everything that is no 200 on this surface: status, text and headers of section 2 of the rules.

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use canvass_app::{Refusal, Scope};
use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::error::{self, ErrorBody};
use canvass_wire::fault::{Faults, ModelState};
use canvass_wire::negotiate::MediaType;

use crate::front::{BodyFault, Fault, TraceId};
use crate::surface::idempotency;
use crate::surface::line::FULL;
use crate::surface::outage::Outage;

/// Why there is no 200.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// 400 with faults by key.
    Invalid(ModelState),
    /// 401
    Denied {
        /// A token was sent, and it is none.
        has_token: bool,
    },
    /// 403
    ScopeMissing(Scope),
    /// 403
    OtherWorkspace,
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
    /// 413
    TooLarge,
    /// 429, with the seconds to wait.
    TooMany(u32),
    /// 431
    HeadTooLarge,
    /// 415, with the type sent.
    MediaType(String),
    /// 503 or 500
    Outage(Outage),
}

impl From<Outage> for Trouble {
    fn from(outage: Outage) -> Self {
        Self::Outage(outage)
    }
}

impl Trouble {
    /// A 400 with the faults of a reading.
    pub(crate) fn invalid(faults: Faults) -> Self {
        Self::Invalid(faults.into_model_state(PARAMETER))
    }

    /// A 400 with one text on one key.
    pub(crate) fn fault(key: &str, text: &str) -> Self {
        Self::Invalid(vec![(key.to_owned(), vec![text.to_owned()])])
    }

    /// What a body that could not be read is answered with.
    pub(super) fn of_body(fault: BodyFault, media_type: &str) -> Self {
        match fault {
            BodyFault::NoRoom => FULL.into(),
            BodyFault::TooLarge => Self::TooLarge,
            // Nobody reads the answer to a client that went away.
            BodyFault::TooSlow | BodyFault::Broken => Self::TooSlow,
            BodyFault::CodingUnknown => Self::MediaType(media_type.to_owned()),
            BodyFault::CodingBroken => Self::fault(PARAMETER, "The body is not valid gzip."),
        }
    }

    /// What a use case refused, but for the faults of an import, whose places only the body knows.
    pub(crate) fn of_refusal(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeyReused => Self::fault(idempotency::HEADER, idempotency::REUSED),
            Refusal::Store(error) => Self::Outage(Outage::of(&error)),
            // The workspace of a client cannot be taken away, and no call of this surface names other objects.
            Refusal::NotFound(_) => Self::OtherWorkspace,
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
        let closes = matches!(self, Self::TooSlow | Self::TooLarge | Self::HeadTooLarge);
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
            Self::Denied { .. } => StatusCode::UNAUTHORIZED,
            Self::ScopeMissing(_) | Self::OtherWorkspace => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Outage(Outage::Later(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Outage(Outage::Unexpected) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::Denied { has_token } => {
                let challenge = if *has_token {
                    r#"Bearer realm="external", error="invalid_token""#
                } else {
                    r#"Bearer realm="external""#
                };
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge)))
            }
            Self::Method { allowed, .. } => Some((header::ALLOW, HeaderValue::from_str(allowed).ok()?)),
            Self::Outage(Outage::Later(seconds)) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::TooMany(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::Invalid(_)
            | Self::ScopeMissing(_)
            | Self::OtherWorkspace
            | Self::NotFound(_)
            | Self::TooSlow
            | Self::TooLarge
            | Self::HeadTooLarge
            | Self::MediaType(_)
            | Self::Outage(Outage::Unexpected) => None,
        }
    }

    fn into_body(self, trace: &TraceId) -> ErrorBody {
        let text = match self {
            Self::Invalid(state) => return ErrorBody::invalid(state, &trace.0),
            Self::Denied { .. } => error::DENIED.to_owned(),
            Self::ScopeMissing(scope) => error::scope_missing(scope.as_str()),
            Self::OtherWorkspace => error::OTHER_WORKSPACE.to_owned(),
            Self::NotFound(uri) => error::not_found(&uri),
            Self::Method { tried, .. } => error::method_not_allowed(tried.as_str()),
            Self::TooSlow => error::TOO_SLOW.to_owned(),
            Self::TooLarge => error::TOO_LARGE.to_owned(),
            Self::TooMany(seconds) => error::too_many(seconds),
            Self::HeadTooLarge => error::HEAD_TOO_LARGE.to_owned(),
            Self::MediaType(media_type) => error::unsupported_media_type(&media_type),
            Self::Outage(Outage::Later(seconds)) => error::unavailable(seconds),
            Self::Outage(Outage::Unexpected) => error::UNEXPECTED.to_owned(),
        };
        ErrorBody::message(text, &trace.0)
    }
}

/// The answer to a request that never came whole (408, 431, or 400 for what is no HTTP).
pub(crate) fn half(fault: Fault, answer: MediaType, trace: &TraceId) -> Response {
    let trouble = match fault {
        Fault::Malformed => Trouble::fault(PARAMETER, "The bytes sent are no HTTP/1.1 request."),
        Fault::TooSlow => Trouble::TooSlow,
        Fault::TooLarge => Trouble::HeadTooLarge,
    };
    trouble.into_response(answer, trace)
}

/// The answer to a request whose handler broke (HTP-16).
pub(crate) fn panicked(answer: MediaType, trace: &TraceId) -> Response {
    Trouble::Outage(Outage::Unexpected).into_response(answer, trace)
}
