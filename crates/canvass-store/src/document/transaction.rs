//! The stored form of what a customer is about; its segment stands in a column of its own.

use std::collections::BTreeMap;

use canvass_domain::id::{ProductGroupId, ProductId, SegmentId};
use canvass_domain::transaction::{Asks, ChosenBy, Line, Origin, Source, Transaction};
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredTransaction),
}

#[derive(Serialize, Deserialize)]
struct StoredTransaction {
    source: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<StoredLine>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    email: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    text_message: bool,
    chosen_by: StoredChoice,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<BTreeMap<String, String>>,
}

#[derive(Serialize, Deserialize)]
struct StoredLine {
    product: i32,
    /// Pairs: a map with numbers for names does not come back through the tag of the version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<(u8, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredChoice {
    Caller,
    ProductGroup(i32),
    Segment(i32),
    Workspace,
}

/// The text of a transaction.
pub fn transaction_to_text(transaction: &Transaction) -> String {
    let line = |line: &Line| StoredLine {
        product: line.product.0,
        values: line.values.iter().map(|(number, text)| (*number, text.clone())).collect(),
    };
    let stored = StoredTransaction {
        source: transaction.source.as_str().to_owned(),
        lines: transaction.lines.iter().map(line).collect(),
        email: transaction.asks.email,
        text_message: transaction.asks.text_message,
        chosen_by: match transaction.chosen_by {
            ChosenBy::Caller => StoredChoice::Caller,
            ChosenBy::ProductGroup(id) => StoredChoice::ProductGroup(id.0),
            ChosenBy::Segment(id) => StoredChoice::Segment(id.0),
            ChosenBy::Workspace => StoredChoice::Workspace,
        },
        origin: transaction.origin.as_ref().map(|origin| origin.members.clone()),
    };
    serde_json::to_string(&Stored::V1(stored)).unwrap_or_default()
}

/// The transaction of a text made by [`transaction_to_text`] of this or an earlier release, with its segment.
pub fn transaction_from_text(segment: SegmentId, text: &str) -> Result<Transaction> {
    let corrupt = || StoreError::Corrupt("customer.about");
    let Stored::V1(stored) = serde_json::from_str(text).map_err(|_cause| corrupt())?;
    let line = |line: StoredLine| Line {
        product: ProductId(line.product),
        values: line.values.into_iter().collect(),
    };
    Ok(Transaction {
        segment,
        lines: stored.lines.into_iter().map(line).collect(),
        asks: Asks { email: stored.email, text_message: stored.text_message },
        chosen_by: match stored.chosen_by {
            StoredChoice::Caller => ChosenBy::Caller,
            StoredChoice::ProductGroup(id) => ChosenBy::ProductGroup(ProductGroupId(id)),
            StoredChoice::Segment(id) => ChosenBy::Segment(SegmentId(id)),
            StoredChoice::Workspace => ChosenBy::Workspace,
        },
        source: Source::from_word(&stored.source).ok_or_else(corrupt)?,
        origin: stored.origin.map(|members| Origin { members }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_comes_back_as_it_was() {
        for chosen_by in [
            ChosenBy::Caller,
            ChosenBy::ProductGroup(ProductGroupId(4)),
            ChosenBy::Segment(SegmentId(2)),
            ChosenBy::Workspace,
        ] {
            let transaction = Transaction {
                segment: SegmentId(3),
                lines: vec![Line {
                    product: ProductId(7),
                    values: BTreeMap::from([(20, "a \"b\"\n".to_owned())]),
                }],
                asks: Asks { email: true, text_message: false },
                chosen_by,
                source: Source::LinkCall,
                origin: Some(Origin { members: BTreeMap::from([("a".to_owned(), "b".to_owned())]) }),
            };
            let text = transaction_to_text(&transaction);
            assert_eq!(transaction_from_text(SegmentId(3), &text), Ok(transaction));
        }
        let damaged = transaction_from_text(SegmentId(3), "{}");
        assert_eq!(damaged, Err(StoreError::Corrupt("customer.about")));
    }
}
