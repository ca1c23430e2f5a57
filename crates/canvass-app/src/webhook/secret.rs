//! The secret that signs: `whsec_` and base64 of 24 to 64 bytes. Shown once, kept sealed.

use canvass_domain::id::WorkspaceId;
use canvass_domain::webhook::OwnHeader;
use canvass_store::StoreError;
use canvass_store::area::WebhookRecord;
use data_encoding::BASE64;
use jiff::Timestamp;

use crate::App;
use crate::secret::Place;

const PREFIX: &str = "whsec_";
const MADE_BYTES: usize = 32;

/// A secret in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(pub(super) Vec<u8>);

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

impl WebhookSecret {
    /// A fresh one of 32 random bytes.
    pub fn make(app: &App) -> Self {
        let mut bytes = vec![0; MADE_BYTES];
        app.random.fill(&mut bytes);
        Self(bytes)
    }

    /// The secret of a text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.strip_prefix(PREFIX)?.as_bytes()).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    /// Its text.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    /// The key itself.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn sealed(&self, app: &App, workspace: WorkspaceId) -> Result<Vec<u8>, StoreError> {
        app.keys.seal(place(workspace, "webhook.secret"), &*app.random, &self.0).ok_or_else(unsealed)
    }
}

/// The library has no reason to refuse; nothing is stored in clear if it does.
fn unsealed() -> StoreError {
    StoreError::Engine("nothing can be sealed".to_owned())
}

fn place(workspace: WorkspaceId, column: &'static str) -> Place<'static> {
    Place { workspace: workspace.0, column }
}

/// The secrets that sign at this moment, the newest first; `None` if they do not open with this installation's key.
pub(crate) fn opened_secrets(
    app: &App,
    workspace: WorkspaceId,
    record: &WebhookRecord,
    now: Timestamp,
) -> Option<Vec<WebhookSecret>> {
    let older = record.older.as_ref().filter(|(_, until)| *until > now).map(|(secret, _)| secret);
    std::iter::once(&record.webhook.secret)
        .chain(older)
        .map(|sealed| app.keys.open(place(workspace, "webhook.secret"), sealed).map(WebhookSecret))
        .collect()
}

/// Headers as they are sealed: a line each. Neither names nor values hold line ends.
pub(super) fn sealed_headers(
    app: &App,
    workspace: WorkspaceId,
    headers: &[OwnHeader],
) -> Result<Option<Vec<u8>>, StoreError> {
    if headers.is_empty() {
        return Ok(None);
    }
    let lines: Vec<String> =
        headers.iter().map(|header| format!("{}: {}", header.name(), header.value())).collect();
    let place = place(workspace, "webhook.headers");
    app.keys.seal(place, &*app.random, lines.join("\n").as_bytes()).map(Some).ok_or_else(unsealed)
}

/// The headers of an endpoint in clear; `None` if they do not open with this installation's key.
pub(crate) fn opened_headers(
    app: &App,
    workspace: WorkspaceId,
    sealed: Option<&[u8]>,
) -> Option<Vec<OwnHeader>> {
    let Some(sealed) = sealed else { return Some(Vec::new()) };
    let text = String::from_utf8(app.keys.open(place(workspace, "webhook.headers"), sealed)?).ok()?;
    text.lines()
        .map(|line| line.split_once(": ").and_then(|(name, value)| OwnHeader::new(name, value).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hok_01_a_secret_has_24_to_64_bytes() {
        let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let secret = WebhookSecret::parse(text).unwrap();
        assert_eq!((secret.text().as_str(), secret.bytes().len()), (text, 24));
        for bytes in [0, 23, 65] {
            let text = format!("whsec_{}", BASE64.encode(&vec![1; bytes]));
            assert_eq!(WebhookSecret::parse(&text), None, "{bytes}");
        }
        for text in
            ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"]
        {
            assert_eq!(WebhookSecret::parse(text), None, "{text}");
        }
        assert_eq!(format!("{secret:?}"), "WebhookSecret(..)");
    }
}
