//! One conversation with a relay at a time: takes letters from the local queue and delivers them.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use canvass_delivery::{Built, Outcome};
use canvass_domain::message::{AttemptResult, Channel};

use super::hand_over::{Passage, hand_over};
use super::outcome::{After, after};
use super::pacer::HORIZON;
use super::queue::Prepared;
use super::relays::{Choice, Tried};
use super::results::Ended;
use super::sessions::Held;
use super::shared::Shared;
use crate::bounce::note_refused;

/// A session that nobody needs is closed after this: relays do not like guests who say nothing.
const IDLE: Duration = Duration::from_secs(10);
/// A letter whose relays are all down, while another relay serves others.
const WITHOUT_RELAY: Duration = Duration::from_secs(30);

/// What a connection is for, by its number: where there are two channels and connections enough, each channel has one to
/// itself, so that a peer that takes its time keeps nothing of the other waiting.
pub(super) fn only_for(shared: &Shared, number: usize) -> Option<Channel> {
    let is_shared =
        shared.relays.only_channel().is_some() || shared.settings.connections < Channel::ALL.len();
    if is_shared { None } else { Channel::ALL.get(number).copied() }
}

/// The thread of one connection.
pub(super) fn run(shared: &Shared, only: Option<Channel>) {
    let _delivering = shared.delivering.enter();
    let mut held: Option<Held> = None;
    while !shared.stop.is_set() {
        let own = held.as_ref().map(|held| held.relay);
        let Some((mut letter, left)) = shared
            .queue
            .take(IDLE, &shared.stop, |letter| is_for(only, letter) && may_go(shared, letter, own))
        else {
            close(shared, held.take());
            shared.relays.close_spare();
            continue;
        };
        if left == shared.part_of_queue() / 2 {
            shared.bell.ring();
        }
        if !is_worth_a_try(shared, &letter) {
            shared.give_back(vec![letter.attempt()]);
            continue;
        }
        let relay = match choose(shared, &letter, own) {
            Choice::By(relay) => relay,
            // Another connection was faster: its turn comes again.
            Choice::Later => {
                shared.queue.put_back(letter);
                continue;
            }
            Choice::Nowhere => {
                wait_with(shared, letter);
                continue;
            }
        };
        if !shared.pacer.may_leave(&shared.app.store, &letter, relay) {
            wait_for_limit(shared, letter);
            continue;
        }
        letter.is_counted = true;
        let Some(session) = session_for(shared, &letter, relay, &mut held) else {
            let has_other = shared.relays.has_other(letter.sender_domain(), letter.tried);
            if has_other || shared.relays.is_full(relay) {
                shared.queue.put_back(letter);
            } else {
                wait_with(shared, letter);
            }
            continue;
        };
        held = deliver(shared, letter, session);
    }
    close(shared, held);
    shared.relays.close_spare();
    // A letter may have been put back after the claimer emptied the queue.
    shared.give_back(shared.queue.remove(|_| true).iter().map(Prepared::attempt).collect());
    shared.results.bell.ring();
}

fn is_for(only: Option<Channel>, letter: &Prepared) -> bool {
    only.is_none_or(|channel| letter.channel() == channel)
}

/// A letter whose turn has come: no limit keeps it, and its relay has a session for it or is down, which is told then.
fn may_go(shared: &Shared, letter: &Prepared, own: Option<usize>) -> bool {
    if shared.pacer.is_idle() && shared.relays.is_simple() {
        return true;
    }
    shared.pacer.is_open(letter) && choose(shared, letter, own) != Choice::Later
}

fn choose(shared: &Shared, letter: &Prepared, own: Option<usize>) -> Choice {
    let openness = |relay| shared.pacer.openness(relay);
    shared.relays.choose(letter.sender_domain(), letter.tried, own, openness)
}

/// No relay serves it now: it stays first in line, and the claimer looks whether it is better given back.
fn wait_with(shared: &Shared, letter: Prepared) {
    let (relays, channel) = (&shared.relays, letter.channel());
    let is_down = relays.is_down(channel);
    if relays.is_simple() || is_down && relays.only_channel().is_some() {
        shared.queue.put_back(Prepared { tried: Tried::default(), ..letter });
        shared.bell.ring();
        shared.stop.wait(relays.pause(channel));
    } else if is_down {
        // Nothing more of its channel is claimed until it is back; this connection goes on with the other one.
        shared.give_back(vec![letter.attempt()]);
    } else {
        // Others have a relay that is up: this one makes room for them.
        let wait = if relays.is_failing(channel) { relays.pause(channel) } else { WITHOUT_RELAY };
        shared.park(&[(letter, wait)]);
    }
}

/// A limit said no: for a moment it waits here, for longer in the store.
fn wait_for_limit(shared: &Shared, letter: Prepared) {
    match shared.pacer.wait_of(&letter).filter(|wait| *wait > HORIZON) {
        Some(wait) => shared.park(&[(letter, wait)]),
        None => shared.queue.put_back(letter),
    }
}

/// The session in hand if it is one with this relay, else one that is kept, else a new one.
fn session_for(shared: &Shared, letter: &Prepared, relay: usize, held: &mut Option<Held>) -> Option<Held> {
    match held.take() {
        Some(held) if letter.needs_fresh_session => close(shared, Some(held)),
        Some(held) if held.relay == relay => return Some(held),
        Some(held) => shared.relays.keep(held),
        None => {}
    }
    shared.relays.session(relay, letter.needs_fresh_session)
}

fn close(shared: &Shared, held: Option<Held>) {
    if let Some(held) = held {
        shared.relays.close(held.relay, held.session);
    }
}

