//! Mail in doubt goes once more to the relay that may have it, where that relay drops a second copy by its key (OUT-19); so
//! do text messages to a gateway that takes an idempotency key (OUT-29).
//!
//! Invariants: by no other relay, under no other key, and not when the relay may have forgotten the first copy. The
//! message stays in doubt until the fence, so what goes wrong before it changes nothing; after it only "taken" is a
//! result, since a refusal of the second copy tells nothing about the first.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_delivery::{Fence, Outcome};
use canvass_domain::message::{AttemptResult, Jitter, MessageKey, retry_at};
use canvass_store::area::{Attempt, Claim, Doubt, HandOver, Retake};
use canvass_store::{AsStoreError, StoreError};
use jiff::{SignedDuration, Timestamp};

use super::claim::letter_of;
use super::connection::{sign, with_dedupe_header};
use super::outcome::{After, after};
use super::queue::Prepared;
use super::results::Ended;
use super::sample::workspaces;
use super::shared::Shared;

/// So many are looked at in one turn of a workspace.
const MOST: usize = 200;
/// Whoever was handed a message so often gets it no more, whatever time there is left.
const MOST_HAND_OVERS: i32 = 20;
/// What did not come to its fence is left alone for so long.
const REST: Duration = Duration::from_mins(5);

/// A relay that drops a second copy.
struct Keyed {
    relay: usize,
    key: String,
    window: SignedDuration,
}

/// Why a message in doubt is not handed over again: the transaction is undone.
enum Untaken {
    /// It is in doubt no more, somebody objects, or sending is paused.
    Stands,
    Store(StoreError),
}

impl From<StoreError> for Untaken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AsStoreError for Untaken {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Stands => None,
            Self::Store(error) => Some(error),
        }
    }
}

/// The thread; it runs only where a relay drops second copies.
pub(super) fn run(shared: &Shared) {
    let mut resting = HashMap::new();
    while !shared.stop.wait(shared.settings.beat) {
        resting.retain(|_, until| *until > Instant::now());
        for (relay, key, window) in shared.relays.keyed() {
            let window = SignedDuration::try_from(window).unwrap_or(SignedDuration::MAX);
            if let Err(error) = look(shared, &Keyed { relay, key, window }, &mut resting) {
                error.tell("mail in doubt could not be looked at");
            }
        }
    }
}

fn look(
    shared: &Shared,
    keyed: &Keyed,
    resting: &mut HashMap<MessageKey, Instant>,
) -> canvass_store::Result<()> {
    for workspace in workspaces(shared)? {
        let (key, window, awake) = (keyed.key.clone(), keyed.window, Arc::clone(&shared.awake));
        let found = shared.app.store.read_system(move |tx| {
            let now = tx.now()?;
            if tx.sending_pause()?.is_some() || awake.must_wait(tx)? {
                return Ok((Vec::new(), now));
            }
            let first_after = now.saturating_sub(window).unwrap_or(Timestamp::MIN);
            Ok::<_, StoreError>((tx.doubts_under_key(workspace, &key, first_after, MOST)?, now))
        });
        let (doubts, now) = found.wait()?;
        for doubt in doubts.into_iter().filter(|doubt| is_due(doubt, now)) {
            if shared.stop.is_set() {
                return Ok(());
            }
            let message = doubt.claim.key;
            if !resting.contains_key(&message) && !send_again(shared, keyed, &doubt, now)? {
                resting.insert(message, Instant::now() + REST);
            }
        }
    }
    Ok(())
}

/// The waits grow as those of mail that was put off: a relay that never answers gets few copies to drop.
fn is_due(doubt: &Doubt, now: Timestamp) -> bool {
    if doubt.attempts >= MOST_HAND_OVERS {
        return false;
    }
    let attempt = u32::try_from(doubt.attempts).unwrap_or(u32::MAX);
    retry_at(attempt, doubt.since, Timestamp::MAX, Jitter::NONE).is_some_and(|due| due <= now)
}

