//! The table `[[sms]]`: a gateway for text messages, by a ready description or one of its own.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use canvass_app::text_message::{Door, Members};
use canvass_delivery::gateway::{Body, Description, Method, Rules, Statuses, twilio};
use canvass_domain::pace::Pace;
use canvass_domain::text_message::Words;
use secrecy::SecretString;
use toml::de::DeValue;

use super::entry::Entry;
use super::{MOST_DEDUPE_HOURS, is_header_name, is_name, read_pace};

/// Seconds that a gateway may take to answer.
const TIMEOUT: u32 = 30;
const LONGEST_TIMEOUT: u32 = 300;
/// Providers that take an idempotency key keep it for a day at least.
const IDEMPOTENT_HOURS: u32 = 24;
/// Messages at once: a slow gateway must leave mail its connections.
const CONNECTIONS: usize = 2;
/// A shorter secret in an address can be guessed.
const LEAST_SECRET: usize = 16;

/// A gateway.
#[derive(Debug, Clone)]
pub(crate) struct GatewaySetting {
    /// How it is spoken to; the address of receipts is not known yet.
    pub description: Description,
    /// Who may tell us something.
    pub door: Option<Door>,
    /// What it takes.
    pub pace: Pace,
    /// Messages at once.
    pub connections: usize,
}

pub(super) fn read_gateway(entry: &mut Entry<'_, '_>) -> Option<GatewaySetting> {
    let name = entry.text("name");
    let provider = entry.text("provider");
    let from = entry.text("from");
    let pace = read_pace(entry);
    let connections = entry.number("connections", 64).and_then(|number| usize::try_from(number.get()).ok());
    let timeout = entry.number("timeout_seconds", LONGEST_TIMEOUT).map_or(TIMEOUT, NonZeroU32::get);
    let name = match name {
        Some(name) if is_name(&name) => name,
        Some(_) => return entry.refuse("name", "may have letters, digits, dots and hyphens"),
        None => return entry.refuse("name", "is needed"),
    };
    let Some(from) = from else {
        return entry.refuse("from", "is needed: a number or name of the provider's");
    };
    let (mut description, signed_with) = match provider.as_deref() {
        Some("twilio") => {
            let (account, token) = (entry.text("account"), entry.secret("token"));
            let (Some(account), Some(token)) = (account, token) else {
                return entry.refuse("account", "and token are needed");
            };
            if !account.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return entry.refuse("account", "has letters and digits");
            }
            let mut description = twilio(&name, &account, token.clone(), &from);
            if let Some(url) = entry.text("url") {
                description.url = url;
            }
            (description, Some(token))
        }
        Some(_) => return entry.refuse("provider", "is twilio or is left out"),
        None => (read_description(entry, &name, &from)?, None),
    };
    check_url(entry, &description.url)?;
    read_idempotency(entry, &mut description, provider.is_some());
    description.timeout = Duration::from_secs(timeout.into());
    let door = read_door(entry, &name, signed_with);
    Some(GatewaySetting { description, door, pace, connections: connections.unwrap_or(CONNECTIONS) })
}

fn read_description(entry: &mut Entry<'_, '_>, name: &str, from: &str) -> Option<Description> {
    let Some(url) = entry.text("url") else { return entry.refuse("url", "or provider is needed") };
    let method = match entry.text("method").as_deref() {
        None | Some("POST") => Method::Post,
        Some("PUT") => Method::Put,
        Some("GET") => Method::Get,
        Some(_) => return entry.refuse("method", "is POST, PUT or GET"),
    };
    let form = entry.pairs("form").map(Body::Form);
    let json = entry.json("json").map(Body::Json);
    let body = match (form, json) {
        (None, Some(_)) if method == Method::Get => return entry.refuse("json", "cannot be sent by GET"),
        (Some(body), None) | (None, Some(body)) => body,
        (Some(_), Some(_)) | (None, None) => return entry.refuse("form", "or json is needed, one of them"),
    };
    if let Err(fault) = body.check() {
        return entry.refuse(if matches!(body, Body::Form(_)) { "form" } else { "json" }, &fault.to_string());
    }
    let headers = entry.pairs("headers").unwrap_or_default();
    let headers = headers
        .into_iter()
        .filter_map(|(header, value)| Some((header, entry.resolved("headers", &value)?)))
        .collect();
    let sign_in = match (entry.text("user"), entry.secret("password")) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return entry.refuse("user", "and password belong together"),
    };
    Some(Description {
        name: name.to_owned(),
        url,
        method,
        headers,
        sign_in,
        from: from.to_owned(),
        body,
        rules: read_rules(entry),
        timeout: Duration::from_secs(TIMEOUT.into()),
        idempotency_header: None,
        idempotent_for: None,
        receipts: None,
    })
}

