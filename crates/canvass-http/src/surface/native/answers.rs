//! GET answers: what finished customers said, test customers left out.

use canvass_app::view::list_answers;
use canvass_domain::id::{CustomerId, PositionId, WorkspaceId};
use canvass_store::area::ScoredAnswer;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET answers
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let finished = list_answers(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    let id = |(customer, _): &(CustomerId, Vec<ScoredAnswer>)| i64::from(customer.0);
    Ok(cursor.answer(&finished, id, |(customer, answers)| {
        let answers: Vec<Value> = answers.iter().map(|answer| view(answer, &zone)).collect();
        json!({ "customer": customer.0, "answers": answers })
    }))
}

fn view(scored: &ScoredAnswer, zone: &TimeZone) -> Value {
    let answer = &scored.answer;
    let positions: Vec<i32> = answer.positions.iter().map(|PositionId(id)| *id).collect();
    json!({
        "question": answer.question.0,
        "pageRepetition": answer.page_repetition,
        "sectionRepetition": answer.section_repetition,
        "positions": positions,
        "notApplicable": answer.is_not_applicable,
        "text": answer.text,
        "score": scored.score,
        "answeredAt": moment(answer.answered_at, zone),
    })
}
