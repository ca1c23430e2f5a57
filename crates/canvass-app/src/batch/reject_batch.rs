//! Rejects a batch that waits for approval, or a part of it, with a reason that ledger, audit row and batch keep (E6).

use canvass_domain::decide::approve_batch as judge;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::reason::Rule;
use canvass_store::Pending;
use canvass_store::area::{ApprovalFacts, BatchRecord, CustomerChange};
use jiff::Timestamp;

use super::{Chosen, Decided, Part, fault, held, refused, save, withdrawal};
use crate::change::Done;
use crate::{App, Principal, Refusal};

const MOST_REASON_CHARS: usize = 500;

/// Whom a person rejects, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejection {
    /// Which of those who wait.
    pub part: Part,
    /// In the person's own words; blank = not said.
    pub reason: Option<String>,
}

/// Rejects all who wait in a batch, without a reason.
pub fn reject_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<Decided, Refusal> {
    reject_part(app, principal, workspace, id, Rejection::default())
}

/// Rejects some of those who wait in a batch: they are not asked. Faulted ones keep their status, the rest waits on.
pub fn reject_part(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
    rejection: Rejection,
) -> Pending<Decided, Refusal> {
    let Rejection { part, reason } = rejection;
    let reason = one_line(reason.as_deref());
    app.change(principal, workspace, "reject-batch", move |tx, now| {
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > MOST_REASON_CHARS) {
            return Err(fault("/reason", &format!("At most {MOST_REASON_CHARS} characters are accepted.")));
        }
        let batch = held(tx, id)?;
        let chosen = Chosen::of(tx, &batch, &part)?;
        let state = judge::reject(batch.state, chosen.waiting.len(), chosen.named.len()).map_err(refused)?;
        let changes: Vec<CustomerChange> =
            chosen.facts().filter_map(|facts| rejected(facts, reason.as_deref(), now)).collect();
        if let Some(reason) = &reason {
            tx.name_rejection(id, reason)?;
        }
        let batch = save(tx, BatchRecord { state, ..batch }, &changes, now)?;
        let decided = Decided { batch, customers: changes.len(), waiting: chosen.left() };
        let object = match &reason {
            Some(reason) => format!("{}: {reason}", chosen.object(id)),
            None => chosen.object(id),
        };
        Ok(Done::new(decided, object))
    })
}

fn rejected(facts: &ApprovalFacts, reason: Option<&str>, at: Timestamp) -> Option<CustomerChange> {
    let change = withdrawal(facts, judge::rejected(facts.state), at)?;
    let Some(reason) = reason else { return Some(change) };
    let decision = Decision { rule: Rule::RejectedBecause, detail: Some(reason.to_owned()), at };
    Some(CustomerChange { decision, ..change })
}

/// A reason is told within a sentence: it is one line.
fn one_line(reason: Option<&str>) -> Option<String> {
    let breaks = |sign: char| sign.is_whitespace() || sign.is_control();
    let words: Vec<&str> = reason?.split(breaks).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
