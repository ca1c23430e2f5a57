//! Files of answers, for those who may read results. What a sender encrypted is opened on its way out where this node
//! holds the private key (E98); the store keeps and gives the opaque form.

use canvass_domain::id::{FileId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::FileRecord;

use crate::encryption::{CertifiedOpener, SealStanding, standing};
use crate::{App, Principal, Refusal};

/// In which form an encrypted file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// Opened where it can be; one whose key is here and that does not open is a refusal.
    Opened,
    /// As its sender sent it (E96).
    AsSent,
}

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// What is known of it.
    pub record: FileRecord,
    /// Its bytes, opened or as sent.
    pub bytes: Vec<u8>,
    /// They were opened.
    pub is_opened: bool,
    /// Where its seal stands, if its sender encrypted it (FIL-09).
    pub standing: Option<SealStanding>,
}

/// What is known of a file, and where its seal stands if its sender encrypted it.
pub type ListedFile = (FileRecord, Option<SealStanding>);

/// A file with its bytes.
pub fn show_file(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    (id, form): (FileId, FileForm),
) -> Pending<ShownFile, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let (record, bytes) = tx.file(id)?.ok_or(Refusal::NotFound("file"))?;
        let Some(seal) = &record.seal else {
            return Ok(ShownFile { record, bytes, is_opened: false, standing: None });
        };
        let certificates = &kept.configuration(tx)?.certificates;
        let standing = standing(&kept, certificates, seal);
        if form == FileForm::AsSent || standing != SealStanding::KeyInstalled {
            return Ok(ShownFile { record, bytes, is_opened: false, standing: Some(standing) });
        }
        let opened = CertifiedOpener::new(&kept, certificates).open_file(&record.name, seal, bytes);
        let bytes = opened.ok_or_else(stays_sealed)?;
        Ok(ShownFile { record, bytes, is_opened: true, standing: Some(standing) })
    })
}

/// ENC-03: the fault is told at the file that has it, and nobody takes its ciphertext for what was encrypted.
fn stays_sealed() -> Refusal {
    let sentence = "The file was encrypted by its sender and cannot be opened: it is damaged, has another name, or was \
                    encrypted in another way. Ask for ?form=as-sent to have it as it came.";
    Refusal::Conflict("file_stays_sealed", sentence.to_owned())
}

/// What is known of files, by number.
pub fn list_files(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    ids: Vec<FileId>,
) -> Pending<Vec<ListedFile>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let records = tx.files(&ids)?;
        if records.iter().all(|record| record.seal.is_none()) {
            return Ok(records.into_iter().map(|record| (record, None)).collect());
        }
        let configuration = kept.configuration(tx)?;
        let of = |record: &FileRecord| {
            record.seal.as_ref().map(|seal| standing(&kept, &configuration.certificates, seal))
        };
        Ok(records.into_iter().map(|record| (of(&record), record)).map(|(of, record)| (record, of)).collect())
    })
}
