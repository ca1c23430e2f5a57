//! Taking reports in: a raw mail brought by a call, a raw mail that arrived at a return address, and a provider's event.

use std::sync::Arc;

use canvass_delivery::bounce::Report;
use canvass_domain::bounce::{BounceKind, BounceSource, judge_reply, line_without_address};
use canvass_domain::id::WorkspaceId;
use canvass_store::{Pending, Result, WorkspaceTx};
use jiff::Timestamp;

use super::effect::{self, Way};
use super::find::About;
use super::{BounceOutcome, TakenBounce, find};
use crate::change::reached;
use crate::{App, FieldFault, Principal, Refusal};

/// Who took a report that arrived at its return address, in the audit trail.
const LISTENER: &str = "bounce-listener";

/// What a provider tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderEventKind {
    /// It came back; the code says how bad that is.
    Bounce,
    /// It came back, and the provider has judged.
    Judged(BounceKind),
    /// It arrived.
    Delivered,
}

/// An event as a provider sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderEvent {
    /// What happened.
    pub kind: ProviderEventKind,
    /// The address that the mail went to.
    pub recipient: String,
    /// The Message-ID of the mail, with or without angle brackets.
    pub message_id: Option<String>,
    /// What the server said.
    pub code: Option<String>,
    /// When it happened.
    pub at: Option<Timestamp>,
}

/// Takes a raw mail that somebody with a token brings, such as from the mailbox that gets what comes back.
pub fn take_mail(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    mail: &[u8],
) -> Pending<TakenBounce, Refusal> {
    let (kept, reached) = (app.clone(), reached(principal, workspace));
    let (report, actor) = (Report::read(mail).map(Arc::new), principal.actor.clone());
    app.store.write(workspace, 1, move |tx| {
        reached.clone()?;
        let Some(report) = &report else { return Ok(TakenBounce::only(BounceOutcome::NoReport)) };
        let way = Way { source: BounceSource::Report, actor: &actor };
        Ok(of_report(&kept, tx, report, way)?)
    })
}

/// Whether an address is the return address of a message of ours.
pub(super) fn is_return_address(app: &App, address: &str) -> bool {
    find::by_address(app, [address]).is_some()
}

/// Takes a raw mail that came to a return address of ours, which names workspace and message.
pub fn take_returned_mail(app: &App, returned_to: &str, mail: &[u8]) -> Result<TakenBounce> {
    let Some(mut report) = Report::read(mail) else {
        return Ok(TakenBounce::only(BounceOutcome::NoReport));
    };
    let Some((key, _)) = find::by_address(app, [returned_to]) else {
        return Ok(TakenBounce::only(BounceOutcome::Unknown));
    };
    // The envelope is the proof, whatever the mail says.
    report.returned_to = vec![returned_to.to_owned()];
    let kept = app.clone();
    let way = Way { source: BounceSource::Report, actor: LISTENER };
    app.store.write(key.workspace, 1, move |tx| of_report(&kept, tx, &report, way)).wait()
}

/// Takes a provider's event. Without a Message-ID it says something of an address alone.
pub fn take_event(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    event: ProviderEvent,
) -> Pending<TakenBounce, Refusal> {
    let (kept, reached, actor) = (app.clone(), reached(principal, workspace), principal.actor.clone());
    app.store.write(workspace, 1, move |tx| {
        reached.clone()?;
        let way = Way { source: BounceSource::Provider, actor: &actor };
        of_event(&kept, tx, &event, way)
    })
}

fn of_report(app: &App, tx: &mut dyn WorkspaceTx, report: &Report, way: Way<'_>) -> Result<TakenBounce> {
    let unknown = TakenBounce::only(BounceOutcome::Unknown);
    let Some(message) = message_of(app, tx, report)? else { return Ok(unknown) };
    // Whoever is handed over or taken in comes before or after it, never beside it.
    tx.hold_people()?;
    let Some(contact) = find::contact_of(tx, message.customer)? else { return Ok(unknown) };
    let recipient = find::recipient(app, tx.workspace_id(), report, contact);
    let Some(recipient) = recipient else { return Ok(unknown) };
    let Some(kind) = find::kind(recipient) else { return effect::arrived(app, tx, message, way) };
    let said = recipient.diagnostic.as_deref().or(recipient.status.as_deref()).unwrap_or("no reason given");
    effect::of_message(app, tx, (contact, message), (kind, &line_without_address(said)), way)
}

fn message_of(app: &App, tx: &mut dyn WorkspaceTx, report: &Report) -> Result<Option<About>> {
    if let Some((key, round)) = find::by_address(app, report.returned_to.iter().map(String::as_str)) {
        let is_here = key.workspace == tx.workspace_id();
        return Ok(is_here.then_some(About { customer: key.customer, slot: key.slot, round }));
    }
    let Some(message_id) = &report.message_id else { return Ok(None) };
    let addresses = report.recipients.iter().flat_map(|recipient| &recipient.addresses);
    find::by_message_id(app, tx, message_id, addresses.map(String::as_str))
}

fn of_event(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    event: &ProviderEvent,
    way: Way<'_>,
) -> std::result::Result<TakenBounce, Refusal> {
    let Some(contact) = find::contact(app, tx.workspace_id(), &event.recipient) else {
        let text = "This is no mail address.".to_owned();
        return Err(Refusal::Fields(vec![FieldFault { path: "/recipient".to_owned(), text }]));
    };
    let said = event.code.as_deref().unwrap_or("no code given");
    let line = line_without_address(said);
    let kind = match event.kind {
        ProviderEventKind::Delivered => None,
        ProviderEventKind::Judged(kind) => Some(kind),
        ProviderEventKind::Bounce => Some(judge_reply(said).unwrap_or(BounceKind::Soft)),
    };
    let unknown = TakenBounce::only(BounceOutcome::Unknown);
    tx.hold_people()?;
    let Some(message_id) = &event.message_id else {
        let Some(kind) = kind else { return Ok(TakenBounce::only(BounceOutcome::Nothing)) };
        return Ok(effect::of_address(app, tx, contact, (kind, &line, event.at), way)?);
    };
    let message_id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    let recipient = [event.recipient.as_str()];
    let Some(message) = find::by_message_id(app, tx, message_id, recipient)? else { return Ok(unknown) };
    Ok(match kind {
        None => effect::arrived(app, tx, message, way)?,
        Some(kind) => effect::of_message(app, tx, (contact, message), (kind, &line), way)?,
    })
}
