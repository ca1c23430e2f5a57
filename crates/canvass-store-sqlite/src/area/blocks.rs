//! Locks and opt-outs. There is one writer, so nobody is taken in or handed over beside somebody who adds a block.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::block::{Block, BlockKind, Group, Hit, Key, NewBlock, Standing, is_meant};
use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, BlockId, ColumnId, CustomerId, QuestionnaireId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Rule;
use canvass_store::area::{Asked, Blocks, Meeting, Page};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::contact_rules::earlier;
use super::{cursor, limit, maybe_ticks};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute, query};

fn hash(cells: &mut Cells<'_, '_>) -> Result<[u8; 16]> {
    let bytes: Vec<u8> = cells.next()?;
    bytes.try_into().map_err(|_bytes| StoreError::Corrupt("a keyed hash"))
}

fn kind(cells: &mut Cells<'_, '_>) -> Result<BlockKind> {
    BlockKind::from_code(cells.next()?).ok_or(StoreError::Corrupt("block.kind"))
}

fn block(cells: &mut Cells<'_, '_>) -> Result<Block> {
    Ok(Block {
        id: BlockId(cells.next()?),
        kind: kind(cells)?,
        questionnaire: cells.next::<Option<i32>>()?.map(QuestionnaireId),
        opt_in: cells.next()?,
        customer: cells.next::<Option<i32>>()?.map(CustomerId),
        starts_at: cells.moment()?,
        ends_at: cells.maybe_moment()?,
        created_at: cells.moment()?,
    })
}

/// A group of a block of which a key was found.
struct Touched {
    hit: Hit,
    group: i32,
    size: i32,
}