/// The fence would say no as well; asking it costs the session.
fn is_worth_a_try(shared: &Shared, letter: &Prepared) -> bool {
    let now = shared.app.clock.steady();
    letter.is_in_window(now) && letter.waited(now) < shared.settings.lease * 3 / 4
}

fn deliver(shared: &Shared, mut letter: Prepared, held: Held) -> Option<Held> {
    let Held { mut session, is_fresh, is_used, relay } = held;
    sign(shared, &mut letter);
    if let Some(mailbox) = &shared.settings.mailbox {
        mailbox.expect(&letter);
    }
    let mut passage = Passage::NotAsked;
    let mut fence = || {
        passage = hand_over(shared, &letter, relay);
        passage.into()
    };
    let built = with_dedupe_header(shared, &letter, relay);
    let delivered = catch_unwind(AssertUnwindSafe(|| session.deliver(&built, &mut fence)));
    if let Some(mailbox) = &shared.settings.mailbox {
        mailbox.forget(&letter);
    }
    let held = match &delivered {
        Ok(_) if session.is_reusable() => Some(Held { session, is_fresh: false, is_used: true, relay }),
        Ok(_) => {
            shared.relays.close(relay, session);
            None
        }
        Err(_) => {
            shared.relays.lost(relay);
            None
        }
    };
    let delivered = delivered.unwrap_or_else(|_| broke_off(passage));
    learn(shared, &letter, relay, &delivered);
    match after(delivered, &letter.built.envelope_to) {
        // Relays close sessions that were idle, or that carried much; that says nothing about the letter.
        After::Dropped(_) if !is_fresh => {
            shared.queue.put_back(Prepared { needs_fresh_session: true, ..letter });
        }
        After::Unavailable(_) if is_used => {
            shared.queue.put_back(Prepared { needs_fresh_session: true, ..letter });
        }
        After::Dropped(reason) | After::Unavailable(reason) => fail_over(shared, letter, relay, reason),
        After::Ended(result) => settle(shared, &letter, result, relay),
        // Perhaps it was committed: our own attempt goes back, whichever it is.
        After::Stopped if passage == Passage::Unknown => {
            let reason = "the hand-over could not be stored".to_owned();
            settle(shared, &letter, AttemptResult::Deferred(reason), relay);
        }
        After::Stopped => shared.give_back(vec![letter.attempt()]),
    }
    held
}

/// Signs once: the bytes stay the same whichever relay takes them.
pub(super) fn sign(shared: &Shared, letter: &mut Prepared) {
    if !letter.is_signed && !shared.signer.is_empty() {
        letter.is_signed = true;
        if shared.signer.sign(&mut letter.built, letter.claimed_on) == 0 {
            metrics::counter!("canvass_unsigned_total").increment(1);
        }
    }
}

/// The letter as this relay gets it: in front of everything, where no signature covers it.
pub(super) fn with_dedupe_header<'a>(shared: &Shared, letter: &'a Prepared, relay: usize) -> Cow<'a, Built> {
    let Some(name) = shared.relays.relay(relay).and_then(|relay| relay.dedupe_header.as_deref()) else {
        return Cow::Borrowed(&letter.built);
    };
    let mut built = letter.built.clone();
    built.bytes.splice(
        0..0,
        format!("{name}: {}\r\n", letter.claim.departure.copy_id(&letter.message_id)).into_bytes(),
    );
    Cow::Owned(built)
}

/// What an answer tells of the relay and of the recipient's domain.
fn learn(shared: &Shared, letter: &Prepared, relay: usize, delivered: &Outcome) {
    match delivered {
        Outcome::Sent { .. } => {
            shared.relays.served(relay);
            shared.pacer.took(letter, relay);
        }
        // A 421 before the hand-over is about the session: see `outcome`.
        Outcome::Refused { code, permanent: false, reply, handed_over } if *handed_over || *code != 421 => {
            shared.relays.served(relay);
            shared.pacer.refused(letter, relay, reply);
        }
        Outcome::Refused { permanent: true, .. } => shared.relays.served(relay),
        Outcome::Refused { .. }
        | Outcome::NotSent { .. }
        | Outcome::Stopped
        | Outcome::PutBack { .. }
        | Outcome::InDoubt { .. } => {}
    }
}

/// The relay opened a session and did not serve; nothing was handed over, so another one may carry the letter.
fn fail_over(shared: &Shared, letter: Prepared, relay: usize, reason: String) {
    shared.relays.strike(relay);
    let tried = letter.tried.with(relay);
    if shared.relays.has_other(letter.sender_domain(), tried) {
        metrics::counter!("canvass_fail_overs_total").increment(1);
        shared.queue.put_back(Prepared { tried, needs_fresh_session: false, ..letter });
    } else {
        settle(shared, &letter, AttemptResult::Deferred(reason), relay);
    }
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
fn settle(shared: &Shared, letter: &Prepared, result: AttemptResult, relay: usize) {
    let is_usual = matches!(result, AttemptResult::Sent(_));
    if let AttemptResult::Rejected(reply) = &result
        && let Err(error) = note_refused(&shared.app, letter.claim.key, reply)
    {
        error.tell("a refusal could not be held against its address");
    }
    let peer = shared.relays.peer(relay);
    let ended = Ended { reminder: letter.reminder.clone(), ..Ended::new(shared, letter.claim, result, peer) };
    if is_usual && !shared.queue.is_empty() {
        shared.results.carry(ended);
    } else {
        shared.results.store(&shared.app.store, vec![ended]);
    }
}
