//! A success of the native API.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

/// The type of every success.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A success.
#[derive(Debug)]
pub(crate) struct Answer(Response);

impl Answer {
    /// 200
    pub(crate) fn ok(value: &Value) -> Self {
        Self::json(StatusCode::OK, value)
    }

    /// 201
    pub(crate) fn created(value: &Value) -> Self {
        Self::json(StatusCode::CREATED, value)
    }

    /// 204
    pub(crate) fn nothing() -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Self(response)
    }

    /// In the form of another wire.
    pub(crate) fn foreign(response: Response) -> Self {
        Self(response)
    }

    /// To add what only headers say.
    pub(crate) fn headers(&mut self) -> &mut HeaderMap {
        self.0.headers_mut()
    }

    pub(crate) fn into_response(self) -> Response {
        self.0
    }

    fn json(status: StatusCode, value: &Value) -> Self {
        let mut response = Response::new(Body::from(value.to_string()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, JSON);
        Self(response)
    }
}
