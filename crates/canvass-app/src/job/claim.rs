//! Fills the local queue: looks what is due, claims in bulk, loads and renders.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use canvass_delivery::Letter;
use canvass_domain::id::WorkspaceId;
use canvass_domain::message::{AttemptResult, Channel, MessageKey};
use canvass_store::area::{Attempt, Claim, Configuration, LetterFacts, NoticeFacts};
use canvass_store::{Result, Store, StoreError, SystemTx};
use jiff::Timestamp;

use super::admission;
use super::pacer::HORIZON;
use super::queue::Prepared;
use super::reach::{Looks, Reached, Rooms};
use super::reminders;
use super::results::Ended;
use super::rounds;
use super::shared::Shared;
use super::unreadable;
use crate::render::{RenderFault, notification};

/// Between two looks when nothing is due.
const BREATH: Duration = Duration::from_millis(20);

/// What was listed and could not be claimed.
const AFTER_ANOTHER: Duration = Duration::from_millis(100);

/// A letter that no relay carries, such as a text message without a gateway: until somebody sets one up.
const WITHOUT_WAY: Duration = Duration::from_mins(5);

/// The claimer's thread.
pub(super) fn run(shared: &Shared) {
    let mut looks = Looks::default();
    while !shared.stop.is_set() {
        let wait = match round(shared, &mut looks) {
            Ok(wait) => wait,
            Err(error) => {
                error.tell("nothing can be claimed now");
                shared.settings.poll
            }
        };
        shared.bell.wait(wait);
    }
    shared.pacer.return_leases(&shared.app.store);
    let left = shared.queue.remove(|_| true);
    shared.give_back(left.iter().map(Prepared::attempt).collect());
}

/// One look; tells how long to wait for the next.
fn round(shared: &Shared, looks: &mut Looks) -> Result<Duration> {
    let poll = shared.settings.poll;
    give_back_what_waits_too_long(shared);
    let rooms = rooms(shared);
    if !shared.is_ready.load(Ordering::Acquire) || rooms.is_empty() {
        return Ok(poll);
    }
    match look(shared)? {
        Look::Due => {}
        Look::Later(wait) => {
            // Every call rings: thousands of calls a second are one look in a breath.
            shared.stop.wait(BREATH);
            return Ok(wait.min(poll));
        }
    }
    let (what, otherwise) = match looks.reached(shared, &rooms)? {
        Reached::All(most) => (What::Due(most), poll),
        // Another node was faster: what it left is listed next time.
        Reached::Listed(listed) => (What::Listed(listed), AFTER_ANOTHER.min(poll)),
        Reached::Nothing(wait) => return Ok(wait),
    };
    let (claims, now) = claim(shared, what)?;
    if claims.is_empty() {
        return Ok(otherwise);
    }
    canvass_failpoint::pass("delivery.after-claim");
    let letters = prepare(shared, claims, now)?;
    shared.queue.extend(keep_what_leaves_soon(shared, letters));
    Ok(Duration::ZERO)
}

/// The channels whose part of the queue is half empty, and how many messages fit in there.
fn rooms(shared: &Shared) -> Rooms {
    let part = shared.part_of_queue();
    let room_of = |channel: Channel| {
        let most = shared.pacer.room(channel).map_or(part, |room| room.min(part));
        let room = most.saturating_sub(shared.queue.count_of(channel));
        (room > 0 && room * 2 >= most).then_some((channel, room))
    };
    shared.relays.claimed_channels().into_iter().filter_map(room_of).collect()
}

/// Letters that no relay carries, or above a limit of their sender or recipient, wait in the store, so that all others find
/// room here.
fn keep_what_leaves_soon(shared: &Shared, letters: Vec<Prepared>) -> Vec<Prepared> {
    let (letters, stranded): (Vec<Prepared>, Vec<Prepared>) =
        letters.into_iter().partition(|letter| shared.relays.carries(letter.sender_domain()));
    shared.park(&stranded.into_iter().map(|letter| (letter, WITHOUT_WAY)).collect::<Vec<_>>());
    if shared.pacer.is_idle() {
        return letters;
    }
    let waiting: Vec<String> =
        shared.queue.look(|letter| shared.pacer.subjects(letter)).into_iter().flatten().collect();
    let waits = shared.pacer.too_many(&waiting, &letters);
    let (mut kept, mut parked) = (Vec::with_capacity(letters.len()), Vec::new());
    for (letter, wait) in letters.into_iter().zip(waits) {
        match wait {
            Some(wait) => parked.push((letter, wait)),
            None => kept.push(letter),
        }
    }
    shared.park(&parked);
    kept
}

