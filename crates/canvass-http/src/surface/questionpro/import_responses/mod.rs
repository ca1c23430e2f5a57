//! Call 8, POST `/cx/surveys/{surveyID}/responses`: a response that was given elsewhere, with its transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::Response;
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::setup::{show_configuration, show_version};
use canvass_app::transactions::{ResponseOutcome, import_response};
use canvass_domain::command::ImportResponse;
use canvass_domain::questionnaire::Document;
use canvass_wire::questionpro::import_response::{ResponseAnswer, lower, read, timestamp};
use canvass_wire::questionpro::language;
use jiff::tz::TimeZone;

use super::{Call, Trouble};
use crate::surface::beside::beside;

mod question;

/// What of the request the answer repeats: a replay comes with the same bytes.
struct Repeated {
    external_reference: Option<String>,
    variables: Vec<(String, String)>,
    origin: BTreeMap<String, String>,
}

/// Stores a response.
pub(crate) async fn add(mut call: Call) -> Result<Response, Trouble> {
    let zone = zone(&call).await?;
    let (repeated, answered) = store(&mut call).await?;
    let outcome = &answered.result;
    let document = document(&call, outcome).await?;
    let answer = ResponseAnswer {
        response: i64::from(outcome.response.0),
        survey: i64::from(outcome.questionnaire.0),
        survey_name: outcome.questionnaire_name.clone(),
        timestamp: timestamp(&outcome.finished_at.to_zoned(zone)),
        is_partial: outcome.is_partial,
        external_reference: repeated.external_reference.unwrap_or_default(),
        language: language::name(&outcome.language).to_owned(),
        variables: repeated.variables,
        origin: repeated.origin,
        questions: question::answered(&document, outcome),
        request_id: call.trace.0.clone(),
    };
    Ok(Call::stored(&answered, outcome.batch, answer.write()))
}

async fn store(call: &mut Call) -> Result<(Repeated, Answered<ResponseOutcome>), Trouble> {
    let (app, principal, workspace) = (call.state.app.clone(), call.principal.clone(), call.workspace);
    let (key, number) = (call.idempotency_key.take(), call.number);
    let body = Arc::new(std::mem::take(&mut call.body));
    let (repeated, importing) = beside(&call.state, move || -> Result<_, Trouble> {
        let command = lower(number, read(&body)?)?;
        // Q50: the path with its number.
        let route = format!("questionpro/surveys/{number}/responses");
        let request = RequestIdentity::of_body(&route, key, &body);
        let repeated = Repeated::of(&command);
        Ok((repeated, import_response(&app, &principal, workspace, command, &request)))
    })
    .await?;
    let answered = importing.ready().await.map_err(|refusal| Trouble::of_refusal(refusal, None))?;
    Ok((repeated, answered))
}

impl Repeated {
    fn of(command: &ImportResponse) -> Self {
        Self {
            external_reference: command.external_reference.clone(),
            variables: command.variables.clone(),
            origin: command.origin.clone(),
        }
    }
}

async fn document(call: &Call, outcome: &ResponseOutcome) -> Result<Arc<Document>, Trouble> {
    let (questionnaire, version) = (outcome.questionnaire, outcome.version);
    show_version(&call.state.app, &call.principal, call.workspace, questionnaire, version)
        .ready()
        .await
        .map_err(|refusal| Trouble::after_commit(&refusal))
}

async fn zone(call: &Call) -> Result<TimeZone, Trouble> {
    let configuration = show_configuration(&call.state.app, &call.principal, call.workspace).ready().await;
    let configuration = configuration.map_err(|refusal| Trouble::of_refusal(refusal, None))?;
    Ok(configuration.workspace.settings.zone.clone())
}
