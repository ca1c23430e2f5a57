//! Call 3, POST `/cx/transactions/batch-survey-urls`: a transaction and a personal link a contact.

use axum::response::Response;
use canvass_app::transactions::TransactionsOutcome;
use canvass_wire::questionpro::contact::RowError;
use canvass_wire::questionpro::pagination::Pagination;
use canvass_wire::questionpro::survey_urls::{LinkedRow, SentContact, SurveyUrlsAnswer, lower, read};

use super::store::{Kind, store};
use super::{Call, Trouble};
use crate::surface::outage::Outage;

const KIND: Kind = Kind { route: "questionpro/transactions/batch-survey-urls", list: Some("") };

/// Stores and hands the links out.
pub(crate) async fn add(mut call: Call) -> Result<Response, Trouble> {
    let most = call.state.transaction_limits.contacts;
    let (sent, answered) = store(&mut call, KIND, move |body| {
        let bound = read(body, most)?;
        let sent: Vec<SentContact> = bound.request.iter().map(SentContact::of).collect();
        Ok((sent, lower(bound)))
    })
    .await?;
    let rows = sent.into_iter().enumerate();
    let rows = rows.map(|(row, sent)| Ok(LinkedRow { sent, link: link(&call, &answered.result, row)? }));
    let rows = rows.collect::<Result<Vec<LinkedRow>, Trouble>>()?;
    let pagination = Pagination::one_page(&call.address, rows.len());
    let answer = SurveyUrlsAnswer { rows, pagination, request_id: call.trace.0.clone() };
    Ok(Call::stored(&answered, answered.result.batch, answer.write()))
}

/// The link of a row, or the first error of one that was refused.
fn link(call: &Call, outcome: &TransactionsOutcome, row: usize) -> Result<Result<String, RowError>, Trouble> {
    if let Some(link) = outcome.link(call.workspace, row) {
        return Ok(Ok(call.state.app.questionnaire_url(link)));
    }
    let error = outcome.errors_of(row).next().ok_or(Outage::Unexpected)?;
    Ok(Err(RowError::of(error)))
}
