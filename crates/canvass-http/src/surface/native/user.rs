//! Users of the console: made, listed, given a one-time sign-in link.

use canvass_app::setup::{Role, add_sign_in, add_user, list_users};
use canvass_domain::id::{UserId, WorkspaceId};
use canvass_wire::native::user_add;
use jiff::SignedDuration;
use serde_json::json;

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

const LINK_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// GET users
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let mut users = list_users(call.app(), &call.principal, workspace).ready().await?;
    users.sort_by_key(|user| user.id);
    Ok(cursor.answer_whole(
        &users,
        |user| i64::from(user.id.0),
        |user| {
            json!({
                "id": user.id.0,
                "name": user.name,
                "role": user.role,
                "createdAt": moment(user.created_at, &zone),
            })
        },
    ))
}

/// POST users
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = user_add::read(&call.body).map_err(Trouble::Faults)?;
    let name = request.name.unwrap_or_default();
    let role = request.role.and_then(Role::from_word).unwrap_or(Role::Reader);
    let id = add_user(call.app(), &call.principal, workspace, &name, role).ready().await?;
    Ok(Answer::created(&json!({ "id": id.0, "name": name.trim(), "role": role.as_str() })))
}

/// POST users/{user}/sign-in
pub(crate) async fn sign_in(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let user = UserId(call.number("user")?);
    let code = add_sign_in(call.app(), &call.principal, workspace, user, LINK_LIFE).ready().await?;
    let url = format!("{}/console/sign-in/{code}", call.app().settings.public_url);
    Ok(Answer::ok(&json!({ "url": url })))
}
