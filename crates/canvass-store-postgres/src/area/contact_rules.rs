//! Contact-frequency rules. Every change raises the configuration version and tells the workspace whether there is one to
//! look for at the fence.

use canvass_domain::block::Earlier;
use canvass_domain::contact_rule::{ContactRule, PastAsk};
use canvass_domain::id::{ContactHash, ContactRuleId, CustomerId, QuestionnaireId};
use canvass_domain::message::Slot;
use canvass_store::area::{ContactRules, NewContactRule, PastCursor};
use canvass_store::document::{terms_from_text, terms_to_text, values_from_text};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::contacts::hash;
use super::{channel, limit, message_state};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment_opt, named};

fn rule(row: &Row) -> Result<ContactRule> {
    Ok(ContactRule {
        id: ContactRuleId(named(row, "id")?),
        is_enabled: named(row, "is_enabled")?,
        name: named(row, "name")?,
        terms: terms_from_text(named(row, "document")?)?,
    })
}

/// Another customer of a person, with one of its messages.
pub(super) fn earlier(row: &Row) -> Result<Earlier> {
    let slot = named::<Option<i16>>(row, "slot")?.and_then(Slot::from_number);
    let state_in = |name| named::<Option<i16>>(row, name)?.map(message_state).transpose();
    let (state, fallback) = (state_in("state")?, state_in("fallback")?);
    Ok(Earlier {
        customer: CustomerId(named(row, "customer_id")?),
        questionnaire: named::<Option<i32>>(row, "questionnaire_id")?.map(QuestionnaireId),
        message: state.map(|state| state.for_others(fallback)),
        is_reminder: slot.is_some_and(|slot| slot != Slot::Invitation),
        channel: channel(row)?,
        handed_over_at: moment_opt(row, "handed_over_at")?,
        opened_at: moment_opt(row, "opened_at")?,
        finished_at: moment_opt(row, "finished_at")?,
        is_transaction: named(row, "is_transaction")?,
    })
}

fn past(row: &Row) -> Result<PastAsk> {
    let values = named::<Option<&str>>(row, "data_values")?.map(values_from_text).transpose()?;
    Ok(PastAsk {
        contact: hash(named(row, "contact_hash")?)?,
        number: named::<Option<&[u8]>>(row, "number_hash")?.map(hash).transpose()?,
        customer: CustomerId(named(row, "customer_id")?),
        earlier: earlier(row)?,
        ends_at: moment_opt(row, "ends_at")?,
        values: values.unwrap_or_default(),
    })
}

impl PostgresTx<'_> {
    pub(super) fn list_contact_rules(&mut self) -> Result<Vec<ContactRule>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_CONTACT_RULES, &[&workspace])?.iter().map(rule).collect()
    }

    fn mark_workspace(&mut self) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::MARK_WORKSPACE, "workspace", &[&workspace])
    }
}

impl ContactRules for PostgresTx<'_> {
    fn add_contact_rule(&mut self, new: &NewContactRule, at: Timestamp) -> Result<ContactRule> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::ContactRule)?;
        let text = terms_to_text(&new.terms);
        let rows = self.execute(
            catalogue::INSERT_CONTACT_RULE,
            &[&workspace, &id, &new.is_enabled, &to_ticks(at), &new.name, &text],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("contact_rule_name"));
        }
        self.mark_workspace()?;
        Ok(ContactRule {
            id: ContactRuleId(id),
            name: new.name.clone(),
            is_enabled: new.is_enabled,
            terms: new.terms.clone(),
        })
    }

    fn save_contact_rule(&mut self, rule: &ContactRule) -> Result<()> {
        let (workspace, text) = (self.ws(), terms_to_text(&rule.terms));
        self.execute_on(
            catalogue::UPDATE_CONTACT_RULE,
            "contact rule",
            &[&workspace, &rule.id.0, &rule.is_enabled, &rule.name, &text],
        )?;
        self.mark_workspace()
    }

    fn remove_contact_rule(&mut self, id: ContactRuleId) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::DELETE_CONTACT_RULE, "contact rule", &[&workspace, &id.0])?;
        self.mark_workspace()
    }

    fn past_asks(
        &mut self,
        after: Option<PastCursor>,
        most: usize,
        with_values: bool,
    ) -> Result<Vec<PastAsk>> {
        let workspace = self.ws();
        let contact = after.map(|cursor| cursor.contact.0.to_vec()).unwrap_or_default();
        let customer = after.map_or(0, |cursor| cursor.customer.0);
        let rows =
            self.query(catalogue::LIST_PAST, &[&workspace, &contact, &customer, &limit(most), &with_values])?;
        rows.iter().map(past).collect()
    }

    fn shared_numbers(&mut self) -> Result<Vec<(ContactHash, ContactHash)>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_SHARED_NUMBERS, &[&workspace])?
            .iter()
            .map(|row| Ok((hash(named(row, "contact_hash")?)?, hash(named(row, "number_hash")?)?)))
            .collect()
    }
}
