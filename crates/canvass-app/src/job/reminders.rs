//! Which of the invitations that are about to leave are followed by a reminder (E51). It is made in the transaction that
//! settles the invitation; what that needs to know is looked up here, and only where reminders are on. One that falls due
//! where they were switched off meanwhile is taken back.

use std::collections::HashMap;

use canvass_domain::message::{AttemptResult, MessageKey, Slot};
use canvass_store::Result;
use canvass_store::area::{Claim, LetterFacts};

use super::admission::hours_of;
use super::claim::{Configurations, Facts};
use super::results::Ended;
use super::shared::Shared;
use crate::remind::{Planned, reminders_of};

/// The reminders of these letters.
pub(super) fn plan(
    shared: &Shared,
    facts: &Facts<LetterFacts>,
    configurations: &Configurations,
) -> Result<HashMap<MessageKey, Planned>> {
    let mut planned = HashMap::new();
    for (key, facts) in facts.iter().filter(|(key, _)| key.slot == Slot::Invitation) {
        let Some((configuration, routing)) = configurations.get(&key.workspace).zip(facts.routing.as_ref())
        else {
            continue;
        };
        if let Some(days) = reminders_of(configuration, routing).days(Slot::Reminder) {
            planned.insert(*key, Planned { hours: hours_of(shared, configuration, facts)?, days });
        }
    }
    Ok(planned)
}

const SWITCHED_OFF: &str = "the questionnaire reminds nobody any more";

/// Takes reminders back whose questionnaire does not remind any more; gives the other claims.
pub(super) fn take_back(
    shared: &Shared,
    claims: Vec<Claim>,
    facts: &Facts<LetterFacts>,
    configurations: &Configurations,
) -> Vec<Claim> {
    let (withdrawn, wanted): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| is_switched_off(claim.key, facts, configurations));
    if !withdrawn.is_empty() {
        let result = AttemptResult::Withdrawn(SWITCHED_OFF.to_owned());
        let ended = withdrawn.into_iter().map(|claim| {
            let peer = shared.relays.peer(0);
            Ended::new(shared, claim, result.clone(), peer)
        });
        shared.results.store(&shared.app.store, ended.collect());
    }
    wanted
}

fn is_switched_off(key: MessageKey, facts: &Facts<LetterFacts>, configurations: &Configurations) -> bool {
    let routing = facts.get(&key).and_then(|facts| facts.routing.as_ref());
    key.slot.is_reminder()
        && configurations.get(&key.workspace).zip(routing).is_some_and(|(configuration, routing)| {
            reminders_of(configuration, routing).days(key.slot).is_none()
        })
}
