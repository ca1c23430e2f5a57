//! The do-not-contact list and the reports that fill it. There is one writer, so nobody is taken in or handed over beside
//! a new entry.

use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::bounce::{
    BounceSource, CameBack, NewBounce, NewSuppression, Suppression, SuppressionKind, TryAgain,
};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BlockId, ContactHash, CustomerId};
use canvass_domain::message::{Evidence, MessageKey, MessageState, Round, Slot};
use canvass_domain::reason::Rule;
use canvass_store::area::{Blocks, Messages, Page, Suppressions};
use canvass_store::{Result, StoreError, WorkspaceTx, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::{cursor, limit};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn suppression(cells: &mut Cells<'_, '_>) -> Result<Suppression> {
    Ok(Suppression {
        id: BlockId(cells.next()?),
        kind: SuppressionKind::from_code(cells.next()?).ok_or(StoreError::Corrupt("suppression.kind"))?,
        source: BounceSource::from_code(cells.next()?).ok_or(StoreError::Corrupt("suppression.source"))?,
        customer: cells.next::<Option<i32>>()?.map(CustomerId),
        last_line: cells.next()?,
        since: cells.moment()?,
        lifted_at: cells.maybe_moment()?,
    })
}

impl Suppressions for SqliteTx<'_> {
    fn suppress(&mut self, new: &NewSuppression, at: Timestamp) -> Result<Option<BlockId>> {
        if self.suppression_of(new.contact, at)?.is_some() {
            return Ok(None);
        }
        let block = NewBlock {
            kind: BlockKind::Suppression,
            questionnaire: None,
            opt_in: None,
            customer: new.customer,
            groups: Group::new(vec![Key::of_contact(new.contact)]).into_iter().collect(),
            starts_at: at,
            ends_at: None,
        };
        let id = self.add_block(&block, at)?;
        let row = params![
            self.wall(),
            id.0,
            new.contact.0,
            new.kind.code(),
            new.source.code(),
            new.last_line.as_deref()
        ];
        self.change_one(catalogue::INSERT_SUPPRESSION, row)?;
        Ok(Some(id))
    }

    fn suppression_of(&mut self, contact: ContactHash, at: Timestamp) -> Result<Option<Suppression>> {
        self.row(catalogue::FIND_SUPPRESSION, (self.wall(), contact.0, to_ticks(at)), suppression)
    }

    fn suppressions(&mut self, page: Page) -> Result<Vec<Suppression>> {
        let row = (self.wall(), cursor(page.after), limit(page.most));
        self.rows(catalogue::LIST_SUPPRESSIONS, row, suppression)
    }

    fn add_bounce(&mut self, bounce: &NewBounce, at: Timestamp) -> Result<bool> {
        let (customer, slot, round, reported_at) = match bounce.about {
            Some((customer, slot, round)) => (customer.0, slot.number(), round, 0),
            None => (0, 0, Round::FIRST, to_ticks(bounce.reported_at)),
        };
        let row = params![
            self.wall(),
            bounce.contact.0,
            bounce.kind.code(),
            customer,
            slot,
            round.number(),
            reported_at,
            bounce.source.code(),
            to_ticks(at),
            bounce.last_line
        ];
        Ok(self.change(catalogue::INSERT_BOUNCE, row)? > 0)
    }

    fn soft_bounces(&mut self, contact: ContactHash, since: Timestamp) -> Result<i64> {
        let row = (self.wall(), contact.0, to_ticks(since));
        Ok(self.cell(catalogue::COUNT_SOFT_BOUNCES, row)?.unwrap_or(0))
    }

    fn customers_of(&mut self, contact: ContactHash, most: usize) -> Result<Vec<CustomerId>> {
        let row = (self.wall(), contact.0, limit(most));
        Ok(self.cells(catalogue::LIST_CUSTOMERS_OF, row)?.into_iter().map(CustomerId).collect())
    }

    fn mail_came_back(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        line: &str,
        at: Timestamp,
    ) -> Result<Option<CameBack>> {
        let Some(message) = self.message(customer, slot)? else { return Ok(None) };
        if message.handed_over_at.is_none() {
            return Ok(None);
        }
        if message.state == MessageState::HandingOver {
            let key = MessageKey { workspace: self.workspace_id(), customer, slot };
            self.tell_hand_over(key, message.attempts, message.handed_over_at)?;
        }
        let is_settled = matches!(message.state, MessageState::HandingOver | MessageState::InDoubt)
            && self.end_message((customer, slot), (message.state, MessageState::Rejected), Some(line), at)?;
        if is_settled && message.state == MessageState::InDoubt {
            let detail = Some(Evidence::Bounced.as_str().to_owned());
            self.add_decision(customer, &Decision { rule: Rule::MessageSettled, detail, at })?;
        }
        let detail = Some(line.to_owned());
        self.add_decision(customer, &Decision { rule: Rule::MessageBounced, detail, at })?;
        let is_customer_bounced = self.bounce(customer, message.batch, at)?;
        Ok(Some(CameBack { is_settled, is_customer_bounced }))
    }

    fn try_again(&mut self, again: &TryAgain, at: Timestamp) -> Result<bool> {
        self.leave_again(again, at)
    }
}
