//! Settles what is in doubt by the rule of its workspace: hold, resend once, or count as sent after some hours. Mails about
//! batches are no customer's and wait for a person.

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::{DoubtRule, MessageState, Settlement};
use canvass_domain::reason::Rule;
use canvass_store::area::{Configuration, MessageFilter, MessageRecord};
use canvass_store::{Result, WorkspaceTx};

use super::MessageVerdict;
use super::settle_messages::{MOST_SETTLED, each};
use super::settlement::{ACTION, Says, Settling, object};
use crate::App;
use crate::change::row;

/// Who stands in the audit trail.
const ACTOR: &str = "system";

/// What a rule settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuledMessages {
    /// Leave once more.
    pub resent: u64,
    /// Count as sent.
    pub counted: u64,
}

/// Settles what is due by the rule of a workspace, at most [`MOST_SETTLED`] messages; blocks. Where the rule is to hold,
/// nothing is read but the set-up.
pub fn settle_by_rule(app: &App, workspace: WorkspaceId) -> Result<RuledMessages> {
    let kept = app.clone();
    let due = app.store.read(workspace, move |tx| {
        let configuration = kept.configuration(tx)?;
        due(tx, &configuration)
    });
    if due.wait()?.is_empty() {
        return Ok(RuledMessages::default());
    }
    let kept = app.clone();
    app.store.write(workspace, MOST_SETTLED, move |tx| apply(&kept, tx)).wait()
}

fn apply(app: &App, tx: &mut dyn WorkspaceTx) -> Result<RuledMessages> {
    let now = tx.now()?;
    let configuration = app.configuration(tx)?;
    let rule = configuration.workspace.policy.doubt;
    let says = Says::Rule { hours: rule.hours().unwrap_or_default() };
    let settling = Settling { app, configuration: &configuration, says: &says, now };
    let mut ruled = RuledMessages::default();
    for (message, verdict) in due(tx, &configuration)? {
        // One without an open window before its end stays in doubt, for a person to see.
        if settling.settle(tx, &message, verdict)?.is_err() {
            continue;
        }
        match verdict {
            MessageVerdict::SendAgain => ruled.resent += 1,
            MessageVerdict::WasSent | MessageVerdict::GiveUp => ruled.counted += 1,
        }
        let object = format!("{}: {} after {} hours", object(&message, verdict), rule.as_str(), says.hours());
        tx.audit(&row(ACTOR, ACTION, object, now))?;
    }
    Ok(ruled)
}

/// What the rule settles now.
fn due(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
) -> Result<Vec<(MessageRecord, MessageVerdict)>> {
    let rule = configuration.workspace.policy.doubt;
    if rule == DoubtRule::Hold {
        return Ok(Vec::new());
    }
    let now = tx.now()?;
    let mut waited = Vec::new();
    let filter = MessageFilter { state: Some(MessageState::InDoubt), ..MessageFilter::default() };
    each(tx, &filter, |message| {
        let is_over = |since| rule.settles(since, false, now).is_some();
        if !message.slot.is_notification() && message.settled_at.is_some_and(is_over) {
            waited.push(message.clone());
        }
        true
    })?;
    let mut due = Vec::new();
    for message in waited {
        let Some(since) = message.settled_at else { continue };
        let was_resent = message.attempts > 1 && was_resent(tx, &message)?;
        let Some(verdict) = rule.settles(since, was_resent, now).and_then(verdict) else { continue };
        due.push((message, verdict));
        if due.len() == MOST_SETTLED {
            break;
        }
    }
    Ok(due)
}

fn verdict(settlement: Settlement) -> Option<MessageVerdict> {
    MessageVerdict::from_word(settlement.as_str())
}

/// The ledger remembers what the rule did.
fn was_resent(tx: &mut dyn WorkspaceTx, message: &MessageRecord) -> Result<bool> {
    let slot = message.slot.to_string();
    let decisions = tx.decisions(message.customer)?;
    Ok(decisions
        .iter()
        .any(|entry| entry.rule == Rule::MessageResent && entry.detail.as_deref() == Some(slot.as_str())))
}
