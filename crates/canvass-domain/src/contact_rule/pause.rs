//! How often somebody was in contact within a window, and when the next contact is free. The resting periods of workspace
//! and questionnaire (E76, Q45) and the rules of a workspace are counted here alike.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{RuleClock, Terms};
use crate::id::{CustomerId, QuestionnaireId};
use crate::message::Channel;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a contact was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    /// An invitation was handed over; a response that was added finished counts as one, too (E76).
    Invitation,
    /// A reminder was handed over.
    Reminder,
    /// An answer was completed.
    Response,
}

/// A contact with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// As which customer.
    pub customer: CustomerId,
    /// About what.
    pub questionnaire: Option<QuestionnaireId>,
    /// What it was.
    pub kind: ContactKind,
    /// By what; what came by no message of ours counts for every channel.
    pub channel: Option<Channel>,
    /// When.
    pub at: Timestamp,
}

/// Which questionnaires are counted.
#[derive(Debug, Clone, Copy)]
enum Counted<'a> {
    All,
    One(QuestionnaireId),
    These(&'a BTreeSet<QuestionnaireId>),
}

/// A limit of contacts in a window, whoever set it.
#[derive(Debug, Clone, Copy)]
pub struct Pause<'a> {
    counted: Counted<'a>,
    clock: RuleClock,
    channel: Option<Channel>,
    counts_reminders: bool,
    most: usize,
    span: SignedDuration,
}

impl<'a> Pause<'a> {
    /// A resting period: one invitation in so many days, of one questionnaire or of all. `None` = it is off.
    pub fn resting(questionnaire: Option<QuestionnaireId>, days: i32) -> Option<Self> {
        (days > 0).then(|| Self {
            counted: questionnaire.map_or(Counted::All, Counted::One),
            clock: RuleClock::Invitation,
            channel: None,
            counts_reminders: false,
            most: 1,
            span: span_of(days),
        })
    }

    /// What a rule allows.
    pub fn of(terms: &'a Terms) -> Self {
        Self {
            counted: if terms.questionnaires.is_empty() {
                Counted::All
            } else {
                Counted::These(&terms.questionnaires)
            },
            clock: terms.clock,
            channel: terms.channel,
            counts_reminders: terms.counts_reminders,
            most: usize::try_from(terms.most).unwrap_or_default().max(1),
            span: span_of(terms.days),
        }
    }

    /// How far back it looks.
    pub fn span(&self) -> SignedDuration {
        self.span
    }

    /// Whether it counts a contact at all.
    pub fn counts(&self, contact: &Contact) -> bool {
        let is_of_clock = match contact.kind {
            ContactKind::Invitation => self.clock == RuleClock::Invitation,
            ContactKind::Reminder => self.clock == RuleClock::Invitation && self.counts_reminders,
            ContactKind::Response => self.clock == RuleClock::Response,
        };
        let is_of_scope = match self.counted {
            Counted::All => true,
            Counted::One(own) => contact.questionnaire == Some(own),
            Counted::These(own) => contact.questionnaire.is_some_and(|id| own.contains(&id)),
        };
        let is_of_channel = match (self.channel, contact.channel) {
            (Some(own), Some(other)) => own == other,
            (None, _) | (_, None) => true,
        };
        is_of_clock && is_of_scope && is_of_channel
    }

    /// When the next contact is free; `None` = now. That is when only one less than the most is left in the window.
    pub fn free_at<'c>(
        &self,
        contacts: impl IntoIterator<Item = &'c Contact>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        self.held_by(contacts, now).map(|(free_at, _)| free_at)
    }

    /// The same, with the contact that it waits for: that of the newest customer where several are of one moment.
    pub fn held_by<'c>(
        &self,
        contacts: impl IntoIterator<Item = &'c Contact>,
        now: Timestamp,
    ) -> Option<(Timestamp, &'c Contact)> {
        let mut ends: Vec<(Timestamp, &Contact)> = contacts
            .into_iter()
            .filter(|contact| self.counts(contact))
            .map(|contact| (contact.at.saturating_add(self.span).unwrap_or(Timestamp::MAX), contact))
            .filter(|(end, _)| now < *end)
            .collect();
        ends.sort_unstable_by_key(|(end, contact)| (*end, contact.customer));
        ends.iter().rev().nth(self.most - 1).copied()
    }
}

/// So many times 24 hours (Q45).
pub(crate) fn span_of(days: i32) -> SignedDuration {
    DAY.saturating_mul(days.max(0))
}
