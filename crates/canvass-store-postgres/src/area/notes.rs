//! Notes about customers.

use std::collections::BTreeSet;

use canvass_domain::id::{CustomerId, NoteId};
use canvass_domain::note::{Note, NoteKind};
use canvass_store::area::{NoteRecord, Notes, Page};
use canvass_store::{Result, StoreError, to_ticks};
use postgres::Row;

use super::{count_of, cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment, named};

fn note_record(row: &Row) -> Result<NoteRecord> {
    let kind = i32::from(named::<i16>(row, "kind")?);
    Ok(NoteRecord {
        id: NoteId(named(row, "id")?),
        note: Note {
            customer: CustomerId(named(row, "customer_id")?),
            at: moment(row, "at")?,
            user: named(row, "author")?,
            text: named(row, "text")?,
            kind: NoteKind::from_code(kind).ok_or(StoreError::Corrupt("note.kind"))?,
        },
    })
}

fn code(kind: NoteKind) -> i16 {
    i16::try_from(kind.code()).unwrap_or_default()
}

impl Notes for PostgresTx<'_> {
    fn known_customers(&mut self, customers: &[i32]) -> Result<BTreeSet<i32>> {
        let workspace = self.ws();
        let rows = self.query(catalogue::FIND_CUSTOMER_NUMBERS, &[&workspace, &customers])?;
        rows.iter().map(|row| field(row, 0)).collect()
    }

    fn add_notes(&mut self, notes: &[Note]) -> Result<Vec<NoteId>> {
        let workspace = self.ws();
        let wanted = [(Counted::Note, count_of(notes.len())?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        let customers: Vec<i32> = notes.iter().map(|note| note.customer.0).collect();
        let moments: Vec<i64> = notes.iter().map(|note| to_ticks(note.at)).collect();
        let kinds: Vec<i16> = notes.iter().map(|note| code(note.kind)).collect();
        let users: Vec<Option<&str>> = notes.iter().map(|note| note.user.as_deref()).collect();
        let texts: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
        self.execute_exactly(
            catalogue::INSERT_NOTES,
            u64::try_from(notes.len()).unwrap_or(u64::MAX),
            &[&workspace, &first, &customers, &moments, &kinds, &users, &texts],
        )?;
        Ok((first..).take(notes.len()).map(NoteId).collect())
    }

    fn notes(&mut self, customer: CustomerId, page: Page) -> Result<Vec<NoteRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_NOTES, &[&workspace, &customer.0, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(note_record)
            .collect()
    }

    fn all_notes(&mut self, page: Page) -> Result<Vec<NoteRecord>> {
        let workspace = self.ws();
        let page: [&(dyn postgres::types::ToSql + Sync); 3] =
            [&workspace, &cursor(page.after), &limit(page.most)];
        self.query(catalogue::LIST_ALL_NOTES, &page)?.iter().map(note_record).collect()
    }
}
