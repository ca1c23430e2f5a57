//! The contract by area, implemented on [`crate::transaction::PostgresTx`]: one file an area, named as in the contract.

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
mod intake;
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
use canvass_domain::decide::import_customers::{KeptAnswer, Routing};
use canvass_domain::id::{BaseQuestionId, QuestionnaireId, TemplateId, VersionNumber};
use canvass_domain::message::{Channel, Departure, MessageState, Round, Slot, Window};
use canvass_domain::reason::Reason;
use canvass_store::document::{files_from_text, positions_from_text};
use canvass_store::{Result, StoreError};
use postgres::Row;

use crate::transaction::{moment, named};

/// A page's limit as a parameter.
fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// A count as a number of storage.
fn count_of(number: usize) -> Result<i32> {
    i32::try_from(number).map_err(|_cause| StoreError::Engine("more rows than numbers".to_owned()))
}

/// A page's cursor: ids above `i32` cannot exist.
fn cursor(after: i64) -> i32 {
    i32::try_from(after).unwrap_or(i32::MAX)
}

/// A state's code as storage keeps it.
fn state_code(state: CustomerState) -> i16 {
    i16::try_from(state.code()).unwrap_or_default()
}

fn customer_state(row: &Row) -> Result<CustomerState> {
    let code: i16 = named(row, "state")?;
    CustomerState::from_code(code.into()).ok_or(StoreError::Corrupt("customer.state"))
}

fn reason(row: &Row) -> Result<Option<Reason>> {
    let word: Option<&str> = named(row, "reason")?;
    word.map(|word| Reason::from_word(word).ok_or(StoreError::Corrupt("customer.reason"))).transpose()
}

fn message_state(code: i16) -> Result<MessageState> {
    MessageState::from_code(code).ok_or(StoreError::Corrupt("message.state"))
}

fn channel(row: &Row) -> Result<Channel> {
    Channel::from_code(named(row, "channel")?).ok_or(StoreError::Corrupt("customer.channel"))
}

fn slot(row: &Row) -> Result<Slot> {
    Slot::from_number(named(row, "slot")?).ok_or(StoreError::Corrupt("message.slot"))
}

fn round(row: &Row) -> Result<Round> {
    Round::new(named(row, "round")?).ok_or(StoreError::Corrupt("message.round"))
}

fn departure(row: &Row) -> Result<Departure> {
    Departure::new(named(row, "departure")?).ok_or(StoreError::Corrupt("message.departure"))
}

fn window(row: &Row) -> Result<Window> {
    Ok(Window {
        due_at: moment(row, "due_at")?,
        closes_at: moment(row, "closes_at")?,
        ends_at: moment(row, "ends_at")?,
    })
}

fn routing(row: &Row) -> Result<Option<Routing>> {
    let questionnaire: Option<i32> = named(row, "questionnaire_id")?;
    let version: Option<i32> = named(row, "version")?;
    let language: Option<String> = named(row, "language")?;
    let (Some(questionnaire), Some(version), Some(language)) = (questionnaire, version, language) else {
        return Ok(None);
    };
    Ok(Some(Routing {
        questionnaire: QuestionnaireId(questionnaire),
        version: VersionNumber(version),
        template: named::<Option<i32>>(row, "template_id")?.map(TemplateId),
        language,
    }))
}

/// A given answer.
fn kept_answer(row: &Row) -> Result<KeptAnswer> {
    Ok(KeptAnswer {
        question: BaseQuestionId(named(row, "question_id")?),
        page_repetition: named(row, "page_repetition")?,
        section_repetition: named(row, "section_repetition")?,
        positions: positions_from_text(named(row, "positions")?)?,
        is_not_applicable: named(row, "is_not_applicable")?,
        text: named(row, "text")?,
        files: files_from_text(named(row, "files")?)?,
        answered_at: moment(row, "answered_at")?,
    })
}
