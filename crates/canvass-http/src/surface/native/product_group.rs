//! Product groups, with the rules that lead their transactions to a questionnaire (Q38, Q40).

use canvass_app::setup::{
    ProductGroupInput, RuleInput, add_product_group, list_product_groups, save_product_group,
};
use canvass_domain::id::{ProductGroupId, WorkspaceId};
use canvass_domain::transaction::ProductGroup;
use canvass_wire::native::segment_save::{self, ProductGroupRequest};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET product-groups, by number.
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let groups = list_product_groups(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&groups, |group| i64::from(group.id.0), |group| view(group, &zone)))
}

/// POST product-groups
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = segment_save::read_group(&call.body).map_err(Trouble::Faults)?;
    let made = add_product_group(call.app(), &call.principal, workspace, input(request)).ready().await?;
    Ok(Answer::created(&view(&made, &call.zone(workspace).await?)))
}

/// PATCH product-groups/{group}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = ProductGroupId(call.number("group")?);
    let request = segment_save::read_group_change(&call.body).map_err(Trouble::Faults)?;
    let saved =
        save_product_group(call.app(), &call.principal, workspace, id, input(request)).ready().await?;
    Ok(Answer::ok(&view(&saved, &call.zone(workspace).await?)))
}

fn input(request: ProductGroupRequest) -> ProductGroupInput {
    let rule = RuleInput { questionnaire: request.questionnaire, template: request.template };
    ProductGroupInput { name: request.name, rule }
}

fn view(group: &ProductGroup, zone: &TimeZone) -> Value {
    json!({
        "id": group.id.0,
        "name": group.name,
        "questionnaire": group.rule.map(|rule| rule.questionnaire.0),
        "template": group.rule.and_then(|rule| rule.template).map(|template| template.0),
        "createdAt": moment(group.created_at, zone),
    })
}
