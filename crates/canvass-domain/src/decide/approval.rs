//! What approval means for one customer: its end date and its send window (E11, E44, E48, E53). Shared by an import that
//! approves at once and by the approval of a person.

use std::collections::HashMap;

use jiff::{Timestamp, tz::TimeZone};

use crate::batch::BatchKind;
use crate::customer::CustomerState;
use crate::message::Window;
use crate::reason::{Reason, Rule};
use crate::schedule::{Openings, is_over};

/// Where an approved customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) state: CustomerState,
    pub(super) reason: Option<Reason>,
    pub(super) ends_at: Timestamp,
    pub(super) window: Option<Window>,
    pub(super) rule: Rule,
}

/// The windows of a batch by the clock that counts for a customer.
pub(super) struct ByClock<'o, 'a> {
    pub(super) openings: &'o mut Openings<'a>,
    pub(super) zone: Option<&'o TimeZone>,
}

/// Judges one customer that is not faulted, at the moment of approval.
pub(super) fn approved(
    kind: BatchKind,
    send_at: Timestamp,
    ends_at: Option<Timestamp>,
    now: Timestamp,
    clock: ByClock<'_, '_>,
) -> Standing {
    let past = |ends_at| Standing {
        state: CustomerState::Closed,
        reason: Some(Reason::EndDatePassed),
        ends_at,
        window: None,
        rule: Rule::EndDatePassed,
    };
    let ByClock { openings, zone } = clock;
    match kind {
        BatchKind::Portal => {
            let ends_at = ends_at.unwrap_or_else(|| openings.end_of(now));
            if is_over(ends_at, now) {
                return past(ends_at);
            }
            Standing {
                state: CustomerState::Initial,
                reason: None,
                ends_at,
                window: None,
                rule: Rule::PortalReady,
            }
        }
        BatchKind::Email => match openings.window(send_at.max(now), ends_at, zone) {
            Some(window) => Standing {
                state: CustomerState::Scheduled,
                reason: None,
                ends_at: window.ends_at,
                window: Some(window),
                rule: Rule::Scheduled,
            },
            None => past(ends_at.unwrap_or(Timestamp::MAX)),
        },
    }
}

/// A moment as the ledger shows it: ISO form, to the second, with the offset of the workspace's zone.
fn shown(moment: Timestamp, zone: &TimeZone) -> String {
    moment.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Shows due times; those shown before are remembered, because the customers of a batch mostly share theirs.
#[derive(Debug, Default)]
pub(super) struct Shown {
    known: HashMap<Timestamp, String>,
}

impl Shown {
    pub(super) fn of(&mut self, moment: Timestamp, zone: &TimeZone) -> String {
        self.known.entry(moment).or_insert_with(|| shown(moment, zone)).clone()
    }
}
