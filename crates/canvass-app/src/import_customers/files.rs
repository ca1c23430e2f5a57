//! Files that came with answers: stored first, so that the answers can name them (E95). The same transaction stores
//! both, so neither is there without the other.

use std::borrow::Cow;

use canvass_domain::decide::import_customers::{DecidedCustomer, Import, KeptAnswer};
use canvass_domain::file::{AnswerFile, SentFile};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

/// The import with all its files stored.
pub(super) fn with_files_kept<'a>(
    tx: &mut dyn WorkspaceTx,
    import: &'a Import,
    at: Timestamp,
) -> Result<Cow<'a, Import>, StoreError> {
    let brings = |customer: &DecidedCustomer| {
        let given = customer.response.iter().flat_map(|response| &response.answers);
        let mut answers = customer.answers.iter().chain(given.map(|given| &given.answer));
        answers.any(|answer| answer.files.iter().any(|file| matches!(file, AnswerFile::Sent(_))))
    };
    if !import.customers.iter().any(brings) {
        return Ok(Cow::Borrowed(import));
    }
    let mut import = import.clone();
    for customer in &mut import.customers {
        let given = customer.response.iter_mut().flat_map(|response| &mut response.answers);
        for answer in customer.answers.iter_mut().chain(given.map(|given| &mut given.answer)) {
            keep(tx, answer, at)?;
        }
    }
    Ok(Cow::Owned(import))
}

/// Stores the files of one answer and puts their numbers in their place.
fn keep(tx: &mut dyn WorkspaceTx, answer: &mut KeptAnswer, at: Timestamp) -> Result<(), StoreError> {
    let sent: Vec<SentFile> = answer
        .files
        .iter()
        .filter_map(|file| match file {
            AnswerFile::Sent(sent) => Some(sent.clone()),
            AnswerFile::Kept(_) => None,
        })
        .collect();
    if sent.is_empty() {
        return Ok(());
    }
    let mut ids = tx.keep_files(&sent, at)?.into_iter();
    for file in &mut answer.files {
        if matches!(file, AnswerFile::Sent(_)) {
            *file = AnswerFile::Kept(ids.next().ok_or(StoreError::Corrupt("file.id"))?);
        }
    }
    Ok(())
}
