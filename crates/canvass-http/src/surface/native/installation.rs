//! The operator's view of the installation: sending, the check of every invariant, and the digest of a workspace.

use canvass_app::job::RelayStanding;
use canvass_app::message::{Sending, resume_sending, show_sending};
use canvass_app::{check as check_store, state_digest};
use canvass_domain::id::WorkspaceId;
use canvass_domain::message::Channel;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::moment::maybe_moment;
use super::{Answer, Call, Trouble};
use crate::surface::outage::Outage;

/// GET /sending
pub(crate) async fn sending(call: Call) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let sending = show_sending(call.app(), &call.principal).ready().await?;
    let mut view = sending_view(&sending);
    if let Some(members) = view.as_object_mut() {
        members.insert("channels".to_owned(), call.app().channels().into_iter().map(channel_view).collect());
        members.insert("relays".to_owned(), call.app().relays().iter().map(relay_view).collect());
    }
    Ok(Answer::ok(&view))
}

fn channel_view((channel, is_down): (Channel, bool)) -> Value {
    json!({ "channel": channel.as_str(), "isDown": is_down })
}

/// A relay as the node that answers sees it.
fn relay_view(relay: &RelayStanding) -> Value {
    json!({
        "channel": relay.channel.as_str(),
        "name": relay.name,
        "peer": relay.peer,
        "sessions": relay.sessions,
        "failures": relay.failures,
        "restsForSeconds": relay.rests_for.map(|rest| rest.as_secs().max(1)),
    })
}

/// POST /sending/resume; tells how sending stood before.
pub(crate) async fn resume(call: Call) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let before = resume_sending(call.app(), &call.principal).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&sending_view(&before)))
}

/// POST /check: reads everything, so it runs beside the threads that answer.
pub(crate) async fn check(call: Call) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let app = call.app().clone();
    let checked = tokio::task::spawn_blocking(move || check_store(&app)).await;
    let findings = flat(checked)?;
    Ok(Answer::ok(&json!({ "findings": findings })))
}

/// GET state-digest of a workspace
pub(crate) async fn digest(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let slug = call.configuration(workspace).await?.workspace.slug.clone();
    let app = call.app().clone();
    let digests = flat(tokio::task::spawn_blocking(move || state_digest(&app)).await)?;
    let digest = digests.into_iter().find(|digest| digest.slug == slug).ok_or(Trouble::NotFound)?;
    Ok(Answer::ok(&json!({ "digest": digest.digest })))
}

fn flat<R>(done: Result<Result<R, canvass_store::StoreError>, tokio::task::JoinError>) -> Result<R, Trouble> {
    match done {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(error)) => Err(Trouble::Outage(Outage::of(&error))),
        Err(error) => {
            tracing::error!(%error, "a long reading broke");
            Err(Trouble::Outage(Outage::Unexpected))
        }
    }
}

fn sending_view(sending: &Sending) -> Value {
    let workspaces: Vec<Value> = sending
        .waiting
        .iter()
        .map(|waiting| json!({ "workspace": waiting.slug, "waiting": waiting.messages }))
        .collect();
    json!({
        "paused": sending.pause,
        "waiting": sending.waiting.iter().map(|waiting| waiting.messages).sum::<i64>(),
        "nextDue": maybe_moment(sending.next_due, &TimeZone::UTC),
        "workspaces": workspaces,
    })
}
