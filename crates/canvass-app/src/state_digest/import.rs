//! Files that were taken in row by row, in their canonical form: how far they are and what became of their rows.

use canvass_domain::id::ImportId;
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};
use data_encoding::HEXLOWER;

use super::PAGE;
use super::canonical::Canonical;

pub(super) fn write(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let records = tx.import_files(Page { after, most: PAGE })?;
        let Some(last) = records.last() else { return Ok(()) };
        after = i64::from(last.id.0);
        for record in &records {
            canonical.begin("import");
            canonical.number(record.id);
            canonical.text(record.state.as_str());
            canonical.number(record.rows);
            canonical.optional(record.batch);
            write_chunks(tx, record.id, canonical)?;
            write_rows(tx, record.id, canonical)?;
        }
    }
}

fn write_chunks(tx: &mut dyn WorkspaceTx, id: ImportId, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let chunks = tx.import_chunks(id, Page { after, most: PAGE })?;
        let Some(last) = chunks.last() else { return Ok(()) };
        after = last.last_row;
        for chunk in &chunks {
            canonical.begin("chunk");
            canonical.number(chunk.last_row);
            canonical.number(chunk.accepted);
            canonical.optional(chunk.first_customer);
            canonical.text(&HEXLOWER.encode(&chunk.digest));
        }
    }
}

fn write_rows(tx: &mut dyn WorkspaceTx, id: ImportId, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows = tx.import_rows(id, None, Page { after, most: PAGE })?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row;
        for row in &rows {
            canonical.begin("row");
            canonical.number(row.row);
            canonical.text(row.bucket.as_str());
            canonical.text(&row.reason);
            canonical.optional(row.field.as_ref());
            canonical.optional(row.customer);
        }
    }
}
