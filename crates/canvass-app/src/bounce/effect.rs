//! What a report does, in one transaction: it is kept once, the message and its customer bounce, what was in doubt is
//! settled, and the address may come on the do-not-contact list. `again` decides about mail that came back softly.

use canvass_domain::bounce::{BounceKind, BounceSource, NewBounce, NewSuppression};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BlockId, ContactHash, CustomerId};
use canvass_domain::message::Evidence;
use canvass_domain::reason::Rule;
use canvass_store::area::MessageRecord;
use canvass_store::{Result, WorkspaceTx};
use jiff::Timestamp;

use super::again::{self, Fate};
use super::find::About;
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

/// A mail that left was reported to have arrived, or to be on its way: that ends a doubt about it. Of a round before the
/// newest it says nothing of that one.
pub(super) fn arrived(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    about: About,
    way: Way<'_>,
) -> Result<TakenBounce> {
    let message = (about.customer, about.slot);
    let newest = tx.message(about.customer, about.slot)?.map(|message| message.round);
    let is_settled =
        newest == Some(about.round) && settle_by_evidence(app, tx, message, Evidence::Delivered, way.actor)?;
    let outcome = if is_settled { BounceOutcome::Taken } else { BounceOutcome::Nothing };
    Ok(TakenBounce { message: Some(message), ..TakenBounce::only(outcome) })
}

/// A mail of ours came back, or was complained about. Before any row is held.
pub(super) fn of_message(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (contact, about): (ContactHash, About),
    (kind, line): (BounceKind, &str),
    way: Way<'_>,
) -> Result<TakenBounce> {
    let now = tx.now()?;
    let About { customer, slot, round } = about;
    let taken = TakenBounce {
        outcome: BounceOutcome::Known,
        message: Some((customer, slot)),
        kind: Some(kind),
        suppression: None,
    };
    let message = tx.message(customer, slot)?.filter(|message| message.handed_over_at.is_some());
    let Some(message) = message else { return Ok(TakenBounce::only(BounceOutcome::Unknown)) };
    if about.round > message.round {
        return Ok(TakenBounce::only(BounceOutcome::Unknown));
    }
    if let Some(outcome) = old_news(kind, about, &message) {
        return Ok(TakenBounce { outcome, ..taken });
    }
    let bounce = NewBounce {
        contact,
        about: Some((customer, slot, round)),
        kind,
        source: way.source,
        reported_at: now,
        last_line: line.to_owned(),
    };
    if !tx.add_bounce(&bounce, now)? {
        return Ok(taken);
    }
    // Before the decision about another try, which the list forbids.
    let suppression = suppress(app, tx, &bounce, now)?;
    let fate = match kind {
        BounceKind::Complaint => {
            complained(app, tx, about, &message, way)?;
            tell(tx, customer, Rule::Complained, line.to_owned(), now)?;
            Fate::Over
        }
        BounceKind::Soft => again::came_back_softly(app, tx, (about, &bounce), &message, way)?,
        BounceKind::Hard | BounceKind::Refused => {
            came_back(app, tx, about, line, way)?;
            Fate::Over
        }
    };
    if let Some(id) = suppression {
        tell(tx, customer, Rule::AddressSuppressed, id.to_string(), now)?;
    }
    let follows = match fate {
        Fate::Again(round) => format!(", tried again as round {round}"),
        Fate::Over => listed(suppression),
    };
    let object = format!("message {customer}/{slot} {}{follows}", kind.as_str());
    tx.audit(&row(way.actor, ACTION, object, now))?;
    Ok(TakenBounce { outcome: BounceOutcome::Taken, suppression, ..taken })
}

/// What was heard of a round before the newest, unless it says that there is no such address, or that the person complains.
/// That it came back softly was heard: the next round follows from nothing else.
fn old_news(kind: BounceKind, about: About, message: &MessageRecord) -> Option<BounceOutcome> {
    match kind {
        _ if about.round == message.round => None,
        BounceKind::Soft => Some(BounceOutcome::Known),
        BounceKind::Refused => Some(BounceOutcome::Nothing),
        BounceKind::Hard | BounceKind::Complaint => None,
    }
}

/// Whoever complains of the newest round has it.
fn complained(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    about: About,
    message: &MessageRecord,
    way: Way<'_>,
) -> Result<()> {
    if about.round == message.round {
        settle_by_evidence(app, tx, (about.customer, about.slot), Evidence::Delivered, way.actor)?;
    }
    Ok(())
}

/// A message came back for good: its customer bounces, and a doubt about it ends.
pub(super) fn came_back(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    about: About,
    line: &str,
    way: Way<'_>,
) -> Result<()> {
    let now = tx.now()?;
    settle_by_evidence(app, tx, (about.customer, about.slot), Evidence::Bounced, way.actor)?;
    tx.mail_came_back(about.customer, about.slot, line, now).map(drop)
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
        customer: bounce.about.map(|(customer, ..)| customer),
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
