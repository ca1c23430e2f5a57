//! The stored answer of an import, version 1: enough to answer again, byte for byte, and nothing about a person but
//! numbers (promises 2.2). Customers that stand where most of the batch stands are not listed.

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use serde::{Deserialize, Serialize};

use super::stored_warning::StoredWarning;
use super::{ImportOutcome, Imported};
use crate::request::Kept;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredAnswer),
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    batch: i32,
    state: String,
    kind: String,
    first: i32,
    count: usize,
    /// Code of the state that most customers are in, without a reason.
    usual: i32,
    /// Index, code, reason of the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<(usize, i32, Option<String>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<StoredWarning>,
}

impl Kept for ImportOutcome {
    fn to_text(&self) -> String {
        outcome_to_text(self)
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        outcome_from_text(text)
    }
}

fn outcome_to_text(outcome: &ImportOutcome) -> String {
    let scheduled = outcome.count(CustomerState::Scheduled);
    let initial = outcome.count(CustomerState::Initial);
    let usual = if scheduled >= initial { CustomerState::Scheduled } else { CustomerState::Initial };
    let others = outcome
        .customers
        .iter()
        .filter(|customer| customer.state != usual || customer.reason.is_some())
        .map(|customer| {
            (customer.index, customer.state.code(), customer.reason.map(|reason| reason.as_str().to_owned()))
        })
        .collect();
    let stored = Stored::V1(StoredAnswer {
        batch: outcome.batch.0,
        state: outcome.batch_state.as_str().to_owned(),
        kind: outcome.kind.as_str().to_owned(),
        first: outcome.customers.first().map_or(0, |customer| customer.id.0),
        count: outcome.customers.len(),
        usual: usual.code(),
        others,
        warnings: StoredWarning::all(&outcome.warnings),
    });
    serde_json::to_string(&stored).unwrap_or_default()
}

fn outcome_from_text(text: &str) -> Result<ImportOutcome, StoreError> {
    read(text).ok_or(StoreError::Corrupt("request.answer"))
}

fn read(text: &str) -> Option<ImportOutcome> {
    let Stored::V1(stored) = serde_json::from_str(text).ok()?;
    let usual = CustomerState::from_code(stored.usual)?;
    let mut customers: Vec<Imported> = (stored.first..)
        .take(stored.count)
        .enumerate()
        .map(|(index, id)| Imported { index, id: CustomerId(id), state: usual, reason: None })
        .collect();
    for (index, code, reason) in stored.others {
        let customer = customers.get_mut(index)?;
        customer.state = CustomerState::from_code(code)?;
        customer.reason = match reason {
            Some(word) => Some(Reason::from_word(&word)?),
            None => None,
        };
    }
    Some(ImportOutcome {
        batch: BatchId(stored.batch),
        batch_state: BatchState::from_word(&stored.state)?,
        kind: BatchKind::from_word(&stored.kind)?,
        customers,
        warnings: StoredWarning::read(stored.warnings)?,
    })
}

#[cfg(test)]
mod tests {
    use canvass_domain::command::Place;
    use canvass_domain::decide::import_customers::{Notice, Warning};
    use canvass_domain::id::ColumnId;

    use super::*;

    fn outcome(states: &[(CustomerState, Option<Reason>)]) -> ImportOutcome {
        let customers = states
            .iter()
            .zip(90_001..)
            .enumerate()
            .map(|(index, ((state, reason), id))| Imported {
                index,
                id: CustomerId(id),
                state: *state,
                reason: *reason,
            })
            .collect();
        ImportOutcome {
            batch: BatchId(4711),
            batch_state: BatchState::Approved,
            kind: BatchKind::Email,
            customers,
            warnings: vec![
                Warning { place: Place::Value(0, 1), notice: Notice::ColumnNameDiffers(ColumnId(16)) },
                Warning { place: Place::Notify, notice: Notice::NotifyAddressSkipped(2) },
                Warning { place: Place::Request, notice: Notice::WarningsLeftOut },
            ],
        }
    }

    #[test]
    fn a_kept_answer_comes_back_as_it_was() {
        for states in [
            vec![(CustomerState::Scheduled, None), (CustomerState::Fault, Some(Reason::InvalidEmail))],
            vec![(CustomerState::Initial, None), (CustomerState::Initial, None)],
            vec![(CustomerState::Closed, Some(Reason::EndDatePassed))],
        ] {
            let outcome = outcome(&states);
            assert_eq!(outcome_from_text(&outcome_to_text(&outcome)), Ok(outcome));
        }
    }

    #[test]
    fn a_plain_batch_is_kept_in_a_few_bytes() {
        let mut plain = outcome(&[(CustomerState::Scheduled, None); 200]);
        plain.warnings.clear();
        assert!(outcome_to_text(&plain).len() < 120);
    }

    #[test]
    fn other_text_is_corrupt() {
        assert_eq!(outcome_from_text(""), Err(StoreError::Corrupt("request.answer")));
        assert_eq!(outcome_from_text(r#"{"v":"2"}"#), Err(StoreError::Corrupt("request.answer")));
    }
}
