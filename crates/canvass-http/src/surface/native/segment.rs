//! Segments: the tree in which transactions happen (Q32-Q34).

use canvass_app::setup::{RuleInput, SegmentInput, add_segment, save_segment};
use canvass_domain::id::{SegmentId, WorkspaceId};
use canvass_domain::segment::Segment;
use canvass_wire::native::segment_save::{self, SegmentRequest};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET segments, by number; the one without a parent is the main segment.
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let configuration = call.configuration(workspace).await?;
    let segments = configuration.segments.all();
    Ok(cursor.answer_whole(segments, |segment| i64::from(segment.id.0), |segment| view(segment, &zone)))
}

/// POST segments
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = segment_save::read(&call.body).map_err(Trouble::Faults)?;
    let made = add_segment(call.app(), &call.principal, workspace, input(request)).ready().await?;
    Ok(Answer::created(&view(&made, &call.zone(workspace).await?)))
}

/// PATCH segments/{segment}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = SegmentId(call.number("segment")?);
    let request = segment_save::read_change(&call.body).map_err(Trouble::Faults)?;
    let saved = save_segment(call.app(), &call.principal, workspace, id, input(request)).ready().await?;
    Ok(Answer::ok(&view(&saved, &call.zone(workspace).await?)))
}

fn input(request: SegmentRequest) -> SegmentInput {
    SegmentInput {
        code: request.code,
        name: request.name,
        parent: request.parent,
        rule: RuleInput { questionnaire: request.questionnaire, template: request.template },
    }
}

fn view(segment: &Segment, zone: &TimeZone) -> Value {
    json!({
        "id": segment.id.0,
        "parent": segment.parent.map(|parent| parent.0),
        "code": segment.code,
        "name": segment.name,
        "questionnaire": segment.rule.map(|rule| rule.questionnaire.0),
        "template": segment.rule.and_then(|rule| rule.template).map(|template| template.0),
        "createdAt": moment(segment.created_at, zone),
    })
}