fn give_back_what_waits_too_long(shared: &Shared) {
    let is_down = |channel| shared.relays.is_down(channel);
    let (mail, sms) = (is_down(Channel::Mail), is_down(Channel::Sms));
    let longest = shared.settings.lease / 2;
    let now = shared.app.clock.steady();
    let is_down = |letter: &Prepared| if letter.channel() == Channel::Sms { sms } else { mail };
    let old = shared.queue.remove(|letter| is_down(letter) || letter.waited(now) > longest);
    shared.give_back(old.iter().map(Prepared::attempt).collect());
    if !shared.pacer.is_idle() {
        let is_closed = |letter: &Prepared| shared.pacer.wait_of(letter).is_some_and(|wait| wait > HORIZON);
        let closed = shared.queue.remove(is_closed);
        let waits: Vec<Duration> =
            closed.iter().map(|letter| shared.pacer.wait_of(letter).unwrap_or(HORIZON)).collect();
        let parked: Vec<(Prepared, Duration)> = closed.into_iter().zip(waits).collect();
        shared.park(&parked);
    }
}

enum Look {
    Due,
    Later(Duration),
}

/// Cheap: an idle node writes nothing.
fn look(shared: &Shared) -> Result<Look> {
    let poll = shared.settings.poll;
    shared
        .app
        .store
        .read_system(move |tx| {
            if tx.sending_pause()?.is_some() {
                return Ok::<_, StoreError>(Look::Later(poll));
            }
            let (due, now) = (tx.next_due()?, tx.now()?);
            Ok(match due {
                Some(due) if due <= now => Look::Due,
                Some(due) => Look::Later(Duration::try_from(due.duration_since(now)).unwrap_or(poll)),
                None => Look::Later(poll),
            })
        })
        .wait()
}

/// What is to be claimed.
enum What {
    /// So many of all that is due.
    Due(usize),
    /// These, as far as they are still free.
    Listed(Vec<MessageKey>),
}

/// What is ours now, and the store's "now" of it.
fn claim(shared: &Shared, what: What) -> Result<(Vec<Claim>, Timestamp)> {
    let (node, lease, awake) = (shared.node(), shared.settings.lease, Arc::clone(&shared.awake));
    shared
        .app
        .store
        .write_system(move |tx| {
            let now = tx.now()?;
            if tx.sending_pause()?.is_some() || awake.must_wait(tx)? {
                return Ok((Vec::new(), now));
            }
            let claims = match &what {
                What::Due(most) => tx.claim(node, *most, lease)?,
                What::Listed(listed) => tx.claim_listed(node, listed, lease)?,
            };
            Ok::<_, StoreError>((claims, now))
        })
        .wait()
}

fn attempt(claim: &Claim) -> Attempt {
    Attempt { key: claim.key, fence: claim.fence }
}

