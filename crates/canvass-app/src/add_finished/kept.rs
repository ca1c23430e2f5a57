//! The stored answer of a finished response, version 1: numbers only.

use canvass_domain::id::{BatchId, CustomerId};
use canvass_store::StoreError;
use serde::{Deserialize, Serialize};

use super::FinishedOutcome;
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
    customer: i32,
    batch: i32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<StoredWarning>,
}

impl Kept for FinishedOutcome {
    fn to_text(&self) -> String {
        let stored = Stored::V1(StoredAnswer {
            customer: self.customer.0,
            batch: self.batch.0,
            warnings: StoredWarning::all(&self.warnings),
        });
        serde_json::to_string(&stored).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("request.answer");
        let Stored::V1(stored) = serde_json::from_str(text).map_err(|_cause| corrupt())?;
        Ok(Self {
            customer: CustomerId(stored.customer),
            batch: BatchId(stored.batch),
            warnings: StoredWarning::read(stored.warnings).ok_or_else(corrupt)?,
        })
    }
}
