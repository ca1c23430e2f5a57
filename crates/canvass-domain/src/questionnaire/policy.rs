//! The policy of a questionnaire: contact rules that hold for its invitations only. Unlike the document it has no
//! versions: what stands counts from now on.

use crate::id::TemplateId;
use crate::message::{ChannelChoice, Slot};

/// Contact rules of a questionnaire; everything is off in a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Days without a further invitation of this questionnaire to the same person (E77, Q45); 0 = off. The workspace's
    /// own period holds beside it.
    pub rest_days: i32,
    /// The share of customers who are invited, in percent (Q49); `None` = all.
    pub sampling_percent: Option<i32>,
    /// The mail that invites to it where nothing nearer says (Q41); `None` = that of the workspace.
    pub template: Option<TemplateId>,
    /// Who is reminded, and when (E51).
    pub reminders: Reminders,
    /// By what its customers are invited; `None` = as the workspace says.
    pub channel: Option<ChannelChoice>,
}

/// The reminders of a questionnaire (E51).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminders {
    /// Days after the invitation at which whoever has not answered is reminded; `None` = off.
    pub after_days: Option<i32>,
    /// Days after the first part of an answer at which whoever has not finished is reminded; `None` = off.
    pub partial_after_days: Option<i32>,
    /// The mail that reminds; `None` = that of the invitation, with a subject that says so.
    pub template: Option<TemplateId>,
}

impl Reminders {
    /// What is offered to whoever switches reminders on.
    pub const OFFERED_DAYS: i32 = 7;
    /// The same for answers in part.
    pub const OFFERED_PARTIAL_DAYS: i32 = 3;

    /// After how many days the reminder of this slot is due, if it is on; what is no reminder is never.
    pub fn days(&self, slot: Slot) -> Option<i32> {
        match slot {
            Slot::Reminder => self.after_days,
            Slot::PartialReminder => self.partial_after_days,
            Slot::Invitation | Slot::Notification(_) => None,
        }
    }
}