/// Loads and renders. What cannot be rendered fails alone; what cannot be loaded goes back.
fn prepare(shared: &Shared, claims: Vec<Claim>, claimed_on: Timestamp) -> Result<Vec<Prepared>> {
    let claimed_at = shared.app.clock.steady();
    let Loaded { mut facts, mut notices, configurations, unreadable } = match load(shared, &claims) {
        Ok(loaded) => loaded,
        Err(error) => {
            shared.give_back(claims.iter().map(attempt).collect());
            return Err(error);
        }
    };
    let (aside, claims): (Vec<Claim>, Vec<Claim>) =
        claims.into_iter().partition(|claim| unreadable.contains(&claim.key.workspace));
    set_aside(shared, aside)?;
    let claims = rounds::end_what_is_over(shared, claims, claimed_on)?;
    let claims = reminders::take_back(shared, claims, &facts, &configurations);
    let claims = match admit(shared, claims, &facts, &configurations, claimed_on) {
        Ok(admitted) => admitted,
        Err((error, claims)) => {
            shared.give_back(claims.iter().map(attempt).collect());
            return Err(error);
        }
    };
    let mut reminders = match reminders::plan(shared, &facts, &configurations) {
        Ok(reminders) => reminders,
        Err(error) => {
            shared.give_back(claims.iter().map(attempt).collect());
            return Err(error);
        }
    };
    let mut letters = Vec::with_capacity(claims.len());
    let mut failed = Vec::new();
    for claim in claims {
        let made = match (configurations.get(&claim.key.workspace), facts.remove(&claim.key)) {
            (Some(configuration), Some(facts)) => render(shared, configuration, facts, claimed_on),
            (Some(configuration), None) => match notices.remove(&claim.key) {
                Some(facts) => render_notice(shared, configuration, &facts, claimed_on),
                None => Err(UNREADABLE.to_owned()),
            },
            (None, _) => Err(UNREADABLE.to_owned()),
        };
        match made {
            Ok(made) => {
                let reminder = reminders.remove(&claim.key);
                letters.push(Prepared { reminder, ..Prepared::new(claim, made, claimed_at, claimed_on) });
            }
            Err(reason) => {
                let peer = shared.relays.peer(0);
                failed.push(Ended::new(shared, claim, AttemptResult::Failed(reason), peer));
            }
        }
    }
    if !failed.is_empty() {
        shared.results.store(&shared.app.store, failed);
    }
    Ok(letters)
}

/// A letter on its own, with the send window that is open now; nothing where none is, or where it cannot be made.
pub(super) fn letter_of(shared: &Shared, claim: Claim, now: Timestamp) -> Result<Option<Prepared>> {
    let claims = [claim];
    let Loaded { mut facts, configurations, .. } = load(shared, &claims)?;
    let mut reminders = reminders::plan(shared, &facts, &configurations)?;
    let known = configurations.get(&claim.key.workspace).zip(facts.remove(&claim.key));
    let Some((configuration, facts)) = known else { return Ok(None) };
    let hours = admission::hours_of(shared, configuration, &facts)?;
    let open = hours.window(now, claim.window.ends_at).filter(|window| window.due_at <= now);
    let (Some(window), Ok(made)) = (open, render(shared, configuration, facts, now)) else {
        return Ok(None);
    };
    let letter = Prepared::new(Claim { window, ..claim }, made, shared.app.clock.steady(), now);
    Ok(Some(Prepared { reminder: reminders.remove(&claim.key), ..letter }))
}

/// Those that may leave at this hour; the others are given back with their new windows.
fn admit(
    shared: &Shared,
    claims: Vec<Claim>,
    facts: &Facts<LetterFacts>,
    configurations: &Configurations,
    now: Timestamp,
) -> std::result::Result<Vec<Claim>, (StoreError, Vec<Claim>)> {
    let put_off = match admission::put_off(shared, &claims, facts, configurations, now) {
        Ok(put_off) if put_off.is_empty() => return Ok(claims),
        Ok(put_off) => put_off,
        Err(error) => return Err((error, claims)),
    };
    let (late, admitted): (Vec<Claim>, Vec<Claim>) =
        claims.iter().partition(|claim| put_off.contains_key(&claim.key));
    let given = shared.app.store.write_system(move |tx| {
        for claim in &late {
            tx.give_back(&[attempt(claim)], put_off.get(&claim.key).copied())?;
        }
        Ok(())
    });
    match given.wait() {
        Ok(()) => Ok(admitted),
        Err(error) => Err((error, claims)),
    }
}

/// Gives claims of unreadable workspaces back, to be looked at again in a while.
fn set_aside(shared: &Shared, claims: Vec<Claim>) -> Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let given = shared.app.store.write_system(move |tx| {
        let now = tx.now()?;
        for claim in &claims {
            tx.give_back(&[attempt(claim)], Some(unreadable::later(claim.window, now)))?;
        }
        Ok(())
    });
    given.wait()
}

pub(super) type Facts<F> = HashMap<MessageKey, F>;

/// The set-ups of workspaces.
pub(super) type Configurations = BTreeMap<WorkspaceId, Arc<Configuration>>;

struct Loaded {
    facts: Facts<LetterFacts>,
    notices: Facts<NoticeFacts>,
    configurations: Configurations,
    unreadable: BTreeSet<WorkspaceId>,
}

