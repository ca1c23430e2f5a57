//! Locks and opt-outs. Whoever adds a block is alone in its workspace with intakes and hand-overs: an advisory lock that
//! ends with the transaction, taken before any row (P7).

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::block::{Block, BlockKind, Group, Hit, Key, NewBlock, Standing, is_meant};
use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BlockId, ColumnId, CustomerId, QuestionnaireId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Rule;
use canvass_store::area::{Asked, Blocks, Meeting, Page};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::contact_rules::earlier;
use super::customers::Entry;
use super::{count_of, cursor, customer_state, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment, moment_opt, named};

fn kind(row: &Row) -> Result<BlockKind> {
    BlockKind::from_code(named(row, "kind")?).ok_or(StoreError::Corrupt("block.kind"))
}

fn block(row: &Row) -> Result<Block> {
    Ok(Block {
        id: BlockId(named(row, "id")?),
        kind: kind(row)?,
        questionnaire: named::<Option<i32>>(row, "questionnaire_id")?.map(QuestionnaireId),
        opt_in: named(row, "opt_in")?,
        customer: named::<Option<i32>>(row, "customer_id")?.map(CustomerId),
        starts_at: moment(row, "starts_at")?,
        ends_at: moment_opt(row, "ends_at")?,
        created_at: moment(row, "created_at")?,
    })
}

fn key(row: &Row) -> Result<Key> {
    let hash: &[u8] = named(row, "hash")?;
    let hash = hash.try_into().map_err(|_cause| StoreError::Corrupt("a keyed hash"))?;
    Ok(Key { column: ColumnId(named(row, "column_id")?), hash })
}

/// The place in a slice that a row speaks of.
pub(super) fn place_of<T>(items: &mut [T], row: &Row) -> Result<usize> {
    let place = usize::try_from(named::<i32>(row, "n")?).unwrap_or(usize::MAX);
    if place < items.len() { Ok(place) } else { Err(StoreError::Engine("a row of nobody".to_owned())) }
}

/// Keeps the block that decides: an opt-out before a lock, the older of two (E80).
pub(super) fn keep_hit(standing: &mut Standing, row: &Row) -> Result<()> {
    let hit = Hit { block: BlockId(named(row, "id")?), kind: kind(row)? };
    let is_first = standing.hit.is_none_or(|known| (hit.kind, hit.block) < (known.kind, known.block));
    if is_first {
        standing.hit = Some(hit);
    }
    Ok(())
}

/// Keys as columns, each with the place of its owner.
#[derive(Default)]
struct KeyRows<'a> {
    places: Vec<i32>,
    columns: Vec<i32>,
    hashes: Vec<&'a [u8]>,
}

impl<'a> KeyRows<'a> {
    fn push(&mut self, place: i32, key: &'a Key) {
        self.places.push(place);
        self.columns.push(key.column.0);
        self.hashes.push(&key.hash);
    }
}

