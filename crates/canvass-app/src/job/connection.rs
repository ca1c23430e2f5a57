//! One conversation with the relay at a time: takes letters from the local queue and delivers them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use canvass_delivery::{Outcome, Session};
use canvass_domain::message::AttemptResult;

use super::hand_over::{Passage, hand_over};
use super::outcome::{After, after};
use super::queue::Prepared;
use super::results::Ended;
use super::shared::Shared;

/// A session that nobody needs is closed after this: relays do not like guests who say nothing.
const IDLE: Duration = Duration::from_secs(10);

/// The thread of one connection.
pub(super) fn run(shared: &Shared) {
    let _delivering = shared.delivering.enter();
    let mut held: Option<Box<dyn Session>> = None;
    while !shared.stop.is_set() {
        let Some((letter, left)) = shared.queue.take(IDLE, &shared.stop) else {
            close(shared, held.take());
            shared.sessions.close_spare();
            continue;
        };
        if left == shared.settings.claim / 2 {
            shared.bell.ring();
        }
        if !is_worth_a_try(shared, &letter) {
            shared.give_back(vec![letter.attempt()]);
            continue;
        }
        let Some(session) = held.take().or_else(|| shared.sessions.get()) else {
            shared.queue.put_back(letter);
            shared.bell.ring();
            shared.stop.wait(shared.sessions.pause());
            continue;
        };
        held = deliver(shared, letter, session, left == 0);
    }
    close(shared, held);
    shared.sessions.close_spare();
    shared.results.bell.ring();
}

fn close(shared: &Shared, session: Option<Box<dyn Session>>) {
    if let Some(session) = session {
        shared.sessions.close(session);
    }
}

/// The fence would say no as well; asking it costs the session.
fn is_worth_a_try(shared: &Shared, letter: &Prepared) -> bool {
    let (now, window) = (shared.app.clock.now(), letter.claim.window);
    let is_open = now < window.closes_at && now <= window.ends_at;
    is_open && letter.claimed_at.elapsed() < shared.settings.lease * 3 / 4
}

fn deliver(
    shared: &Shared,
    letter: Prepared,
    mut session: Box<dyn Session>,
    is_last: bool,
) -> Option<Box<dyn Session>> {
    if let Some(mailbox) = &shared.settings.mailbox {
        mailbox.expect(&letter);
    }
    let mut passage = Passage::NotAsked;
    let mut fence = || {
        passage = hand_over(shared, &letter);
        passage.into()
    };
    let delivered = catch_unwind(AssertUnwindSafe(|| session.deliver(&letter.built, &mut fence)));
    if let Some(mailbox) = &shared.settings.mailbox {
        mailbox.forget(&letter);
    }
    let session = match &delivered {
        Ok(_) if session.is_reusable() => Some(session),
        Ok(_) => {
            shared.sessions.close(session);
            None
        }
        Err(_) => {
            shared.sessions.lost();
            None
        }
    };
    let outcome = delivered.unwrap_or_else(|_| broke_off(passage));
    settle(shared, letter, passage, outcome, is_last && session.is_some());
    session
}

/// A transport that panics: what is known is what the fence said.
fn broke_off(passage: Passage) -> Outcome {
    match passage {
        Passage::Open => Outcome::InDoubt { last_line: "the delivery broke off".to_owned() },
        Passage::NotAsked => Outcome::NotSent { reason: "the delivery broke off".to_owned() },
        Passage::Lost | Passage::Unknown => Outcome::Stopped,
    }
}

fn settle(shared: &Shared, letter: Prepared, passage: Passage, outcome: Outcome, is_last: bool) {
    let result = match after(outcome, &letter.built.envelope_to) {
        After::Ended(result) => result,
        After::Dropped(_) if !letter.was_dropped => {
            shared.queue.put_back(Prepared { was_dropped: true, ..letter });
            return;
        }
        After::Dropped(reason) => AttemptResult::Deferred(reason),
        // Perhaps it was committed: our own attempt goes back, whichever it is.
        After::Stopped if passage == Passage::Unknown => {
            AttemptResult::Deferred("the hand-over could not be stored".to_owned())
        }
        After::Stopped => {
            shared.give_back(vec![letter.attempt()]);
            return;
        }
    };
    let is_sent = matches!(result, AttemptResult::Sent(_));
    let ended = Ended::new(shared, letter.claim, result);
    // A usual result shares the commit of the next hand-over; anything else is known at once.
    if is_sent && !is_last {
        shared.results.carry(ended);
    } else {
        shared.results.store(&shared.app.store, vec![ended]);
    }
}
