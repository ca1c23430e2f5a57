//! `state-digest`: one SHA-256 a workspace over what it holds. The same input gives the same digest, whatever wire it
//! came by and whatever engine keeps it.
//!
//! In it: segments, product groups, products and what was told of persons; columns, routes, contact rules, templates, questionnaires (drafts and versions), batches, customers with values, pre-filled
//! and given answers, states of messages, organisations, notes, files with what became of their rows, locks and opt-outs. Left out, because clock, chance or a
//! running node set them: GUIDs; ids of imports, some of which are made; secrets and what is hashed with them; audit, request and mailbox rows; ledgers (their
//! dates); times of intake, decision, opening, sending, finishing, answering and noting; send windows, fences, leases,
//! attempts and peers of messages. A send, transaction or answer date that was not sent (it equals the time of intake)
//! counts as "now", an end date that follows from the send moment as "default", a batch name made from the clock as
//! "made".

mod block;
mod canonical;
mod customer;
mod import;
mod organisation;
mod setup;
mod transaction;

use canvass_store::area::{BatchRecord, Configuration, CustomerFilter, MessageFilter, Page};
use canvass_store::{StoreError, WorkspaceTx};

use crate::App;
use canonical::Canonical;

const PAGE: usize = 1_000;

/// The digest of one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceDigest {
    /// Its word.
    pub slug: String,
    /// SHA-256 in hexadecimal.
    pub digest: String,
}

/// The digests of all workspaces, by number.
pub fn state_digest(app: &App) -> Result<Vec<WorkspaceDigest>, StoreError> {
    let workspaces = app.store.read_system(|tx| tx.workspaces()).wait()?;
    workspaces
        .into_iter()
        .map(|record| {
            let digest = app.store.read(record.workspace.id, digest_workspace).wait()?;
            Ok(WorkspaceDigest { slug: record.workspace.slug, digest })
        })
        .collect()
}

fn digest_workspace(tx: &mut dyn WorkspaceTx) -> Result<String, StoreError> {
    let mut canonical = Canonical::default();
    let configuration = tx.load_configuration()?;
    setup::write(tx, &configuration, &mut canonical)?;
    transaction::write(tx, &configuration, &mut canonical)?;
    let mut after = 0;
    loop {
        let batches = tx.batches(Page { after, most: PAGE })?;
        let Some(last) = batches.last() else { break };
        after = i64::from(last.id.0);
        for batch in &batches {
            write_batch(tx, &configuration, batch, &mut canonical)?;
        }
    }
    organisation::write(tx, &mut canonical)?;
    write_notes(tx, &mut canonical)?;
    import::write(tx, &mut canonical)?;
    let now = tx.now()?;
    block::write(tx, now, &mut canonical)?;
    Ok(canonical.finish())
}

/// What was noted; a moment that was not sent is left out, and no time of intake is kept beside it.
fn write_notes(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let notes = tx.all_notes(Page { after, most: PAGE })?;
        let Some(last) = notes.last() else { return Ok(()) };
        after = i64::from(last.id.0);
        for record in &notes {
            canonical.begin("note");
            canonical.number(record.id);
            canonical.number(record.note.customer);
            canonical.text(record.note.kind.name());
            canonical.optional(record.note.user.as_ref());
            canonical.text(&record.note.text);
        }
    }
}

fn write_batch(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    batch: &BatchRecord,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    let settings = &configuration.workspace.settings;
    let created = batch.created_at.to_zoned(settings.zone.clone());
    let is_made = batch.name == created.strftime("API %Y-%m-%d %H:%M").to_string();
    canonical.begin("batch");
    canonical.number(batch.id.0);
    canonical.text(if is_made { "made" } else { &batch.name });
    canonical.text(batch.kind.as_str());
    canonical.text(batch.state.as_str());
    canonical.truth(batch.is_test);
    canonical.optional(batch.send_time);
    canonical.number(batch.customers);
    canonical.number(tx.waiting_count(batch.id)?);
    canonical.optional(batch.rejection.as_ref());
    let filter = CustomerFilter { batch: Some(batch.id), ..CustomerFilter::default() };
    let mut ends = customer::Ends::new(&configuration.workspace, batch);
    let mut after = 0;
    loop {
        let customers = tx.customers(&filter, Page { after, most: PAGE })?;
        let Some(last) = customers.last() else { break };
        after = i64::from(last.id.0);
        for customer in &customers {
            customer::write(tx, customer, &mut ends, canonical)?;
        }
    }
    write_messages(tx, batch, canonical)
}

fn write_messages(
    tx: &mut dyn WorkspaceTx,
    batch: &BatchRecord,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    let filter = MessageFilter { batch: Some(batch.id), ..MessageFilter::default() };
    let mut after = 0;
    loop {
        let messages = tx.messages(&filter, Page { after, most: PAGE })?;
        let Some(last) = messages.last() else { return Ok(()) };
        after = i64::from(last.customer.0);
        for message in &messages {
            canonical.begin("message");
            canonical.number(message.customer.0);
            canonical.text(&message.slot.to_string());
            // How a mail about the batch fares is the clock's: it is due at once, whatever the send window.
            if !message.slot.is_notification() {
                canonical.text(message.state.as_str());
            }
        }
    }
}
