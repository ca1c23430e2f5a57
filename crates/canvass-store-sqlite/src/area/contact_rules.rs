//! Contact-frequency rules. Every change raises the configuration version and tells the workspace whether there is one to
//! look for at the fence.

use canvass_domain::block::Earlier;
use canvass_domain::contact_rule::{ContactRule, PastAsk};
use canvass_domain::id::{ContactHash, ContactRuleId, CustomerId, QuestionnaireId};
use canvass_domain::message::Slot;
use canvass_store::area::{ContactRules, NewContactRule, PastCursor};
use canvass_store::document::{terms_from_text, terms_to_text, values_from_text};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::contacts::hash;
use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn rule(cells: &mut Cells<'_, '_>) -> Result<ContactRule> {
    Ok(ContactRule {
        id: ContactRuleId(cells.next()?),
        is_enabled: cells.next()?,
        name: cells.next()?,
        terms: terms_from_text(&cells.next::<String>()?)?,
    })
}

/// The next eight cells as another customer of a person.
pub(super) fn earlier(cells: &mut Cells<'_, '_>, customer: CustomerId) -> Result<Earlier> {
    let questionnaire = cells.next::<Option<i32>>()?.map(QuestionnaireId);
    let slot: Option<i16> = cells.next()?;
    let (state, fallback) = (cells.maybe_message_state()?, cells.maybe_message_state()?);
    Ok(Earlier {
        customer,
        questionnaire,
        message: state.map(|state| state.for_others(fallback)),
        is_reminder: slot.and_then(Slot::from_number).is_some_and(|slot| slot != Slot::Invitation),
        channel: cells.channel()?,
        handed_over_at: cells.maybe_moment()?,
        finished_at: cells.maybe_moment()?,
        opened_at: cells.maybe_moment()?,
        is_transaction: cells.next()?,
    })
}

fn past(cells: &mut Cells<'_, '_>) -> Result<PastAsk> {
    let contact = hash(&cells.next::<Vec<u8>>()?)?;
    let number = cells.next::<Option<Vec<u8>>>()?.as_deref().map(hash).transpose()?;
    let customer = CustomerId(cells.next()?);
    let ends_at = cells.maybe_moment()?;
    let values = cells.next::<Option<String>>()?.map(|text| values_from_text(&text)).transpose()?;
    let earlier = earlier(cells, customer)?;
    Ok(PastAsk { contact, number, customer, earlier, ends_at, values: values.unwrap_or_default() })
}

impl SqliteTx<'_> {
    pub(super) fn list_contact_rules(&self) -> Result<Vec<ContactRule>> {
        self.rows(catalogue::LIST_CONTACT_RULES, (self.wall(),), rule)
    }

    fn mark_workspace(&self) -> Result<()> {
        self.change_one(catalogue::MARK_WORKSPACE, (self.wall(),))
    }
}

impl ContactRules for SqliteTx<'_> {
    fn add_contact_rule(&mut self, new: &NewContactRule, at: Timestamp) -> Result<ContactRule> {
        let id = self.take_numbers("contact_rule", 1)?;
        let text = terms_to_text(&new.terms);
        self.change_one(
            catalogue::INSERT_CONTACT_RULE,
            (self.wall(), id, new.is_enabled, to_ticks(at), &new.name, text),
        )?;
        self.mark_workspace()?;
        Ok(ContactRule {
            id: ContactRuleId(id),
            name: new.name.clone(),
            is_enabled: new.is_enabled,
            terms: new.terms.clone(),
        })
    }

    fn save_contact_rule(&mut self, rule: &ContactRule) -> Result<()> {
        let row = (self.wall(), rule.id.0, rule.is_enabled, &rule.name, terms_to_text(&rule.terms));
        self.change_named(catalogue::UPDATE_CONTACT_RULE, row, "contact rule")?;
        self.mark_workspace()
    }

    fn remove_contact_rule(&mut self, id: ContactRuleId) -> Result<()> {
        self.change_named(catalogue::DELETE_CONTACT_RULE, (self.wall(), id.0), "contact rule")?;
        self.mark_workspace()
    }

    fn past_asks(
        &mut self,
        after: Option<PastCursor>,
        most: usize,
        with_values: bool,
    ) -> Result<Vec<PastAsk>> {
        let contact = after.map(|cursor| cursor.contact.0.to_vec()).unwrap_or_default();
        let customer = after.map_or(0, |cursor| cursor.customer.0);
        let row = params![self.wall(), contact, customer, limit(most), with_values];
        self.rows(catalogue::LIST_PAST, row, past)
    }

    fn shared_numbers(&mut self) -> Result<Vec<(ContactHash, ContactHash)>> {
        self.rows(catalogue::LIST_SHARED_NUMBERS, (self.wall(),), |cells| {
            Ok((hash(&cells.next::<Vec<u8>>()?)?, hash(&cells.next::<Vec<u8>>()?)?))
        })
    }
}
