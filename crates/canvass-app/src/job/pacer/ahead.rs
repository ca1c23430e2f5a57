//! What can leave soon: how much the claimer may take, and when the rest comes back.

use std::collections::HashMap;
use std::time::Duration;

use canvass_domain::message::Channel;

use super::super::queue::Prepared;
use super::{HORIZON, Out, Pacer, recipient_subject};

/// Letters to a domain in trouble come back one after the other.
const TROUBLE_STEP: Duration = Duration::from_millis(200);

impl Pacer {
    /// How many letters the relays of a channel take within the horizon; nothing if one of them has no limit.
    pub(in crate::job) fn room(&self, channel: Channel) -> Option<usize> {
        let relays = || self.relays.iter().filter(|out| out.channel == channel);
        if !self.has_limits || relays().any(|out| out.pace.is_free()) {
            return None;
        }
        let room = |Out { subject, pace, .. }: &Out| {
            if self.closed_for(subject).is_some_and(|wait| wait > HORIZON) {
                return 0;
            }
            pace.step().map_or(usize::MAX, within_horizon)
        };
        Some(relays().map(room).fold(0, usize::saturating_add))
    }

    /// Which of these letters, in their order behind `waiting`, cannot leave soon, and in how long each of them can.
    pub(in crate::job) fn too_many(&self, waiting: &[String], letters: &[Prepared]) -> Vec<Option<Duration>> {
        if self.is_idle() {
            return letters.iter().map(|_| None).collect();
        }
        let mut before: HashMap<String, usize> = HashMap::new();
        for subject in waiting {
            *before.entry(subject.clone()).or_default() += 1;
        }
        letters
            .iter()
            .map(|letter| {
                let mut wait = self.wait_of(letter).filter(|wait| *wait > HORIZON).map(|_| {
                    let trouble = self.trouble_of(letter).map(|(lane, _)| lane);
                    let lane = trouble.unwrap_or_else(|| recipient_subject(letter.recipient_domain()));
                    self.slot(&lane, TROUBLE_STEP)
                });
                for gate in self.own_gates(letter) {
                    let Some(step) = gate.pace.step().or(gate.pace.warm_up.map(|_| TROUBLE_STEP)) else {
                        continue;
                    };
                    let count = before.entry(gate.subject.clone()).or_default();
                    let is_closed = self.closed_for(&gate.subject).is_some_and(|wait| wait > HORIZON);
                    if is_closed || *count >= within_horizon(step) {
                        wait = wait.max(Some(self.slot(&gate.subject, step)));
                    } else {
                        *count += 1;
                    }
                }
                wait
            })
            .collect()
    }

    /// The next moment of a lane that nobody was promised, as a wait.
    fn slot(&self, subject: &str, step: Duration) -> Duration {
        let now = self.clock.steady();
        let mut lanes = self.lanes.lock();
        let lane = lanes.entry(subject.to_owned()).or_default();
        let soonest = (now + HORIZON).max(lane.closed_until.unwrap_or(now));
        let slot = lane.tail.map_or(soonest, |tail| soonest.max(tail)) + step;
        lane.tail = Some(slot);
        slot.saturating_duration_since(now)
    }
}

fn within_horizon(step: Duration) -> usize {
    let count = HORIZON.as_nanos() / step.as_nanos().max(1);
    usize::try_from(count).unwrap_or(usize::MAX).max(1)
}
