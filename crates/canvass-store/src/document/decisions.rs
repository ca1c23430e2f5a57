//! The intake's entries of a ledger: a JSON list of `[code, ticks, detail?]`.

use canvass_domain::decision::Decision;
use canvass_domain::reason::Rule;

use crate::{Result, StoreError, from_ticks, to_ticks};

type Stored<'a> = (&'a str, i64, Option<&'a str>);

/// The text of entries.
pub fn decisions_to_text(decisions: &[Decision]) -> String {
    let stored: Vec<Stored<'_>> =
        decisions.iter().map(|d| (d.rule.code(), to_ticks(d.at), d.detail.as_deref())).collect();
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The entries of a text made by [`decisions_to_text`].
pub fn decisions_from_text(text: &str) -> Result<Vec<Decision>> {
    let corrupt = StoreError::Corrupt("customer.decisions");
    let stored: Vec<(String, i64, Option<String>)> =
        serde_json::from_str(text).map_err(|_cause| corrupt.clone())?;
    stored
        .into_iter()
        .map(|(code, at, detail)| {
            let rule = Rule::from_code(&code).ok_or_else(|| corrupt.clone())?;
            Ok(Decision { rule, detail, at: from_ticks(at) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_in_order() {
        let at = "2026-03-02T10:15:04.1234567Z".parse().unwrap();
        let entries = vec![
            Decision { rule: Rule::Received, detail: Some("4711".to_owned()), at },
            Decision { rule: Rule::RouteMissing, detail: None, at },
        ];
        assert_eq!(decisions_from_text(&decisions_to_text(&entries)), Ok(entries));
    }

    #[test]
    fn an_unknown_code_is_corrupt_and_not_dropped() {
        assert_eq!(
            decisions_from_text(r#"[["no_such_rule",0,null]]"#),
            Err(StoreError::Corrupt("customer.decisions"))
        );
    }
}
