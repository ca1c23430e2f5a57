//! POST templates and PUT of one: a mail. What stands in it is judged by the renderer.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};

/// A mail template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateSaveRequest {
    /// What people call it.
    pub name: Option<String>,
    /// Subject line.
    pub subject: Option<String>,
    /// Plain-text body.
    pub text: Option<String>,
    /// HTML body.
    pub html: Option<String>,
    /// Text message.
    pub sms: Option<String>,
}

static TEMPLATE_SAVE: Table<TemplateSaveRequest> = Table {
    name: "TemplateSaveRequest",
    members: &[
        Member::required(Member::text("name", 200, |template| &mut template.name)),
        Member::required(Member::text("subject", 500, |template| &mut template.subject)),
        Member::required(Member::text("text", 100_000, |template| &mut template.text)),
        Member::text("html", 500_000, |template| &mut template.html),
        Member::text("sms", 2_000, |template| &mut template.sms),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<TemplateSaveRequest, Faults> {
    read_native(body, &TEMPLATE_SAVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_needs_a_name_a_subject_and_a_text() {
        let faults = read(br#"{"html":"<p></p>"}"#).unwrap_err().into_ordered("");
        let told: Vec<&str> = faults.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(told, ["/name", "/subject", "/text"]);
        assert!(read(br#"{"name":"a","subject":"b","text":"c"}"#).is_ok());
    }
}
