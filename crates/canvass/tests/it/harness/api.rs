//! A client over HTTP. A server may be killed under its hands: that is [`Gone`], and never mixed up with an answer.

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The connection ended without an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gone(pub(crate) String);

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body of a success.
    pub(crate) fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The body of any answer in JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A client of one server.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    http: Client,
    base: String,
    token: Option<String>,
}

impl Api {
    pub(super) fn new(base: &str, token: Option<&str>) -> Self {
        let http = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_mins(1))
            .build()
            .unwrap();
        Self { http, base: base.to_owned(), token: token.map(str::to_owned) }
    }

    /// The same server with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request to be completed and [`send`](Self::send).
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends; any answer is an answer.
    pub(crate) fn send(request: RequestBuilder) -> Result<Answer, Gone> {
        let response = request.send().map_err(|error| Gone(format!("{error:?}")))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // An answer that is cut in the middle is none.
        let text = response.text().map_err(|error| Gone(format!("{error:?}")))?;
        Ok(Answer { status, headers, text })
    }

    /// GET of JSON that must succeed.
    pub(crate) fn try_get(&self, path: &str) -> Result<Value, Gone> {
        Ok(Self::send(self.request(Method::GET, path))?.ok())
    }

    /// POST of JSON that must succeed.
    pub(crate) fn try_post(&self, path: &str, body: &Value) -> Result<Value, Gone> {
        Ok(Self::send(self.request(Method::POST, path).json(body))?.ok())
    }

    /// POST of JSON under a key, any answer.
    pub(crate) fn try_post_once(&self, path: &str, key: &str, body: &Value) -> Result<Answer, Gone> {
        Self::send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body))
    }

    /// All items of a list.
    pub(crate) fn try_list(&self, path: &str) -> Result<Vec<Value>, Gone> {
        let (mut items, mut after) = (Vec::new(), 0);
        let joint = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.try_get(&format!("{path}{joint}after={after}&limit=1000"))?;
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_i64() {
                Some(next) => after = next,
                None => return Ok(items),
            }
        }
    }

    /// GET of a text from a server that lives.
    pub(crate) fn text(&self, path: &str) -> String {
        let answer = Self::send(self.request(Method::GET, path)).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }

    /// GET from a server that lives.
    pub(crate) fn get(&self, path: &str) -> Value {
        self.try_get(path).unwrap()
    }

    /// POST to a server that lives.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap()
    }

    /// The token it comes with.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// List of a server that lives.
    pub(crate) fn list(&self, path: &str) -> Vec<Value> {
        self.try_list(path).unwrap()
    }
}
