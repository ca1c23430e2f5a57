//! What a report does, in one transaction: it is kept once, the message and its customer bounce, what was in doubt is
//! settled, and the address may come on the do-not-contact list.

use canvass_domain::bounce::{BounceKind, BounceSource, NewBounce, NewSuppression};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BlockId, ContactHash, CustomerId};
use canvass_domain::message::{Evidence, Slot};
use canvass_domain::reason::Rule;
use canvass_store::{Result, WorkspaceTx};
use jiff::Timestamp;

use super::{BounceOutcome, TakenBounce};
use crate::App;
use crate::change::row;
use crate::message::settle_by_evidence;

/// Who did it, in the audit trail.
pub(super) const ACTION: &str = "take-bounce";

/// By which way, and who brought it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<'a> {
    pub(super) source: BounceSource,
    pub(super) actor: &'a str,
}

/// A mail that left was reported to have arrived, or to be on its way: that ends a doubt.
pub(super) fn arrived(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    message: (CustomerId, Slot),
    way: Way<'_>,
) -> Result<TakenBounce> {
    let is_settled = settle_by_evidence(app, tx, message, Evidence::Delivered, way.actor)?;
    let outcome = if is_settled { BounceOutcome::Taken } else { BounceOutcome::Nothing };
    Ok(TakenBounce { message: Some(message), ..TakenBounce::only(outcome) })
}

/// A mail of ours came back, or was complained about. Before any row is held.
pub(super) fn of_message(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (contact, (customer, slot)): (ContactHash, (CustomerId, Slot)),
    (kind, line): (BounceKind, &str),
    way: Way<'_>,
) -> Result<TakenBounce> {
    let now = tx.now()?;
    let taken = TakenBounce {
        outcome: BounceOutcome::Known,
        message: Some((customer, slot)),
        kind: Some(kind),
        suppression: None,
    };
    let has_left = tx.message(customer, slot)?.is_some_and(|message| message.handed_over_at.is_some());
    if !has_left {
        return Ok(TakenBounce::only(BounceOutcome::Unknown));
    }
    let bounce = NewBounce {
        contact,
        about: Some((customer, slot)),
        kind,
        source: way.source,
        reported_at: now,
        last_line: line.to_owned(),
    };
    if !tx.add_bounce(&bounce, now)? {
        return Ok(taken);
    }
    if kind.is_failure() {
        settle_by_evidence(app, tx, (customer, slot), Evidence::Bounced, way.actor)?;
        tx.mail_came_back(customer, slot, line, now)?;
    } else {
        // Whoever complains has it.
        settle_by_evidence(app, tx, (customer, slot), Evidence::Delivered, way.actor)?;
        tell(tx, customer, Rule::Complained, line.to_owned(), now)?;
    }
    let suppression = suppress(app, tx, &bounce, now)?;
    if let Some(id) = suppression {
        tell(tx, customer, Rule::AddressSuppressed, id.to_string(), now)?;
    }
    let object = format!("message {customer}/{slot} {}{}", kind.as_str(), listed(suppression));
    tx.audit(&row(way.actor, ACTION, object, now))?;
    Ok(TakenBounce { outcome: BounceOutcome::Taken, suppression, ..taken })
}

/// Something was reported of an address, and no message is named.
pub(super) fn of_address(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    contact: ContactHash,
    (kind, line, reported_at): (BounceKind, &str, Option<Timestamp>),
    way: Way<'_>,
) -> Result<TakenBounce> {
    let now = tx.now()?;
    let bounce = NewBounce {
        contact,
        about: None,
        kind,
        source: way.source,
        reported_at: reported_at.unwrap_or(now),
        last_line: line.to_owned(),
    };
    let taken = TakenBounce { kind: Some(kind), ..TakenBounce::only(BounceOutcome::Known) };
    if !tx.add_bounce(&bounce, now)? {
        return Ok(taken);
    }
    let suppression = suppress(app, tx, &bounce, now)?;
    let object = format!("an address {}{}", kind.as_str(), listed(suppression));
    tx.audit(&row(way.actor, ACTION, object, now))?;
    Ok(TakenBounce { outcome: BounceOutcome::Taken, suppression, ..taken })
}

/// Puts the address on the list if the rule of the workspace says so (Q48).
pub(super) fn suppress(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    bounce: &NewBounce,
    now: Timestamp,
) -> Result<Option<BlockId>> {
    let limit = app.configuration(tx)?.workspace.policy.soft_bounces;
    let soft_ones = match bounce.kind {
        BounceKind::Soft => tx.soft_bounces(bounce.contact, limit.since(now))?,
        BounceKind::Hard | BounceKind::Refused | BounceKind::Complaint => 0,
    };
    let Some(kind) = limit.suppresses(bounce.kind, soft_ones) else { return Ok(None) };
    let new = NewSuppression {
        contact: bounce.contact,
        kind,
        source: bounce.source,
        customer: bounce.about.map(|(customer, _)| customer),
        last_line: Some(bounce.last_line.clone()),
    };
    tx.suppress(&new, now)
}

pub(super) fn tell(
    tx: &mut dyn WorkspaceTx,
    customer: CustomerId,
    rule: Rule,
    detail: String,
    at: Timestamp,
) -> Result<()> {
    tx.add_decisions(&[(customer, Decision { rule, detail: Some(detail), at })])
}

fn listed(suppression: Option<BlockId>) -> String {
    suppression.map(|id| format!(", suppression {id}")).unwrap_or_default()
}
