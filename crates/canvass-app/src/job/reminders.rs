//! Which of the invitations that are about to leave are followed by a reminder (E51). It is made in the transaction that
//! settles the invitation; what that needs to know is looked up here, and only where reminders are on.

use std::collections::HashMap;

use canvass_domain::message::{MessageKey, Slot};
use canvass_store::Result;
use canvass_store::area::LetterFacts;

use super::admission::hours_of;
use super::claim::{Configurations, Facts};
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
