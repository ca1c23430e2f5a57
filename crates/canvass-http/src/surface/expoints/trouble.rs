//! What this surface says in its own words where there is no 200 (section 2 of the rules); all else is the framework's.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::error;
use canvass_wire::negotiate::MediaType;

use crate::front::{Fault, TraceId};
use crate::surface::aspnet;

/// Why there is no 200.
pub(crate) type Trouble = aspnet::Trouble<Own>;

/// What only this surface says.
#[derive(Debug)]
pub(crate) enum Own {
    /// 401
    Denied {
        /// A token was sent, and it is none.
        has_token: bool,
    },
    /// 403
    OtherWorkspace,
}

impl aspnet::Own for Own {
    const PARAMETER: &'static str = PARAMETER;

    fn status(&self) -> StatusCode {
        match self {
            Self::Denied { .. } => StatusCode::UNAUTHORIZED,
            Self::OtherWorkspace => StatusCode::FORBIDDEN,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Denied { .. } => error::DENIED.to_owned(),
            Self::OtherWorkspace => error::OTHER_WORKSPACE.to_owned(),
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let challenge = match self {
            Self::Denied { has_token: true } => r#"Bearer realm="external", error="invalid_token""#,
            Self::Denied { has_token: false } => r#"Bearer realm="external""#,
            Self::OtherWorkspace => return None,
        };
        Some((header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge)))
    }

    /// The workspace of a client cannot be taken away, and no call of this surface names other objects.
    fn missing() -> Self {
        Self::OtherWorkspace
    }

    fn too_large(_most_bytes: usize) -> String {
        error::TOO_LARGE.to_owned()
    }

    fn too_many(seconds: u32) -> String {
        error::too_many(seconds)
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
