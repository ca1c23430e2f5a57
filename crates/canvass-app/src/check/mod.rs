//! `check`: every invariant of a store, as findings in plain sentences (promises, the closing check). No findings means
//! that the store is whole, nobody is forgotten, and counters are what they count.

mod batch;
mod counters;
mod import;
mod mailbox;
mod organisation;
mod suppression;
mod template;
mod webhook;

use canvass_domain::message::MessageState;
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

use crate::App;

const PAGE: usize = 1_000;

/// All findings of the installation; empty is good.
pub fn check(app: &App) -> Result<Vec<String>, StoreError> {
    let mut findings = app.store.engine().integrity()?;
    let workspaces = app.store.read_system(|tx| tx.workspaces()).wait()?;
    for record in workspaces {
        // One reading transaction a workspace: all of its rows are seen as of one moment.
        let found = app.store.read(record.workspace.id, check_workspace).wait()?;
        let slug = &record.workspace.slug;
        findings.extend(found.into_iter().map(|finding| format!("Workspace {slug}: {finding}")));
    }
    Ok(findings)
}

fn check_workspace(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let mut findings = tx.orphans()?;
    let mut by_batch: Vec<(MessageState, i64)> = Vec::new();
    let mut after = 0;
    loop {
        let batches = tx.batches(Page { after, most: PAGE })?;
        let Some(last) = batches.last() else { break };
        after = i64::from(last.id.0);
        for batch in &batches {
            findings.extend(batch::check(tx, batch)?);
            by_batch.extend(tx.message_counts(Some(batch.id))?);
        }
    }
    for (state, whole) in tx.message_counts(None)? {
        let parts: i64 = by_batch.iter().filter(|(of, _)| *of == state).map(|(_, count)| count).sum();
        if parts != whole {
            let state = state.as_str();
            findings.push(format!("{whole} messages are {state}, but the batches have {parts} of them."));
        }
    }
    findings.extend(counters::check(tx)?);
    findings.extend(import::check(tx)?);
    findings.extend(mailbox::check(tx)?);
    findings.extend(organisation::check(tx)?);
    findings.extend(webhook::check(tx)?);
    findings.extend(suppression::check(tx)?);
    findings.extend(template::check(tx)?);
    Ok(findings)
}
