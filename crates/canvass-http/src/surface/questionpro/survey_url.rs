//! Call 2, POST `/cx/transactions/survey-url`: a transaction and its personal link.

use axum::response::Response;
use canvass_wire::questionpro::survey_url::{answer, lower, read};

use super::store::{Kind, store};
use super::{Call, Trouble};
use crate::surface::outage::Outage;

const KIND: Kind = Kind { route: "questionpro/transactions/survey-url", list: None };

/// Stores and hands the link out.
pub(crate) async fn add(mut call: Call) -> Result<Response, Trouble> {
    let ((), answered) = store(&mut call, KIND, |body| Ok(((), lower(read(body)?)))).await?;
    // A call of one row is refused when its row is (Q54), so the row was stored.
    let link = answered.result.link(call.workspace, 0).ok_or(Outage::Unexpected)?;
    let body = answer(&call.state.app.questionnaire_url(link));
    Ok(Call::stored(&answered, answered.result.batch, body))
}
