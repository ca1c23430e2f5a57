//! Reading the set-up of a workspace.

use std::sync::Arc;

use canvass_domain::id::{QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::questionnaire::Document;
use canvass_store::area::{ClientRecord, Configuration, QuestionnaireRecord, TokenRecord, UserRecord};
use canvass_store::{Pending, SystemTx};

use crate::change::reached;
use crate::{App, Principal, Refusal};

/// Settings, columns, routes and templates at once; columns and routes are listed from it.
pub fn show_configuration(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Arc<Configuration>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| Ok(kept.configuration(tx)?))
}

/// All questionnaires by id.
pub fn list_questionnaires(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<QuestionnaireRecord>, Refusal> {
    app.look(principal, workspace, |tx| Ok(tx.questionnaires()?))
}

/// The draft of a questionnaire.
pub fn show_draft(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
) -> Pending<Document, Refusal> {
    app.look(principal, workspace, move |tx| tx.load_draft(id)?.ok_or(Refusal::NotFound("questionnaire")))
}

/// A published version of a questionnaire.
pub fn show_version(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
    version: VersionNumber,
) -> Pending<Arc<Document>, Refusal> {
    app.look(principal, workspace, move |tx| {
        tx.load_version(id, version)?.ok_or(Refusal::NotFound("questionnaire version"))
    })
}

/// The tokens of a workspace.
pub fn list_tokens(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<TokenRecord>, Refusal> {
    credentials(app, principal, workspace, move |tx| tx.tokens(Some(workspace)))
}

/// The clients of a workspace.
pub fn list_clients(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<ClientRecord>, Refusal> {
    credentials(app, principal, workspace, move |tx| tx.clients(workspace))
}

/// The users of a workspace.
pub fn list_users(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<UserRecord>, Refusal> {
    credentials(app, principal, workspace, move |tx| tx.users(workspace))
}

pub(super) fn credentials<R, F>(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    mut read: F,
) -> Pending<R, Refusal>
where
    R: Send + 'static,
    F: FnMut(&mut dyn SystemTx) -> canvass_store::Result<R> + Send + 'static,
{
    let reached = reached(principal, workspace);
    app.store.read_system(move |tx| {
        reached.clone()?;
        Ok(read(tx)?)
    })
}