/// Whether the provider takes a second request under the same key for the same message. None of the known ones does.
fn read_idempotency(entry: &mut Entry<'_, '_>, description: &mut Description, is_known: bool) {
    let header = entry.text("idempotency_header");
    let is_idempotent = entry.flag("idempotent");
    let hours = entry.number("idempotent_hours", MOST_DEDUPE_HOURS).map(NonZeroU32::get);
    if is_known && (header.is_some() || is_idempotent) {
        entry.fault("provider", "takes no idempotency key");
        return;
    }
    if let Some(header) = header {
        let is_taken = description.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&header))
            || ["authorization", "content-type", "host"].contains(&header.to_ascii_lowercase().as_str());
        if is_taken || !is_header_name(&header) {
            entry.fault(
                "idempotency_header",
                "is not the name of a header such as Idempotency-Key, or in use",
            );
        }
        description.idempotency_header = Some(header);
    }
    if is_idempotent && description.idempotency_header.is_none() && !description.body.has_key() {
        entry.fault("idempotent", "needs an idempotency_header, or {key} in form or json");
    }
    if hours.is_some() && !is_idempotent {
        entry.fault("idempotent_hours", "needs idempotent = true");
    }
    let hours = hours.unwrap_or(IDEMPOTENT_HOURS);
    description.idempotent_for = is_idempotent.then(|| Duration::from_hours(hours.into()));
}

fn read_rules(entry: &mut Entry<'_, '_>) -> Rules {
    Rules {
        success: statuses(entry, "success"),
        permanent: statuses(entry, "permanent"),
        temporary: statuses(entry, "temporary"),
        doubt: statuses(entry, "in_doubt"),
        id: entry.text("message_id"),
        code: entry.text("error_code"),
        permanent_codes: entry.texts("permanent_codes"),
        temporary_codes: entry.texts("temporary_codes"),
    }
}

fn statuses(entry: &mut Entry<'_, '_>, member: &'static str) -> Statuses {
    match entry.text(member).unwrap_or_default().parse() {
        Ok(statuses) => statuses,
        Err(fault) => {
            let fault: canvass_delivery::gateway::DescriptionFault = fault;
            entry.fault(member, &fault.to_string());
            Statuses::default()
        }
    }
}

/// A password in clear belongs on this machine only.
fn check_url(entry: &mut Entry<'_, '_>, url: &str) -> Option<()> {
    let parsed =
        url::Url::parse(url).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    let Some(url) = parsed else {
        return entry.refuse("url", "is no address; user and password have members of their own");
    };
    // As it is read, whatever its case and blanks.
    match url.scheme() {
        "https" => Some(()),
        "http" if is_local(&url) => Some(()),
        _ => entry.refuse("url", "is https, but for this machine"),
    }
}

