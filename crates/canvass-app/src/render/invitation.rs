//! The invitation and its reminders (E51): facts, configuration and settings become a letter.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvass_delivery::{Letter, Mailbox};
use canvass_domain::id::WorkspaceId;
use canvass_domain::template::{
    Compiled as CompiledTemplate, CompiledBody, Document, Names, TextSource, compile, compile_body, one_line,
};
use canvass_store::area::{Configuration, LetterFacts};
use jiff::Timestamp;
use parking_lot::Mutex;

use super::compiled::{Compiled, sender_name};
use super::context::Data;
use super::{built_in, html};
use crate::App;
use crate::encryption::CertifiedOpener;
use crate::remind::reminders_of;
use crate::secret::Link;

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
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a letter is made once of its facts, and nobody needs them after it"
    )]
    pub fn invitation(
        &self,
        app: &App,
        configuration: &Configuration,
        facts: LetterFacts,
        date: Timestamp,
    ) -> Result<Letter, RenderFault> {
        let compiled = self.compiled(configuration);
        // A panic in a template must fail this letter only (OUT-27); nothing shared is left half changed.
        catch_unwind(AssertUnwindSafe(|| letter(app, configuration, &compiled, &facts, date)))
            .unwrap_or(Err(RenderFault::Panic))
    }

    /// What a template that is not among those of the configuration says to a customer.
    pub fn texts(
        &self,
        app: &App,
        configuration: &Configuration,
        document: &Document,
        facts: &LetterFacts,
    ) -> Result<MailTexts, RenderFault> {
        let template = compile(document, &configuration.columns);
        let routing = facts.routing.as_ref().ok_or(RenderFault::NotRouted)?;
        let voice = Voice::new(app, configuration, facts);
        catch_unwind(AssertUnwindSafe(|| voice.texts(&template, &routing.language, "shown")))
            .unwrap_or(Err(RenderFault::Panic))
    }

    /// A body of plain text of its own, such as that of a text message: the same names as in the mails of the document, no
    /// HTML.
    pub fn plain_body(
        &self,
        app: &App,
        configuration: &Configuration,
        (document, text): (&Document, TextSource<'_>),
        facts: &LetterFacts,
    ) -> Result<String, RenderFault> {
        catch_unwind(AssertUnwindSafe(|| plain_body(app, configuration, (document, text), facts)))
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

/// The parts of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTexts {
    /// The language that it is written in.
    pub language: String,
    /// One line.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// What a letter says to one customer.
struct Voice<'a> {
    link: String,
    preferences: String,
    configuration: &'a Configuration,
    data: Data<'a>,
}

impl<'a> Voice<'a> {
    fn new(app: &App, configuration: &'a Configuration, facts: &'a LetterFacts) -> Self {
        let LetterFacts { key, values, link_generation, .. } = facts;
        let link = Link { workspace: key.workspace, customer: key.customer, generation: *link_generation };
        let opener = CertifiedOpener::new(app, &configuration.certificates);
        Self {
            link: app.questionnaire_url(link),
            preferences: app.preferences_url(link),
            configuration,
            data: Data { values, opener, met_encrypted: Cell::new(false) },
        }
    }

    /// The mail in the language of the customer, or what stands in for it.
    fn texts(&self, template: &CompiledTemplate, wanted: &str, name: &str) -> Result<MailTexts, RenderFault> {
        let fallback = &self.configuration.workspace.settings.language;
        let missing = || RenderFault::Template(name.to_owned(), "it is not there".to_owned());
        let edition = template.edition(wanted, fallback).ok_or_else(missing)?;
        let language = edition.language.as_deref().unwrap_or(wanted);
        let text = self.print(&edition.text, language, name)?;
        let html = match &edition.html {
            Some(html) => self.print(html, language, name)?,
            None => html::from_text(&text, [&self.link, &self.preferences], language),
        };
        let subject = one_line(&self.print(&edition.subject, language, name)?);
        Ok(MailTexts { language: language.to_owned(), subject, text, html })
    }

    /// Prints a body of the template of that name.
    fn print(&self, body: &CompiledBody, language: &str, name: &str) -> Result<String, RenderFault> {
        let names = Names {
            link: &self.link,
            preferences: &self.preferences,
            workspace: &self.configuration.workspace.name,
            sender: sender_name(self.configuration),
            language,
            zone: &self.configuration.workspace.settings.zone,
        };
        let printed = body.print(names, &self.data);
        if self.data.met_encrypted.get() {
            return Err(RenderFault::Encrypted);
        }
        let why = || "a tag is not closed, or it names what is not there".to_owned();
        printed.ok_or_else(|| RenderFault::Template(name.to_owned(), why()))
    }
}

fn plain_body(
    app: &App,
    configuration: &Configuration,
    (document, text): (&Document, TextSource<'_>),
    facts: &LetterFacts,
) -> Result<String, RenderFault> {
    let (body, _) = compile_body(text.source, document, &configuration.columns);
    let wanted = facts.routing.as_ref().map(|routing| routing.language.as_str());
    let language = text.language.or(wanted);
    let language = language.unwrap_or(&configuration.workspace.settings.language);
    Voice::new(app, configuration, facts).print(&body, language, "text")
}

fn letter(
    app: &App,
    configuration: &Configuration,
    compiled: &Compiled,
    facts: &LetterFacts,
    date: Timestamp,
) -> Result<Letter, RenderFault> {
    let to_address = facts.email.as_ref().map(|email| email.trim().to_owned());
    let to_address = to_address.filter(|email| !email.is_empty()).ok_or(RenderFault::NoAddress)?;
    let routing = facts.routing.as_ref().ok_or(RenderFault::NotRouted)?;
    let is_reminder = facts.key.slot.is_reminder();
    let own = if is_reminder { reminders_of(configuration, routing).template } else { None };
    let id = own.or(routing.template);
    let name = id.map_or_else(|| "built in".to_owned(), |id| id.to_string());
    let missing = || RenderFault::Template(name.clone(), "it is not there".to_owned());
    let template = compiled.template(id).ok_or_else(missing)?;
    let voice = Voice::new(app, configuration, facts);
    let MailTexts { language, subject, text, html } = voice.texts(template, &routing.language, &name)?;
    // The mail of the invitation says that it comes again.
    let reminds = if is_reminder && own.is_none() { built_in::reminds(&language) } else { "" };
    Ok(Letter {
        message_id: app.message_id_of(facts.key, facts.round),
        from: Mailbox { name: Some(compiled.sender.clone()), address: app.settings.mail_from.clone() },
        reply_to: None,
        to_address,
        to_name: None,
        subject: one_line(&format!("{reminds}{subject}")),
        text,
        html: Some(html),
        date,
        headers: unsubscribe_headers(&voice.preferences),
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