impl PostgresTx<'_> {
    /// Writes the identifying values of new customers, the first of them with this number.
    pub(super) fn insert_customer_keys<'k>(
        &mut self,
        first: i32,
        keys: impl Iterator<Item = &'k [Key]>,
    ) -> Result<()> {
        let mut rows = KeyRows::default();
        for (customer, keys) in (first..).zip(keys) {
            for key in keys {
                rows.push(customer, key);
            }
        }
        if rows.places.is_empty() {
            return Ok(());
        }
        let workspace = self.ws();
        self.execute_exactly(
            catalogue::INSERT_CUSTOMER_KEYS,
            u64::try_from(rows.places.len()).unwrap_or(u64::MAX),
            &[&workspace, &rows.places, &rows.columns, &rows.hashes],
        )
    }

    fn find_hits(&mut self, asked: &[Asked], standings: &mut [Standing], at: i64) -> Result<()> {
        let mut rows = KeyRows::default();
        let mut questionnaires: Vec<Option<i32>> = Vec::new();
        for (place, asked) in (0..).zip(asked) {
            for key in &asked.keys {
                rows.push(place, key);
                questionnaires.push(asked.questionnaire.map(|questionnaire| questionnaire.0));
            }
        }
        let workspace = self.ws();
        let found = self.query(
            catalogue::FIND_HITS,
            &[&workspace, &rows.places, &rows.columns, &rows.hashes, &questionnaires, &at],
        )?;
        for row in &found {
            let place = place_of(standings, row)?;
            standings.get_mut(place).map_or(Ok(()), |standing| keep_hit(standing, row))?;
        }
        Ok(())
    }

    fn find_earlier(&mut self, asked: &[Asked], standings: &mut [Standing], since: Timestamp) -> Result<()> {
        let mut rows = KeyRows::default();
        for (place, asked) in (0..).zip(asked) {
            let contacts = asked.keys.iter().filter(|key| key.column == Key::CONTACT);
            contacts.for_each(|contact| rows.push(place, contact));
        }
        let workspace = self.ws();
        let nobody = vec![0_i32; rows.places.len()];
        let found =
            self.query(catalogue::LIST_EARLIER, &[&workspace, &rows.places, &rows.hashes, &nobody])?;
        for row in &found {
            let place = place_of(standings, row)?;
            let own = asked.get(place).and_then(|asked| asked.questionnaire);
            if let Some(standing) = standings.get_mut(place) {
                standing.count(own, &earlier(row)?, since);
            }
        }
        Ok(())
    }

    /// The customers that groups mean and that are not at an end, held, with state and batch.
    fn lock_meant(
        &mut self,
        groups: &[Group],
        own: Option<CustomerId>,
    ) -> Result<BTreeMap<i32, (CustomerState, i32)>> {
        let workspace = self.ws();
        let mut meant: BTreeSet<i32> = own.iter().map(|customer| customer.0).collect();
        for group in groups {
            let (contacts, columns): (Vec<&Key>, Vec<&Key>) =
                group.keys().iter().partition(|key| key.column == Key::CONTACT);
            let contacts: Vec<&[u8]> = contacts.iter().map(|key| key.hash.as_slice()).collect();
            let hashes: Vec<&[u8]> = columns.iter().map(|key| key.hash.as_slice()).collect();
            let columns: Vec<i32> = columns.iter().map(|key| key.column.0).collect();
            let size = i64::from(count_of(columns.len())?);
            let found =
                self.query(catalogue::LIST_MEANT, &[&workspace, &contacts, &columns, &hashes, &size])?;
            for row in &found {
                meant.insert(field(row, 0)?);
            }
        }
        let meant: Vec<i32> = meant.into_iter().collect();
        let own = own.map(|customer| customer.0);
        self.query(catalogue::LOCK_MEANT, &[&workspace, &meant, &own])?
            .iter()
            .map(|row| Ok((field(row, 0)?, (customer_state(row)?, named(row, "batch_id")?))))
            .collect()
    }

    fn groups_of(&mut self, blocks: &BTreeSet<i32>) -> Result<BTreeMap<i32, Vec<Group>>> {
        let workspace = self.ws();
        let ids: Vec<i32> = blocks.iter().copied().collect();
        let mut keys: BTreeMap<(i32, i32), Vec<Key>> = BTreeMap::new();
        for row in &self.query(catalogue::LIST_BLOCK_KEYS, &[&workspace, &ids])? {
            keys.entry((field(row, 0)?, field(row, 1)?)).or_default().push(key(row)?);
        }
        let mut groups: BTreeMap<i32, Vec<Group>> = BTreeMap::new();
        for ((block, _), keys) in keys {
            groups.entry(block).or_default().extend(Group::new(keys));
        }
        Ok(groups)
    }
}

