//! guid (V8): dashed, 32 digits, or dashed in braces.

use uuid::Uuid;

use super::{Scan, Wrong};

impl Scan for Uuid {
    const WRONG: Wrong = Wrong::NotGuid;

    fn from_text(text: &str) -> Result<Option<Self>, Wrong> {
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let (digits, length) = inner.map_or((text, text.len()), |inner| (inner, 36));
        let is_form = digits.len() == length && matches!(length, 32 | 36);
        is_form.then(|| Self::try_parse(digits).ok()).flatten().map(Some).ok_or(Wrong::NotGuid)
    }
}
