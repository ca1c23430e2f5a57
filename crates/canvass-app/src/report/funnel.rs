//! The funnel: of those received, how many came how far. It adds up: received = refused + not yet asked + scheduled,
//! and who did a later step counts in all earlier ones (a mail whose reply was lost was read all the same).

use std::collections::BTreeMap;

use canvass_domain::customer::CustomerState;
use canvass_domain::id::WorkspaceId;
use canvass_domain::reason::Reason;
use canvass_domain::score::Rate;
use canvass_store::Pending;
use canvass_store::area::{FunnelCount, ResultFilter};

use crate::{App, Principal, Refusal};

/// How far customers came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Funnel {
    /// All that were taken in.
    pub received: u64,
    /// Those who are not asked, by reason.
    pub refused: BTreeMap<Reason, u64>,
    /// Those who wait for the approval of their batch, or were given a link only and have not opened it.
    pub initial: u64,
    /// Those who are or were to be asked.
    pub scheduled: u64,
    /// Of these: the invitation arrived.
    pub sent: u64,
    /// Of these: the questionnaire was opened.
    pub opened: u64,
    /// Of these: at least one answer was given.
    pub started: u64,
    /// Of these: the questionnaire was completed.
    pub finished: u64,
}

impl Funnel {
    /// Finished ones of those who were reached.
    pub fn response(&self) -> Rate {
        Rate { hits: self.finished, base: self.sent }
    }

    fn of(counts: &[FunnelCount]) -> Self {
        let mut funnel = Self::default();
        for count in counts {
            funnel.add(count);
        }
        funnel
    }

    fn add(&mut self, count: &FunnelCount) {
        let customers = u64::try_from(count.customers).unwrap_or(0);
        self.received += customers;
        let is_finished = count.state == CustomerState::Finished;
        let is_started = is_finished || count.is_started;
        let is_opened = is_started || count.is_opened;
        let is_sent = is_opened || count.is_invited;
        if !is_sent {
            if let Some(reason) = count.reason {
                *self.refused.entry(reason).or_default() += customers;
                return;
            }
            if count.state == CustomerState::Initial {
                self.initial += customers;
                return;
            }
        }
        self.scheduled += customers;
        for (step, is_done) in [
            (&mut self.sent, is_sent),
            (&mut self.opened, is_opened),
            (&mut self.started, is_started),
            (&mut self.finished, is_finished),
        ] {
            *step += if is_done { customers } else { 0 };
        }
    }
}

/// The funnel of a workspace, or of one questionnaire.
pub fn report_funnel(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    filter: ResultFilter,
) -> Pending<Funnel, Refusal> {
    app.look(principal, workspace, move |tx| Ok(Funnel::of(&tx.funnel(filter)?)))
}

/// The same by the name of the organisation that contacts are tied to now, empty for those without (C29).
pub fn report_organisation_funnels(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    filter: ResultFilter,
) -> Pending<BTreeMap<String, Funnel>, Refusal> {
    app.look(principal, workspace, move |tx| {
        let mut funnels: BTreeMap<String, Funnel> = BTreeMap::new();
        for (organisation, count) in tx.organisation_funnel(filter)? {
            funnels.entry(organisation).or_default().add(&count);
        }
        Ok(funnels)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(state: CustomerState, steps: usize, customers: i64) -> FunnelCount {
        FunnelCount {
            state,
            reason: None,
            is_invited: steps > 0,
            is_opened: steps > 1,
            is_started: steps > 2,
            customers,
        }
    }

    #[test]
    fn a_funnel_adds_up() {
        let fault = FunnelCount { reason: Some(Reason::InvalidEmail), ..count(CustomerState::Fault, 0, 7) };
        let ended = FunnelCount { reason: Some(Reason::EndDatePassed), ..count(CustomerState::Closed, 0, 2) };
        let counts = [
            fault,
            ended,
            count(CustomerState::Initial, 0, 11),
            count(CustomerState::Scheduled, 0, 13),
            count(CustomerState::Invited, 1, 17),
            count(CustomerState::Closed, 2, 19),
            count(CustomerState::PartiallyAnswered, 3, 23),
            count(CustomerState::Finished, 3, 29),
            // A finished one whose mail stayed in doubt.
            FunnelCount { is_invited: false, is_opened: true, ..count(CustomerState::Finished, 3, 31) },
        ];
        let funnel = Funnel::of(&counts);
        let refused = BTreeMap::from([(Reason::InvalidEmail, 7), (Reason::EndDatePassed, 2)]);
        assert_eq!(funnel.refused, refused);
        assert_eq!(funnel.received, 9 + funnel.initial + funnel.scheduled);
        let steps = [funnel.scheduled, funnel.sent, funnel.opened, funnel.started, funnel.finished];
        assert_eq!(steps, [132, 119, 102, 83, 60]);
        assert_eq!(funnel.response(), Rate { hits: 60, base: 119 });
    }
}
