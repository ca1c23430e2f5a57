//! Locks and opt-outs, and what is known of a person when somebody is to be asked (E71-E85, Q44-Q46).
//!
//! Whoever adds a block and whoever looks for one take turns within a workspace until their transactions end, so a block
//! lies before or after an intake or a hand-over, never beside it (P7).

use canvass_domain::block::{Block, BlockKind, Group, Key, NewBlock, Standing};
use canvass_domain::id::{BlockId, ContactHash, CustomerId, QuestionnaireId};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A person about to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// All its keys: the contact, the number beside an address, and identifying values.
    pub keys: Vec<Key>,
    /// What it is asked.
    pub questionnaire: Option<QuestionnaireId>,
}

impl Asked {
    /// Its contacts, by any of which it is known: the first, and the number beside an address.
    pub fn contacts(&self) -> impl Iterator<Item = ContactHash> {
        self.keys.iter().filter(|key| key.column == Key::CONTACT).map(|key| ContactHash(key.hash))
    }
}

/// An earlier meeting with a person (E85).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// Not before this moment.
    pub since: Timestamp,
    /// Only of this questionnaire; `None` = of any.
    pub questionnaire: Option<QuestionnaireId>,
    /// Customers of every status but 10 and 13 count from when they came, not only those who were invited or opened.
    pub every_state: bool,
}

/// Locks and opt-outs.
pub trait Blocks {
    /// From here on nobody is handed over, taken in or blocked beside it in the workspace until the transaction ends. Before
    /// any row is held; for whoever looks whether there is a block before adding or ending one.
    fn hold_people(&mut self) -> Result<()>;
    /// From here on nobody is blocked beside it in the workspace, and no number becomes a contact, until the transaction
    /// ends; others are taken in and handed over beside it. For whoever takes customers in, before it looks at the set-up.
    fn share_people(&mut self) -> Result<()>;
    /// Stores a block. Nobody is handed over or taken in beside it in the workspace until the transaction ends.
    fn add_block(&mut self, block: &NewBlock, at: Timestamp) -> Result<BlockId>;
    /// What an opt-out does at once to all customers it means (E16): those in 1 to 4 become 12 with an entry in the
    /// ledger, those in 5 and 6 keep their state, all get the mark and the date, and their waiting mail is cancelled.
    /// `customer` gets the mark whatever its state, and who is locked only the entry. Tells how many became 12.
    fn opt_out_customers(
        &mut self,
        id: BlockId,
        groups: &[Group],
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> Result<u64>;
    /// Ends a block that holds; one that is over stays as it is. `Missing("lock")` or `Missing("opt-out")`.
    fn end_block(&mut self, kind: BlockKind, id: BlockId, at: Timestamp) -> Result<()>;
    /// Blocks of a kind by id, over ones too (E78).
    fn blocks(&mut self, kind: BlockKind, page: Page) -> Result<Vec<Block>>;
    /// The keys of a customer: its contact and its identifying values. `None` for an unknown customer.
    fn keys_of_customer(&mut self, customer: CustomerId) -> Result<Option<Vec<Key>>>;
    /// For each item the opt-outs that hold and are meant by one of its groups (E81, E82), by id.
    fn opt_outs_of(&mut self, items: &[Vec<Group>], at: Timestamp) -> Result<Vec<Vec<BlockId>>>;
    /// The blocks that are not over and mean a person with these keys, whatever the questionnaire, by id.
    fn blocks_on(&mut self, keys: &[Key], at: Timestamp) -> Result<Vec<Block>>;
    /// How each person stands now; no block is added beside it until the transaction ends. Only `since` a moment looks for
    /// earlier contacts, those of all customers who share one of its contacts, each once.
    fn standings(
        &mut self,
        asked: &[Asked],
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<Standing>>;
    /// Whether a customer who is no test and has one of these identifying values was met (E85).
    fn was_met(&mut self, keys: &[Key], meeting: &Meeting) -> Result<bool>;
}
