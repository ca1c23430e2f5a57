//! Conditions of a route: a JSON list of `{"column", "values"}`.

use canvass_domain::id::ColumnId;
use canvass_domain::route::Condition;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
struct Stored {
    column: i32,
    values: Vec<String>,
}

/// The text of conditions.
pub fn conditions_to_text(conditions: &[Condition]) -> String {
    let stored: Vec<Stored> =
        conditions.iter().map(|c| Stored { column: c.column.0, values: c.values.clone() }).collect();
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The conditions of a text made by [`conditions_to_text`].
pub fn conditions_from_text(text: &str) -> Result<Vec<Condition>> {
    let stored: Vec<Stored> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("route.conditions"))?;
    Ok(stored.into_iter().map(|c| Condition { column: ColumnId(c.column), values: c.values }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_come_back_as_they_were() {
        let conditions =
            vec![Condition { column: ColumnId(18), values: vec!["North".into(), String::new()] }];
        assert_eq!(conditions_from_text(&conditions_to_text(&conditions)), Ok(conditions));
        assert_eq!(conditions_from_text("{}"), Err(StoreError::Corrupt("route.conditions")));
    }
}
