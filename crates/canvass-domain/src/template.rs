//! The mail template of an invitation.

use crate::id::TemplateId;

/// Texts of a mail with placeholders; `link` must occur in each body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its number.
    pub id: TemplateId,
    /// What people call it.
    pub name: String,
    /// Subject line.
    pub subject: String,
    /// Plain-text body.
    pub text: String,
    /// HTML body; `None` = made from the text.
    pub html: Option<String>,
}
