//! What a word does that somebody sends back: STOP is an opt-out of that number in each workspace that wrote to it by that
//! gateway, START lifts what a STOP made and nothing else (E80). Said twice is said once.

use canvass_domain::block::{Block, BlockKind, Group, Key, NewBlock};
use canvass_domain::contact::Mobile;
use canvass_domain::id::WorkspaceId;
use canvass_domain::text_message::Said;
use canvass_store::{Pending, StoreError, WorkspaceTx};
use jiff::Timestamp;

use super::Door;
use crate::App;
use crate::change::row;

/// A word that means something, from a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    gateway: String,
    from: Mobile,
    said: Said,
}

impl Heard {
    /// What a message means; `None` = nothing that is acted on. Providers write numbers with their `+` or without.
    pub fn of(door: &Door, from: &str, text: &str) -> Option<Self> {
        let said = door.words.said(text)?;
        let from = from.trim();
        let from = Mobile::parse(from, None).or_else(|| Mobile::parse(&format!("+{from}"), None))?;
        Some(Self { gateway: door.gateway.clone(), from, said })
    }
}

/// The workspaces that may have written to somebody.
pub fn workspaces(app: &App) -> Pending<Vec<WorkspaceId>, StoreError> {
    app.store.read_system(|tx| tx.workspace_ids())
}

/// Acts on a word in one workspace; tells whether it changed anything. When this is answered, no later hand-over reaches
/// the number (P7).
pub fn hear(app: &App, workspace: WorkspaceId, heard: Heard) -> Pending<bool, StoreError> {
    let kept = app.clone();
    app.store.write(workspace, 1, move |tx| {
        tx.hold_people()?;
        let contact = kept.keys.mobile_contact(workspace, &heard.from);
        let (key, now) = (Key::of_contact(contact), tx.now()?);
        let standing: Vec<Block> =
            tx.blocks_on(&[key], now)?.into_iter().filter(|block| block.kind == BlockKind::OptOut).collect();
        match heard.said {
            // One of another kind may be lifted or end while the word still stands.
            Said::Stop if standing.iter().any(is_by_word) || !tx.was_texted(contact, &heard.gateway)? => {
                Ok(false)
            }
            Said::Stop => stop(tx, &heard, key, now).map(|()| true),
            Said::Start => start(tx, &heard, &standing, now),
        }
    })
}

/// Whether it is what a STOP makes.
fn is_by_word(block: &Block) -> bool {
    block.opt_in == Some(true)
        && block.customer.is_none()
        && block.questionnaire.is_none()
        && block.ends_at.is_none()
}

/// Made by the person, who may lift it: that is what START looks for.
fn stop(tx: &mut dyn WorkspaceTx, heard: &Heard, key: Key, now: Timestamp) -> Result<(), StoreError> {
    let block = NewBlock {
        kind: BlockKind::OptOut,
        questionnaire: None,
        opt_in: Some(true),
        customer: None,
        groups: Group::new(vec![key]).into_iter().collect(),
        starts_at: now,
        ends_at: None,
    };
    let id = tx.add_block(&block, now)?;
    tx.opt_out_customers(id, &block.groups, None, now)?;
    tx.audit(&row(&actor(heard), "opt-out", format!("opt-out {id} by a word"), now))
}

fn start(
    tx: &mut dyn WorkspaceTx,
    heard: &Heard,
    standing: &[Block],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let own: Vec<&Block> = standing.iter().filter(|block| block.opt_in == Some(true)).collect();
    for block in &own {
        tx.end_block(BlockKind::OptOut, block.id, now)?;
        tx.audit(&row(&actor(heard), "delete-opt-out", format!("opt-out {} by a word", block.id), now))?;
    }
    Ok(!own.is_empty())
}

fn actor(heard: &Heard) -> String {
    format!("gateway:{}", heard.gateway)
}
