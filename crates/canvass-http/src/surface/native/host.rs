//! Host names of a workspace (E122): bound by the operator, listed and freed by the administrator.

use canvass_app::Scope;
use canvass_app::setup::{add_host, list_hosts, remove_host};
use canvass_domain::id::WorkspaceId;
use canvass_wire::native::host_add;
use serde_json::json;

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET hosts
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let hosts = list_hosts(call.app(), &call.principal, workspace).ready().await?;
    Ok(cursor.answer_by_place(
        &hosts,
        |record| json!({ "host": record.host, "createdAt": moment(record.created_at, &zone) }),
    ))
}

/// POST hosts. Names are the installation's: nobody takes one for himself.
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    if !call.principal.may(Scope::Operator) {
        return Err(Trouble::ScopeMissing(Scope::Operator));
    }
    let host = host_add::read(&call.body).map_err(Trouble::Faults)?.host.unwrap_or_default();
    let host = add_host(call.app(), &call.principal, workspace, &host).ready().await?;
    Ok(Answer::created(&json!({ "host": host })))
}

/// DELETE hosts/{host}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    remove_host(call.app(), &call.principal, workspace, call.word("host")).ready().await?;
    Ok(Answer::nothing())
}
