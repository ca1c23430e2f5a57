//! Notes about customers.

use std::collections::BTreeSet;

use canvass_domain::id::{CustomerId, NoteId};
use canvass_domain::note::{Note, NoteKind};
use canvass_store::area::{NoteRecord, Notes, Page};
use canvass_store::{Result, StoreError, to_ticks};
use rusqlite::params;

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

fn note_record(cells: &mut Cells<'_, '_>) -> Result<NoteRecord> {
    let id = NoteId(cells.next()?);
    let customer = CustomerId(cells.next()?);
    let at = cells.moment()?;
    let kind = NoteKind::from_code(cells.next()?).ok_or(StoreError::Corrupt("note.kind"))?;
    Ok(NoteRecord { id, note: Note { customer, at, kind, user: cells.next()?, text: cells.next()? } })
}

impl Notes for SqliteTx<'_> {
    fn known_customers(&mut self, customers: &[i32]) -> Result<BTreeSet<i32>> {
        let mut known = BTreeSet::new();
        for customer in customers {
            known.extend(self.cell::<i32>(catalogue::FIND_CUSTOMER_NUMBER, (self.wall(), customer))?);
        }
        Ok(known)
    }

    fn add_notes(&mut self, notes: &[Note]) -> Result<Vec<NoteId>> {
        let count = i32::try_from(notes.len())
            .map_err(|_cause| StoreError::Engine("a call holds at most 2^31 notes".to_owned()))?;
        let first = self.take_numbers("note", count)?;
        let mut insert = self.prepare(catalogue::INSERT_NOTE)?;
        for (id, note) in (first..).zip(notes) {
            execute(
                &mut insert,
                params![
                    self.wall(),
                    id,
                    note.customer.0,
                    to_ticks(note.at),
                    note.kind.code(),
                    note.user,
                    note.text,
                ],
            )?;
        }
        Ok((first..).take(notes.len()).map(NoteId).collect())
    }

    fn notes(&mut self, customer: CustomerId, page: Page) -> Result<Vec<NoteRecord>> {
        let page = (self.wall(), customer.0, page.after, limit(page.most));
        self.rows(catalogue::LIST_NOTES, page, note_record)
    }

    fn all_notes(&mut self, page: Page) -> Result<Vec<NoteRecord>> {
        self.rows(catalogue::LIST_ALL_NOTES, (self.wall(), page.after, limit(page.most)), note_record)
    }
}
