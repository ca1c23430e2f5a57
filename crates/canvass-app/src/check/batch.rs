//! One batch: it has the customers it declares, each customer and its messages fit together, nobody is forgotten (P5).
//! The equation is that of invitations, of which each accepted customer has one; reminders (E51) are looked at beside it.

use std::collections::BTreeMap;

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Round, Slot, Tally};
use canvass_domain::reason::{Reason, Rule};
use canvass_store::area::{BatchRecord, CustomerFilter, CustomerRecord, MessageFilter, Page};
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;

pub(super) fn check(tx: &mut dyn WorkspaceTx, batch: &BatchRecord) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let messages = load_messages(tx, batch)?;
    let mut tally = Tally::default();
    for (state, _) in messages.invitations.values() {
        tally.add(*state, 1);
    }
    let (mut rows, mut after) = (0_i64, 0);
    let filter = CustomerFilter { batch: Some(batch.id), ..CustomerFilter::default() };
    loop {
        let customers = tx.customers(&filter, Page { after, most: PAGE })?;
        let Some(last) = customers.last() else { break };
        after = i64::from(last.id.0);
        for customer in &customers {
            rows += 1;
            let message = messages.invitations.get(&customer.id).copied();
            let is_accepted = is_accepted(tx, batch, customer)?;
            tally.accepted += u64::from(is_accepted);
            findings.extend(
                misfit(batch, customer, message, is_accepted).map(|misfit| {
                    format!("Customer {} is {}, {misfit}.", customer.id, customer.state.name())
                }),
            );
            let reminders = messages.reminders.get(&customer.id).into_iter().flatten();
            findings.extend(reminders.filter_map(|reminder| misfit_reminder(customer, message, *reminder)));
        }
    }
    if !tally.is_balanced() {
        findings.push(format!("Batch {}: the messages do not add up to the accepted: {tally:?}.", batch.id));
    }
    findings.extend(check_counts(tx, batch, rows)?);
    Ok(findings)
}

/// The messages of a batch's customers, by where they stand.
#[derive(Default)]
struct Messages {
    invitations: BTreeMap<CustomerId, (MessageState, Round)>,
    reminders: BTreeMap<CustomerId, Vec<(Slot, MessageState)>>,
}

fn load_messages(tx: &mut dyn WorkspaceTx, batch: &BatchRecord) -> Result<Messages, StoreError> {
    let filter = MessageFilter { batch: Some(batch.id), ..MessageFilter::default() };
    let (mut messages, mut after) = (Messages::default(), 0);
    loop {
        let page = tx.messages(&filter, Page { after, most: PAGE })?;
        let Some(last) = page.last() else { return Ok(messages) };
        after = i64::from(last.customer.0);
        for message in &page {
            let reminder = (message.slot, message.state);
            match message.slot {
                Slot::Invitation => {
                    messages.invitations.insert(message.customer, (message.state, message.round));
                }
                Slot::Reminder | Slot::PartialReminder => {
                    messages.reminders.entry(message.customer).or_default().push(reminder);
                }
                Slot::Notification(_) => {}
            }
        }
    }
}

/// What does not fit between a customer and a reminder (E51): it follows an invitation that left, and waits for nobody
/// who is at an end.
fn misfit_reminder(
    customer: &CustomerRecord,
    invitation: Option<(MessageState, Round)>,
    (slot, state): (Slot, MessageState),
) -> Option<String> {
    let waits = matches!(state, MessageState::Waiting | MessageState::Held | MessageState::Claimed);
    let has_left = invitation.is_some_and(|(state, round)| {
        let has_left = matches!(
            state,
            MessageState::Sent | MessageState::HandingOver | MessageState::InDoubt | MessageState::Rejected
        );
        has_left || round.is_again()
    });
    let misfit = if !has_left {
        "without an invitation that left"
    } else if waits && !slot.may_wait(customer.state) {
        "though there is nobody to remind"
    } else {
        return None;
    };
    let (id, customer) = (customer.id, customer.state.name());
    Some(format!("Customer {id} is {customer}, and its {slot} is {}, {misfit}.", state.as_str()))
}

