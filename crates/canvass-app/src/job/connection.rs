//! One conversation with the relay at a time: takes letters from the local queue and delivers them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use canvass_delivery::Outcome;
use canvass_domain::message::AttemptResult;

use super::hand_over::{Passage, hand_over};
use super::outcome::{After, after};
use super::queue::Prepared;
use super::results::Ended;
use super::sessions::Held;
use super::shared::Shared;

/// A session that nobody needs is closed after this: relays do not like guests who say nothing.
const IDLE: Duration = Duration::from_secs(10);

/// The thread of one connection.
pub(super) fn run(shared: &Shared) {
    let _delivering = shared.delivering.enter();
    let mut held: Option<Held> = None;
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
        if letter.needs_fresh_session {
            close(shared, held.take());
        }
        let Some(session) = held.take().or_else(|| session_for(shared, &letter)) else {
            shared.queue.put_back(letter);
            shared.bell.ring();
            shared.stop.wait(shared.sessions.pause());
            continue;
        };
        held = deliver(shared, letter, session);
    }
    close(shared, held);
    shared.sessions.close_spare();
    // A letter may have been put back after the claimer emptied the queue.
    shared.give_back(shared.queue.remove(|_| true).iter().map(Prepared::attempt).collect());
    shared.results.bell.ring();
}

fn session_for(shared: &Shared, letter: &Prepared) -> Option<Held> {
    if letter.needs_fresh_session { shared.sessions.get_fresh() } else { shared.sessions.get() }
}

fn close(shared: &Shared, held: Option<Held>) {
    if let Some(held) = held {
        shared.sessions.close(held.session);
    }
}

/// The fence would say no as well; asking it costs the session.
fn is_worth_a_try(shared: &Shared, letter: &Prepared) -> bool {
    letter.is_in_window() && letter.claimed_at.elapsed() < shared.settings.lease * 3 / 4
}

fn deliver(shared: &Shared, letter: Prepared, held: Held) -> Option<Held> {
    let Held { mut session, is_fresh } = held;
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
    let held = match &delivered {
        Ok(_) if session.is_reusable() => Some(Held { session, is_fresh: false }),
        Ok(_) => {
            shared.sessions.close(session);
            None
        }
        Err(_) => {
            shared.sessions.lost();
            None
        }
    };
    match after(delivered.unwrap_or_else(|_| broke_off(passage)), &letter.built.envelope_to) {
        // Relays close sessions that were idle; that says nothing about the letter.
        After::Dropped(_) if !is_fresh => {
            shared.queue.put_back(Prepared { needs_fresh_session: true, ..letter });
        }
        After::Dropped(reason) => settle(shared, &letter, AttemptResult::Deferred(reason)),
        After::Ended(result) => settle(shared, &letter, result),
        // Perhaps it was committed: our own attempt goes back, whichever it is.
        After::Stopped if passage == Passage::Unknown => {
            settle(shared, &letter, AttemptResult::Deferred("the hand-over could not be stored".to_owned()));
        }
        After::Stopped => shared.give_back(vec![letter.attempt()]),
    }
    held
}

/// A transport that panics: what is known is what the fence said.
fn broke_off(passage: Passage) -> Outcome {
    match passage {
        Passage::Open => Outcome::InDoubt { last_line: "the delivery broke off".to_owned() },
        Passage::NotAsked => Outcome::NotSent { reason: "the delivery broke off".to_owned() },
        Passage::Lost | Passage::NotStored | Passage::Unknown => Outcome::Stopped,
    }
}

/// A usual result shares the commit of the next hand-over, if one is near; anything else is known at once.
fn settle(shared: &Shared, letter: &Prepared, result: AttemptResult) {
    let is_usual = matches!(result, AttemptResult::Sent(_));
    let ended = Ended::new(shared, letter.claim, result, letter.reminder.clone());
    if is_usual && shared.queue.len() > 0 {
        shared.results.carry(ended);
    } else {
        shared.results.store(&shared.app.store, vec![ended]);
    }
}
