//! The stored answer of a link, version 1: numbers, never the link (Q53).

use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use serde::{Deserialize, Serialize};

use super::{LinkOutcome, MadeLink};
use crate::import_customers::StoredWarning;
use crate::request::Kept;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredAnswer),
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<StoredMade>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<StoredWarning>,
}

#[derive(Serialize, Deserialize)]
struct StoredMade {
    customer: i32,
    batch: i32,
    state: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<String>,
}

impl Kept for LinkOutcome {
    fn to_text(&self) -> String {
        let (made, reason) = match &self.result {
            Ok(made) => (Some(made), made.reason),
            Err(reason) => (None, Some(*reason)),
        };
        let stored = Stored::V1(StoredAnswer {
            made: made.map(|made| StoredMade {
                customer: made.customer.0,
                batch: made.batch.0,
                state: made.state.code(),
                host: made.host.clone(),
            }),
            reason: reason.map(|reason| reason.as_str().to_owned()),
            warnings: StoredWarning::all(&self.warnings),
        });
        serde_json::to_string(&stored).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        read(text).ok_or(StoreError::Corrupt("request.answer"))
    }
}

fn read(text: &str) -> Option<LinkOutcome> {
    let Stored::V1(stored) = serde_json::from_str(text).ok()?;
    let reason = match stored.reason {
        Some(word) => Some(Reason::from_word(&word)?),
        None => None,
    };
    let result = match stored.made {
        Some(made) => Ok(MadeLink {
            customer: CustomerId(made.customer),
            batch: BatchId(made.batch),
            state: CustomerState::from_code(made.state)?,
            reason,
            host: made.host,
        }),
        None => Err(reason?),
    };
    Some(LinkOutcome { result, warnings: StoredWarning::read(stored.warnings)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q53_a_kept_link_comes_back_as_it_was_and_holds_no_link() {
        let made = MadeLink {
            customer: CustomerId(90_004),
            batch: BatchId(12),
            state: CustomerState::Initial,
            reason: None,
            host: Some("feedback.example.org".to_owned()),
        };
        let locked = MadeLink { state: CustomerState::Locked, reason: Some(Reason::Locked), ..made.clone() };
        for result in [Ok(made), Ok(locked), Err(Reason::OptedOut)] {
            let outcome = LinkOutcome { result, warnings: Vec::new() };
            let text = outcome.to_text();
            assert!(!text.contains("/q/"));
            assert_eq!(LinkOutcome::from_text(&text), Ok(outcome));
        }
        assert!(LinkOutcome::from_text("{}").is_err());
    }
}
