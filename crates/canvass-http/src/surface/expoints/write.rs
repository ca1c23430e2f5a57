//! A write of this surface on its way: read, judge, store once, tell all that is wrong at once (E22, E115, S8). Each call
//! brings its reader, its use case and its words as a [`Write`].

use std::fmt::Debug;
use std::sync::Arc;

use axum::response::Response;
use canvass_app::request::{Answered, Answering, RequestIdentity};
use canvass_app::{App, Refusal};
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::expoints::PARAMETER;
use canvass_wire::fault::{Faults, ModelState};
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;
use canvass_wire::write::Record;

use super::{Call, Trouble};
use crate::HttpState;
use crate::surface::asker::Asker;
use crate::surface::beside::beside;
use crate::surface::idempotency::{self, HEADER, MALFORMED, MalformedKey};

/// What a write is made of.
pub(crate) trait Write: 'static {
    /// What is asked for, in our own words.
    type Command: Clone + Send + 'static;
    /// What became of it.
    type Outcome: Send + 'static;
    /// What a rule says is wrong.
    type Broken: Send + 'static;

    /// Messages may have become due.
    const WAKES: bool = false;

    /// Reads and lowers a body. `Err`: there is nothing to judge.
    fn read(body: &[u8], form: BodyForm) -> Result<Bound<Self::Command>, Faults>;
    /// Judges without storing.
    fn check(asker: &Asker, command: Self::Command) -> Pending<Vec<Self::Broken>, Refusal>;
    /// Stores.
    fn begin(asker: &Asker, command: Self::Command, request: &RequestIdentity) -> Answering<Self::Outcome>;
    /// What is wrong, if the use case refused for that.
    fn broken(refusal: Refusal) -> Result<Vec<Self::Broken>, Refusal>;
    /// Adds what the rules found to the faults of the reading.
    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Self::Broken]);
}

/// A body and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) asker: Asker,
    pub(crate) form: BodyForm,
    /// The route in the identity of the request, without its version.
    pub(crate) route: &'static str,
    pub(crate) key: Result<Option<String>, MalformedKey>,
    pub(crate) body: Arc<Vec<u8>>,
    /// Nothing is kept of what it does.
    pub(crate) is_trial: bool,
}

impl Sent {
    /// What a call brought; its body is taken.
    pub(super) fn by(call: &mut Call, route: &'static str) -> Self {
        let (app, principal) = (call.state.app.clone(), call.principal.clone());
        Self {
            asker: Asker { app, principal, workspace: call.workspace },
            form: call.form,
            route,
            key: idempotency::key(&call.headers),
            body: Arc::new(std::mem::take(&mut call.body)),
            is_trial: false,
        }
    }

    /// Reads, judges and stores. Reading and judging take a core for milliseconds, so they run beside the threads that
    /// answer, a few at a time.
    pub(crate) async fn write<W: Write>(self, state: &HttpState) -> Result<Answered<W::Outcome>, Trouble> {
        let answering = {
            let sent = self.clone();
            beside(state, move || sent.begin::<W>()).await?
        };
        match answering.ready().await {
            Ok(answered) => {
                if W::WAKES && !answered.is_replayed && !self.is_trial {
                    (state.nudge)();
                }
                Ok(answered)
            }
            Err(refusal) => {
                let broken = W::broken(refusal).map_err(Trouble::of_refusal)?;
                beside(state, move || Err(self.invalid::<W>(Faults::new(), &broken))).await
            }
        }
    }

    /// On a thread that may block.
    fn begin<W: Write>(&self) -> Result<Answering<W::Outcome>, Trouble> {
        let bound = match W::read(&self.body, self.form) {
            Ok(bound) => bound,
            Err(faults) => return Err(self.invalid::<W>(faults, &[])),
        };
        if let (Ok(key), true) = (&self.key, bound.faults.is_empty()) {
            let request = RequestIdentity::of_body(self.route, key.clone(), &self.body).tried(self.is_trial);
            return Ok(W::begin(&self.asker, bound.request, &request));
        }
        // All errors at once (S8, S9): the rules judge what could be bound.
        let broken = W::check(&self.asker, bound.request).wait().map_err(Trouble::of_refusal)?;
        Err(self.invalid::<W>(bound.faults, &broken))
    }

    pub(super) fn invalid<W: Write>(&self, mut faults: Faults, broken: &[W::Broken]) -> Trouble {
        W::judge(&self.body, self.form, &mut faults, broken);
        let mut state: ModelState = faults.into_model_state(PARAMETER);
        if self.key.is_err() {
            state.push((HEADER.to_owned(), vec![MALFORMED.to_owned()]));
        }
        Trouble::Invalid(state)
    }
}

impl Call {
    /// Does a write and answers it in the words of `told`.
    pub(super) async fn write<W: Write, A: Record>(
        mut self,
        route: &'static str,
        told: impl FnOnce(&App, WorkspaceId, &W::Outcome) -> A + Send,
    ) -> Result<Response, Trouble> {
        let answered = Sent::by(&mut self, route).write::<W>(&self.state).await?;
        let mut response = self.done(&told(&self.state.app, self.workspace, &answered.result));
        idempotency::tell(response.headers_mut(), &answered);
        Ok(response)
    }
}
