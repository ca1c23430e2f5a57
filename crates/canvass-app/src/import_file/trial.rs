//! A file without effect: what would become of each row, by the same rules and the same code as the real run. Nothing is
//! written; who came earlier in the file is known by half a hash.

use std::collections::BTreeMap;

use canvass_domain::block::Checks;
use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::Bucket;
use canvass_store::WorkspaceTx;
use canvass_store::area::RowRecord;

use super::chunk::{Chunk, next_chunk};
use super::duplicates::{Earlier, Seen, turn_duplicates};
use super::judged::{JudgedChunk, outcomes};
use super::{Cut, FileOrder, FileRows};
use crate::block::{Intake, find_stops};
use crate::{App, Principal, Refusal};

/// What a file would become.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// Rows read.
    pub rows: i64,
    /// How many would go where, by bucket, reason and field.
    pub counts: BTreeMap<(Bucket, String, Option<String>), i64>,
    /// Why it ended before the file did.
    pub cut: Option<String>,
}

/// Tries a file; `tell` hears of each row in its order.
pub fn try_file(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    (order, rows): (&FileOrder, &mut dyn FileRows),
    tell: &mut dyn FnMut(&RowRecord),
) -> Result<Trial, Refusal> {
    let (mut trial, mut seen) = (Trial::default(), Seen::default());
    loop {
        let chunk = match next_chunk(rows, trial.rows) {
            Ok(chunk) if chunk.lines.is_empty() => return Ok(trial),
            Ok(chunk) => chunk,
            Err(Cut(cause)) => return Ok(Trial { cut: Some(cause), ..trial }),
        };
        trial.rows = chunk.last_row();
        let (told, back) = try_chunk(app, principal, workspace, order, (chunk, seen))?;
        seen = back;
        for record in &told {
            let key = (record.bucket, record.reason.clone(), record.field.clone());
            *trial.counts.entry(key).or_default() += 1;
            tell(record);
        }
    }
}

/// One reading transaction a chunk. Whom it saw comes back with its outcome.
fn try_chunk(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    order: &FileOrder,
    (chunk, seen): (Chunk, Seen),
) -> Result<(Vec<RowRecord>, Seen), Refusal> {
    let (kept, order) = (app.clone(), order.clone());
    // A reading transaction is not run again, so it may take what it is given.
    let mut given = Some((chunk, seen));
    app.look(principal, workspace, move |tx| {
        let Some((chunk, mut seen)) = given.take() else {
            return Err(Refusal::Store(canvass_store::StoreError::Contended));
        };
        let told = judge(&kept, tx, &order, &chunk, &mut seen)?;
        Ok((told, seen))
    })
    .wait()
}

fn judge(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    order: &FileOrder,
    chunk: &Chunk,
    seen: &mut Seen,
) -> Result<Vec<RowRecord>, Refusal> {
    let JudgedChunk { basis, rows, contacts } = JudgedChunk::inside(app, tx, chunk.command(&order.batch))?;
    let mut import = rows.import.clone();
    let earlier = if order.batch.allows_duplicates { Earlier::Nobody } else { Earlier::Seen(seen) };
    turn_duplicates(&mut import, &contacts, earlier);
    let configuration = &*basis.configuration;
    let intake = Intake { configuration, checks: Checks::Sent, reserves: false, now: basis.at };
    let import = find_stops(&intake, tx, &import, &contacts)?.turn(&import);
    Ok(outcomes(chunk, &rows, &import.customers, None, order.name_fault))
}