impl SqliteTx<'_> {
    /// Groups of blocks that hold, of which these keys are a part; once for each key.
    fn touched(&self, keys: &[Key], questionnaire: Option<QuestionnaireId>, at: i64) -> Result<Vec<Touched>> {
        let mut find = self.prepare(catalogue::FIND_KEY)?;
        let mut touched = Vec::new();
        for key in keys {
            let row = params![self.wall(), key.column.0, key.hash, at, questionnaire.map(|id| id.0)];
            touched.extend(query(&mut find, row, |cells| {
                let block = BlockId(cells.next()?);
                let hit = Hit { block, kind: kind(cells)? };
                Ok(Touched { hit, group: cells.next()?, size: cells.next()? })
            })?);
        }
        Ok(touched)
    }

    /// The block that a person with these keys has; an opt-out before a lock (E80).
    pub(super) fn hit(
        &self,
        keys: &[Key],
        questionnaire: Option<QuestionnaireId>,
        at: Timestamp,
    ) -> Result<Option<Hit>> {
        let mut found: BTreeMap<(BlockKind, BlockId, i32), i32> = BTreeMap::new();
        for touched in self.touched(keys, questionnaire, to_ticks(at))? {
            *found.entry((touched.hit.kind, touched.hit.block, touched.group)).or_insert(touched.size) -= 1;
        }
        let first = found.into_iter().find(|(_, missing)| *missing == 0);
        Ok(first.map(|((kind, block, _), _)| Hit { block, kind }))
    }

    pub(super) fn has_blocks(&self) -> Result<bool> {
        Ok(self.cell(catalogue::HAS_BLOCKS, (self.wall(),))?.unwrap_or(false))
    }

    /// Counts the other customers of a person, known by a contact and the number beside it or that contact again, as far
    /// back as a moment.
    pub(super) fn count_earlier(
        &self,
        standing: &mut Standing,
        (contact, number): (&[u8], &[u8]),
        (own, questionnaire): (CustomerId, Option<QuestionnaireId>),
        since: Timestamp,
    ) -> Result<()> {
        let found = self.rows(catalogue::FIND_EARLIER, (self.wall(), contact, number, own.0), |cells| {
            let customer = CustomerId(cells.next()?);
            earlier(cells, customer)
        });
        for other in &found? {
            standing.count(questionnaire, other, since);
        }
        Ok(())
    }

    /// The keys of a customer.
    pub(super) fn customer_keys(&self, customer: CustomerId, contact: Option<Vec<u8>>) -> Result<Vec<Key>> {
        let mut keys = self.rows(catalogue::LIST_CUSTOMER_KEYS, (self.wall(), customer.0), |cells| {
            Ok(Key { column: ColumnId(cells.next()?), hash: hash(cells)? })
        })?;
        if let Some(contact) = contact {
            let hash = contact.try_into().map_err(|_bytes| StoreError::Corrupt("customer.contact_hash"))?;
            keys.insert(0, Key { column: Key::CONTACT, hash });
        }
        Ok(keys)
    }

    /// Writes the identifying values of a new customer.
    pub(super) fn insert_customer_keys(&self, customer: i32, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.change_one(catalogue::INSERT_CUSTOMER_KEY, (self.wall(), customer, key.column.0, key.hash))?;
        }
        Ok(())
    }

    fn groups_of(&self, block: BlockId) -> Result<Vec<Group>> {
        let mut groups: BTreeMap<i32, Vec<Key>> = BTreeMap::new();
        for (group, key) in self.rows(catalogue::LIST_BLOCK_KEYS, (self.wall(), block.0), |cells| {
            Ok((cells.next()?, Key { column: ColumnId(cells.next()?), hash: hash(cells)? }))
        })? {
            groups.entry(group).or_default().push(key);
        }
        Ok(groups.into_values().filter_map(Group::new).collect())
    }

    /// The customers that a group means.
    fn meant_by(&self, group: &Group) -> Result<BTreeSet<i32>> {
        let mut meant: Option<BTreeSet<i32>> = None;
        for key in group.keys() {
            let mut having: Vec<i32> =
                self.cells(catalogue::LIST_MEANT_BY_KEY, (self.wall(), key.column.0, key.hash))?;
            if key.column == Key::CONTACT {
                let known: Vec<i32> =
                    self.cells(catalogue::LIST_MEANT_BY_CONTACT, (self.wall(), key.hash))?;
                having.extend(known);
            }
            let having: BTreeSet<i32> = having.into_iter().collect();
            meant = Some(match meant {
                None => having,
                Some(meant) => meant.intersection(&having).copied().collect(),
            });
        }
        Ok(meant.unwrap_or_default())
    }

    /// What an opt-out does to one customer; true if it became 12.
    fn opt_out_one(&self, id: BlockId, customer: i32, is_own: bool, at: Timestamp) -> Result<bool> {
        let found = self.row(catalogue::FIND_STATE, (self.wall(), customer), |cells| {
            Ok((cells.customer_state()?, BatchId(cells.next()?)))
        })?;
        let Some((state, batch)) = found else { return Ok(false) };
        if state == CustomerState::Locked {
            let decision = Decision { rule: Rule::OptedOutLater, detail: Some(id.to_string()), at };
            self.add_decision(CustomerId(customer), &decision)?;
        }
        if state.is_end() && !is_own {
            return Ok(false);
        }
        self.change_one(catalogue::MARK_OPTED_OUT, (self.wall(), customer, to_ticks(at)))?;
        self.stop_mail(CustomerId(customer), MessageState::Cancelled, to_ticks(at))?;
        let is_stopped = state.opted_out() != state && state.opted_out() == CustomerState::OptedOut;
        if is_stopped {
            let decision = Decision { rule: Rule::OptedOut, detail: Some(id.to_string()), at };
            self.add_decision(CustomerId(customer), &decision)?;
            self.change(catalogue::LOOK_AT_BATCH, (self.wall(), batch.0))?;
        }
        Ok(is_stopped)
    }
}