/// How facts of claims are read.
type Read<F> = fn(&mut dyn SystemTx, &[Claim]) -> Result<Vec<(MessageKey, F)>>;

/// All at once; where a row cannot be read, one by one, so that it fails its own message only (STO-17).
fn load_facts<F: Send + 'static>(store: &Store, claims: &[Claim], read: Read<F>) -> Result<Facts<F>> {
    if claims.is_empty() {
        return Ok(Facts::new());
    }
    let asked = claims.to_vec();
    match store.read_system(move |tx| read(tx, &asked)).wait() {
        Ok(facts) => Ok(facts.into_iter().collect()),
        Err(StoreError::Corrupt(_) | StoreError::Missing(_)) if claims.len() > 1 => {
            let mut all = Facts::new();
            for claim in claims {
                all.extend(load_facts(store, std::slice::from_ref(claim), read)?);
            }
            Ok(all)
        }
        Err(error @ (StoreError::Corrupt(_) | StoreError::Missing(_))) => {
            tracing::error!(%error, "what a letter is made of cannot be read; its message fails");
            Ok(Facts::new())
        }
        Err(error) => Err(error),
    }
}

fn read_letters(tx: &mut dyn SystemTx, claims: &[Claim]) -> Result<Vec<(MessageKey, LetterFacts)>> {
    Ok(tx.load_letter_facts(claims)?.into_iter().map(|facts| (facts.key, facts)).collect())
}

fn read_notices(tx: &mut dyn SystemTx, claims: &[Claim]) -> Result<Vec<(MessageKey, NoticeFacts)>> {
    Ok(tx.load_notice_facts(claims)?.into_iter().map(|facts| (facts.key, facts)).collect())
}

fn load(shared: &Shared, claims: &[Claim]) -> Result<Loaded> {
    let store = &shared.app.store;
    let (told, own): (Vec<Claim>, Vec<Claim>) =
        claims.iter().partition(|claim| claim.key.slot.is_notification());
    let facts = load_facts(store, &own, read_letters)?;
    let notices = load_facts(store, &told, read_notices)?;
    let (mut configurations, mut unreadable) = (BTreeMap::new(), BTreeSet::new());
    for workspace in claims.iter().map(|claim| claim.key.workspace).collect::<BTreeSet<_>>() {
        let app = shared.app.clone();
        match store.read(workspace, move |tx| app.configuration(tx)).wait() {
            Ok(configuration) => {
                configurations.insert(workspace, configuration);
            }
            Err(error) if unreadable::is_damage(&error) => {
                unreadable::tell(workspace, &error);
                unreadable.insert(workspace);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Loaded { facts, notices, configurations, unreadable })
}

/// A text message has none; the mailbox shows this.
const TEXT_SUBJECT: &str = "Text message";
const UNREADABLE: &str = "what it is made of cannot be read";

/// Message-ID, subject, and the letter as it leaves.
type Made = std::result::Result<(String, String, canvass_delivery::Built), String>;

fn render(shared: &Shared, configuration: &Configuration, facts: LetterFacts, date: Timestamp) -> Made {
    if facts.channel == Channel::Sms {
        let message = shared.renderer.text_message(&shared.app, configuration, &facts);
        let message = message.map_err(|fault| fault.to_string())?;
        return Ok((message.message_id.clone(), TEXT_SUBJECT.to_owned(), message.built()));
    }
    let returned_to = shared.app.return_address(facts.key, facts.round);
    let letter = made(shared.renderer.invitation(&shared.app, configuration, facts, date))?;
    let (message_id, subject, mut built) = letter;
    if let Some(address) = returned_to {
        built.envelope_from = address;
    }
    Ok((message_id, subject, built))
}

fn render_notice(
    shared: &Shared,
    configuration: &Configuration,
    facts: &NoticeFacts,
    date: Timestamp,
) -> Made {
    made(notification(&shared.app, configuration, facts, date))
}

fn made(letter: std::result::Result<Letter, RenderFault>) -> Made {
    let letter = letter.map_err(|fault| fault.to_string())?;
    let built = canvass_delivery::build(&letter).map_err(|fault| fault.to_string())?;
    Ok((letter.message_id, letter.subject, built))
}
