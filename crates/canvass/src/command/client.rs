//! The client of the native API: every administrative command is one or two calls.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::Method;
use reqwest::blocking::{Body, RequestBuilder};
use serde_json::Value;

/// Where the server is and who asks.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ServerArgs {
    /// Address of the running server.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8080", env = "CANVASS_SERVER")]
    pub(crate) server: String,
    /// File with the token [default: operator-token in the data folder].
    #[arg(long, global = true)]
    pub(crate) token_file: Option<PathBuf>,
    /// Print the server's answer as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// An answer that is no success.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(crate) struct Refused {
    pub(crate) status: u16,
    /// The problem document, if it is one.
    pub(crate) problem: Value,
    /// It in words.
    pub(crate) words: String,
}

/// A client of the running server.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::blocking::Client,
    base: String,
    token: String,
}

impl Client {
    /// A client with the token of the file, by default the operator's in the data folder.
    pub(crate) fn new(args: &ServerArgs, data: &str) -> anyhow::Result<Self> {
        let path = args.token_file.clone().unwrap_or_else(|| PathBuf::from(data).join("operator-token"));
        let token = std::fs::read_to_string(&path)
            .with_context(|| format!("no token could be read from {}", path.display()))?;
        Self::with_token(&args.server, token.trim())
    }

    /// Whether a server answers at the address.
    pub(crate) fn is_answered(args: &ServerArgs) -> bool {
        let client = reqwest::blocking::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build();
        let url = format!("{}/health/live", args.server.trim_end_matches('/'));
        client.is_ok_and(|client| client.get(url).send().is_ok())
    }

    /// A client with a token in hand.
    pub(crate) fn with_token(server: &str, token: &str) -> anyhow::Result<Self> {
        let http = reqwest::blocking::Client::builder().timeout(Duration::from_mins(2)).no_proxy().build()?;
        Ok(Self { http, base: server.trim_end_matches('/').to_owned(), token: token.to_owned() })
    }

    /// GET, answered by JSON.
    pub(crate) fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send(self.request(Method::GET, path))
    }

    /// A call with a JSON body, answered by JSON (null for an empty answer).
    pub(crate) fn call(&self, method: Method, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(self.request(method, path).json(body))
    }

    /// POST of bytes as they are, under an idempotency key.
    pub(crate) fn post_bytes(
        &self,
        path: &str,
        key: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<String> {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", key)
            .header("Content-Type", media_type)
            .header("Accept", media_type)
            .body(body);
        let response = request.send().with_context(|| self.unreachable())?;
        let status = response.status();
        let text = response.text()?;
        if !status.is_success() {
            bail!("{status}\n{text}");
        }
        Ok(text)
    }

    /// POST of a whole mail; a report has one effect however often it is sent.
    pub(crate) fn post_mail(&self, path: &str, mail: Vec<u8>) -> anyhow::Result<Value> {
        let request = self.request(Method::POST, path).header("Content-Type", "message/rfc822");
        self.send(request.body(mail))
    }

    /// POST of a file as it is read, answered by JSON when the server is done with it.
    pub(crate) fn post_file(
        &self,
        path: &str,
        media_type: &str,
        is_packed: bool,
        (source, bytes, patience): (impl Read + Send + 'static, u64, Duration),
    ) -> anyhow::Result<Value> {
        let mut request = self
            .request(Method::POST, path)
            .header("Content-Type", media_type)
            .timeout(patience)
            .body(Body::sized(source, bytes));
        if is_packed {
            request = request.header("Content-Encoding", "gzip");
        }
        self.send(request)
    }

    /// GET of a document of a type, into a file.
    pub(crate) fn download(&self, path: &str, media_type: &str, into: &Path) -> anyhow::Result<()> {
        let request = self.request(Method::GET, path).header("Accept", media_type);
        let mut response = request.send().with_context(|| self.unreachable())?;
        if !response.status().is_success() {
            read(response)?;
            return Ok(());
        }
        let written = || format!("{} cannot be written", into.display());
        let mut file = std::fs::File::create(into).with_context(written)?;
        response.copy_to(&mut file).with_context(written)?;
        Ok(())
    }

    /// All items of a list, page by page.
    pub(crate) fn list(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut after = 0;
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{joint}after={after}&limit=1000"))?;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next"].as_i64() {
                Some(next) => after = next,
                None => return Ok(items),
            }
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    fn send(&self, request: RequestBuilder) -> anyhow::Result<Value> {
        read(request.send().with_context(|| self.unreachable())?)
    }

    fn unreachable(&self) -> String {
        format!("no server answers at {}; is `canvass serve` running?", self.base)
    }
}

/// The JSON of an answer, or its problem as an error.
fn read(response: reqwest::blocking::Response) -> anyhow::Result<Value> {
    let status = response.status();
    let text = response.text()?;
    if !status.is_success() {
        let problem = serde_json::from_str(&text).unwrap_or(Value::Null);
        let words = problem_text(status.as_u16(), &text);
        return Err(Refused { status: status.as_u16(), problem, words }.into());
    }
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&text).context("the server's answer is not JSON")
}

/// A problem document in words: title, detail and each fault with its path.
fn problem_text(status: u16, text: &str) -> String {
    let Ok(problem) = serde_json::from_str::<Value>(text) else {
        return format!("the server answered {status}: {text}");
    };
    let word = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    let mut words = format!("{} ({status} {})", word("title"), word("code"));
    if !word("detail").is_empty() {
        words.push('\n');
        words.push_str(&word("detail"));
    }
    for fault in problem["faults"].as_array().into_iter().flatten() {
        let word = |name: &str| fault[name].as_str().unwrap_or_default();
        words.push_str("\n  ");
        words.push_str(word("path"));
        words.push_str(": ");
        words.push_str(word("text"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_problem_is_told() {
        let text = problem_text(
            400,
            r#"{"title":"The request is invalid.","code":"invalid","faults":[{"path":"/name","text":"A text is expected."},{"path":"","text":"x"}]}"#,
        );
        assert_eq!(text, "The request is invalid. (400 invalid)\n  /name: A text is expected.\n  : x");
        assert_eq!(problem_text(502, "<html>"), "the server answered 502: <html>");
    }
}
