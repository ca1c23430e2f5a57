//! The audit trail: who did what, when.

use canvass_app::view::list_audit;
use canvass_domain::id::WorkspaceId;
use serde_json::json;

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET audit
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let trail = list_audit(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(
        &trail,
        |record| record.id,
        |record| {
            json!({
                "id": record.id,
                "actor": record.audit.actor,
                "action": record.audit.action,
                "object": record.audit.object,
                "at": moment(record.audit.at, &zone),
            })
        },
    ))
}
