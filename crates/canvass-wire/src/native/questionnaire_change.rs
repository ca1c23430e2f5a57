//! PATCH of a questionnaire: its contact rules and reminders. What is absent stays as it stands.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionnaireChangeRequest {
    /// Days between two invitations of it to one person.
    pub rest_days: Option<i32>,
    /// The share of customers who are invited.
    pub sampling_percent: Option<i32>,
    /// The mail that invites to it; 0 = that of the workspace.
    pub template: Option<i32>,
    /// Days after the invitation at which whoever has not answered is reminded (E51); 0 = off.
    pub reminder_days: Option<i32>,
    /// Days after a first part of an answer at which whoever has not finished is reminded (E51); 0 = off.
    pub partial_reminder_days: Option<i32>,
    /// The mail that reminds; 0 = that of the invitation.
    pub reminder_template: Option<i32>,
    /// By what its customers are invited; empty = as the workspace says.
    pub channel: Option<String>,
}

static QUESTIONNAIRE_CHANGE: Table<QuestionnaireChangeRequest> = Table {
    name: "QuestionnaireChangeRequest",
    members: &[
        Member::value("restDays", |change, sent| maybe(sent, &mut change.rest_days)),
        Member::value("samplingPercent", |change, sent| maybe(sent, &mut change.sampling_percent)),
        Member::value("template", |change, sent| maybe(sent, &mut change.template)),
        Member::value("reminderDays", |change, sent| maybe(sent, &mut change.reminder_days)),
        Member::value("partialReminderDays", |change, sent| maybe(sent, &mut change.partial_reminder_days)),
        Member::value("reminderTemplate", |change, sent| maybe(sent, &mut change.reminder_template)),
        Member::text("channel", 20, |change| &mut change.channel),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<QuestionnaireChangeRequest, Faults> {
    read_native(body, &QUESTIONNAIRE_CHANGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sent_changes() {
        let expected = QuestionnaireChangeRequest {
            sampling_percent: Some(25),
            ..QuestionnaireChangeRequest::default()
        };
        assert_eq!(read(br#"{"samplingPercent":25}"#).unwrap(), expected);
        let faults = read(br#"{"version":1}"#).unwrap_err().into_ordered("");
        assert_eq!(faults, [("/version".to_owned(), "The member is not known.".to_owned())]);
    }
}
