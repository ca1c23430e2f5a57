//! Beginning a file, or going on with one: under one id there is one file, with one set of settings.

use canvass_domain::command::ImportCustomers;
use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::ImportState;
use canvass_store::area::{ImportRecord, NewImport};
use canvass_store::{Pending, StoreError};
use uuid::Builder;

use super::NameFault;
use crate::change::{reached, row};
use crate::{App, Principal, Refusal};

/// What a sender wants of a file.
#[derive(Debug, Clone)]
pub struct FileOrder {
    /// The id of the import; `None` = one is made.
    pub name: Option<String>,
    /// The batch that its rows become, without customers.
    pub batch: ImportCustomers,
    /// The same as a document, to be compared with an earlier sending.
    pub settings: String,
    /// The words of the file.
    pub name_fault: NameFault,
}

/// The import of this id, begun now if there is none.
pub(super) fn begin(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    order: &FileOrder,
) -> Pending<ImportRecord, Refusal> {
    let name = order.name.clone().unwrap_or_else(|| made_name(app));
    let new = NewImport { name, settings: order.settings.clone(), actor: principal.actor.clone() };
    let reached = reached(principal, workspace);
    app.store.write(workspace, 1, move |tx| {
        reached.clone()?;
        if let Some(record) = tx.find_import_file(&new.name)? {
            return same(record, &new);
        }
        let now = tx.now()?;
        tx.add_import_file(&new, now)?;
        tx.audit(&row(&new.actor, "begin-import", format!("import {}", new.name), now))?;
        Ok(tx.find_import_file(&new.name)?.ok_or(StoreError::Missing("import"))?)
    })
}

fn same(record: ImportRecord, new: &NewImport) -> Result<ImportRecord, Refusal> {
    if record.settings != new.settings {
        return Err(Refusal::Conflict(
            "import_settings_differ",
            format!(
                "Import {} began with other settings; send it with those, or under another id.",
                new.name
            ),
        ));
    }
    if record.state == ImportState::Stopped {
        return Err(stopped(&new.name));
    }
    Ok(record)
}

pub(super) fn stopped(name: &str) -> Refusal {
    Refusal::Conflict(
        "import_stopped",
        format!("Import {name} was stopped and takes no more rows; send the rest under another id."),
    )
}

fn made_name(app: &App) -> String {
    let mut bytes = [0; 16];
    app.random.fill(&mut bytes);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}
