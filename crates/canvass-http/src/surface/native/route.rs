//! Routing rules (E19): made, listed by place, taken away.

use canvass_app::setup::{add_route, remove_route};
use canvass_domain::id::{QuestionnaireId, RouteId, TemplateId, WorkspaceId};
use canvass_domain::route::Route;
use canvass_store::area::NewRoute;
use canvass_wire::native::route_add;
use serde_json::{Value, json};

use super::list::Cursor;
use super::{Answer, Call, Trouble};

/// GET routes, in the order of their numbers; `position` tells which is tried first.
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let mut routes = call.configuration(workspace).await?.routes.clone();
    routes.sort_by_key(|route| route.id);
    Ok(cursor.answer_whole(&routes, |route| i64::from(route.id.0), view))
}

/// POST routes
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = route_add::read(&call.body).map_err(Trouble::Faults)?;
    let route = NewRoute {
        position: request.position(),
        conditions: request.conditions(),
        questionnaire: QuestionnaireId(request.questionnaire.unwrap_or_default()),
        template: request.template.map(TemplateId),
        language: request.language,
    };
    let made = add_route(call.app(), &call.principal, workspace, route).ready().await?;
    Ok(Answer::created(&view(&made)))
}

/// DELETE routes/{route}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = RouteId(call.number("route")?);
    remove_route(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

fn view(route: &Route) -> Value {
    let conditions = route.conditions.iter();
    let conditions: Vec<Value> = conditions
        .map(|condition| json!({ "column": condition.column.0, "values": condition.values }))
        .collect();
    json!({
        "id": route.id.0,
        "position": route.position,
        "conditions": conditions,
        "questionnaire": route.questionnaire.0,
        "template": route.template.map(|template| template.0),
        "language": route.language,
    })
}
