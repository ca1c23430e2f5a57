//! Domains and gateways that say "not now": they are left alone, for longer each time, until they take something.

use std::sync::atomic::Ordering;
use std::time::Duration;

use canvass_domain::mail_status::Status;
use canvass_domain::message::Channel;
use canvass_domain::pace::Trouble;

use super::super::queue::Prepared;
use super::{Pacer, forget_some, recipient_subject};

impl Pacer {
    /// The lane whose trouble keeps the letter, and for how long: that of its recipient's domain, or of the gateway that is
    /// out of trouble first where all are in it.
    pub(super) fn trouble_of(&self, letter: &Prepared) -> Option<(String, Duration)> {
        let closed = |lane: String| self.closed_for(&lane).map(|wait| (lane, wait));
        if letter.channel() == Channel::Mail {
            return closed(recipient_subject(letter.recipient_domain()));
        }
        let lanes = self.relays.iter().filter_map(|out| out.trouble.clone());
        let waits: Vec<Option<(String, Duration)>> = lanes.map(closed).collect();
        waits.into_iter().collect::<Option<Vec<_>>>()?.into_iter().min_by_key(|(_, wait)| *wait)
    }

    /// The lane of who said something about this letter.
    fn lane_of(&self, letter: &Prepared, relay: usize) -> String {
        let gateway = self.relays.get(relay).and_then(|out| out.trouble.clone());
        gateway.unwrap_or_else(|| recipient_subject(letter.recipient_domain()))
    }

    /// The peer said "not now" to a letter. A mailbox that is full says nothing of its neighbours.
    pub(in crate::job) fn refused(&self, letter: &Prepared, relay: usize, reply: &str) {
        if Status::of_reply(reply).is_some_and(Status::is_about_mailbox) {
            return;
        }
        let mut lanes = self.lanes.lock();
        forget_some(&mut lanes, self.clock.steady());
        let lane = lanes.entry(self.lane_of(letter, relay)).or_default();
        if lane.put_off.replace(letter.claim.key) == Some(letter.claim.key) {
            return;
        }
        if lane.trouble == Trouble::default() {
            self.troubled.fetch_add(1, Ordering::Relaxed);
        }
        lane.trouble = lane.trouble.refused();
        let wait = lane.trouble.wait();
        if !wait.is_zero() {
            metrics::counter!("canvass_recipient_domain_pauses_total").increment(1);
            lane.closed_until = Some(self.clock.steady() + wait);
        }
    }

    /// A domain or gateway took a letter: it is in no trouble any more.
    pub(in crate::job) fn took(&self, letter: &Prepared, relay: usize) {
        if self.troubled.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut lanes = self.lanes.lock();
        let subject = self.lane_of(letter, relay);
        let Some(lane) = lanes.get_mut(&subject).filter(|lane| lane.trouble != Trouble::default()) else {
            return;
        };
        lane.trouble = Trouble::default();
        lane.closed_until = None;
        self.troubled.fetch_sub(1, Ordering::Relaxed);
    }
}
