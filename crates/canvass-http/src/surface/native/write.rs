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

use super::query::Query;
use super::{Answer, Call, Trouble};
use crate::surface::asker::Asker;
use crate::surface::beside::beside;
use crate::surface::idempotency;

/// Members that a write makes.
const MADE: [&str; 4] = ["batch", "customer", "id", "url"];

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

/// Whether a call is only tried: `?dry_run=true`, and nothing else in its query.
pub(super) fn trial(mut query: Query) -> Result<bool, Trouble> {
    let is_trial = query.flag("dry_run");
    query.finish()?;
    Ok(is_trial)
}

/// The answer of a trial: nothing has a number, and nobody gets a link.
pub(super) fn told_as_trial(mut value: Value) -> Value {
    hide_numbers(&mut value);
    if let Some(members) = value.as_object_mut() {
        members.insert("dryRun".to_owned(), json!(true));
    }
    value
}

fn hide_numbers(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if MADE.contains(&name.as_str()) {
                    *value = Value::Null;
                } else {
                    hide_numbers(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide_numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Takes the body of a call in. `route` is its name in the identity of the request; a trial stores nothing.
pub(super) async fn write<W: Write>(
    call: &mut Call,
    workspace: WorkspaceId,
    (route, is_trial): (&'static str, bool),
) -> Result<Answer, Trouble> {
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let sent = Sent {
        asker: Asker { app: call.app().clone(), principal: call.principal.clone(), workspace },
        request: RequestIdentity::of_body(route, key, &call.body).tried(is_trial),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let (answering, names) = {
        let sent = sent.clone();
        beside(&call.state, move || sent.begin::<W>()).await?
    };
    match answering.ready().await {
        Ok(answered) => {
            if W::WAKES && !answered.is_replayed && !is_trial {
                (call.state.nudge)();
            }
            let view = W::view(&sent.asker, &answered.result, &names);
            let mut answer = Answer::ok(&if is_trial { told_as_trial(view) } else { view });
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
