//! Everything that is no success of the native API, as problem details (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_app::{FieldFault, Refusal, Scope};
use canvass_wire::fault::Faults;
use canvass_wire::native::{Problem, ProblemFault, organisation_fault};

use crate::front::{BodyFault, Fault, TraceId};
use crate::surface::idempotency;
use crate::surface::line::FULL;
use crate::surface::outage::Outage;

/// Why there is no success.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// 400: a body that cannot be read.
    Faults(Faults),
    /// 400: faults with their paths, in order.
    Told(Vec<(String, String)>),
    /// 401
    Denied {
        /// A token was sent, and it is none.
        has_token: bool,
    },
    /// 403
    ScopeMissing(Scope),
    /// 404: not there, or not yours.
    NotFound,
    /// 405, with what would work.
    Method(String),
    /// 408
    TooSlow,
    /// 409: a stable code and a sentence.
    Conflict(&'static str, String),
    /// 413
    TooLarge(usize),
    /// 429, with the seconds to wait.
    TooMany(u32),
    /// 400 or 431: a head that is none.
    Head(Fault),
    /// 415
    MediaType,
    /// 422
    KeyReused,
    /// 503 or 500
    Outage(Outage),
    /// An answer in the form of another wire.
    Foreign(Box<Response>),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound(_) => Self::NotFound,
            Refusal::Conflict(code, text) => Self::Conflict(code, text),
            Refusal::Fields(faults) => {
                Self::Told(faults.into_iter().map(|FieldFault { path, text }| (path, text)).collect())
            }
            Refusal::Organisation(broken) => Self::Told(organisation_fault::told(&broken)),
            Refusal::KeyReused => Self::KeyReused,
            Refusal::Store(error) => Self::Outage(Outage::of(&error)),
            // Intake names its faults by the body it has; links are no business of this API.
            other @ (Refusal::Import(_)
            | Refusal::Rows(_)
            | Refusal::Response(_)
            | Refusal::Notes(_)
            | Refusal::Blocks(_)
            | Refusal::NotOpen(_)) => {
                tracing::error!(refusal = ?other, "a refusal has no words on this surface");
                Self::Outage(Outage::Unexpected)
            }
        }
    }
}

impl From<Outage> for Trouble {
    fn from(outage: Outage) -> Self {
        Self::Outage(outage)
    }
}

impl Trouble {
    /// One fault.
    pub(crate) fn fault(path: &str, text: &str) -> Self {
        Self::Told(vec![(path.to_owned(), text.to_owned())])
    }

    /// An idempotency key that cannot be one.
    pub(crate) fn malformed_key() -> Self {
        Self::fault(idempotency::HEADER, idempotency::MALFORMED)
    }

    /// What a body that could not be read is answered with.
    pub(super) fn of_body(fault: BodyFault, most: usize) -> Self {
        match fault {
            BodyFault::NoRoom => FULL.into(),
            BodyFault::TooLarge => Self::TooLarge(most),
            // Nobody reads the answer to a client that went away.
            BodyFault::TooSlow | BodyFault::Broken => Self::TooSlow,
            BodyFault::CodingUnknown => Self::MediaType,
            BodyFault::CodingBroken => Self::fault("", "The body is not valid gzip."),
        }
    }

