//! Files that were taken in row by row: every row read has its one bucket, and the batch has the customers they became.

use std::collections::BTreeMap;

use canvass_domain::id::BatchId;
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;
use crate::import_file::adds_up;

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut after = 0;
    loop {
        let records = tx.import_files(Page { after, most: PAGE })?;
        let Some(last) = records.last() else { return Ok(findings) };
        after = i64::from(last.id.0);
        for record in &records {
            let counts = tx.import_counts(record.id)?;
            findings.extend(adds_up(record, &counts));
            for (batch, customers) in customers_by_batch(tx, record.id)? {
                let stored = tx.batch(batch)?.map_or(0, |batch| batch.customers);
                if stored != customers {
                    findings.push(format!(
                        "Import {} brought {customers} customers into batch {batch}, which has {stored}.",
                        record.name
                    ));
                }
            }
        }
    }
}

fn customers_by_batch(
    tx: &mut dyn WorkspaceTx,
    id: canvass_domain::id::ImportId,
) -> Result<BTreeMap<BatchId, i64>, StoreError> {
    let mut found = BTreeMap::new();
    let mut after = 0;
    loop {
        let chunks = tx.import_chunks(id, Page { after, most: PAGE })?;
        let Some(last) = chunks.last() else { return Ok(found) };
        after = last.last_row;
        for chunk in &chunks {
            if let Some(batch) = chunk.batch {
                *found.entry(batch).or_default() += chunk.customers;
            }
        }
    }
}
