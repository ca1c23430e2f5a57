//! Files that are taken in row by row.

use canvass_domain::batch::BatchState;
use canvass_domain::decide::import_customers::{FileBatch, Import, Target};
use canvass_domain::id::{BatchId, ContactHash, CustomerId, ImportId};
use canvass_domain::import_file::{Bucket, ImportState};

use super::Fixture;
use super::sample::{DAY, contacts, due_batch, faulted, import, scheduled, workspace};
use crate::StoreError;
use crate::area::{BucketCount, ChunkRecord, NewImport, Page, RowRecord, SavedChunk, SavedImport};

const ALL: Page = Page { after: 0, most: 100 };

fn new(name: &str) -> NewImport {
    NewImport { name: name.to_owned(), settings: "{}".to_owned(), actor: "token 1".to_owned() }
}

fn begin(fixture: &Fixture, workspace: canvass_domain::id::WorkspaceId, name: &'static str) -> ImportId {
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.add_import_file(&new(name), at))
}

/// Ten rows, of which the last is faulty.
fn chunk(last_row: i64, saved: Option<SavedImport>) -> SavedChunk {
    SavedChunk {
        chunk: ChunkRecord {
            last_row,
            rows: 10,
            accepted: 9,
            customers: 9,
            first_customer: saved.map(|saved| saved.first_customer),
            batch: saved.map(|saved| saved.batch),
            digest: vec![1; 16],
            row_digests: vec![2; 40],
        },
        rows: vec![RowRecord {
            row: last_row,
            line: last_row + 1,
            bucket: Bucket::Invalid,
            reason: "row_invalid".to_owned(),
            field: Some("Branch".to_owned()),
            detail: Some("No column is named Branch.".to_owned()),
            customer: None,
        }],
    }
}

pub fn a_file_goes_on_chunk_by_chunk_and_its_rows_add_up(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let id = begin(fixture, ours, "march");
    for last in [10, 20] {
        fixture.write(ours, move |tx| tx.save_import_chunk(id, &chunk(last, None), at));
    }
    let record = fixture.read(ours, |tx| tx.find_import_file("march")).expect("a file");
    assert_eq!((record.id, record.rows, record.state, record.batch), (id, 20, ImportState::Running, None));
    let counts = fixture.read(ours, move |tx| tx.import_counts(id));
    assert_eq!((counts.rows, counts.accepted, counts.customers), (20, 18, 18));
    let invalid = BucketCount {
        bucket: Bucket::Invalid,
        reason: "row_invalid".to_owned(),
        field: Some("Branch".to_owned()),
        rows: 2,
    };
    assert_eq!(counts.others, [invalid]);
    let rows =
        fixture.read(ours, move |tx| tx.import_rows(id, Some(Bucket::Invalid), Page { after: 10, most: 5 }));
    assert_eq!(rows, chunk(20, None).rows);
    assert_eq!(fixture.read(ours, move |tx| tx.import_rows(id, Some(Bucket::Locked), ALL)), []);
    let chunks = fixture.read(ours, move |tx| tx.import_chunks(id, Page { after: 10, most: 5 }));
    assert_eq!(chunks, [chunk(20, None).chunk]);
    assert_eq!(fixture.read(theirs, |tx| tx.find_import_file("march")), None);
    assert_eq!(fixture.read(theirs, |tx| tx.import_files(ALL)), []);
}

pub fn a_chunk_that_does_not_follow_is_refused_whole(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let id = begin(fixture, ours, "march");
    fixture.write(ours, move |tx| tx.save_import_chunk(id, &chunk(10, None), at));
    for last in [10, 30] {
        let refused = fixture.try_write(ours, move |tx| tx.save_import_chunk(id, &chunk(last, None), at));
        assert!(matches!(refused, Err(StoreError::RowsChanged { .. })), "{refused:?}");
    }
    assert_eq!(fixture.read(ours, move |tx| tx.import_counts(id)).rows, 10);
    fixture.write(ours, move |tx| tx.set_import_state(id, ImportState::Interrupted, Some("cut"), at));
    let record = fixture.read(ours, |tx| tx.find_import_file("march")).expect("a file");
    assert_eq!((record.state, record.cause.as_deref()), (ImportState::Interrupted, Some("cut")));
    // It goes on, and then it is at its end.
    fixture.write(ours, move |tx| tx.save_import_chunk(id, &chunk(20, None), at));
    fixture.write(ours, move |tx| tx.set_import_state(id, ImportState::Finished, None, at));
    let late = fixture.try_write(ours, move |tx| tx.save_import_chunk(id, &chunk(30, None), at));
    assert!(matches!(late, Err(StoreError::RowsChanged { .. })), "{late:?}");
}

pub fn names_of_files_are_unique_within_a_workspace(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    begin(fixture, ours, "march");
    begin(fixture, theirs, "march");
    let twice = fixture.try_write(ours, move |tx| tx.add_import_file(&new("march"), at));
    assert_eq!(twice, Err(StoreError::Conflict("import_name")));
}

fn fill(fixture: &Fixture, batch: Option<BatchId>, numbers: std::ops::Range<i32>) -> Import {
    let open_until = fixture.at(DAY);
    let customers = numbers.map(|number| scheduled(fixture, number)).collect();
    Import { target: Target::File(FileBatch { batch, open_until }), ..import(customers) }
}

pub fn a_file_fills_one_batch_among_others(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = super::sample::save(fixture, ours, fill(fixture, None, 0..3));
    due_batch(fixture, ours, 2);
    let second = super::sample::save(fixture, ours, fill(fixture, Some(first.batch), 3..5));
    assert_eq!(second.batch, first.batch);
    let batch = first.batch;
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("a batch");
    assert_eq!((record.customers, record.state), (5, BatchState::Approved));
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
    // Who is in it already.
    let people: Vec<ContactHash> = contacts(&fill(fixture, None, 2..7)).into_iter().flatten().collect();
    let mut found = fixture.read(ours, move |tx| tx.people_of_batch(batch, &people));
    found.sort();
    let mut customers: Vec<CustomerId> = found.into_iter().map(|(_, customer)| customer).collect();
    customers.sort();
    assert_eq!(customers.len(), 3);
    assert_eq!(customers[0].0, first.first_customer.0 + 2);
}

pub fn a_batch_is_not_closed_while_a_file_fills_it(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let nobody = Import { customers: vec![faulted(fixture, 1)], ..fill(fixture, None, 0..0) };
    let saved = super::sample::save(fixture, ours, nobody);
    let batch = saved.batch;
    let state = |fixture: &Fixture| fixture.read(ours, move |tx| tx.batch(batch)).expect("a batch").state;
    fixture.write_system(move |tx| tx.sweep(100));
    assert_eq!(state(fixture), BatchState::Approved);
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.let_batch_go(batch, at));
    fixture.write_system(move |tx| tx.sweep(100));
    assert_eq!(state(fixture), BatchState::Closed);
    let late = fill(fixture, Some(batch), 1..2);
    let refused = fixture.try_write(ours, move |tx| tx.save_import(&late, &contacts(&late), at));
    assert_eq!(refused, Err(StoreError::Missing("batch")));
}
