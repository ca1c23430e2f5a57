//! Answering a write once (E115-E117, promises 2.2): the row of the request, the effect, the kept answer and the audit
//! row in one transaction. `identity` is what tells one request from another; each use case brings its work and the
//! stored form of its answer. A trial does the same work and undoes it. A kept answer holds numbers, never links: those are derived again at a replay.

mod answering;
mod identity;

use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_store::area::{RequestKey, Standing};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use answering::Stop;
pub use answering::{Answered, Answering};
pub use identity::RequestIdentity;

use crate::change::{reached, row};
use crate::{App, Principal, Refusal};

/// An answer that is kept beside its request.
pub(crate) trait Kept: Clone + Send + 'static {
    /// The stored form: a document with a version.
    fn to_text(&self) -> String;
    /// The answer of a text made by [`Self::to_text`] of this or an earlier release.
    fn from_text(text: &str) -> Result<Self, StoreError>;

    /// Adds what is not kept because it is about a person: it is read again at a replay.
    fn complete(&mut self, _tx: &mut dyn WorkspaceTx) -> Result<(), StoreError> {
        Ok(())
    }
}

fn replayed<R: Kept>(text: &str, tx: &mut dyn WorkspaceTx) -> Result<Answered<R>, StoreError> {
    let mut answer = R::from_text(text)?;
    answer.complete(tx)?;
    Ok(Answered::replayed(answer))
}

/// What the same bytes mean when they come again without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// Maybe a mistake of the sender: told, or answered as before for a client that wants that (E116).
    Told,
    /// A new request.
    Ignored,
}

/// Who asks for which write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Write<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) workspace: WorkspaceId,
    pub(crate) request: &'a RequestIdentity,
    /// Verb and noun of the audit row, such as `add-lock`.
    pub(crate) action: &'static str,
    pub(crate) repeats: Repeats,
    /// About how many customers it writes.
    pub(crate) weight: usize,
}

/// What a write did.
#[derive(Debug)]
pub(crate) struct Effect<R> {
    /// The answer.
    pub(crate) result: R,
    /// On what, for the audit row, such as `batch 12`.
    pub(crate) object: String,
    /// The batch that a repeat is told of.
    pub(crate) batch: Option<BatchId>,
}

impl App {
    /// Does a write once: a replay is answered as before and stores nothing, a refused one leaves its key free. The work
    /// gets the time of the transaction; it may run again after a deadlock.
    pub(crate) fn answer_once<R, F>(&self, write: Write<'_>, mut work: F) -> Answering<R>
    where
        R: Kept,
        F: FnMut(&mut dyn WorkspaceTx, Timestamp) -> Result<Effect<R>, Refusal> + Send + 'static,
    {
        let once = Once {
            actor: write.principal.actor.clone(),
            replays: write.principal.settings.replays,
            reached: reached(write.principal, write.workspace),
            request: write.request.key(self, write.principal),
            is_trial: write.request.is_trial,
            action: write.action,
            repeats: write.repeats,
        };
        let run = move |tx: &mut dyn WorkspaceTx| once.run(tx, &mut work);
        Answering::new(self.store.write(write.workspace, write.weight, run))
    }
}

/// Everything about the request that its transaction needs.
struct Once {
    actor: String,
    replays: bool,
    reached: Result<(), Refusal>,
    request: RequestKey,
    is_trial: bool,
    action: &'static str,
    repeats: Repeats,
}

impl Once {
    fn run<R: Kept>(
        &self,
        tx: &mut dyn WorkspaceTx,
        work: &mut impl FnMut(&mut dyn WorkspaceTx, Timestamp) -> Result<Effect<R>, Refusal>,
    ) -> Result<Answered<R>, Stop<R>> {
        self.reached.clone().map_err(Stop::Refused)?;
        let request = RequestKey { at: tx.now()?, ..self.request.clone() };
        if self.is_trial {
            // The same work by the same code, and then none of it: neither its key nor its answer is kept.
            let effect = work(tx, request.at).map_err(Stop::Refused)?;
            let answered = Answered { result: effect.result, is_replayed: false, possible_repeat: None };
            return Err(Stop::Kept(Box::new(answered)));
        }
        let possible_repeat = match tx.begin_request(&request)? {
            Standing::Fresh => None,
            // Replay and refusal of a key come before the judgement: what was accepted once stays answered, even if
            // its dates are past by now.
            Standing::Replay(kept) => return Ok(replayed(&kept, tx)?),
            Standing::OtherBody => return Err(Stop::Refused(Refusal::KeyReused)),
            Standing::Repeat(batch, kept) => match self.repeats {
                Repeats::Told if self.replays => {
                    return Err(Stop::Kept(Box::new(replayed(&kept, tx)?)));
                }
                Repeats::Told => batch,
                Repeats::Ignored => None,
            },
        };
        let effect = work(tx, request.at).map_err(Stop::Refused)?;
        tx.finish_request(&request, &effect.result.to_text(), effect.batch)?;
        // A possible repeat is marked in the trail (E116).
        let object = match possible_repeat {
            None => effect.object,
            Some(earlier) => format!("{}, possibly a repeat of batch {earlier}", effect.object),
        };
        tx.audit(&row(&self.actor, self.action, object, request.at))?;
        canvass_failpoint::pass("write.before-commit");
        Ok(Answered { result: effect.result, is_replayed: false, possible_repeat })
    }
}