/// Tells whether it came to the fence.
fn send_again(shared: &Shared, keyed: &Keyed, doubt: &Doubt, now: Timestamp) -> canvass_store::Result<bool> {
    let Some(mut letter) = letter_of(shared, doubt.claim, now)? else { return Ok(false) };
    if !shared.pacer.may_leave(&shared.app.store, &letter, keyed.relay) {
        return Ok(false);
    }
    let Some(held) = shared.relays.session(keyed.relay, true) else { return Ok(false) };
    sign(shared, &mut letter);
    let built = with_dedupe_header(shared, &letter, keyed.relay);
    let mut session = held.session;
    let mut was_asked = false;
    let mut is_handed_over = false;
    let mut fence = || {
        was_asked = true;
        match hand_over_again(shared, keyed, doubt, &letter) {
            Ok(()) => {
                canvass_failpoint::pass("delivery.after-hand-over-commit");
                is_handed_over = true;
                Fence::Go
            }
            Err(Untaken::Stands) => {
                was_asked = false;
                Fence::Stop
            }
            Err(Untaken::Store(error)) => {
                error.tell("a second hand-over could not be stored; nothing is sent");
                Fence::Stop
            }
        }
    };
    let delivered = catch_unwind(AssertUnwindSafe(|| session.deliver(&built, &mut fence)));
    match &delivered {
        Ok(_) => shared.relays.close(keyed.relay, session),
        Err(_) => shared.relays.lost(keyed.relay),
    }
    if was_asked {
        settle(shared, keyed, doubt, &letter, delivered.ok().filter(|_| is_handed_over));
    }
    Ok(was_asked)
}

fn next(doubt: &Doubt) -> Attempt {
    Attempt { key: doubt.claim.key, fence: doubt.claim.fence.saturating_add(1) }
}

/// Taken up, past the fence, and marked: in one transaction, or not at all.
fn hand_over_again(shared: &Shared, keyed: &Keyed, doubt: &Doubt, letter: &Prepared) -> Result<(), Untaken> {
    let (node, lease, awake) = (shared.node(), shared.settings.lease, Arc::clone(&shared.awake));
    let (key, window, open) = (keyed.key.clone(), keyed.window, letter.claim.window);
    let (attempts, next) = (doubt.attempts.saturating_add(1), next(doubt));
    let claim = HandOver { attempt: next, peer: Some(shared.relays.peer(keyed.relay)) };
    let doubted = Attempt { key: doubt.claim.key, fence: doubt.claim.fence };
    let asked = shared.app.store.write_system(move |tx| {
        if tx.sending_pause()?.is_some() || awake.must_wait(tx)? {
            return Err(Untaken::Stands);
        }
        let first_after = tx.now()?.saturating_sub(window).unwrap_or(Timestamp::MIN);
        let by = Retake { node, lease, key: key.clone(), first_after, window: open, attempt: attempts };
        if !tx.take_doubt(doubted, &by)?
            || tx.hand_over_to(node, std::slice::from_ref(&claim))?.as_slice() != [true]
        {
            return Err(Untaken::Stands);
        }
        tx.mark_copy(next, &key)?;
        canvass_failpoint::pass("delivery.before-hand-over-commit");
        Ok(())
    });
    asked.wait()
}

/// Also after a hand-over of which nobody knows whether it was stored: if it was, the message is in doubt again.
fn settle(shared: &Shared, keyed: &Keyed, doubt: &Doubt, letter: &Prepared, outcome: Option<Outcome>) {
    let known = outcome.map(|outcome| after(outcome, &letter.built.envelope_to));
    let result = match known {
        Some(After::Ended(AttemptResult::Sent(line))) => AttemptResult::Sent(line),
        Some(After::Ended(
            AttemptResult::Rejected(line)
            | AttemptResult::Deferred(line)
            | AttemptResult::InDoubt(line)
            | AttemptResult::Failed(line)
            | AttemptResult::Withdrawn(line),
        )) => AttemptResult::InDoubt(line),
        Some(After::Dropped(reason) | After::Unavailable(reason)) => AttemptResult::InDoubt(reason),
        Some(After::Stopped) | None => AttemptResult::InDoubt("the delivery broke off".to_owned()),
    };
    if matches!(result, AttemptResult::Sent(_)) {
        metrics::counter!("canvass_in_doubt_settled_total", "by" => "relay", "as" => "was-sent").increment(1);
    }
    let claim = Claim { fence: next(doubt).fence, ..letter.claim };
    let peer = shared.relays.peer(keyed.relay);
    let ended = Ended { reminder: letter.reminder.clone(), ..Ended::new(shared, claim, result, peer) };
    shared.results.store(&shared.app.store, vec![ended]);
}
