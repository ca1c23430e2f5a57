//! The stored form of what the report of a batch tells besides.

use canvass_domain::batch::Remark;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredRemark {
    ReadForgivingly,
    EmailLeftOut(usize),
    MobileLeftOut(usize),
    TextMessageNotSent(usize),
}

/// The text of remarks; `None` for none.
pub fn remarks_to_text(remarks: &[Remark]) -> Option<String> {
    if remarks.is_empty() {
        return None;
    }
    let stored: Vec<StoredRemark> = remarks
        .iter()
        .map(|remark| match *remark {
            Remark::ReadForgivingly => StoredRemark::ReadForgivingly,
            Remark::EmailLeftOut(at) => StoredRemark::EmailLeftOut(at),
            Remark::MobileLeftOut(at) => StoredRemark::MobileLeftOut(at),
            Remark::TextMessageNotSent(at) => StoredRemark::TextMessageNotSent(at),
        })
        .collect();
    serde_json::to_string(&stored).ok()
}

/// The remarks of a text made by [`remarks_to_text`].
pub fn remarks_from_text(text: Option<&str>) -> Result<Vec<Remark>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let stored: Vec<StoredRemark> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("batch.remarks"))?;
    Ok(stored
        .into_iter()
        .map(|remark| match remark {
            StoredRemark::ReadForgivingly => Remark::ReadForgivingly,
            StoredRemark::EmailLeftOut(at) => Remark::EmailLeftOut(at),
            StoredRemark::MobileLeftOut(at) => Remark::MobileLeftOut(at),
            StoredRemark::TextMessageNotSent(at) => Remark::TextMessageNotSent(at),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_come_back_as_they_were() {
        let remarks = vec![
            Remark::ReadForgivingly,
            Remark::EmailLeftOut(0),
            Remark::MobileLeftOut(3),
            Remark::TextMessageNotSent(4),
        ];
        assert_eq!(remarks_from_text(remarks_to_text(&remarks).as_deref()), Ok(remarks));
        assert_eq!(remarks_to_text(&[]), None);
        assert_eq!(remarks_from_text(None), Ok(Vec::new()));
        assert_eq!(remarks_from_text(Some("x")), Err(StoreError::Corrupt("batch.remarks")));
    }
}
