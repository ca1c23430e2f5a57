//! Settles a message in doubt by what came to light about it (OUT-20). Opening and answering are weighed by the store, in
//! the transaction that records them; what names a Message-ID comes here.

use canvass_domain::decision::Decision;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{Evidence, MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_store::area::OperatorSettlement;
use canvass_store::{Result, WorkspaceTx};

use super::settlement::{ACTION, remind_later};
use crate::App;
use crate::change::row;

/// Settles a message by evidence, in the transaction that records the evidence, with ledger entry and audit row; false if
/// it is in no doubt. `actor` is who brought the evidence, such as `bounce-intake`.
pub fn settle_by_evidence(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (customer, slot): (CustomerId, Slot),
    evidence: Evidence,
    actor: &str,
) -> Result<bool> {
    let Some(message) = tx.message(customer, slot)? else { return Ok(false) };
    let Some(state) = evidence.settles(message.state) else { return Ok(false) };
    let (settlement, word) = if state == MessageState::Sent {
        (OperatorSettlement::WasSent, "was-sent")
    } else {
        (OperatorSettlement::CameBack, "came-back")
    };
    let now = tx.now()?;
    if !tx.settle_message(customer, slot, settlement, now)? {
        return Ok(false);
    }
    if !slot.is_notification() {
        let detail = Some(evidence.as_str().to_owned());
        tx.add_decisions(&[(customer, Decision { rule: Rule::MessageSettled, detail, at: now })])?;
    }
    if state == MessageState::Sent {
        remind_later(app, tx, (customer, slot), now)?;
    }
    let object = format!("message {customer}/{slot} {word}: {}", evidence.as_str());
    tx.audit(&row(actor, ACTION, object, now))?;
    Ok(true)
}
