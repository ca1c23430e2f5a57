//! The stored answers of calls with transactions and of imported responses, version 1: numbers and codes, never links
//! (Q53). What a response said is read again at a replay.

use canvass_domain::command::Member;
use canvass_domain::decide::import_transactions::{DateOrder, EmailStatus, RowError, RowProblem};
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId, VersionNumber};
use canvass_store::{StoreError, WorkspaceTx, from_ticks, to_ticks};
use serde::{Deserialize, Serialize};

use super::{ResponseOutcome, TransactionsOutcome};
use crate::request::Kept;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored<T> {
    #[serde(rename = "1")]
    V1(T),
}

#[derive(Serialize, Deserialize)]
struct StoredTransactions {
    batch: i32,
    email: String,
    first: i32,
    rows: usize,
    /// Places of the rows that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<StoredError>,
}

#[derive(Serialize, Deserialize)]
struct StoredError {
    row: usize,
    member: StoredMember,
    problem: StoredProblem,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredMember {
    FirstName,
    LastName,
    Email,
    Mobile,
    SegmentCode,
    TransactionDate,
    Custom(u8),
    ProductName(usize),
    ProductGroup(usize),
    ProductCustom(usize, u8),
    Questionnaire,
    EmailTemplate,
    TextTemplate,
    Language,
    SendsEmail,
    SendsText,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredProblem {
    IdentityMissing,
    EmailInvalid,
    MobileInvalid,
    DateInvalid(String),
    DateFuture,
    SegmentUnknown,
    QuestionnaireUnknown,
    QuestionnaireMissing,
    TemplateUnknown,
    FlagInvalid,
    TooLong(usize),
    CharacterInvalid,
}

impl Kept for TransactionsOutcome {
    fn to_text(&self) -> String {
        let refused = self.rows.iter().enumerate().filter(|(_, row)| row.is_none()).map(|(at, _)| at);
        let stored = StoredTransactions {
            batch: self.batch.0,
            email: self.email.as_str().to_owned(),
            first: self.rows.iter().flatten().next().map_or(0, |customer| customer.0),
            rows: self.rows.len(),
            refused: refused.collect(),
            errors: self.errors.iter().map(error_to_stored).collect(),
        };
        serde_json::to_string(&Stored::V1(stored)).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        read_transactions(text).ok_or(StoreError::Corrupt("request.answer"))
    }
}

fn read_transactions(text: &str) -> Option<TransactionsOutcome> {
    let Stored::V1(stored) = serde_json::from_str::<Stored<StoredTransactions>>(text).ok()?;
    let mut numbers = stored.first..;
    let mut refused = stored.refused.into_iter().peekable();
    let rows = (0..stored.rows)
        .map(|at| if refused.next_if_eq(&at).is_some() { None } else { numbers.next().map(CustomerId) })
        .collect();
    Some(TransactionsOutcome {
        batch: BatchId(stored.batch),
        email: EmailStatus::from_word(&stored.email)?,
        rows,
        errors: stored.errors.into_iter().map(error_from_stored).collect::<Option<_>>()?,
        standings: Vec::new(),
    })
}

fn error_to_stored(error: &RowError) -> StoredError {
    let member = match error.member {
        Member::FirstName => StoredMember::FirstName,
        Member::LastName => StoredMember::LastName,
        Member::Email => StoredMember::Email,
        Member::Mobile => StoredMember::Mobile,
        Member::SegmentCode => StoredMember::SegmentCode,
        Member::TransactionDate => StoredMember::TransactionDate,
        Member::Custom(number) => StoredMember::Custom(number),
        Member::ProductName(at) => StoredMember::ProductName(at),
        Member::ProductGroup(at) => StoredMember::ProductGroup(at),
        Member::ProductCustom(at, number) => StoredMember::ProductCustom(at, number),
        Member::Questionnaire => StoredMember::Questionnaire,
        Member::EmailTemplate => StoredMember::EmailTemplate,
        Member::TextTemplate => StoredMember::TextTemplate,
        Member::Language => StoredMember::Language,
        Member::SendsEmail => StoredMember::SendsEmail,
        Member::SendsText => StoredMember::SendsText,
    };
    let problem = match error.problem {
        RowProblem::IdentityMissing => StoredProblem::IdentityMissing,
        RowProblem::EmailInvalid => StoredProblem::EmailInvalid,
        RowProblem::MobileInvalid => StoredProblem::MobileInvalid,
        RowProblem::DateInvalid(order) => StoredProblem::DateInvalid(order.as_str().to_owned()),
        RowProblem::DateFuture => StoredProblem::DateFuture,
        RowProblem::SegmentUnknown => StoredProblem::SegmentUnknown,
        RowProblem::QuestionnaireUnknown => StoredProblem::QuestionnaireUnknown,
        RowProblem::QuestionnaireMissing => StoredProblem::QuestionnaireMissing,
        RowProblem::TemplateUnknown => StoredProblem::TemplateUnknown,
        RowProblem::FlagInvalid => StoredProblem::FlagInvalid,
        RowProblem::TooLong { most } => StoredProblem::TooLong(most),
        RowProblem::CharacterInvalid => StoredProblem::CharacterInvalid,
    };
    StoredError { row: error.row, member, problem }
}

fn error_from_stored(stored: StoredError) -> Option<RowError> {
    let member = match stored.member {
        StoredMember::FirstName => Member::FirstName,
        StoredMember::LastName => Member::LastName,
        StoredMember::Email => Member::Email,
        StoredMember::Mobile => Member::Mobile,
        StoredMember::SegmentCode => Member::SegmentCode,
        StoredMember::TransactionDate => Member::TransactionDate,
        StoredMember::Custom(number) => Member::Custom(number),
        StoredMember::ProductName(at) => Member::ProductName(at),
        StoredMember::ProductGroup(at) => Member::ProductGroup(at),
        StoredMember::ProductCustom(at, number) => Member::ProductCustom(at, number),
        StoredMember::Questionnaire => Member::Questionnaire,
        StoredMember::EmailTemplate => Member::EmailTemplate,
        StoredMember::TextTemplate => Member::TextTemplate,
        StoredMember::Language => Member::Language,
        StoredMember::SendsEmail => Member::SendsEmail,
        StoredMember::SendsText => Member::SendsText,
    };
    let problem = match stored.problem {
        StoredProblem::IdentityMissing => RowProblem::IdentityMissing,
        StoredProblem::EmailInvalid => RowProblem::EmailInvalid,
        StoredProblem::MobileInvalid => RowProblem::MobileInvalid,
        StoredProblem::DateInvalid(order) => RowProblem::DateInvalid(DateOrder::from_word(&order)?),
        StoredProblem::DateFuture => RowProblem::DateFuture,
        StoredProblem::SegmentUnknown => RowProblem::SegmentUnknown,
        StoredProblem::QuestionnaireUnknown => RowProblem::QuestionnaireUnknown,
        StoredProblem::QuestionnaireMissing => RowProblem::QuestionnaireMissing,
        StoredProblem::TemplateUnknown => RowProblem::TemplateUnknown,
        StoredProblem::FlagInvalid => RowProblem::FlagInvalid,
        StoredProblem::TooLong(most) => RowProblem::TooLong { most },
        StoredProblem::CharacterInvalid => RowProblem::CharacterInvalid,
    };
    Some(RowError { row: stored.row, member, problem })
}

#[derive(Serialize, Deserialize)]
struct StoredResponse {
    batch: i32,
    response: i32,
    questionnaire: i32,
    version: i32,
    name: String,
    finished_at: i64,
    is_partial: bool,
    language: String,
}

impl Kept for ResponseOutcome {
    fn to_text(&self) -> String {
        let stored = StoredResponse {
            batch: self.batch.0,
            response: self.response.0,
            questionnaire: self.questionnaire.0,
            version: self.version.0,
            name: self.questionnaire_name.clone(),
            finished_at: to_ticks(self.finished_at),
            is_partial: self.is_partial,
            language: self.language.clone(),
        };
        serde_json::to_string(&Stored::V1(stored)).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let read = || serde_json::from_str::<Stored<StoredResponse>>(text).ok();
        let Stored::V1(stored) = read().ok_or(StoreError::Corrupt("request.answer"))?;
        Ok(Self {
            batch: BatchId(stored.batch),
            response: CustomerId(stored.response),
            questionnaire: QuestionnaireId(stored.questionnaire),
            version: VersionNumber(stored.version),
            questionnaire_name: stored.name,
            finished_at: from_ticks(stored.finished_at),
            is_partial: stored.is_partial,
            language: stored.language,
            answers: Vec::new(),
        })
    }

    /// What was said is not kept a second time.
    fn complete(&mut self, tx: &mut dyn WorkspaceTx) -> Result<(), StoreError> {
        self.answers = tx.answers(self.response)?.into_iter().map(|given| given.answer).collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn q53_a_kept_answer_comes_back_as_it_was_and_holds_no_link() {
        let errors = [
            (Member::Custom(255), RowProblem::TooLong { most: 1_000 }),
            (Member::ProductCustom(3, 20), RowProblem::CharacterInvalid),
            (Member::TransactionDate, RowProblem::DateInvalid(DateOrder::MonthFirst)),
            (Member::Email, RowProblem::IdentityMissing),
            (Member::Mobile, RowProblem::MobileInvalid),
        ];
        let outcome = TransactionsOutcome {
            batch: BatchId(7),
            email: EmailStatus::NobodyEligible,
            rows: vec![None, Some(CustomerId(9_000)), None, Some(CustomerId(9_001))],
            errors: errors.map(|(member, problem)| RowError { row: 2, member, problem }).to_vec(),
            standings: Vec::new(),
        };
        let text = outcome.to_text();
        assert!(!text.contains("/q/"));
        assert_eq!(TransactionsOutcome::from_text(&text), Ok(outcome));
        assert!(TransactionsOutcome::from_text("{}").is_err());
    }

    #[test]
    fn a_kept_response_comes_back_as_it_was() {
        let outcome = ResponseOutcome {
            batch: BatchId(7),
            response: CustomerId(9_000),
            questionnaire: QuestionnaireId(1),
            version: VersionNumber(2),
            questionnaire_name: "After purchase".to_owned(),
            finished_at: Timestamp::UNIX_EPOCH,
            is_partial: true,
            language: "nl".to_owned(),
            answers: Vec::new(),
        };
        assert_eq!(ResponseOutcome::from_text(&outcome.to_text()), Ok(outcome));
        assert!(ResponseOutcome::from_text("{}").is_err());
    }
}
