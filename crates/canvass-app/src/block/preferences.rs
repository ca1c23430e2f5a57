//! What a person says by the link in its invitation: no more of them (E80), or a lock lifted that the organisation lets it
//! lift (E79). Looking changes nothing; doing twice is doing once. Nothing is asked but the link, which nobody can forge.

use canvass_domain::block::{Block, BlockKind, Key};
use canvass_domain::command::{NamedPerson, OptOut};
use canvass_domain::decision::Decision;
use canvass_domain::id::BlockId;
use canvass_domain::reason::Rule;
use canvass_store::area::CustomerRecord;
use canvass_store::{Pending, StoreError, WorkspaceTx};
use jiff::{Timestamp, tz::TimeZone};

use super::opt_out;
use crate::change::row;
use crate::secret::Link;
use crate::{App, Refusal, Soon};

/// One answer for unknown, forged, revoked and erased links, the same as for a questionnaire's.
const UNKNOWN: Refusal = Refusal::NotFound("link");
const ACTOR: &str = "respondent";

/// How a person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// The name people know the workspace by.
    pub workspace_name: String,
    /// The language the person was written to in.
    pub language: String,
    /// Gives moments their local form.
    pub zone: TimeZone,
    /// The page says that it is a test.
    pub is_test: bool,
    /// The person gets no invitations, and that has no end.
    pub is_opted_out: bool,
    /// The locks that the person may lift.
    pub locks: Vec<LiftableLock>,
}

/// A lock that the person may lift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiftableLock {
    /// Its number.
    pub id: BlockId,
    /// It blocks before this moment.
    pub ends_at: Option<Timestamp>,
}

/// Shows how the person behind a link stands. Reads only (P8).
pub fn show_preferences(app: &App, link: &str) -> Soon<Preferences, Refusal> {
    by_link(app, link, |app, link| {
        app.clone().store.read(link.workspace, move |tx| {
            let (customer, keys) = behind(tx, link)?;
            let now = tx.now()?;
            let blocks = tx.blocks_on(&keys, now)?;
            let is_opted_out = is_opted_out(tx, &keys, now)?;
            let workspace = &app.configuration(tx)?.workspace;
            let language = customer
                .routing
                .map_or_else(|| workspace.settings.language.clone(), |routing| routing.language);
            Ok(Preferences {
                workspace_name: workspace.name.clone(),
                language,
                zone: workspace.settings.zone.clone(),
                is_test: customer.is_test,
                is_opted_out,
                locks: blocks.iter().filter(|block| is_liftable(block)).map(liftable).collect(),
            })
        })
    })
}

/// Opts the person behind a link out, at once. When this is answered, no later hand-over reaches the person (P7).
pub fn opt_out_by_link(app: &App, link: &str) -> Soon<(), Refusal> {
    by_link(app, link, |app, link| {
        app.clone().store.write(link.workspace, 1, move |tx| {
            tx.hold_people()?;
            let (customer, keys) = behind(tx, link)?;
            let (customer, now) = (customer.id, tx.now()?);
            // What a word made is of the number alone, and a word lifts it.
            if are_blocked(tx, &contacts(&keys), now, |block| block.opt_in.is_none())? {
                return Ok(());
            }
            let person = NamedPerson { customer: Some(customer.0), ..NamedPerson::default() };
            let made = opt_out::add(&app, tx, &OptOut { person }, now, Some(customer))?;
            let object = format!("opt-out {} of customer {customer}", made.id);
            Ok(tx.audit(&row(ACTOR, "opt-out", object, now))?)
        })
    })
}

/// Ends the locks that the person behind a link may lift; those of the organisation and an opt-out stay (E79).
pub fn lift_locks_by_link(app: &App, link: &str) -> Soon<(), Refusal> {
    by_link(app, link, |app, link| {
        app.store.write(link.workspace, 1, move |tx| {
            tx.hold_people()?;
            let (customer, keys) = behind(tx, link)?;
            let now = tx.now()?;
            let blocks = tx.blocks_on(&keys, now)?;
            for lock in blocks.iter().filter(|block| is_liftable(block)) {
                tx.end_block(BlockKind::Lock, lock.id, now)?;
                let (rule, detail) = (Rule::LockLifted, Some(lock.id.to_string()));
                tx.add_decisions(&[(customer.id, Decision { rule, detail, at: now })])?;
                let object = format!("lock {} of customer {}", lock.id, customer.id);
                tx.audit(&row(ACTOR, "lift-lock", object, now))?;
            }
            Ok(())
        })
    })
}

fn by_link<R>(app: &App, link: &str, ask: impl FnOnce(App, Link) -> Pending<R, Refusal>) -> Soon<R, Refusal> {
    match Link::parse_preferences(link, &app.keys) {
        Ok(link) => Soon::Asked(ask(app.clone(), link)),
        Err(_fault) => Soon::Known(Err(UNKNOWN)),
    }
}

/// The customer of a link and its keys. A customer without any is nobody any more.
fn behind(tx: &mut dyn WorkspaceTx, link: Link) -> Result<(CustomerRecord, Vec<Key>), Refusal> {
    let customer = tx.customer(link.customer)?.filter(|found| found.link_generation == link.generation);
    let customer = customer.ok_or(UNKNOWN)?;
    let keys = tx.keys_of_customer(link.customer)?.filter(|keys| !keys.is_empty()).ok_or(UNKNOWN)?;
    Ok((customer, keys))
}

/// Neither by its address nor by its number, nor by the values that identify it.
fn is_opted_out(tx: &mut dyn WorkspaceTx, keys: &[Key], now: Timestamp) -> Result<bool, StoreError> {
    let columns: Vec<Key> = keys.iter().copied().filter(|key| key.column != Key::CONTACT).collect();
    let by_columns = !columns.is_empty() && tx.blocks_on(&columns, now)?.iter().any(is_opt_out);
    Ok(by_columns || are_blocked(tx, &contacts(keys), now, |_| true)?)
}

/// Whether each of these contacts is opted out by itself: who was by the number alone still gets mail.
fn are_blocked(
    tx: &mut dyn WorkspaceTx,
    contacts: &[Key],
    now: Timestamp,
    counts: impl Fn(&Block) -> bool,
) -> Result<bool, StoreError> {
    for contact in contacts {
        let blocks = tx.blocks_on(&[*contact], now)?;
        if !blocks.iter().any(|block| is_opt_out(block) && counts(block)) {
            return Ok(false);
        }
    }
    Ok(!contacts.is_empty())
}

fn contacts(keys: &[Key]) -> Vec<Key> {
    keys.iter().copied().filter(|key| key.column == Key::CONTACT).collect()
}

fn is_opt_out(block: &Block) -> bool {
    block.kind == BlockKind::OptOut
}

fn is_liftable(block: &Block) -> bool {
    block.kind == BlockKind::Lock && block.opt_in == Some(true)
}

fn liftable(block: &Block) -> LiftableLock {
    LiftableLock { id: block.id, ends_at: block.ends_at }
}
