//! The token endpoint (section 3 of the rules): client id and secret become an access token. The answer is always JSON.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_app::authenticate::{TokenRefusal, issue_access_token};
use canvass_wire::expoints::token::{Secret, TokenAnswer, TokenError, TokenRequest};
use canvass_wire::negotiate::MediaType;

use super::Trouble;
use crate::HttpState;
use crate::front::{BodyFault, BodyLimits, read_body};
use crate::surface::aspnet::media_type;
use crate::surface::line::FULL;
use crate::surface::outage::Outage;

/// Nobody is known yet, so little is read.
const MOST_BYTES: usize = 64 * 1024;

/// A request for a token.
#[derive(Debug)]
pub(crate) struct TokenCall {
    pub(crate) state: HttpState,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Where the connection comes from.
    pub(crate) peer: Option<IpAddr>,
}

impl TokenCall {
    /// Gives a token or says why not. `Err`: what is answered like on every other route.
    pub(crate) async fn answer(self) -> Result<Response, Trouble> {
        let limits = BodyLimits { bytes: MOST_BYTES };
        let body = match read_body(&self.headers, self.body, limits).await {
            Ok(body) => body,
            Err(BodyFault::TooSlow | BodyFault::Broken) => return Err(Trouble::TooSlow),
            Err(BodyFault::NoRoom) => return Err(FULL.into()),
            Err(BodyFault::CodingUnknown) => return Ok(refused(TokenError::UnsupportedMediaType)),
            Err(BodyFault::TooLarge | BodyFault::CodingBroken) => {
                return Ok(refused(TokenError::InvalidRequest("The form cannot be read.")));
            }
        };
        let kind = media_type(&self.headers);
        let credentials = self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let request = TokenRequest::read(kind.as_deref(), credentials, &body);
        let request = match request {
            Ok(request) => request,
            Err(error) => return Ok(refused(error)),
        };
        let (guard, now) = (&self.state.token_guard, self.state.app.clock.now());
        if let Err(seconds) = guard.admit(self.peer, &request.client_id, now) {
            let mut response = refused(TokenError::TooManyRequests);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(response);
        }
        let secret = &request.client_secret.0;
        let issued =
            issue_access_token(&self.state.app, &request.client_id, secret, request.scope.as_deref());
        match issued.ready().await {
            Ok(token) => {
                let answer = TokenAnswer { access_token: Secret(token.text) };
                Ok(json(StatusCode::OK, answer.write()))
            }
            Err(TokenRefusal::InvalidClient) => {
                guard.failed(self.peer, now);
                Ok(refused(TokenError::InvalidClient { used_basic: request.used_basic }))
            }
            Err(TokenRefusal::InvalidScope) => Ok(refused(TokenError::InvalidScope)),
            Err(TokenRefusal::Store(error)) => Err(Trouble::Outage(Outage::of(&error))),
        }
    }
}

fn refused(error: TokenError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = json(status, error.write());
    if matches!(error, TokenError::InvalidClient { used_basic: true }) {
        let challenge = HeaderValue::from_static(r#"Basic realm="token""#);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn json(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MediaType::ApplicationJson.header()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
