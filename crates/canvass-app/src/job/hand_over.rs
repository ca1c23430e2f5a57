//! THE fence (promises 2.3): asked by each session right before its final dot. One write transaction stores the
//! results that wait and the hand-overs of all connections that stand at the fence; only after its COMMIT, and only
//! where the row was still ours, the answer is go.

use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_delivery::Fence;
use canvass_store::StoreError;
use canvass_store::area::Attempt;
use parking_lot::{Condvar, Mutex};

use super::results::{self, Ended};
use super::shared::Shared;

/// Whoever stands at the fence waits no longer than this for the other busy connections to share a commit with: little
/// against a round trip to a relay, and much against the price of a commit.
const COMPANY: Duration = Duration::from_micros(500);

/// What the fence found; kept for whoever looks at the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// It was not asked.
    NotAsked,
    /// Committed: the letter may leave.
    Open,
    /// The row was not ours any more, or not due: nothing changed.
    Lost,
    /// The store had no time for it: nothing changed, and the message may be claimed again.
    NotStored,
    /// The store failed: perhaps committed, perhaps not; the letter does not leave either way.
    Unknown,
}

impl From<Passage> for Fence {
    fn from(passage: Passage) -> Self {
        match passage {
            Passage::Open => Self::Go,
            Passage::NotAsked | Passage::Lost | Passage::NotStored | Passage::Unknown => Self::Stop,
        }
    }
}

/// Where connections meet for a commit.
#[derive(Debug, Default)]
pub(super) struct Gate {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Connections with a letter in hand.
    busy: usize,
    at_fence: Vec<(Attempt, Arc<Place>)>,
}

/// One connection at the fence.
#[derive(Debug, Default)]
struct Place {
    passage: Mutex<Option<Passage>>,
    answered: Condvar,
}

/// A connection with a letter in hand, until it is dropped.
#[derive(Debug)]
pub(super) struct Busy<'a>(&'a Gate);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.waiting.lock().busy -= 1;
    }
}

impl Gate {
    /// Counts a connection as one that will come to the fence.
    pub(super) fn enter(&self) -> Busy<'_> {
        self.waiting.lock().busy += 1;
        Busy(self)
    }
}

/// Those who share a commit. Whoever has no answer when this is dropped learns that nothing is known.
#[derive(Debug)]
struct Company(Vec<(Attempt, Arc<Place>)>);

impl Company {
    fn commit(self, shared: &Shared) {
        let attempts: Vec<Attempt> = self.0.iter().map(|(attempt, _)| *attempt).collect();
        let passages = ask(shared, attempts);
        for ((_, place), passage) in self.0.iter().zip(passages) {
            place.answer(passage);
        }
    }
}

impl Drop for Company {
    fn drop(&mut self) {
        for (_, place) in &self.0 {
            place.answer(Passage::Unknown);
        }
    }
}

impl Place {
    /// The first answer stands.
    fn answer(&self, passage: Passage) {
        self.passage.lock().get_or_insert(passage);
        self.answered.notify_one();
    }

    fn wait(&self, patience: Duration) -> Option<Passage> {
        let until = Instant::now() + patience;
        let mut passage = self.passage.lock();
        while passage.is_none() {
            if self.answered.wait_until(&mut passage, until).timed_out() {
                break;
            }
        }
        *passage
    }
}

/// Asks the store, together with whoever else stands here.
pub(super) fn hand_over(shared: &Shared, attempt: Attempt) -> Passage {
    let place = Arc::new(Place::default());
    let company = {
        let mut waiting = shared.gate.waiting.lock();
        waiting.at_fence.push((attempt, Arc::clone(&place)));
        // The last to come takes everybody along.
        (waiting.at_fence.len() >= waiting.busy).then(|| Company(mem::take(&mut waiting.at_fence)))
    };
    if let Some(company) = company {
        company.commit(shared);
    }
    if let Some(passage) = place.wait(COMPANY) {
        return passage;
    }
    if let Some(company) = company_of(shared, attempt) {
        company.commit(shared);
    }
    loop {
        // Whoever took this attempt along answers, even when it breaks off.
        if let Some(passage) = place.wait(Duration::from_mins(1)) {
            return passage;
        }
    }
}

/// Everybody at the fence, if this attempt is still among them; else somebody took it along.
fn company_of(shared: &Shared, attempt: Attempt) -> Option<Company> {
    let mut waiting = shared.gate.waiting.lock();
    let is_here = waiting.at_fence.iter().any(|(other, _)| *other == attempt);
    is_here.then(|| Company(mem::take(&mut waiting.at_fence)))
}

/// One passage an attempt, in order.
fn ask(shared: &Shared, attempts: Vec<Attempt>) -> Vec<Passage> {
    let carried: Vec<Ended> = shared.results.take_carried();
    let (copy, count, node) = (carried.clone(), attempts.len(), shared.node());
    let answer = shared
        .app
        .store
        .write_system(move |tx| {
            let verdicts = results::settle(tx, &copy)?;
            let handed_over = tx.hand_over(node, &attempts)?;
            canvass_failpoint::pass("delivery.before-hand-over-commit");
            Ok::<_, StoreError>((verdicts, handed_over))
        })
        .wait();
    match answer {
        Ok((verdicts, handed_over)) => {
            canvass_failpoint::pass("delivery.after-hand-over-commit");
            results::count(&carried, &verdicts);
            let mut passages: Vec<Passage> = handed_over
                .into_iter()
                .map(|is_ours| if is_ours { Passage::Open } else { Passage::Lost })
                .collect();
            passages.resize(count, Passage::Lost);
            passages
        }
        Err(error) => {
            tracing::warn!(%error, "hand-overs could not be stored; nothing is sent");
            shared.results.keep_unstored(carried);
            vec![unstored(&error); count]
        }
    }
}

/// What a failed transaction says about the hand-over. A store that was only too busy costs the message no try; any
/// other failure may come again at once, so it waits like after a refusal.
fn unstored(error: &StoreError) -> Passage {
    match error {
        StoreError::Busy | StoreError::Contended => Passage::NotStored,
        StoreError::OutcomeUnknown(_)
        | StoreError::Unavailable(_)
        | StoreError::Conflict(_)
        | StoreError::Missing(_)
        | StoreError::RowsChanged { .. }
        | StoreError::Corrupt(_)
        | StoreError::Engine(_) => Passage::Unknown,
    }
}
