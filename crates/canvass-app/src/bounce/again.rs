//! Mail that came back softly is tried up to three times within 72 hours, inside the send windows of its batch (Q48). The
//! round that came back is proven by its return address, or by its Message-ID: each round has its own.

use canvass_domain::batch::BatchState;
use canvass_domain::bounce::{AfterSoft, CameBackSoftly, NewBounce, TryAgain, is_over};
use canvass_domain::id::CustomerId;
use canvass_domain::message::{Round, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{CustomerRecord, MessageRecord};
use canvass_store::{Result, WorkspaceTx};
use jiff::Timestamp;

use super::effect::{Way, came_back, tell};
use super::find::About;
use crate::{App, schedule};

/// What a report about a message did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It leaves once more, as this round.
    Again(Round),
    /// Its customer is bounced, or keeps what was reached.
    Over,
}

/// Decides about a soft bounce that was kept, and does what follows.
pub(super) fn came_back_softly(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (about, bounce): (About, &NewBounce),
    message: &MessageRecord,
    way: Way<'_>,
) -> Result<Fate> {
    let now = tx.now()?;
    let line = &bounce.last_line;
    let Some(customer) = tx.customer(about.customer)? else { return Ok(Fate::Over) };
    let softly = CameBackSoftly {
        round: about.round,
        message: message.state,
        customer: customer.state,
        first_left_at: first_left(message, now),
        is_batch_open: is_batch_open(tx, &customer)?,
        is_followed: is_followed(tx, about)?,
        is_listed: tx.suppression_of(bounce.contact, now)?.is_some(),
    };
    match softly.decide(now) {
        AfterSoft::Again(round, from) => {
            let window = window(app, tx, (&customer, message), from)?;
            let window = window.filter(|window| !is_over(softly.first_left_at, window.due_at));
            let Some(window) = window else {
                came_back(app, tx, about, line, way)?;
                return Ok(Fate::Over);
            };
            let detail = detail(app, tx, line, (round, window.due_at))?;
            let (customer, slot) = (about.customer, about.slot);
            let again = TryAgain { customer, slot, round, window, last_line: line.clone(), detail };
            if tx.try_again(&again, now)? {
                return Ok(Fate::Again(round));
            }
            tell(tx, customer, Rule::MessageBounced, line.clone(), now)?;
        }
        AfterSoft::Bounced => came_back(app, tx, about, line, way)?,
        AfterSoft::Stands => tell(tx, about.customer, Rule::MessageBounced, line.clone(), now)?,
    }
    Ok(Fate::Over)
}

/// When the first round of a message left.
pub(crate) fn first_left(message: &MessageRecord, now: Timestamp) -> Timestamp {
    message.first_left_at.or(message.handed_over_at).unwrap_or(now)
}

fn is_batch_open(tx: &mut dyn WorkspaceTx, customer: &CustomerRecord) -> Result<bool> {
    let batch = tx.batch(customer.batch)?;
    Ok(batch.is_some_and(|batch| matches!(batch.state, BatchState::Approved | BatchState::Active)))
}

/// Whether a reminder left after this message.
fn is_followed(tx: &mut dyn WorkspaceTx, about: About) -> Result<bool> {
    for later in Slot::OWN.into_iter().filter(|slot| slot.number() > about.slot.number()) {
        if tx.message(about.customer, later)?.is_some_and(|message| message.handed_over_at.is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn window(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (customer, message): (&CustomerRecord, &MessageRecord),
    from: Timestamp,
) -> Result<Option<Window>> {
    let configuration = app.configuration(tx)?;
    let hours = schedule::hours_of(tx, &configuration, customer)?;
    Ok(hours.window(from, message.window.ends_at))
}

/// What the ledger says, by the clock of the workspace.
fn detail(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    line: &str,
    (round, due_at): (Round, Timestamp),
) -> Result<String> {
    let zone = app.configuration(tx)?.workspace.settings.zone.clone();
    let due_at = due_at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z");
    Ok(format!("{line}; try {round} of {} from {due_at} on", Round::MOST))
}

/// A round that could not leave within 72 hours is over: whoever claimed it says so. Nothing happens where somebody else was
/// first.
pub(crate) fn end_round(
    tx: &mut dyn WorkspaceTx,
    (customer, slot): (CustomerId, Slot),
    fence: i32,
) -> Result<()> {
    tx.hold_people()?;
    let now = tx.now()?;
    let message = tx.message(customer, slot)?;
    let Some(message) = message.filter(|message| message.fence == fence && !message.state.is_end()) else {
        return Ok(());
    };
    let said = message.last_line.as_deref().unwrap_or("no reason given");
    let line = format!("{said}; 72 hours are over");
    tx.mail_came_back(customer, slot, &line, now).map(drop)
}
