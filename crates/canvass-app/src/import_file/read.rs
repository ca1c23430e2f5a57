//! How files stand and what became of their rows; ending one by hand.

use canvass_domain::command::NewValue;
use canvass_domain::decide::import_customers::{Problem, check_header};
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::import_file::{Bucket, ImportState};
use canvass_domain::reason::Rule;
use canvass_store::area::{ChunkRecord, ImportCounts, ImportRecord, Page, RowRecord};
use canvass_store::{Pending, StoreError, WorkspaceTx};
use jiff::{SignedDuration, Timestamp};

use crate::change::Done;
use crate::encryption::CertifiedOpener;
use crate::import_customers::facts;
use crate::{App, Principal, Refusal};

/// A file that did not go on for so long is interrupted, whatever its row says: its node may have died.
const SILENCE: SignedDuration = SignedDuration::from_mins(2);

/// A file as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportView {
    /// Its row.
    pub record: ImportRecord,
    /// Where it stands now.
    pub state: ImportState,
    /// What became of its rows.
    pub counts: ImportCounts,
}

/// A file and a page of its rows that were not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The file.
    pub view: ImportView,
    /// Rows.
    pub rows: Vec<ReportRow>,
}

/// A row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Its place in the file, from 1.
    pub row: i64,
    /// The line on which it begins; not known of accepted rows.
    pub line: Option<i64>,
    /// Where it went.
    pub bucket: Bucket,
    /// By which rule.
    pub reason: Option<String>,
    /// About which field.
    pub field: Option<String>,
    /// In words.
    pub text: Option<String>,
    /// Its customer.
    pub customer: Option<CustomerId>,
}

impl From<RowRecord> for ReportRow {
    fn from(record: RowRecord) -> Self {
        let rule = Rule::from_code(&record.reason);
        let text = match rule {
            Some(rule) => Some(sentence(rule, record.detail.as_deref())),
            None => record.detail,
        };
        Self {
            row: record.row,
            line: Some(record.line),
            bucket: record.bucket,
            reason: Some(record.reason),
            field: record.field,
            text,
            customer: record.customer,
        }
    }
}

/// Where nothing was stored, the customer who is asked instead has no number.
fn sentence(rule: Rule, detail: Option<&str>) -> String {
    if rule == Rule::AddressDuplicate && detail.is_none() {
        return "An earlier row of the file has the same address and is asked instead.".to_owned();
    }
    rule.sentence(detail)
}

