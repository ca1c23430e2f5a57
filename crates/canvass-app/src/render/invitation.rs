//! The invitation and its reminders (E51): facts, configuration and settings become a letter.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_delivery::{Letter, Mailbox};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{Configuration, LetterFacts};
use jiff::Timestamp;
use minijinja::Value;
use parking_lot::Mutex;

use super::compiled::{Compiled, sender_name};
use super::context::{Context, Data};
use super::{built_in, html};
use crate::App;
use crate::encryption::CertifiedOpener;
use crate::remind::reminders_of;
use crate::secret::Link;

/// Longer subjects are cut: no reader shows them.
const MOST_SUBJECT_CHARS: usize = 250;

/// Why a letter cannot be made. It will not get better by trying again. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderFault {
    /// There is nobody to write to.
    #[error("the customer has no mail address")]
    NoAddress,
    /// There is nobody to text.
    #[error("the customer has no usable mobile number")]
    NoMobile,
    /// A text message that nobody would pay for.
    #[error("the text message takes {segments} segments, and {most} are allowed")]
    TooLong {
        /// How many it takes.
        segments: usize,
        /// How many it may take.
        most: usize,
    },
    /// Its customer was never routed.
    #[error("the customer has no questionnaire")]
    NotRouted,
    /// The template prints a value that was sent in encrypted and cannot be read (E96, E98).
    #[error("the template uses a value that is encrypted")]
    Encrypted,
    /// The template gave up; which one, and the kind of error.
    #[error("the template {0} cannot be rendered: {1}")]
    Template(String, String),
    /// A bug; this letter fails, the next one is made.
    #[error("rendering broke off")]
    Panic,
}

/// Makes letters. Keeps the compiled templates of each workspace as long as its configuration is the newest.
#[derive(Debug, Default)]
pub struct Renderer {
    compiled: Mutex<HashMap<WorkspaceId, Arc<Compiled>>>,
}

impl Renderer {
    /// The invitation of one customer, or a reminder of it.
    pub fn invitation(
        &self,
        app: &App,
        configuration: &Configuration,
        facts: LetterFacts,
        date: Timestamp,
    ) -> Result<Letter, RenderFault> {
        let compiled = self.compiled(configuration);
        // A panic in a template must fail this letter only (OUT-27); nothing shared is left half changed.
        catch_unwind(AssertUnwindSafe(|| letter(app, configuration, &compiled, facts, date)))
            .unwrap_or(Err(RenderFault::Panic))
    }

    /// A body of plain text of its own, such as that of a text message: the same names, the same language, no HTML.
    pub fn plain_body(
        &self,
        app: &App,
        configuration: &Configuration,
        source: &str,
        facts: &LetterFacts,
    ) -> Result<String, RenderFault> {
        let compiled = self.compiled(configuration);
        catch_unwind(AssertUnwindSafe(|| plain_body(app, configuration, &compiled, source, facts)))
            .unwrap_or(Err(RenderFault::Panic))
    }

    fn compiled(&self, configuration: &Configuration) -> Arc<Compiled> {
        let workspace = configuration.workspace.id;
        if let Some(kept) = self.compiled.lock().get(&workspace)
            && kept.version == configuration.version
        {
            return Arc::clone(kept);
        }
        let fresh = Arc::new(Compiled::new(configuration));
        self.compiled.lock().insert(workspace, Arc::clone(&fresh));
        fresh
    }
}

fn plain_body(
    app: &App,
    configuration: &Configuration,
    compiled: &Compiled,
    source: &str,
    facts: &LetterFacts,
) -> Result<String, RenderFault> {
    let LetterFacts { key, values, link_generation, .. } = facts;
    let link = Link { workspace: key.workspace, customer: key.customer, generation: *link_generation };
    let data = Arc::new(Data {
        columns: Arc::clone(&compiled.columns),
        values: values.clone(),
        opener: CertifiedOpener::new(app, &configuration.certificates),
        met_encrypted: AtomicBool::new(false),
    });
    let names = Value::from_object(Context {
        link: Value::from(app.questionnaire_url(link)),
        preferences: Value::from(app.preferences_url(link)),
        workspace: compiled.workspace.clone(),
        sender: compiled.sender.clone(),
        data: Value::from_dyn_object(Arc::clone(&data)),
    });
    let fault = |error: minijinja::Error| RenderFault::Template("text".to_owned(), error.kind().to_string());
    let text = compiled.environment.render_named_str("own.text", source, &names).map_err(fault)?;
    if data.met_encrypted.load(Ordering::Relaxed) { Err(RenderFault::Encrypted) } else { Ok(text) }
}

