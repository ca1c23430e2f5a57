//! `AddNotes`: keep notes about customers, all or none, and once.

use std::sync::Arc;

use canvass_domain::command::AddNotes;
use canvass_domain::decide::add_notes::{NoteFault, check, decide};
use canvass_domain::id::{NoteId, WorkspaceId};
use canvass_store::{Pending, StoreError, WorkspaceTx};
use serde::{Deserialize, Serialize};

use crate::request::{Answering, Effect, Kept, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// What notes became: their numbers, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesOutcome {
    /// The numbers.
    pub notes: Vec<NoteId>,
}

/// Keeps notes.
pub fn add_notes(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddNotes,
    request: &RequestIdentity,
) -> Answering<NotesOutcome> {
    let write = Write {
        principal,
        workspace,
        request,
        action: "add-notes",
        repeats: Repeats::Ignored,
        weight: command.notes.len(),
    };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| {
        let known = tx.known_customers(&named(&command))?;
        let configuration = kept.configuration(tx)?;
        let notes =
            decide(&command, &known, &configuration.workspace.settings.zone, now).map_err(Refusal::Notes)?;
        let result = NotesOutcome { notes: tx.add_notes(&notes)? };
        let object = match (result.notes.first(), result.notes.last()) {
            (Some(first), Some(last)) if first != last => format!("notes {first} to {last}"),
            (first, _) => format!("note {}", first.map_or(0, |note| note.0)),
        };
        Ok(Effect { result, object, batch: None })
    })
}

/// The faults of notes, so that a surface can tell them together with what it could not read (E22).
pub fn check_add_notes(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddNotes,
) -> Pending<Vec<NoteFault>, Refusal> {
    app.look(principal, workspace, move |tx: &mut dyn WorkspaceTx| {
        let known = tx.known_customers(&named(&command))?;
        Ok(check(&command, &known))
    })
}

fn named(command: &AddNotes) -> Vec<i32> {
    command.notes.iter().map(|note| note.customer).collect()
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1 { notes: Vec<i32> },
}

impl Kept for NotesOutcome {
    fn to_text(&self) -> String {
        let notes = self.notes.iter().map(|note| note.0).collect();
        serde_json::to_string(&Stored::V1 { notes }).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let Stored::V1 { notes } =
            serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("request.answer"))?;
        Ok(Self { notes: notes.into_iter().map(NoteId).collect() })
    }
}