/// Files by number.
pub fn list_imports(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<ImportView>, Refusal> {
    app.look(principal, workspace, move |tx| {
        let now = tx.now()?;
        let records = tx.import_files(page)?;
        records.into_iter().map(|record| Ok(view(tx, record, now)?)).collect()
    })
}

/// One file.
pub fn show_import(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    name: String,
) -> Pending<ImportView, Refusal> {
    app.look(principal, workspace, move |tx| shown(tx, &name))
}

/// One file with rows of a bucket, or of all but the accepted ones.
pub fn report_import(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    name: String,
    (bucket, page): (Option<Bucket>, Page),
) -> Pending<ImportReport, Refusal> {
    app.look(principal, workspace, move |tx| {
        let view = shown(tx, &name)?;
        let rows = tx.import_rows(view.record.id, bucket, page)?;
        Ok(ImportReport { view, rows: rows.into_iter().map(ReportRow::from).collect() })
    })
}

/// All rows of the next chunks of a file, accepted ones too, after a row at which a chunk ended (0 at the start). For
/// whoever writes the whole report in bounded memory.
pub fn report_rows(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    name: String,
    (bucket, after): (Option<Bucket>, i64),
) -> Pending<(Vec<ReportRow>, Option<i64>), Refusal> {
    app.look(principal, workspace, move |tx| {
        let record = tx.find_import_file(&name)?.ok_or(Refusal::NotFound("import"))?;
        let chunks = tx.import_chunks(record.id, Page { after, most: 1 })?;
        let Some(chunk) = chunks.first() else { return Ok((Vec::new(), None)) };
        let most = usize::try_from(chunk.rows - chunk.accepted).unwrap_or(0);
        let before = chunk.last_row - chunk.rows;
        let others = tx.import_rows(record.id, None, Page { after: before, most })?;
        let mut rows = whole(chunk, others);
        rows.retain(|row| bucket.is_none_or(|bucket| row.bucket == bucket));
        Ok((rows, Some(chunk.last_row)))
    })
}

/// What is wrong with the columns that a header line names.
pub fn check_file_header(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    names: Vec<NewValue>,
) -> Pending<Vec<(Option<usize>, Problem)>, Refusal> {
    let app = app.clone();
    app.clone().look(principal, workspace, move |tx| {
        let configuration = app.configuration(tx)?;
        let opener = CertifiedOpener::new(&app, &configuration.certificates);
        let nobody = std::collections::BTreeMap::new();
        Ok(check_header(&names, &facts(&configuration, &nobody, &opener), tx.now()?))
    })
}

/// Ends a file that is not at its end: it takes no more rows, and its batch can be decided about.
pub fn stop_import(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    name: String,
) -> Pending<ImportView, Refusal> {
    app.change(principal, workspace, "stop-import", move |tx, now| {
        let record = tx.find_import_file(&name)?.ok_or(Refusal::NotFound("import"))?;
        if record.state == ImportState::Finished {
            return Err(Refusal::Conflict(
                "import_finished",
                format!("Import {name} is finished: there is nothing to stop."),
            ));
        }
        tx.set_import_state(record.id, ImportState::Stopped, None, now)?;
        if let Some(batch) = record.batch {
            tx.let_batch_go(batch, now)?;
        }
        Ok(Done::new(shown(tx, &name)?, format!("import {name}")))
    })
}

/// Nobody decides about a batch of which rows are still to come.
pub(crate) fn refuse_while_filling(tx: &mut dyn WorkspaceTx, batch: BatchId) -> Result<(), Refusal> {
    match tx.import_of_batch(batch)? {
        Some(record) if !record.state.is_end() => Err(Refusal::Conflict(
            "import_running",
            format!(
                "Import {} still fills the batch: send the rest of its file, or stop the import first.",
                record.name
            ),
        )),
        _ => Ok(()),
    }
}

/// What does not add up of a file.
pub(crate) fn adds_up(record: &ImportRecord, counts: &ImportCounts) -> Vec<String> {
    let others: i64 = counts.others.iter().map(|count| count.rows).sum();
    let mut findings = Vec::new();
    if counts.rows != record.rows {
        let (declared, has) = (record.rows, counts.rows);
        findings.push(format!("Import {} declares {declared} rows, its chunks have {has}.", record.name));
    }
    if counts.accepted + others != counts.rows {
        findings.push(format!(
            "Import {}: {} accepted and {others} other rows are not the {} that were read.",
            record.name, counts.accepted, counts.rows
        ));
    }
    findings
}

fn shown(tx: &mut dyn WorkspaceTx, name: &str) -> Result<ImportView, Refusal> {
    let now = tx.now()?;
    let record = tx.find_import_file(name)?.ok_or(Refusal::NotFound("import"))?;
    Ok(view(tx, record, now)?)
}

fn view(tx: &mut dyn WorkspaceTx, record: ImportRecord, now: Timestamp) -> Result<ImportView, StoreError> {
    let is_silent = now.duration_since(record.changed_at) > SILENCE;
    let is_gone = record.state == ImportState::Running && is_silent;
    let state = if is_gone { ImportState::Interrupted } else { record.state };
    let counts = tx.import_counts(record.id)?;
    Ok(ImportView { record, state, counts })
}

/// Each row of a chunk: those with a record, and the accepted ones between them. Rows that are customers have their numbers
/// in order, so those of accepted rows follow from the others.
fn whole(chunk: &ChunkRecord, others: Vec<RowRecord>) -> Vec<ReportRow> {
    let mut others = others.into_iter().peekable();
    let mut next = chunk.first_customer;
    let mut rows = Vec::new();
    for row in chunk.last_row - chunk.rows + 1..=chunk.last_row {
        let own = others.next_if(|other| other.row == row);
        let customer = match &own {
            Some(other) => other.customer,
            None => next,
        };
        if customer.is_some() {
            next = next.map(|next| CustomerId(next.0.saturating_add(1)));
        }
        rows.push(own.map_or(
            ReportRow {
                row,
                line: None,
                bucket: Bucket::Accepted,
                reason: None,
                field: None,
                text: None,
                customer,
            },
            ReportRow::from,
        ));
    }
    rows
}
