//! What the caller is told about mail (Q43).

use super::check::CheckedRow;
use super::{DecidedTransactions, EmailStatus};
use crate::decide::import_customers::{DecidedCustomer, Import};
use crate::message::Channel;

/// Whether a row can be mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mail {
    /// It does not ask for mail.
    NotAsked,
    /// No template is set.
    NoTemplate,
    /// No address that may be mailed.
    NoAddress,
    /// Everything is there.
    Ready,
}

impl Mail {
    pub(super) fn of(row: &CheckedRow) -> Self {
        if !row.lead.asks.email {
            Self::NotAsked
        } else if row.lead.template.is_none() {
            Self::NoTemplate
        } else if row.person.email.as_ref().is_none_or(|email| email.is_made_up) {
            Self::NoAddress // Q28, Q30
        } else {
            Self::Ready
        }
    }
}

/// By what a row is invited: once, so mail goes before a text message where both are asked for; `None` = not at all.
pub(super) fn channel_of(row: &CheckedRow) -> Option<Channel> {
    if Mail::of(row) == Mail::Ready {
        return Some(Channel::Mail);
    }
    (row.lead.asks.text_message && row.person.mobile.is_some()).then_some(Channel::Sms)
}

impl DecidedTransactions {
    /// The first that fits (Q43), for the import as it is stored: who may not be invited was found meanwhile.
    pub fn email_status(&self, stored: &Import) -> EmailStatus {
        let asking = || self.mail.iter().filter(|mail| **mail != Mail::NotAsked);
        let is_mailed =
            |customer: &DecidedCustomer| customer.window.is_some() && customer.channel == Channel::Mail;
        if stored.customers.iter().any(is_mailed) {
            EmailStatus::Initiated
        } else if asking().next().is_none() {
            EmailStatus::NotRequested
        } else if asking().all(|mail| *mail == Mail::NoTemplate) {
            EmailStatus::NoTemplate
        } else if asking().all(|mail| matches!(mail, Mail::NoTemplate | Mail::NoAddress)) {
            EmailStatus::NoAddress
        } else {
            EmailStatus::NobodyEligible
        }
    }
}