impl Blocks for SqliteTx<'_> {
    fn hold_people(&mut self) -> Result<()> {
        Ok(())
    }

    fn share_people(&mut self) -> Result<()> {
        Ok(())
    }

    fn add_block(&mut self, block: &NewBlock, at: Timestamp) -> Result<BlockId> {
        let id = self.take_numbers("block", 1)?;
        self.change_one(
            catalogue::INSERT_BLOCK,
            (
                self.wall(),
                id,
                block.kind.code(),
                block.questionnaire.map(|questionnaire| questionnaire.0),
                block.customer.map(|customer| customer.0),
                block.opt_in,
                to_ticks(block.starts_at),
                maybe_ticks(block.ends_at),
                to_ticks(at),
            ),
        )?;
        let mut insert = self.prepare(catalogue::INSERT_BLOCK_KEY)?;
        for (number, group) in (0_i32..).zip(&block.groups) {
            for key in group.keys() {
                let row = params![self.wall(), key.column.0, key.hash, id, number, limit(group.keys().len())];
                execute(&mut insert, row)?;
            }
        }
        Ok(BlockId(id))
    }

    fn opt_out_customers(
        &mut self,
        id: BlockId,
        groups: &[Group],
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> Result<u64> {
        let own = customer.map(|customer| customer.0);
        let mut meant: BTreeSet<i32> = own.into_iter().collect();
        for group in groups {
            meant.extend(self.meant_by(group)?);
        }
        let mut stopped = 0;
        for customer in meant {
            stopped += u64::from(self.opt_out_one(id, customer, own == Some(customer), at)?);
        }
        Ok(stopped)
    }

    fn end_block(&mut self, kind: BlockKind, id: BlockId, at: Timestamp) -> Result<()> {
        let row = (self.wall(), id.0, kind.code(), to_ticks(at));
        self.change_named(catalogue::END_BLOCK, row, kind.as_str())
    }

    fn blocks(&mut self, kind: BlockKind, page: Page) -> Result<Vec<Block>> {
        let row = (self.wall(), kind.code(), cursor(page.after), limit(page.most));
        self.rows(catalogue::LIST_BLOCKS, row, block)
    }

    fn keys_of_customer(&mut self, customer: CustomerId) -> Result<Option<Vec<Key>>> {
        let contact: Option<Option<Vec<u8>>> =
            self.cell(catalogue::FIND_CUSTOMER_CONTACT, (self.wall(), customer.0))?;
        contact.map(|contact| self.customer_keys(customer, contact)).transpose()
    }

    fn opt_outs_of(&mut self, items: &[Vec<Group>], at: Timestamp) -> Result<Vec<Vec<BlockId>>> {
        items
            .iter()
            .map(|item| {
                let keys: Vec<Key> = item.iter().flat_map(Group::keys).copied().collect();
                let touched: BTreeSet<BlockId> = self
                    .touched(&keys, None, to_ticks(at))?
                    .into_iter()
                    .filter(|touched| touched.hit.kind == BlockKind::OptOut)
                    .map(|touched| touched.hit.block)
                    .collect();
                let mut meant = Vec::new();
                for block in touched {
                    let groups = self.groups_of(block)?;
                    if item.iter().any(|group| is_meant(group, &groups)) {
                        meant.push(block);
                    }
                }
                Ok(meant)
            })
            .collect()
    }

    fn blocks_on(&mut self, keys: &[Key], at: Timestamp) -> Result<Vec<Block>> {
        let mut missing: BTreeMap<(BlockId, i32), i32> = BTreeMap::new();
        let mut meant: BTreeMap<BlockId, Block> = BTreeMap::new();
        for key in keys {
            let row = (self.wall(), key.column.0, key.hash, to_ticks(at));
            let touched = self.rows(catalogue::LIST_TOUCHING, row, |cells| {
                Ok((block(cells)?, cells.next::<i32>()?, cells.next::<i32>()?))
            })?;
            for (block, group, size) in touched {
                let left = missing.entry((block.id, group)).or_insert(size);
                *left -= 1;
                if *left == 0 {
                    meant.insert(block.id, block);
                }
            }
        }
        Ok(meant.into_values().collect())
    }

    fn standings(
        &mut self,
        asked: &[Asked],
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<Standing>> {
        let has_blocks = self.has_blocks()?;
        asked
            .iter()
            .map(|asked| {
                let hit = if has_blocks { self.hit(&asked.keys, asked.questionnaire, at)? } else { None };
                let mut standing = Standing { hit, ..Standing::default() };
                let mut contacts = asked.contacts();
                if let (Some(since), Some(contact)) = (since, contacts.next()) {
                    let own = (CustomerId(0), asked.questionnaire);
                    let number = contacts.next().unwrap_or(contact);
                    self.count_earlier(&mut standing, (&contact.0, &number.0), own, since)?;
                }
                Ok(standing)
            })
            .collect()
    }

    fn was_met(&mut self, keys: &[Key], meeting: &Meeting) -> Result<bool> {
        let (since, questionnaire) = (to_ticks(meeting.since), meeting.questionnaire.map(|id| id.0));
        for key in keys {
            let row =
                (self.wall(), key.column.0, key.hash.as_slice(), since, questionnaire, meeting.every_state);
            if self.row(catalogue::FIND_MET, row, |_| Ok(()))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
