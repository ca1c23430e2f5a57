//! Data values of a customer: one JSON object keyed by column number. A text is a plain value, an object an encrypted
//! one, so the common case costs nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use canvass_domain::id::ColumnId;
use canvass_domain::value::Value;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored<'a> {
    Plain(#[serde(borrow)] Cow<'a, str>),
    Encrypted {
        #[serde(borrow)]
        v: Cow<'a, str>,
        #[serde(borrow)]
        t: Cow<'a, str>,
        #[serde(borrow)]
        k: Cow<'a, str>,
    },
}

/// The text of values.
pub fn values_to_text(values: &BTreeMap<ColumnId, Value>) -> String {
    let stored: BTreeMap<i32, Stored<'_>> = values
        .iter()
        .map(|(column, value)| {
            let stored = match value {
                Value::Plain(text) => Stored::Plain(text.as_str().into()),
                Value::Encrypted { value, thumbprint, key } => Stored::Encrypted {
                    v: value.as_str().into(),
                    t: thumbprint.as_str().into(),
                    k: key.as_str().into(),
                },
            };
            (column.0, stored)
        })
        .collect();
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The values of a text made by [`values_to_text`].
pub fn values_from_text(text: &str) -> Result<BTreeMap<ColumnId, Value>> {
    let stored: BTreeMap<i32, Stored<'_>> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("customer.data_values"))?;
    Ok(stored
        .into_iter()
        .map(|(column, value)| {
            let value = match value {
                Stored::Plain(text) => Value::Plain(text.into_owned()),
                Stored::Encrypted { v, t, k } => Value::Encrypted {
                    value: v.into_owned(),
                    thumbprint: t.into_owned(),
                    key: k.into_owned(),
                },
            };
            (ColumnId(column), value)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let values = BTreeMap::from([
            (ColumnId(15), Value::Plain(" \"Ann\" \u{1F600}\n".to_owned())),
            (
                ColumnId(9),
                Value::Encrypted { value: "QEA=".into(), thumbprint: "ab".into(), key: "a\\b".into() },
            ),
        ]);
        assert_eq!(values_from_text(&values_to_text(&values)), Ok(values));
    }

    #[test]
    fn other_text_is_corrupt() {
        assert_eq!(values_from_text("[1]"), Err(StoreError::Corrupt("customer.data_values")));
    }
}
