//! What this surface says in its own words where there is no 200 (section 2 of the rules); all else is the framework's.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_wire::cayzu::PARAMETER;
use canvass_wire::cayzu::error;
use canvass_wire::negotiate::MediaType;

use crate::front::{Fault, TraceId};
use crate::surface::aspnet;

/// Why there is no 200.
pub(crate) type Trouble = aspnet::Trouble<Own>;

/// What only this surface says.
#[derive(Debug)]
pub(crate) enum Own {
    /// 401: no token, or none of ours.
    Denied,
    /// 403
    NoWorkspace,
    /// 404 of the read call.
    NoCustomer,
}

impl aspnet::Own for Own {
    const PARAMETER: &'static str = PARAMETER;

    fn status(&self) -> StatusCode {
        match self {
            Self::Denied => StatusCode::UNAUTHORIZED,
            Self::NoWorkspace => StatusCode::FORBIDDEN,
            Self::NoCustomer => StatusCode::NOT_FOUND,
        }
    }

    fn text(&self) -> String {
        let text = match self {
            Self::Denied => error::DENIED,
            Self::NoWorkspace => error::NO_WORKSPACE,
            Self::NoCustomer => error::NO_CUSTOMER,
        };
        text.to_owned()
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Denied => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::NoWorkspace | Self::NoCustomer => None,
        }
    }

    /// C25
    fn missing() -> Self {
        Self::NoCustomer
    }

    fn too_large(most_bytes: usize) -> String {
        error::too_large(most_bytes)
    }

    fn too_many(seconds: u32) -> String {
        error::too_many_calls(seconds)
    }
}

/// The answer to a request that never came whole.
pub(crate) fn half(fault: Fault, answer: MediaType, trace: &TraceId) -> Response {
    aspnet::half::<Own>(fault, answer, trace)
}

/// The answer to a request whose handler broke (HTP-16).
pub(crate) fn panicked(answer: MediaType, trace: &TraceId) -> Response {
    aspnet::panicked::<Own>(answer, trace)
}
