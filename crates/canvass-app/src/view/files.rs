//! Files of answers, for those who may read results.

use canvass_domain::id::{FileId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::FileRecord;

use crate::{App, Principal, Refusal};

/// A file with its bytes.
pub fn show_file(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: FileId,
) -> Pending<(FileRecord, Vec<u8>), Refusal> {
    app.look(principal, workspace, move |tx| tx.file(id)?.ok_or(Refusal::NotFound("file")))
}

/// What is known of files, by number.
pub fn list_files(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    ids: Vec<FileId>,
) -> Pending<Vec<FileRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.files(&ids)?))
}