fn is_local(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn read_door(entry: &mut Entry<'_, '_>, name: &str, signed_with: Option<SecretString>) -> Option<Door> {
    use secrecy::ExposeSecret as _;
    let (stop, start) = (entry.texts("stop_words"), entry.texts("start_words"));
    let members = entry.inner("members", |inner| {
        let usual = Members::default();
        let or = |own: Option<String>, usual: String| own.unwrap_or(usual);
        let words = |own: Vec<String>, usual: Vec<String>| if own.is_empty() { usual } else { own };
        Some(Members {
            from: or(inner.text("from"), usual.from),
            text: or(inner.text("text"), usual.text),
            status: or(inner.text("status"), usual.status),
            code: or(inner.text("code"), usual.code),
            delivered: words(inner.texts("delivered"), usual.delivered),
            failed: words(inner.texts("failed"), usual.failed),
        })
    });
    let secret = entry.secret("incoming_secret")?;
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let text = secret.expose_secret();
    if text.len() < LEAST_SECRET || !text.bytes().all(is_fit) {
        return entry.refuse("incoming_secret", "has 16 or more letters, digits, hyphens and underscores");
    }
    Some(Door {
        gateway: name.to_owned(),
        secret,
        signed_with,
        members: members.unwrap_or_default(),
        words: Words::new(&stop, &start),
    })
}

/// Stands for a secret that could not be read.
const UNREAD: &str = "a-secret-that-could-not-be-read";

impl<'t> Entry<'t, '_> {
    /// A fault, and nothing.
    fn refuse<R>(&mut self, member: &str, problem: &str) -> Option<R> {
        self.fault(member, problem);
        None
    }

    /// A secret: `file:` and where it is, `env:` and the variable, or the text itself.
    fn secret(&mut self, member: &'static str) -> Option<SecretString> {
        let text = self.text(member)?;
        self.resolved(member, &text)
    }

    fn resolved(&mut self, member: &'static str, text: &str) -> Option<SecretString> {
        let found = if let Some(path) = text.strip_prefix("file:") {
            std::fs::read_to_string(self.beside(path)).ok()
        } else if let Some(name) = text.strip_prefix("env:") {
            #[expect(clippy::disallowed_methods, reason = "the settings file names the variable")]
            std::env::var(name).ok()
        } else {
            Some(text.to_owned())
        };
        if let Some(secret) = found.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
            return Some(secret.into());
        }
        let problem = match (text.strip_prefix("file:"), text.strip_prefix("env:")) {
            (Some(file), _) => format!("needs the file {file}, which cannot be read or is empty"),
            (None, Some(name)) => format!("needs the variable {name}, which is not set or empty"),
            (None, None) => return self.refuse(member, "is empty"),
        };
        self.miss(member, &problem);
        // What is missing keeps a server from starting; the rest of the table is judged all the same.
        Some(UNREAD.to_owned().into())
    }

    /// A path as it is meant in a settings file: beside it.
    fn beside(&self, path: &str) -> PathBuf {
        self.file().parent().unwrap_or(Path::new("")).join(path)
    }

    /// A table of texts, in its order.
    fn pairs(&mut self, member: &'static str) -> Option<Vec<(String, String)>> {
        let value = self.value(member)?;
        let pairs = value.as_table().and_then(|table| {
            let pair = |(name, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'t>>)| {
                let name: &std::borrow::Cow<'t, str> = name.get_ref();
                Some((name.to_string(), value.get_ref().as_str()?.to_owned()))
            };
            table.iter().map(pair).collect::<Option<Vec<_>>>()
        });
        if pairs.is_none() { self.refuse(member, "is not a table of texts") } else { pairs }
    }

    /// A table as JSON.
    fn json(&mut self, member: &'static str) -> Option<serde_json::Value> {
        let value = self.value(member)?;
        match json(value) {
            Some(made) if made.is_object() => Some(made),
            Some(_) | None => {
                self.refuse(member, "is not a table of texts, numbers, truth values, lists and tables")
            }
        }
    }
}

fn json(value: &DeValue<'_>) -> Option<serde_json::Value> {
    Some(match value {
        DeValue::String(text) => serde_json::Value::String(text.to_string()),
        DeValue::Boolean(flag) => serde_json::Value::Bool(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok()?.into(),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect::<Option<_>>()?,
        DeValue::Table(members) => serde_json::Value::Object(
            members
                .iter()
                .map(|(name, member)| Some((name.get_ref().to_string(), json(member.get_ref())?)))
                .collect::<Option<_>>()?,
        ),
        DeValue::Float(_) | DeValue::Datetime(_) => return None,
    })
}
