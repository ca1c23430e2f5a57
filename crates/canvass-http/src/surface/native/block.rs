//! Locks and opt-outs: added, listed without their keys, ended.

use canvass_app::Refusal;
use canvass_app::block::{add_lock, end_lock, end_opt_out, list_locks, list_opt_outs, opt_out};
use canvass_app::request::RequestIdentity;
use canvass_domain::block::Block;
use canvass_domain::id::{BlockId, WorkspaceId};
use canvass_wire::native::batch_add::Names;
use canvass_wire::native::block_add;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::write::{told_as_trial, trial};
use super::{Answer, Call, Trouble};
use crate::surface::idempotency;

/// GET locks
pub(crate) async fn locks(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let locks = list_locks(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&locks, |lock| i64::from(lock.id.0), |lock| lock_view(lock, &zone)))
}

/// POST locks
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let (command, names) = block_add::read_lock(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    let request = RequestIdentity::of_body("native/locks", key, &call.body).tried(is_trial);
    let answered = add_lock(call.app(), &call.principal, workspace, command, &request).ready().await;
    let answered = answered.map_err(|refusal| told(refusal, &names))?;
    let lock = &answered.result;
    let view = json!({
        "id": lock.id.0,
        "createdAt": moment(lock.starts_at, &zone),
        "expiresAt": moment(lock.ends_at, &zone),
    });
    let mut answer = made(view, is_trial);
    idempotency::tell(answer.headers(), &answered);
    Ok(answer)
}

/// DELETE locks/{lock}: ends it now.
pub(crate) async fn end(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BlockId(call.number("lock")?);
    end_lock(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

/// GET opt-outs
pub(crate) async fn opt_outs(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let found = list_opt_outs(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&found, |block| i64::from(block.id.0), |block| opt_out_view(block, &zone)))
}

/// POST opt-outs
pub(crate) async fn add_opt_out(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let (command, names) = block_add::read_opt_out(&call.body).map_err(Trouble::Faults)?;
    let request = RequestIdentity::of_body("native/opt-outs", key, &call.body).tried(is_trial);
    let answered = opt_out(call.app(), &call.principal, workspace, command, &request).ready().await;
    let answered = answered.map_err(|refusal| told(refusal, &names))?;
    let view = json!({ "id": answered.result.id.0, "stopped": answered.result.stopped });
    let mut answer = made(view, is_trial);
    idempotency::tell(answer.headers(), &answered);
    Ok(answer)
}

/// DELETE opt-outs/{optOut}
pub(crate) async fn end_opt(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BlockId(call.number("optOut")?);
    end_opt_out(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

/// 201, or 200 where nothing was made.
fn made(view: Value, is_trial: bool) -> Answer {
    if is_trial { Answer::ok(&told_as_trial(view)) } else { Answer::created(&view) }
}

fn told(refusal: Refusal, names: &Names) -> Trouble {
    if let Refusal::Blocks(broken) = refusal {
        return Trouble::Told(block_add::told(&broken, names));
    }
    refusal.into()
}

fn lock_view(lock: &Block, zone: &TimeZone) -> Value {
    json!({
        "id": lock.id.0,
        "questionnaire": lock.questionnaire.map(|questionnaire| questionnaire.0),
        "customer": lock.customer.map(|customer| customer.0),
        "optIn": lock.opt_in,
        "createdAt": moment(lock.starts_at, zone),
        "expiresAt": maybe_moment(lock.ends_at, zone),
        "storedAt": moment(lock.created_at, zone),
    })
}

fn opt_out_view(block: &Block, zone: &TimeZone) -> Value {
    json!({
        "id": block.id.0,
        "customer": block.customer.map(|customer| customer.0),
        "createdAt": moment(block.created_at, zone),
        "endedAt": maybe_moment(block.ends_at, zone),
    })
}