fn letter(
    app: &App,
    configuration: &Configuration,
    compiled: &Compiled,
    facts: LetterFacts,
    date: Timestamp,
) -> Result<Letter, RenderFault> {
    let LetterFacts { key, email, routing, values, link_generation, .. } = facts;
    let to_address = email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let to_address = to_address.ok_or(RenderFault::NoAddress)?;
    let routing = routing.ok_or(RenderFault::NotRouted)?;
    let link = Link { workspace: key.workspace, customer: key.customer, generation: link_generation };
    let (link, preferences) = (app.questionnaire_url(link), app.preferences_url(link));
    let columns = Arc::clone(&compiled.columns);
    let merged = Arc::new(Data {
        columns,
        values,
        opener: CertifiedOpener::new(app, &configuration.certificates),
        met_encrypted: AtomicBool::new(false),
    });
    let names = Value::from_object(Context {
        link: Value::from(link.as_str()),
        preferences: Value::from(preferences.as_str()),
        workspace: compiled.workspace.clone(),
        sender: compiled.sender.clone(),
        data: Value::from_dyn_object(Arc::clone(&merged)),
    });
    let own = if key.slot.is_reminder() { reminders_of(configuration, &routing).template } else { None };
    let name = own
        .or(routing.template)
        .map_or_else(|| built_in::language(&routing.language).to_owned(), |id| id.to_string());
    let render = |part: &str| -> Result<Option<String>, RenderFault> {
        let Ok(template) = compiled.environment.get_template(&format!("{name}.{part}")) else {
            return Ok(None);
        };
        let fault = |error: minijinja::Error| RenderFault::Template(name.clone(), error.kind().to_string());
        template.render(&names).map(Some).map_err(fault)
    };
    let missing = || RenderFault::Template(name.clone(), "it is not there".to_owned());
    // The mail of the invitation says that it comes again.
    let reminds =
        if key.slot.is_reminder() && own.is_none() { built_in::reminds(&routing.language) } else { "" };
    let subject = one_line(&format!("{reminds}{}", render("subject")?.ok_or_else(missing)?));
    let text = render("text")?.ok_or_else(missing)?;
    let html = match render("html")? {
        Some(html) => html,
        None => html::from_text(&text, [&link, &preferences], &routing.language),
    };
    if merged.met_encrypted.load(Ordering::Relaxed) {
        return Err(RenderFault::Encrypted);
    }
    Ok(Letter {
        message_id: app.message_id(key),
        from: Mailbox {
            name: Some(sender_name(configuration).to_owned()),
            address: app.settings.mail_from.clone(),
        },
        reply_to: None,
        to_address,
        to_name: None,
        subject,
        text,
        html: Some(html),
        date,
        headers: unsubscribe_headers(&preferences),
    })
}

/// The way out for mail programs: RFC 2369, and RFC 8058 where its condition holds, an address that is https.
pub(super) fn unsubscribe_headers(preferences: &str) -> Vec<(String, String)> {
    let mut headers = vec![("List-Unsubscribe".to_owned(), format!("<{preferences}>"))];
    if preferences.starts_with("https://") {
        headers.push(("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()));
    }
    headers
}

/// A subject is one line: what breaks lines or controls terminals becomes a blank, runs of blanks one.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |sign: char| sign.is_whitespace() || sign.is_control();
    let mut line = String::with_capacity(text.len());
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(MOST_SUBJECT_CHARS) {
        Some((at, _)) => line.get(..at).unwrap_or_default().to_owned(),
        None => line,
    }
}
