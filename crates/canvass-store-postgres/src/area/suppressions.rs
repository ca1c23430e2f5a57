//! The do-not-contact list and the reports that fill it. Whoever adds an entry is alone in its workspace with intakes and
//! hand-overs, like everybody who adds a block.

use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::bounce::{
    BounceSource, CameBack, NewBounce, NewSuppression, Suppression, SuppressionKind, TryAgain,
};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, BlockId, ContactHash, CustomerId};
use canvass_domain::message::{Evidence, MessageState, Round, Slot};
use canvass_domain::reason::Rule;
use canvass_store::area::{Blocks, MessageRecord, Messages, Page, Suppressions};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::{cursor, limit};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, moment, moment_opt, named};

fn suppression(row: &Row) -> Result<Suppression> {
    let kind = SuppressionKind::from_code(named(row, "kind")?);
    let source = BounceSource::from_code(named(row, "source")?);
    Ok(Suppression {
        id: BlockId(named(row, "block_id")?),
        kind: kind.ok_or(StoreError::Corrupt("suppression.kind"))?,
        source: source.ok_or(StoreError::Corrupt("suppression.source"))?,
        customer: named::<Option<i32>>(row, "customer_id")?.map(CustomerId),
        last_line: named(row, "last_line")?,
        since: moment(row, "starts_at")?,
        lifted_at: moment_opt(row, "ends_at")?,
    })
}

impl Suppressions for PostgresTx<'_> {
    fn suppress(&mut self, new: &NewSuppression, at: Timestamp) -> Result<Option<BlockId>> {
        self.hold_people()?;
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
        let (workspace, contact) = (self.ws(), new.contact.0.as_slice());
        self.execute_exactly(
            catalogue::INSERT_SUPPRESSION,
            1,
            &[&workspace, &id.0, &contact, &new.kind.code(), &new.source.code(), &new.last_line],
        )?;
        Ok(Some(id))
    }

    fn suppression_of(&mut self, contact: ContactHash, at: Timestamp) -> Result<Option<Suppression>> {
        let (workspace, contact) = (self.ws(), contact.0.as_slice());
        let row = self.query_opt(catalogue::FIND_SUPPRESSION, &[&workspace, &contact, &to_ticks(at)])?;
        row.as_ref().map(suppression).transpose()
    }

    fn suppressions(&mut self, page: Page) -> Result<Vec<Suppression>> {
        let workspace = self.ws();
        let row: [&(dyn postgres::types::ToSql + Sync); 3] =
            [&workspace, &cursor(page.after), &limit(page.most)];
        self.query(catalogue::LIST_SUPPRESSIONS, &row)?.iter().map(suppression).collect()
    }

    fn add_bounce(&mut self, bounce: &NewBounce, at: Timestamp) -> Result<bool> {
        let (customer, slot, round, reported_at) = match bounce.about {
            Some((customer, slot, round)) => (customer.0, slot.number(), round, 0),
            None => (0, 0, Round::FIRST, to_ticks(bounce.reported_at)),
        };
        let (workspace, contact) = (self.ws(), bounce.contact.0.as_slice());
        let added = self.execute(
            catalogue::INSERT_BOUNCE,
            &[
                &workspace,
                &contact,
                &bounce.kind.code(),
                &customer,
                &slot,
                &round.number(),
                &reported_at,
                &bounce.source.code(),
                &to_ticks(at),
                &bounce.last_line,
            ],
        )?;
        Ok(added > 0)
    }

    fn soft_bounces(&mut self, contact: ContactHash, since: Timestamp) -> Result<i64> {
        let (workspace, contact) = (self.ws(), contact.0.as_slice());
        let row = self.query_opt(catalogue::COUNT_SOFT_BOUNCES, &[&workspace, &contact, &to_ticks(since)])?;
        row.map_or(Ok(0), |row| field(&row, 0))
    }

    fn customers_of(&mut self, contact: ContactHash, most: usize) -> Result<Vec<CustomerId>> {
        let (workspace, contact) = (self.ws(), contact.0.as_slice());
        self.query(catalogue::LIST_CUSTOMERS_OF, &[&workspace, &contact, &limit(most)])?
            .iter()
            .map(|row| Ok(CustomerId(field(row, 0)?)))
            .collect()
    }

    fn mail_came_back(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        line: &str,
        at: Timestamp,
    ) -> Result<Option<CameBack>> {
        let Some((_, BatchId(batch))) = self.held_standing(customer)? else { return Ok(None) };
        let message = self.message(customer, slot)?.filter(|found| found.handed_over_at.is_some());
        let Some(message) = message else { return Ok(None) };
        let (workspace, ticks) = (self.ws(), to_ticks(at));
        let is_settled = matches!(message.state, MessageState::HandingOver | MessageState::InDoubt)
            && self.end_message((customer, slot), (message.state, MessageState::Rejected), Some(line), at)?;
        for decision in told(&message, line, at) {
            self.write_decision(customer, decision)?;
        }
        self.stop_mail((&[workspace], &[customer.0]), MessageState::Cancelled, ticks)?;
        let row: [&(dyn postgres::types::ToSql + Sync); 2] = [&vec![workspace], &vec![customer.0]];
        let is_customer_bounced = self.execute(catalogue::BOUNCE_CUSTOMERS, &row)? > 0;
        if is_customer_bounced {
            self.execute(catalogue::MARK_BATCH, &[&workspace, &batch, &customer.0])?;
        }
        Ok(Some(CameBack { is_settled, is_customer_bounced }))
    }

    fn try_again(&mut self, again: &TryAgain, at: Timestamp) -> Result<bool> {
        self.leave_again(again, at)
    }
}

/// What goes to the ledger: also the hand-over that the row will forget, and the end of a doubt.
fn told(message: &MessageRecord, line: &str, at: Timestamp) -> Vec<Decision> {
    let mut told = Vec::new();
    match (message.state, message.handed_over_at) {
        (MessageState::HandingOver, Some(at)) => {
            let detail = Some(message.attempts.to_string());
            told.push(Decision { rule: message.slot.handed_over(), detail, at });
        }
        (MessageState::InDoubt, _) => {
            let detail = Some(Evidence::Bounced.as_str().to_owned());
            told.push(Decision { rule: Rule::MessageSettled, detail, at });
        }
        _ => {}
    }
    told.push(Decision { rule: Rule::MessageBounced, detail: Some(line.to_owned()), at });
    told
}
