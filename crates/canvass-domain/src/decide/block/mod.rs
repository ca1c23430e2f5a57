//! What a lock, an opt-out or a question about them means: every fault of the request, or the keys to be hashed (E73-E75,
//! E77, E81, E82).

mod fault;
mod named;
#[cfg(test)]
mod tests;

pub use fault::{BlockFault, BlockPlace, BlockProblem};
pub use named::NamedGroups;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use uuid::Uuid;

use crate::block::lock_end;
use crate::column::Column;
use crate::command::{AddLock, CheckOptOuts, DeleteOptOuts, NamedPerson, OptOut, QuestionnaireKey};
use crate::contact::CallingCode;
use crate::id::{CustomerId, QuestionnaireId};
use named::Reader;

/// The most people that one question may be about.
pub const MOST_PEOPLE: usize = 1_000;
/// A lock may count from so far ahead: clocks differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// What the judgement needs to know of the workspace.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The workspace's zone.
    pub zone: &'a TimeZone,
    /// The country of numbers that name none.
    pub country: Option<CallingCode>,
    /// Days that a lock lasts.
    pub lock_days: i32,
    /// All columns, archived ones too.
    pub columns: &'a [Column],
    /// All questionnaires by their id on the wires.
    pub questionnaires: &'a BTreeMap<Uuid, QuestionnaireId>,
    /// Whether the customer that the command names is there.
    pub has_customer: bool,
}

/// A lock whose keys are still to be hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedLock {
    /// Only its invitations; `None` = all.
    pub questionnaire: Option<QuestionnaireId>,
    /// As sent.
    pub opt_in: Option<bool>,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// When it ends (E75); where `lock_days` is 0, at once (E77).
    pub ends_at: Timestamp,
    /// Whom.
    pub person: NamedGroups,
}

/// Judges a lock.
pub fn add_lock(
    command: &AddLock,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<DecidedLock, Vec<BlockFault>> {
    let mut reader = Reader::new(facts);
    let starts_at = match command.created_at.map(|when| when.start(facts.zone)) {
        None => now,
        Some(Some(at)) if at <= now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX) => at,
        Some(_) => {
            reader.fault(BlockPlace::CreatedAt, BlockProblem::DateAhead);
            now
        }
    };
    let questionnaire = command.questionnaire.and_then(|key| {
        let found = match key {
            QuestionnaireKey::Guid(guid) => facts.questionnaires.get(&guid).copied(),
            QuestionnaireKey::Number(id) => {
                facts.questionnaires.values().find(|known| **known == id).copied()
            }
        };
        if found.is_none() {
            reader.fault(BlockPlace::Questionnaire, BlockProblem::QuestionnaireUnknown);
        }
        found
    });
    let person = reader.person(0, &command.person);
    reader.finish(DecidedLock {
        questionnaire,
        opt_in: command.opt_in,
        starts_at,
        // E77: also one that counts from a few minutes ahead blocks nothing.
        ends_at: if facts.lock_days > 0 {
            lock_end(starts_at, facts.lock_days, facts.zone)
        } else {
            starts_at.min(now)
        },
        person,
    })
}

/// Judges an opt-out.
pub fn opt_out(command: &OptOut, facts: &Facts<'_>) -> Result<NamedGroups, Vec<BlockFault>> {
    one(&command.person, facts)
}

/// Judges the end of opt-outs.
pub fn delete_opt_outs(command: &DeleteOptOuts, facts: &Facts<'_>) -> Result<NamedGroups, Vec<BlockFault>> {
    one(&command.person, facts)
}

/// Judges a question about opt-outs: the keys of each person in the order asked.
pub fn check_opt_outs(
    command: &CheckOptOuts,
    facts: &Facts<'_>,
) -> Result<Vec<NamedGroups>, Vec<BlockFault>> {
    let mut reader = Reader::new(facts);
    if command.people.is_empty() {
        reader.fault(BlockPlace::People, BlockProblem::NoPeople);
    }
    if command.people.len() > MOST_PEOPLE {
        reader.fault(BlockPlace::People, BlockProblem::TooManyPeople { most: MOST_PEOPLE });
    }
    let people = command.people.iter().enumerate().map(|(at, person)| reader.person(at, person)).collect();
    reader.finish(people)
}

fn one(person: &NamedPerson, facts: &Facts<'_>) -> Result<NamedGroups, Vec<BlockFault>> {
    let mut reader = Reader::new(facts);
    let groups = reader.person(0, person);
    reader.finish(groups)
}

impl NamedPerson {
    /// The customer whose keys are to be loaded before the judgement.
    pub fn customer_id(&self) -> Option<CustomerId> {
        self.customer.map(CustomerId)
    }
}
