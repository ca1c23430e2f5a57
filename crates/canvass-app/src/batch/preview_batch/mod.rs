//! Shows how the mails of a batch look before anybody approves it: those of its odd ones out (`odd`), rendered as they would
//! leave, but with links that open nothing. Writes nothing and looks at no more than so many customers of a batch.

mod odd;
mod script;

use canvass_domain::batch::BatchKind;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{Channel, Departure, MessageKey, Round, Slot};
use canvass_domain::text_message::Length;
use canvass_store::area::{Configuration, CustomerFilter, CustomerRecord, LetterFacts, Page};
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

pub use odd::Why;

use crate::render::Renderer;
use crate::{App, Principal, Refusal};
use odd::{Odd, Search};

/// Customers that are read at once.
const PAGE: usize = 1_000;
/// Customers of a batch that are looked at; of a longer one the last is read besides.
const MOST_CUSTOMERS: usize = 10_000;
/// Nobody has this number: its links lead nowhere, and are as long as those of anybody.
const NOBODY: CustomerId = CustomerId(0);

/// The mails of the odd ones out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPreview {
    /// Customers of the batch.
    pub customers: i64,
    /// How many of them were looked at.
    pub looked: usize,
    /// One mail for each, in the order in which they came.
    pub mails: Vec<PreviewedMail>,
}

/// A mail that nobody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedMail {
    /// Whose it would be.
    pub customer: CustomerId,
    /// Its place in the batch, from 0.
    pub index: i32,
    /// Why this one is shown, with the column or language that it is about.
    pub why: Vec<(Why, Option<String>)>,
    /// By what it would leave.
    pub channel: Channel,
    /// Address or phone as sent.
    pub to: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// What would leave, or why it cannot be made.
    pub letter: Result<PreviewedLetter, String>,
}

/// The parts of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedLetter {
    /// Subject.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As HTML.
    pub html: Option<String>,
    /// How long a text message is.
    pub length: Option<Length>,
}

/// Renders the mails of the odd ones out of a batch. Of a batch of links there are none.
pub fn preview_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<BatchPreview, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let batch = tx.batch(id)?.ok_or(Refusal::NotFound("batch"))?;
        let configuration = kept.configuration(tx)?;
        if batch.kind == BatchKind::Portal {
            return Ok(BatchPreview { customers: batch.customers, looked: 0, mails: Vec::new() });
        }
        let mut search = Search::new(&configuration.columns);
        let looked = look(tx, id, batch.customers, &mut search)?;
        let renderer = Renderer::default();
        let date = tx.now()?;
        let mails = search
            .into_odd()
            .into_iter()
            .map(|odd| previewed(&kept, &configuration, &renderer, (workspace, date), odd))
            .collect();
        Ok(BatchPreview { customers: batch.customers, looked, mails })
    })
}

/// Renders the mail of one customer of a batch.
pub fn preview_mail(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
    customer: CustomerId,
) -> Pending<PreviewedMail, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let customer = tx.customer(customer)?.filter(|customer| customer.batch == id);
        let customer = customer.ok_or(Refusal::NotFound("customer"))?;
        let configuration = kept.configuration(tx)?;
        let of = (workspace, tx.now()?);
        Ok(previewed(&kept, &configuration, &Renderer::default(), of, Odd { customer, why: Vec::new() }))
    })
}

/// Reads the batch from its beginning, and its end if that is far away.
fn look(
    tx: &mut dyn WorkspaceTx,
    id: BatchId,
    brought: i64,
    search: &mut Search<'_>,
) -> Result<usize, Refusal> {
    let filter = CustomerFilter { batch: Some(id), ..CustomerFilter::default() };
    let (mut after, mut looked) = (0, 0);
    let mut first = None;
    while looked < MOST_CUSTOMERS {
        let page = tx.customers(&filter, Page { after, most: PAGE })?;
        let Some(last) = page.last() else { return Ok(looked) };
        after = i64::from(last.id.0);
        first = first.or(page.first().map(|customer| i64::from(customer.id.0)));
        looked += page.len();
        for customer in page {
            search.see(customer);
        }
    }
    // The numbers of a batch have no gaps, so the end is known without the middle.
    let end = first.unwrap_or(1) + brought - 1;
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX).min(end - after);
    if most > 0 {
        let page = tx.customers(&filter, Page { after: end - most, most: PAGE })?;
        looked += page.len();
        for customer in page {
            search.see(customer);
        }
    }
    Ok(looked)
}

fn previewed(
    app: &App,
    configuration: &Configuration,
    renderer: &Renderer,
    (workspace, date): (WorkspaceId, Timestamp),
    odd: Odd,
) -> PreviewedMail {
    let Odd { customer, why } = odd;
    let CustomerRecord { id, batch, index, channel, email, phone, routing, values, .. } = customer;
    let to = match channel {
        Channel::Mail => email.clone(),
        Channel::Sms => phone.clone(),
    };
    let language = routing.as_ref().map(|routing| routing.language.clone());
    let facts = LetterFacts {
        key: MessageKey { workspace, customer: NOBODY, slot: Slot::Invitation },
        round: Round::FIRST,
        departure: Departure::FIRST,
        channel,
        email,
        phone,
        routing,
        values,
        link_generation: 0,
        batch,
    };
    let letter = match channel {
        Channel::Mail => renderer.invitation(app, configuration, facts, date).map(|letter| PreviewedLetter {
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
            length: None,
        }),
        Channel::Sms => renderer.text_message(app, configuration, &facts).map(|message| PreviewedLetter {
            subject: String::new(),
            length: Some(Length::of(&message.text)),
            text: message.text,
            html: None,
        }),
    };
    let letter = letter.map_err(|fault| fault.to_string());
    PreviewedMail { customer: id, index, why, channel, to, language, letter }
}
