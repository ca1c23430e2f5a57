//! What is told of a batch, and to whom (E8), as it is stored beside the batch.

use canvass_domain::message::Notification;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredNotice),
}

#[derive(Serialize, Deserialize)]
struct StoredNotice {
    receivers: Vec<String>,
    total: usize,
    accepted: usize,
    faulty: usize,
    locked: usize,
    opted_out: usize,
    needs_approval: bool,
}

/// The text of a notification.
pub fn notice_to_text(told: &Notification) -> String {
    let stored = StoredNotice {
        receivers: told.receivers.clone(),
        total: told.total,
        accepted: told.accepted,
        faulty: told.faulty,
        locked: told.locked,
        opted_out: told.opted_out,
        needs_approval: told.needs_approval,
    };
    serde_json::to_string(&Stored::V1(stored)).unwrap_or_default()
}

/// The notification of a text made by [`notice_to_text`].
pub fn notice_from_text(text: &str) -> Result<Notification> {
    let Stored::V1(stored) =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("batch.notice"))?;
    Ok(Notification {
        receivers: stored.receivers,
        total: stored.total,
        accepted: stored.accepted,
        faulty: stored.faulty,
        locked: stored.locked,
        opted_out: stored.opted_out,
        needs_approval: stored.needs_approval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_come_back_as_they_were() {
        let told = Notification {
            receivers: vec!["desk@example.org".to_owned(), "a@x.org".to_owned()],
            total: 5,
            accepted: 1,
            faulty: 2,
            locked: 1,
            opted_out: 1,
            needs_approval: true,
        };
        assert_eq!(notice_from_text(&notice_to_text(&told)), Ok(told));
        for text in ["", "{}", r#"{"format":"2"}"#] {
            assert_eq!(notice_from_text(text), Err(StoreError::Corrupt("batch.notice")), "{text}");
        }
    }
}
