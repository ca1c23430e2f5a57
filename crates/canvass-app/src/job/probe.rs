//! Finds out when a channel can be reached again: a thread for each, where there are two. It goes on, with the pauses of the
//! relays, from the moment that something is due of a channel without a session until there is one.

use std::time::Duration;

use canvass_domain::message::Channel;

use super::shared::Shared;
use super::signal::Bell;

/// It is rung when there is something to do; this is only for the stop.
const BETWEEN_LOOKS: Duration = Duration::from_mins(1);

/// Who asks for a try.
#[derive(Debug, Default)]
pub(super) struct Probes {
    mail: Bell,
    sms: Bell,
}

impl Probes {
    /// Something of this channel is due.
    pub(super) fn ask(&self, channel: Channel) {
        self.bell(channel).ring();
    }

    fn bell(&self, channel: Channel) -> &Bell {
        match channel {
            Channel::Mail => &self.mail,
            Channel::Sms => &self.sms,
        }
    }
}

/// The thread for mail.
pub(super) fn mail(shared: &Shared) {
    run(shared, Channel::Mail);
}

/// The thread for text messages.
pub(super) fn text_messages(shared: &Shared) {
    run(shared, Channel::Sms);
}

fn run(shared: &Shared, channel: Channel) {
    while !shared.stop.is_set() {
        if !shared.probes.bell(channel).wait(BETWEEN_LOOKS) || shared.stop.is_set() {
            continue;
        }
        while let Err(wait) = shared.relays.make_sure(channel) {
            if shared.stop.wait(wait) {
                return;
            }
        }
        shared.bell.ring();
    }
    // Nobody is left to say goodbye to what was opened last.
    shared.relays.close_spare();
}