    /// The answer.
    pub(crate) fn into_response(self, trace: &TraceId) -> Response {
        let extra = self.header();
        let closes = matches!(self, Self::TooSlow | Self::TooLarge(_) | Self::Head(_));
        let problem = match self.into_problem(trace) {
            Ok(problem) => problem,
            Err(response) => return *response,
        };
        let mut response = written(&problem);
        let headers = response.headers_mut();
        if let Some((name, value)) = extra {
            headers.insert(name, value);
        }
        if closes {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Denied { has_token } => {
                let challenge = if *has_token {
                    r#"Bearer realm="api", error="invalid_token""#
                } else {
                    r#"Bearer realm="api""#
                };
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge)))
            }
            Self::Method(allowed) => Some((header::ALLOW, HeaderValue::from_str(allowed).ok()?)),
            Self::Outage(Outage::Later(seconds)) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::TooMany(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::Faults(_)
            | Self::Told(_)
            | Self::ScopeMissing(_)
            | Self::NotFound
            | Self::TooSlow
            | Self::Conflict(..)
            | Self::TooLarge(_)
            | Self::Head(_)
            | Self::MediaType
            | Self::KeyReused
            | Self::Outage(Outage::Unexpected)
            | Self::Foreign(_) => None,
        }
    }

    fn into_problem(self, trace: &TraceId) -> Result<Problem, Box<Response>> {
        let new = |status, code, title| Problem::new(status, code, title, &trace.0);
        let with = |problem, detail: String| Problem { detail: Some(detail), ..problem };
        Ok(match self {
            Self::Faults(faults) => Problem::invalid(faults, &trace.0),
            Self::Told(faults) => Problem {
                faults: faults.into_iter().map(|(path, text)| ProblemFault { path, text }).collect(),
                ..new(400, "request_invalid", "The request is invalid.")
            },
            Self::Denied { .. } => new(401, "token_invalid", "A valid token is required."),
            Self::ScopeMissing(scope) => with(
                new(403, "scope_missing", "The token does not carry the scope."),
                format!("The scope {} is required.", scope.as_str()),
            ),
            Self::NotFound => new(404, "not_found", "There is nothing here."),
            Self::Method(allowed) => with(
                new(405, "method_not_allowed", "The method is not allowed here."),
                format!("Allowed: {allowed}."),
            ),
            Self::TooSlow => new(408, "body_too_slow", "The request body did not arrive in time."),
            Self::Conflict(code, text) => {
                with(new(409, code, "The request does not fit what is there."), text)
            }
            Self::TooLarge(most) => with(
                new(413, "body_too_large", "The request body is too large."),
                format!("The limit is {most} bytes, also after inflating."),
            ),
            Self::TooMany(seconds) => with(
                new(429, "too_many_calls", "Too many calls."),
                format!("Try again in {seconds} seconds."),
            ),
            Self::Head(Fault::Malformed) => new(400, "request_malformed", "This is no HTTP/1.1 request."),
            Self::Head(Fault::TooSlow) => {
                new(408, "head_too_slow", "The request head did not arrive in time.")
            }
            Self::Head(Fault::TooLarge) => {
                new(431, "head_too_large", "The request line and headers are larger than 16 kB.")
            }
            Self::MediaType => with(
                new(415, "media_type_unsupported", "The media type is not supported."),
                "Send application/json, plain or with Content-Encoding gzip.".to_owned(),
            ),
            Self::KeyReused => new(422, "key_reused", idempotency::REUSED),
            Self::Outage(Outage::Later(seconds)) => with(
                new(503, "unavailable", "The service cannot take the request now."),
                format!("Try again in {seconds} seconds."),
            ),
            Self::Outage(Outage::Unexpected) => new(500, "unexpected", "An error has occurred."),
            Self::Foreign(response) => return Err(response),
        })
    }
}

fn written(problem: &Problem) -> Response {
    let status = u16::try_from(problem.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = Response::new(Body::from(problem.write()));
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = HeaderValue::from_static("application/problem+json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The answer to an address of our own API that is none.
pub(crate) fn not_found(trace: &TraceId) -> Response {
    Trouble::NotFound.into_response(trace)
}

/// The answer to a request that never came whole.
pub(crate) fn half(fault: Fault, trace: &TraceId) -> Response {
    Trouble::Head(fault).into_response(trace)
}

/// The answer to a request whose handler broke (HTP-16).
pub(crate) fn panicked(trace: &TraceId) -> Response {
    Trouble::Outage(Outage::Unexpected).into_response(trace)
}
