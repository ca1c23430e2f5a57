//! The stored answer of `CreateOrganisation`, version 1: its number.

use canvass_domain::id::OrganisationId;
use canvass_store::StoreError;
use serde::{Deserialize, Serialize};

use crate::request::Kept;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1 { organisation: i32 },
}

impl Kept for OrganisationId {
    fn to_text(&self) -> String {
        serde_json::to_string(&Stored::V1 { organisation: self.0 }).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let stored = serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("request.answer"))?;
        let Stored::V1 { organisation } = stored;
        Ok(Self(organisation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_back_as_it_was() {
        let text = OrganisationId(17).to_text();
        assert_eq!(text, r#"{"v":"1","organisation":17}"#);
        assert_eq!(OrganisationId::from_text(&text), Ok(OrganisationId(17)));
        assert_eq!(OrganisationId::from_text("{}"), Err(StoreError::Corrupt("request.answer")));
    }
}