/// Whether the customer was ever to be asked by mail: then it has exactly one invitation for ever.
fn is_accepted(
    tx: &mut dyn WorkspaceTx,
    batch: &BatchRecord,
    customer: &CustomerRecord,
) -> Result<bool, StoreError> {
    if batch.kind == BatchKind::Portal {
        return Ok(false);
    }
    Ok(match customer.state {
        CustomerState::Initial | CustomerState::Fault => false,
        CustomerState::Scheduled
        | CustomerState::Invited
        | CustomerState::Reminded
        | CustomerState::Opened
        | CustomerState::PartiallyAnswered
        | CustomerState::Finished
        | CustomerState::Bounced => true,
        // These are reached before and after a customer was scheduled; the ledger tells which.
        CustomerState::Closed | CustomerState::Locked | CustomerState::OptedOut | CustomerState::Rejected => {
            let is_accepted = |rule| matches!(rule, Rule::Scheduled | Rule::DeferredByRule);
            tx.decisions(customer.id)?.iter().any(|decision| is_accepted(decision.rule))
        }
    })
}

/// What does not fit between a customer and its message.
fn misfit(
    batch: &BatchRecord,
    customer: &CustomerRecord,
    invitation: Option<(MessageState, Round)>,
    is_accepted: bool,
) -> Option<String> {
    let message = invitation.map(|(state, _)| state);
    // One that came back softly left before, wherever it stands now, and so it is sent if it does not leave again (Q48).
    let is_again = invitation.is_some_and(|(_, round)| round.is_again());
    let may_leave = message
        .filter(|state| matches!(state, MessageState::Waiting | MessageState::Held | MessageState::Claimed));
    // Who waits for one with a higher priority is held, and may yet be asked (E70).
    let is_yielded = customer.reason == Some(Reason::LowerPriority) && message == Some(MessageState::Held);
    match (message, customer.state) {
        (None, _) if is_accepted => Some("but has no message".to_owned()),
        (Some(state), _) if !is_accepted => Some(format!("but has a message that is {}", state.as_str())),
        (Some(state), _) if is_again && state.unless_left(Some(MessageState::Sent)) != state => {
            Some(format!("but the invitation is {}, though it left before", state.as_str()))
        }
        (Some(MessageState::Sent), CustomerState::Scheduled) => {
            Some("but the invitation was sent".to_owned())
        }
        (Some(state), CustomerState::Invited) if state != MessageState::Sent && !is_again => {
            Some(format!("but the invitation is {}", state.as_str()))
        }
        (Some(_), CustomerState::PartiallyAnswered | CustomerState::Bounced) => {
            may_leave.map(|state| format!("but the invitation is {}", state.as_str()))
        }
        (Some(_), CustomerState::Locked) if is_yielded => None,
        (Some(_), state) if state.is_end() => {
            may_leave.map(|state| format!("but the invitation is {}", state.as_str()))
        }
        (Some(_), CustomerState::Scheduled) if batch.state == BatchState::Cancelled => {
            Some("but the batch was cancelled".to_owned())
        }
        _ => None,
    }
}

fn check_counts(tx: &mut dyn WorkspaceTx, batch: &BatchRecord, rows: i64) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let counts = tx.batch_counts(batch.id)?;
    let counted: i64 = counts.iter().map(|(_, _, count)| count).sum();
    if batch.customers != rows || counted != rows {
        findings.push(format!(
            "Batch {} declares {} customers, counts {counted} and has {rows}.",
            batch.id, batch.customers
        ));
    }
    let has_open = counts
        .iter()
        .any(|(state, _, count)| *count > 0 && !state.is_end() && *state != CustomerState::PartiallyAnswered);
    let is_over = matches!(batch.state, BatchState::Closed | BatchState::Rejected | BatchState::Cancelled);
    if has_open && is_over {
        findings.push(format!("Batch {} is {} but has open customers.", batch.id, batch.state.as_str()));
    }
    Ok(findings)
}
