//! The contract by area, implemented on [`crate::tx::SqliteTx`]: one file an area, named as in the contract.

mod access;
mod answers;
mod batches;
mod blocks;
mod configuration;
mod contact_rules;
mod contacts;
mod copies;
mod customers;
mod day_batch;
mod delivery;
mod doubt;
mod files;
mod imports;
mod installation;
mod mailbox;
mod messages;
mod notes;
mod numbers;
mod organisations;
mod products;
mod requests;
mod results;
mod rounds;
mod suppressions;
mod webhook_queue;
mod webhooks;

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Routing;
use canvass_domain::id::{QuestionnaireId, TemplateId, VersionNumber};
use canvass_domain::message::{Channel, Departure, MessageState, Round, Window};
use canvass_domain::reason::Reason;
use canvass_store::{Result, StoreError};

use crate::tx::Cells;

impl Cells<'_, '_> {
    /// The next cell as a customer's state.
    fn customer_state(&mut self) -> Result<CustomerState> {
        CustomerState::from_code(self.next()?).ok_or(StoreError::Corrupt("customer.state"))
    }

    /// The next cell as a customer's reason.
    fn reason(&mut self) -> Result<Option<Reason>> {
        let word: Option<String> = self.next()?;
        word.map(|word| Reason::from_word(&word).ok_or(StoreError::Corrupt("customer.reason"))).transpose()
    }

    /// The next cell as a message's state.
    fn message_state(&mut self) -> Result<MessageState> {
        MessageState::from_code(self.next()?).ok_or(StoreError::Corrupt("message.state"))
    }

    /// The next cell as a round of a message.
    fn round(&mut self) -> Result<Round> {
        Round::new(self.next()?).ok_or(StoreError::Corrupt("message.round"))
    }

    /// The next cell as a departure of a message.
    fn departure(&mut self) -> Result<Departure> {
        Departure::new(self.next()?).ok_or(StoreError::Corrupt("message.departure"))
    }

    /// The next cell as a way out.
    fn channel(&mut self) -> Result<Channel> {
        Channel::from_code(self.next()?).ok_or(StoreError::Corrupt("customer.channel"))
    }

    /// The next cell as a message's state, if there is a message.
    fn maybe_message_state(&mut self) -> Result<Option<MessageState>> {
        let code: Option<i16> = self.next()?;
        code.map(|code| MessageState::from_code(code).ok_or(StoreError::Corrupt("message.state"))).transpose()
    }

    /// The next three cells as a window.
    fn window(&mut self) -> Result<Window> {
        Ok(Window { due_at: self.moment()?, closes_at: self.moment()?, ends_at: self.moment()? })
    }

    /// The next four cells as a routing: questionnaire, version, template, language.
    fn routing(&mut self) -> Result<Option<Routing>> {
        let questionnaire: Option<i32> = self.next()?;
        let version: Option<i32> = self.next()?;
        let template: Option<i32> = self.next()?;
        let language: Option<String> = self.next()?;
        let (Some(questionnaire), Some(version), Some(language)) = (questionnaire, version, language) else {
            return Ok(None);
        };
        Ok(Some(Routing {
            questionnaire: QuestionnaireId(questionnaire),
            version: VersionNumber(version),
            template: template.map(TemplateId),
            language,
        }))
    }
}

/// A count of SQLite as a limit.
fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// Moments of a window that may be missing, as stored.
fn maybe_ticks(moment: Option<jiff::Timestamp>) -> Option<i64> {
    moment.map(canvass_store::to_ticks)
}

/// A moment of a page cursor: ids above `i32` cannot exist.
fn cursor(after: i64) -> i32 {
    i32::try_from(after).unwrap_or(i32::MAX)
}
