//! Comparing a file with the rows of it that are done: a different file under a known id is refused by its first row that
//! differs.

use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::ImportState;
use canvass_store::area::{ChunkRecord, ImportRecord, Page};

use super::chunk::{Chunk, Digests, KEPT};
use super::{Cut, FileRows};
use crate::{App, Principal, Refusal};

/// Chunks that are read at once: some kilobytes each.
const CHUNKS: usize = 16;

/// Why the rows that are done could not be passed.
pub(super) enum Stop {
    Cut(Cut),
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Cut> for Stop {
    fn from(cut: Cut) -> Self {
        Self::Cut(cut)
    }
}

/// Reads past the rows that are done.
pub(super) fn pass_done(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    record: &ImportRecord,
    rows: &mut dyn FileRows,
) -> Result<(), Stop> {
    let mut passed = 0;
    while passed < record.rows {
        let (id, page) = (record.id, Page { after: passed, most: CHUNKS });
        let chunks = app.look(principal, workspace, move |tx| Ok(tx.import_chunks(id, page)?)).wait()?;
        if chunks.is_empty() {
            break;
        }
        for chunk in &chunks {
            pass_chunk(record, chunk, rows)?;
            passed = chunk.last_row;
        }
    }
    if record.state == ImportState::Finished && rows.next_row()?.is_some() {
        return Err(
            differs(&record.name, passed.saturating_add(1), "the earlier file ended before it").into()
        );
    }
    Ok(())
}

fn pass_chunk(record: &ImportRecord, chunk: &ChunkRecord, rows: &mut dyn FileRows) -> Result<(), Stop> {
    let mut digests = Digests::default();
    let mut row = chunk.last_row - chunk.rows;
    for kept in chunk.row_digests.chunks(KEPT) {
        row += 1;
        let Some(sent) = rows.next_row()? else {
            return Err(differs(&record.name, row, "the file ends before it").into());
        };
        if digests.add(&sent) != kept {
            return Err(differs(&record.name, row, "it was another row before").into());
        }
    }
    if digests.finish().0 == chunk.digest {
        return Ok(());
    }
    Err(differs(&record.name, row, "one of the rows up to it was another row before").into())
}

/// Whether a chunk that somebody else stored meanwhile is this one.
pub(super) fn is_same(name: &str, chunk: &Chunk, stored: &[ChunkRecord]) -> Result<(), Refusal> {
    match stored.first() {
        Some(stored) if stored.last_row == chunk.last_row() && stored.digest == chunk.digest => Ok(()),
        Some(stored) => {
            let pairs = stored.row_digests.chunks(KEPT).zip(chunk.row_digests.chunks(KEPT));
            let equal = pairs.take_while(|(one, other)| one == other).count();
            Err(differs(name, chunk.row(equal), "another sending of this id had another row there"))
        }
        None => Err(differs(name, chunk.row(0), "another sending of this id ended before it")),
    }
}

fn differs(name: &str, row: i64, why: &str) -> Refusal {
    Refusal::Conflict(
        "import_differs",
        format!("This is not the file that import {name} began with: row {row} differs, {why}."),
    )
}
