//! Publishes a questionnaire, or lets people try it out: the draft is frozen as the next version, or as the concept, if it
//! is fit for it.

use canvass_domain::id::{QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::questionnaire::{Document, DocumentFault};
use canvass_store::{Pending, WorkspaceTx};

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Freezes the draft as the next version. Links and answers of earlier versions stay with these.
pub fn publish_questionnaire(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
) -> Pending<VersionNumber, Refusal> {
    app.change(principal, workspace, "publish-questionnaire", move |tx, now| {
        fit(tx, id)?;
        let version = tx.publish(id, now)?;
        Ok(Done::new(version, format!("questionnaire {id} version {version}")))
    })
}

/// Freezes the draft as the concept version, which only those are asked who try it out (E56), until the next version is
/// published.
pub fn freeze_concept(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
) -> Pending<VersionNumber, Refusal> {
    app.change(principal, workspace, "freeze-concept", move |tx, now| {
        fit(tx, id)?;
        let version = tx.freeze_concept(id, now)?;
        Ok(Done::new(version, format!("questionnaire {id} concept version {version}")))
    })
}

/// Whether the draft may be frozen.
fn fit(tx: &mut dyn WorkspaceTx, id: QuestionnaireId) -> Result<(), Refusal> {
    let draft = tx.load_draft(id)?.ok_or(Refusal::NotFound("questionnaire"))?;
    let mut faults = Faults::default();
    for DocumentFault { path, text } in found(tx, id, &draft)? {
        faults.add(path, text);
    }
    faults.into_result()
}

/// What is wrong with the draft itself and with its following any earlier version: a question left out once and back
/// again must still be the same question.
fn found(
    tx: &mut dyn WorkspaceTx,
    id: QuestionnaireId,
    draft: &Document,
) -> Result<Vec<DocumentFault>, Refusal> {
    let mut faults = draft.faults();
    let newest = tx.questionnaires()?.into_iter().find(|record| record.id == id);
    let newest = newest.and_then(|record| record.version.max(record.concept)).map_or(0, |version| version.0);
    for version in 1..=newest {
        if let Some(earlier) = tx.load_version(id, VersionNumber(version))? {
            for fault in draft.faults_after(&earlier) {
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }
    Ok(faults)
}
