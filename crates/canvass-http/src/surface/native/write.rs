//! A write of this API whose people are judged by the rules of intake: read, judge, store once, tell all that is wrong at
//! once (S9). Each call brings its reader, its use case and its words as a [`Write`].

use std::sync::Arc;

use canvass_app::Refusal;
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::native::ProblemFault;
use canvass_wire::native::batch_add::Names;
use serde_json::{Value, json};

use super::{Answer, Call, Trouble};
use crate::surface::asker::Asker;
use crate::surface::beside::beside;
use crate::surface::idempotency;

/// What a write is made of.
pub(super) trait Write: 'static {
    /// What was sent.
    type Request: Default;
    /// What is asked for, in our own words.
    type Command;
    /// What became of it.
    type Outcome: Send + 'static;

    /// Messages may have become due.
    const WAKES: bool = false;

    /// Reads a body. `Err`: there is nothing to judge.
    fn read(body: &[u8]) -> Result<Bound<Self::Request>, Faults>;
    /// The columns as the request names them.
    fn names(request: &Self::Request) -> Names;
    /// Makes the command.
    fn lower(request: Self::Request) -> Self::Command;
    /// Judges without storing.
    fn check(asker: &Asker, command: Self::Command) -> Pending<Vec<Fault>, Refusal>;
    /// Stores.
    fn begin(asker: &Asker, command: Self::Command, request: &RequestIdentity) -> Answering<Self::Outcome>;
    /// Adds what the rules found to the faults of the reading.
    fn judge(body: &[u8], faults: &mut Faults, broken: &[Fault], names: &Names);
    /// The answer.
    fn view(asker: &Asker, outcome: &Self::Outcome, names: &Names) -> Value;
}

/// Takes the body of a call in. `route` is its name in the identity of the request.
pub(super) async fn write<W: Write>(
    call: &mut Call,
    workspace: WorkspaceId,
    route: &'static str,
) -> Result<Answer, Trouble> {
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let sent = Sent {
        asker: Asker { app: call.app().clone(), principal: call.principal.clone(), workspace },
        request: RequestIdentity::of_body(route, key, &call.body),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let (answering, names) = {
        let sent = sent.clone();
        beside(&call.state, move || sent.begin::<W>()).await?
    };
    match answering.ready().await {
        Ok(answered) => {
            if W::WAKES && !answered.is_replayed {
                (call.state.nudge)();
            }
            let mut answer = Answer::ok(&W::view(&sent.asker, &answered.result, &names));
            idempotency::tell(answer.headers(), &answered);
            Ok(answer)
        }
        Err(Refusal::Import(broken)) => {
            beside(&call.state, move || Err(sent.invalid::<W>(Faults::new(), &broken, &names))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What is said beside an answer, with its place.
pub(super) fn warnings(told: impl Iterator<Item = ProblemFault>) -> Value {
    told.map(|warning| json!({ "path": warning.path, "text": warning.text })).collect()
}

#[derive(Debug, Clone)]
struct Sent {
    asker: Asker,
    request: RequestIdentity,
    body: Arc<Vec<u8>>,
}

impl Sent {
    /// On a thread that may block.
    fn begin<W: Write>(&self) -> Result<(Answering<W::Outcome>, Names), Trouble> {
        let bound = W::read(&self.body).map_err(Trouble::Faults)?;
        let names = W::names(&bound.request);
        let command = W::lower(bound.request);
        if bound.faults.is_empty() {
            return Ok((W::begin(&self.asker, command, &self.request), names));
        }
        // All faults at once: the rules judge what could be bound (S9).
        let broken = W::check(&self.asker, command).wait()?;
        Err(self.invalid::<W>(bound.faults, &broken, &names))
    }

    fn invalid<W: Write>(&self, mut faults: Faults, broken: &[Fault], names: &Names) -> Trouble {
        W::judge(&self.body, &mut faults, broken, names);
        Trouble::Faults(faults)
    }
}
