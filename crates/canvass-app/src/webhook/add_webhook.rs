//! Makes an endpoint. Its secret is told once, here.

use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_domain::webhook::{
    Allowed, EventKind, EventKinds, MOST_HEADERS, Origin, OwnHeader, Receiver, ReceiverFault,
};
use canvass_store::Pending;
use canvass_store::area::NewWebhook;
use reqwest::Url;

use super::WebhookSecret;
use super::secret::sealed_headers;
use crate::change::Done;
use crate::setup::Faults;
use crate::{App, Principal, Refusal};

const MOST_DESCRIPTION_CHARS: usize = 200;
/// A workspace with more is no use of webhooks any more.
const MOST_ENDPOINTS: usize = 50;
pub(super) const USUAL_DAYS: i32 = 30;

/// An endpoint as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookInput {
    /// Where it stands.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Words of the kinds it wants; `None` = all.
    pub events: Option<Vec<String>>,
    /// Headers that are sent along.
    pub headers: Vec<(String, String)>,
    /// How long deliveries are kept.
    pub keep_days: Option<i32>,
    /// A secret that the receiver has already, as `whsec_...`.
    pub secret: Option<String>,
}

/// An endpoint that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedWebhook {
    /// Its number.
    pub id: WebhookId,
    /// What signs its deliveries; never told again.
    pub secret: WebhookSecret,
}

/// Makes an endpoint. From the moment it is stored, what happens is kept for it.
pub fn add_webhook(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: &WebhookInput,
) -> Pending<AddedWebhook, Refusal> {
    let made = made(app, workspace, input);
    app.change(principal, workspace, "add-webhook", move |tx, now| {
        let (webhook, secret) = made.clone()?;
        if tx.webhooks()?.len() >= MOST_ENDPOINTS {
            let told = format!("A workspace has at most {MOST_ENDPOINTS} webhooks.");
            return Err(Refusal::Conflict("too_many_webhooks", told));
        }
        let id = tx.add_webhook(&webhook, now)?;
        Ok(Done::new(AddedWebhook { id, secret }, format!("webhook {id}")))
    })
}

fn made(
    app: &App,
    workspace: WorkspaceId,
    input: &WebhookInput,
) -> Result<(NewWebhook, WebhookSecret), Refusal> {
    let mut faults = Faults::default();
    check_url(&app.webhook_receivers, &input.url, &mut faults);
    faults.optional_text("/description", &input.description, MOST_DESCRIPTION_CHARS);
    let kinds = kinds(input.events.as_deref(), &mut faults);
    let headers = headers(&input.headers, &mut faults);
    let keep_days = keep_days(input.keep_days.unwrap_or(USUAL_DAYS), &mut faults);
    let secret = match &input.secret {
        None => Some(WebhookSecret::make(app)),
        Some(text) => WebhookSecret::parse(text),
    };
    if secret.is_none() {
        faults.add("/secret", "whsec_ and the base64 of 24 to 64 bytes are expected.");
    }
    faults.into_result()?;
    let secret = secret.ok_or(Refusal::NotFound("secret"))?;
    let webhook = NewWebhook {
        url: input.url.clone(),
        description: input.description.trim().to_owned(),
        kinds,
        keep_days,
        secret: secret.sealed(app, workspace)?,
        headers: sealed_headers(app, workspace, &headers)?,
    };
    Ok((webhook, secret))
}

/// A URL and where it leads.
pub(crate) fn parsed(url: &str) -> Option<(Url, Origin)> {
    let parsed = Url::parse(url).ok()?;
    let is_https = match parsed.scheme() {
        "https" => true,
        "http" => false,
        _ => return None,
    };
    let host = parsed.host_str()?.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let port = parsed.port_or_known_default()?;
    Some((parsed, Origin { is_https, host, port }))
}

/// Whether an endpoint may stand there, before its name is resolved.
pub(crate) fn receivable(allowed: &Allowed, url: &str) -> Result<(), ReceiverFault> {
    let (parsed, origin) = parsed(url).ok_or(ReceiverFault::Unreadable)?;
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    let has_fragment = parsed.fragment().is_some();
    allowed.check(&Receiver { text: url, origin, has_user, has_fragment })
}

pub(super) fn check_url(allowed: &Allowed, url: &str, faults: &mut Faults) {
    if let Err(fault) = receivable(allowed, url) {
        faults.add("/url", fault.to_string());
    }
}

pub(super) fn kinds(words: Option<&[String]>, faults: &mut Faults) -> EventKinds {
    let Some(words) = words else { return EventKinds::all() };
    if words.is_empty() {
        faults.add("/events", "At least one kind of event is expected.");
    }
    let mut kinds = Vec::new();
    for (place, word) in words.iter().enumerate() {
        match EventKind::from_word(word) {
            Some(kind) => kinds.push(kind),
            None => faults.add(format!("/events/{place}"), "There is no such kind of event."),
        }
    }
    kinds.into_iter().collect()
}

pub(super) fn headers(given: &[(String, String)], faults: &mut Faults) -> Vec<OwnHeader> {
    if given.len() > MOST_HEADERS {
        faults.add("/headers", format!("At most {MOST_HEADERS} headers are accepted."));
    }
    let mut headers: Vec<OwnHeader> = Vec::new();
    for (place, (name, value)) in given.iter().enumerate() {
        match OwnHeader::new(name, value) {
            Ok(header) if headers.iter().any(|known| known.name() == header.name()) => {
                faults.add(format!("/headers/{place}/name"), "The header is given twice.");
            }
            Ok(header) => headers.push(header),
            Err(fault) => faults.add(format!("/headers/{place}"), fault.to_string()),
        }
    }
    headers
}

pub(super) fn keep_days(days: i32, faults: &mut Faults) -> i32 {
    if !(1..=365).contains(&days) {
        faults.add("/keepDays", "1 to 365 days are accepted.");
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hok_03_no_dress_of_an_inside_address_is_saved() {
        let allowed = Allowed::default();
        for url in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::127.0.0.1]/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.1/",
            "https://0177.0.0.01/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.64.0.1/",
            "https://[fec0::1]/",
            "https://[2002:7f00:1::]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2001:0:1::1]/",
            "https://user@hooks.example.org/",
            "https://hooks.example.org@127.0.0.1/",
            "https://hooks.example.org:22/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://１２７.０.０.１/",
            "https://127。0。0。1/",
            "http://hooks.example.org/",
            "ftp://hooks.example.org/",
            "file:///etc/passwd",
            "https://hooks.example.org/#x",
            "https://",
            "hooks.example.org",
            "",
        ] {
            assert!(receivable(&allowed, url).is_err(), "{url}");
        }
        for url in ["https://hooks.example.org/a?b=c", "https://HOOKS.example.org:8443/", "https://1.1.1.1/"]
        {
            assert_eq!(receivable(&allowed, url), Ok(()), "{url}");
        }
    }
}