impl Blocks for PostgresTx<'_> {
    fn hold_people(&mut self) -> Result<()> {
        let workspace = self.ws();
        self.query(catalogue::GUARD_ALONE, &[&workspace]).map(drop)
    }

    fn share_people(&mut self) -> Result<()> {
        let workspace = self.ws();
        self.query(catalogue::GUARD_SHARED, &[&workspace]).map(drop)
    }

    fn add_block(&mut self, block: &NewBlock, at: Timestamp) -> Result<BlockId> {
        let workspace = self.ws();
        self.hold_people()?;
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Block)?;
        let questionnaire = block.questionnaire.map(|questionnaire| questionnaire.0);
        let customer = block.customer.map(|customer| customer.0);
        self.execute_exactly(
            catalogue::INSERT_BLOCK,
            1,
            &[
                &workspace,
                &id,
                &block.kind.code(),
                &questionnaire,
                &customer,
                &block.opt_in,
                &to_ticks(block.starts_at),
                &block.ends_at.map(to_ticks),
                &to_ticks(at),
            ],
        )?;
        let mut rows = KeyRows::default();
        let mut sizes: Vec<i32> = Vec::new();
        for (number, group) in (0..).zip(&block.groups) {
            for key in group.keys() {
                rows.push(number, key);
                sizes.push(count_of(group.keys().len())?);
            }
        }
        let expected = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
        let parameters: &[&(dyn postgres::types::ToSql + Sync)] =
            &[&workspace, &id, &rows.columns, &rows.hashes, &rows.places, &sizes];
        self.execute_exactly(catalogue::INSERT_BLOCK_KEYS, expected, parameters)?;
        Ok(BlockId(id))
    }

    fn opt_out_customers(
        &mut self,
        id: BlockId,
        groups: &[Group],
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> Result<u64> {
        let workspace = self.ws();
        let meant = self.lock_meant(groups, customer)?;
        let is_locked = |state: CustomerState| state == CustomerState::Locked;
        let own = customer.map(|customer| customer.0);
        let all: Vec<i32> = meant
            .iter()
            .filter(|(customer, (state, _))| !is_locked(*state) || own == Some(**customer))
            .map(|(customer, _)| *customer)
            .collect();
        self.execute(catalogue::MARK_OPTED_OUT, &[&workspace, &all, &to_ticks(at)])?;
        self.stop_mail((&vec![workspace; all.len()], &all), MessageState::Cancelled, to_ticks(at))?;
        let stopped = || meant.iter().filter(|(_, (state, _))| state.opted_out() != *state);
        let told = |(customer, (state, _)): (&i32, &(CustomerState, i32))| {
            let rule = if is_locked(*state) { Rule::OptedOutLater } else { Rule::OptedOut };
            let decision = Decision { rule, detail: Some(id.to_string()), at };
            (self.workspace_id(), CustomerId(*customer), decision)
        };
        let entries: Vec<Entry> = stopped().map(told).collect();
        let later: Vec<Entry> = meant.iter().filter(|(_, (state, _))| is_locked(*state)).map(told).collect();
        let batches: Vec<i32> = stopped().map(|(_, (_, batch))| *batch).collect();
        self.write_decisions(&entries)?;
        self.write_decisions(&later)?;
        self.execute(catalogue::LOOK_AT_BATCHES, &[&workspace, &batches])?;
        Ok(u64::try_from(entries.len()).unwrap_or(u64::MAX))
    }

    fn end_block(&mut self, kind: BlockKind, id: BlockId, at: Timestamp) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(
            catalogue::END_BLOCK,
            kind.as_str(),
            &[&workspace, &id.0, &kind.code(), &to_ticks(at)],
        )
    }

    fn blocks(&mut self, kind: BlockKind, page: Page) -> Result<Vec<Block>> {
        let workspace = self.ws();
        self.query(
            catalogue::LIST_BLOCKS,
            &[&workspace, &kind.code(), &cursor(page.after), &limit(page.most)],
        )?
        .iter()
        .map(block)
        .collect()
    }

    fn keys_of_customer(&mut self, customer: CustomerId) -> Result<Option<Vec<Key>>> {
        let workspace = self.ws();
        let Some(row) = self.query_opt(catalogue::FIND_CUSTOMER_CONTACT, &[&workspace, &customer.0])? else {
            return Ok(None);
        };
        let mut keys = Vec::new();
        if let Some(contact) = field::<Option<&[u8]>>(&row, 0)? {
            let hash = contact.try_into().map_err(|_cause| StoreError::Corrupt("customer.contact_hash"))?;
            keys.push(Key { column: Key::CONTACT, hash });
        }
        for row in &self.query(catalogue::LIST_CUSTOMER_KEYS, &[&workspace, &customer.0])? {
            keys.push(key(row)?);
        }
        Ok(Some(keys))
    }

    fn opt_outs_of(&mut self, items: &[Vec<Group>], at: Timestamp) -> Result<Vec<Vec<BlockId>>> {
        let workspace = self.ws();
        let mut rows = KeyRows::default();
        for (place, item) in (0..).zip(items) {
            item.iter().flat_map(Group::keys).for_each(|key| rows.push(place, key));
        }
        let touched = self.query(
            catalogue::LIST_TOUCHED_OPT_OUTS,
            &[&workspace, &rows.places, &rows.columns, &rows.hashes, &to_ticks(at)],
        )?;
        let ids = touched.iter().map(|row| named(row, "id")).collect::<Result<BTreeSet<i32>>>()?;
        let groups = self.groups_of(&ids)?;
        let mut meant = vec![Vec::new(); items.len()];
        for row in &touched {
            let place = place_of(&mut meant, row)?;
            let id: i32 = named(row, "id")?;
            let known = groups.get(&id).map_or(&[][..], Vec::as_slice);
            let is_hit = items.get(place).is_some_and(|item| item.iter().any(|group| is_meant(group, known)));
            if let (true, Some(meant)) = (is_hit, meant.get_mut(place)) {
                meant.push(BlockId(id));
            }
        }
        Ok(meant)
    }

    fn blocks_on(&mut self, keys: &[Key], at: Timestamp) -> Result<Vec<Block>> {
        let workspace = self.ws();
        let columns: Vec<i32> = keys.iter().map(|key| key.column.0).collect();
        let hashes: Vec<&[u8]> = keys.iter().map(|key| key.hash.as_slice()).collect();
        self.query(catalogue::LIST_BLOCKS_ON, &[&workspace, &columns, &hashes, &to_ticks(at)])?
            .iter()
            .map(block)
            .collect()
    }

    fn standings(
        &mut self,
        asked: &[Asked],
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<Standing>> {
        if self.may_write {
            self.share_people()?;
        }
        let mut standings = vec![Standing::default(); asked.len()];
        self.find_hits(asked, &mut standings, to_ticks(at))?;
        if let Some(since) = since {
            self.find_earlier(asked, &mut standings, since)?;
        }
        Ok(standings)
    }

    fn was_met(&mut self, keys: &[Key], meeting: &Meeting) -> Result<bool> {
        let workspace = self.ws();
        let columns: Vec<i32> = keys.iter().map(|key| key.column.0).collect();
        let hashes: Vec<&[u8]> = keys.iter().map(|key| key.hash.as_slice()).collect();
        let (since, questionnaire) = (to_ticks(meeting.since), meeting.questionnaire.map(|id| id.0));
        let row = self.query_opt(
            catalogue::FIND_MET,
            &[&workspace, &columns, &hashes, &since, &questionnaire, &meeting.every_state],
        )?;
        Ok(row.is_some())
    }
}
