//! The token endpoint (section 3 of the rules): a form in, always JSON out.

use std::fmt;

use data_encoding::BASE64;

use crate::query::{decode, pairs};
use crate::write::{Field, Level, Of, Out, Shape, Typed, json};

/// The type of the body.
pub const FORM: &str = "application/x-www-form-urlencoded";
const LIFETIME_SECONDS: i32 = 3_600;

/// A request for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// Who asks.
    pub client_id: String,
    /// How it shows that.
    pub client_secret: Secret,
    /// What for (E121); `None` = all it has.
    pub scope: Option<String>,
    /// The secret came by HTTP Basic: a refusal then names the scheme.
    pub used_basic: bool,
}

/// A secret that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why there is no token. `used_basic` asks for `WWW-Authenticate: Basic realm="token"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// A member is missing, doubled or cannot be read.
    InvalidRequest(&'static str),
    /// Not `client_credentials`.
    UnsupportedGrantType,
    /// A scope that is unknown or not granted (E121).
    InvalidScope,
    /// Unknown client, wrong secret, or neither sent.
    InvalidClient {
        /// See [`TokenRequest::used_basic`].
        used_basic: bool,
    },
    /// Another body type.
    UnsupportedMediaType,
    /// Too many failures or requests.
    TooManyRequests,
}

impl TokenRequest {
    /// Reads content type, `Authorization` and body.
    pub fn read(
        content_type: Option<&str>,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Self, TokenError> {
        let media_type = content_type.unwrap_or(FORM).split(';').next().unwrap_or_default().trim();
        if !media_type.is_empty() && !media_type.eq_ignore_ascii_case(FORM) {
            return Err(TokenError::UnsupportedMediaType);
        }
        let form = Form::read(body)?;
        let basic = authorization.and_then(|value| value.trim().split_once(' '));
        let basic = basic.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
        let used_basic = basic.is_some();
        match form.grant_type.as_deref() {
            None => return Err(TokenError::InvalidRequest("The grant_type is missing.")),
            Some("client_credentials") => {}
            Some(_) => return Err(TokenError::UnsupportedGrantType),
        }
        let (client_id, client_secret) = match basic {
            Some((_, encoded)) => {
                let (id, secret) = credentials(encoded).ok_or(TokenError::InvalidClient { used_basic })?;
                if form.client_id.as_deref().is_some_and(|sent| sent != id) {
                    return Err(TokenError::InvalidRequest("Two client ids are given."));
                }
                (id, secret)
            }
            None => form.client_id.zip(form.client_secret).ok_or(TokenError::InvalidClient { used_basic })?,
        };
        Ok(Self { client_id, client_secret: Secret(client_secret), scope: form.scope, used_basic })
    }
}

/// The fields of the form; others are ignored, empty ones are absent.
#[derive(Debug, Default)]
struct Form {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

impl Form {
    fn read(body: &[u8]) -> Result<Self, TokenError> {
        let unreadable = TokenError::InvalidRequest("The form cannot be read.");
        let body = std::str::from_utf8(body).ok().ok_or(unreadable)?;
        let mut form = Self::default();
        for (_, name, value) in pairs(body.trim()) {
            let field = match decode(name).ok_or(unreadable)?.as_ref() {
                "grant_type" => &mut form.grant_type,
                "client_id" => &mut form.client_id,
                "client_secret" => &mut form.client_secret,
                "scope" => &mut form.scope,
                _ => continue,
            };
            let value = decode(value).ok_or(unreadable)?.into_owned();
            if field.is_some() {
                return Err(TokenError::InvalidRequest("A member of the form occurs twice."));
            }
            *field = Some(value).filter(|value| !value.is_empty());
        }
        Ok(form)
    }
}

/// Id and secret of HTTP Basic, each encoded as in a form (RFC 6749, 2.3.1).
fn credentials(encoded: &str) -> Option<(String, String)> {
    let pair = String::from_utf8(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((decode(id)?.into_owned(), decode(secret)?.into_owned()))
}

impl TokenError {
    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest(_) | Self::UnsupportedGrantType | Self::InvalidScope => 400,
            Self::InvalidClient { .. } => 401,
            Self::UnsupportedMediaType => 415,
            Self::TooManyRequests => 429,
        }
    }

    fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::UnsupportedMediaType => "invalid_request",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidClient { .. } => "invalid_client",
            Self::TooManyRequests => "temporarily_unavailable",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(text) => text,
            Self::UnsupportedGrantType => "The grant_type must be client_credentials.",
            Self::InvalidScope => "The scope is not known or not granted.",
            Self::InvalidClient { .. } => "The client id or the secret is not valid.",
            Self::UnsupportedMediaType => "The body must be application/x-www-form-urlencoded.",
            Self::TooManyRequests => "Too many requests. Try again later.",
        }
    }

    /// The body of the answer.
    pub fn write(self) -> String {
        json(&self)
    }
}

