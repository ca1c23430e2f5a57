//! Makes a questionnaire with its first draft, and changes the draft. A draft may be unfinished; publishing checks it.

use canvass_domain::id::{QuestionnaireId, WorkspaceId};
use canvass_domain::questionnaire::Document;
use canvass_store::area::NewQuestionnaire;
use canvass_store::{Pending, StoreError};
use uuid::Uuid;

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal};

const MOST_NAME_CHARS: usize = 200;

/// A questionnaire to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireInput {
    /// A wanted id on the wires; `None` = a random one.
    pub guid: Option<Uuid>,
    /// What people call it; unique.
    pub name: String,
    /// The first draft.
    pub draft: Document,
}

/// A questionnaire that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddedQuestionnaire {
    /// Its number.
    pub id: QuestionnaireId,
    /// Its id on the wires.
    pub guid: Uuid,
}

/// Makes a questionnaire.
pub fn add_questionnaire(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: QuestionnaireInput,
) -> Pending<AddedQuestionnaire, Refusal> {
    let guid = input.guid.unwrap_or_else(|| app.random_guid());
    let made = NewQuestionnaire { guid, name: input.name, draft: input.draft };
    app.change(principal, workspace, "add-questionnaire", move |tx, now| {
        let mut faults = Faults::default();
        faults.text("/name", &made.name, MOST_NAME_CHARS);
        if made.guid.is_nil() {
            // On the wires it stands for a GUID that was not sent.
            faults.add("/guid", "A GUID other than zero is expected.");
        }
        faults.into_result()?;
        // The wires find a questionnaire by it alone.
        if tx.questionnaires()?.iter().any(|known| known.guid == made.guid) {
            return Err(StoreError::Conflict("questionnaire_guid").into());
        }
        let id = tx.add_questionnaire(&made, now)?;
        Ok(Done::new(AddedQuestionnaire { id, guid }, format!("questionnaire {id}")))
    })
}

/// Changes the draft; published versions stay as they are.
pub fn save_draft(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: QuestionnaireId,
    draft: Document,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "save-draft", move |tx, _now| {
        tx.save_draft(id, &draft)?;
        Ok(Done::new((), format!("questionnaire {id}")))
    })
}
