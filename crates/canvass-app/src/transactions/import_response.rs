//! `ImportResponse`: store a response that was given elsewhere, once (Q50, Q68, Q69).

use std::sync::Arc;

use canvass_domain::command::ImportResponse;
use canvass_domain::decide::import_customers::{Import, Response, Routing};
use canvass_domain::decide::import_response::decide;
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{QuestionnaireRecord, SavedImport};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use super::ResponseOutcome;
use super::prepare::Setup;
use crate::block::add_keys;
use crate::import_customers::{contacts, save_decided};
use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// Stores a response; [`Refusal::NotFound`] for a questionnaire that is not there or not published.
pub fn import_response(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportResponse,
    request: &RequestIdentity,
) -> Answering<ResponseOutcome> {
    let write =
        Write { principal, workspace, request, action: "import-response", repeats: Repeats::Told, weight: 1 };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, &command, now))
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &ImportResponse,
    now: Timestamp,
) -> Result<Effect<ResponseOutcome>, Refusal> {
    tx.share_people()?;
    let setup = Setup::new(app.configuration(tx)?);
    let facts = setup.facts();
    let missing = Refusal::NotFound("questionnaire");
    let (id, published) = facts.questionnaire(command.questionnaire).ok_or(missing)?;
    let mut import = decide(command, (id, published), &facts, now).map_err(Refusal::Response)?;
    add_keys(app, &setup.configuration, &mut import);
    let contacts = contacts(app, setup.configuration.workspace.id, &import);
    let saved = save_decided(&setup.configuration, tx, &import, &contacts, now)?;
    let records = tx.questionnaires()?;
    let record = records.into_iter().find(|record| record.id == id);
    let result = outcome(&mut import, saved, record).ok_or(StoreError::Corrupt("response"))?;
    Ok(Effect { result, object: format!("response {}", saved.first_customer), batch: Some(saved.batch) })
}

fn outcome(
    import: &mut Import,
    saved: SavedImport,
    record: Option<QuestionnaireRecord>,
) -> Option<ResponseOutcome> {
    let customer = import.customers.pop()?;
    let Routing { questionnaire, version, language, .. } = customer.routing?;
    let Response { answers, is_complete, at } = customer.response?;
    Some(ResponseOutcome {
        batch: saved.batch,
        response: saved.first_customer,
        questionnaire,
        version,
        questionnaire_name: record?.name,
        finished_at: at,
        is_partial: !is_complete,
        language,
        answers: answers.into_iter().map(|given| given.answer).collect(),
    })
}