/// A token, made.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// The token, shown once.
    pub access_token: Secret,
}

impl TokenAnswer {
    /// The body of the answer.
    pub fn write(&self) -> String {
        json(self)
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAnswer(..)")
    }
}

impl Typed for TokenAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "TokenAnswer",
        levels: &[Level {
            namespace: "",
            fields: &[
                Field { name: "token_type", of: Of::Value, get: |_| Out::text(Some("Bearer")) },
                Field { name: "expires_in", of: Of::Value, get: |_| Out::int(LIFETIME_SECONDS) },
                Field { name: "ext_expires_in", of: Of::Value, get: |_| Out::int(LIFETIME_SECONDS) },
                Field {
                    name: "access_token",
                    of: Of::Value,
                    get: |answer| Out::text(Some(&answer.access_token.0)),
                },
            ],
        }],
    };
}

impl Typed for TokenError {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "TokenError",
        levels: &[Level {
            namespace: "",
            fields: &[
                Field { name: "error", of: Of::Value, get: |error| Out::text(Some(error.error())) },
                Field {
                    name: "error_description",
                    of: Of::Value,
                    get: |error| Out::text(Some(error.description())),
                },
            ],
        }],
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str =
        "grant_type=client_credentials&client_id=my+id&client_secret=s%26%C3%A9&scope=a%2F.default&other=1";

    fn read(authorization: Option<&str>, body: &str) -> Result<TokenRequest, TokenError> {
        TokenRequest::read(
            Some("application/x-www-form-urlencoded; charset=utf-8"),
            authorization,
            body.as_bytes(),
        )
    }

    #[test]
    fn the_form_is_decoded() {
        let request = read(None, BODY).unwrap();
        assert_eq!(
            request,
            TokenRequest {
                client_id: "my id".to_owned(),
                client_secret: Secret("s&é".to_owned()),
                scope: Some("a/.default".to_owned()),
                used_basic: false
            }
        );
        assert!(!format!("{request:?}").contains("s&é"));
    }

    #[test]
    fn basic_takes_the_place_of_the_form() {
        let header = format!("Basic {}", BASE64.encode(b"my%20id:p%3Aw"));
        let request = read(Some(&header), "grant_type=client_credentials").unwrap();
        assert_eq!((request.client_id.as_str(), request.client_secret.0.as_str()), ("my id", "p:w"));
        assert!(request.used_basic);
        assert_eq!(
            read(Some(&header), "grant_type=client_credentials&client_id=other").unwrap_err().status(),
            400
        );
        for header in ["Basic x", "basic AAAA", "Basic /w=="] {
            let error = read(Some(header), "grant_type=client_credentials").unwrap_err();
            assert_eq!(error, TokenError::InvalidClient { used_basic: true }, "{header}");
        }
    }

    #[test]
    fn what_is_wrong_has_the_word_of_oauth() {
        let cases = [
            ("client_id=a&client_secret=b", 400, "invalid_request"),
            ("grant_type=password&client_id=a&client_secret=b", 400, "unsupported_grant_type"),
            ("grant_type=client_credentials", 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=a&client_secret=", 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=a&client_id=a&client_secret=b", 400, "invalid_request"),
            ("grant_type=client_credentials&client_id=%FF&client_secret=b", 400, "invalid_request"),
            ("", 400, "invalid_request"),
        ];
        for (body, status, error) in cases {
            let refused = read(None, body).unwrap_err();
            assert_eq!(refused.status(), status, "{body}");
            assert!(
                refused.write().starts_with(&format!("{{\"error\":\"{error}\",\"error_description\":\"")),
                "{body}"
            );
        }
        let json = TokenRequest::read(Some("application/json"), None, b"{}").unwrap_err();
        assert_eq!((json, json.status()), (TokenError::UnsupportedMediaType, 415));
    }

    #[test]
    fn answers_are_those_of_the_rules_byte_for_byte() {
        let answer = TokenAnswer { access_token: Secret("c1.Q3J5cHRvLXJhbmRvbS10b2tlbg".to_owned()) };
        assert_eq!(
            answer.write(),
            r#"{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"c1.Q3J5cHRvLXJhbmRvbS10b2tlbg"}"#
        );
        assert_eq!(
            TokenError::InvalidClient { used_basic: false }.write(),
            r#"{"error":"invalid_client","error_description":"The client id or the secret is not valid."}"#
        );
    }
}
