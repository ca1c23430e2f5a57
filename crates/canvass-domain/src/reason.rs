//! THE code table: rules that appear in the ledger, reasons shown with a customer, and refusals of requests.

/// Why a customer is not asked, as served to clients (E13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The address does not pass E28.
    InvalidEmail,
    /// Neither address nor another channel (E54).
    MissingContact,
    /// Another customer of the batch has the address (E38).
    DuplicateEmail,
    /// No routing rule matches (E19).
    NoQuestionnaire,
    /// The person opted out (E80).
    OptedOut,
    /// A lock holds for the person (E72), or it rests (E76).
    Locked,
    /// Another customer with the same address or number and a higher priority is asked instead (E67).
    LowerPriority,
    /// The address is on the do-not-contact list (Q47).
    Suppressed,
    /// Not in the sample (Q49).
    Sampling,
    /// No template is set for what was asked for (Q43).
    NoTemplate,
    /// Its end date passed before it was asked (E50).
    EndDatePassed,
    /// A person rejected the batch (E6).
    BatchRejected,
    /// A person cancelled the batch (E7).
    BatchCancelled,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 13] = [
        Self::InvalidEmail,
        Self::MissingContact,
        Self::DuplicateEmail,
        Self::NoQuestionnaire,
        Self::OptedOut,
        Self::Locked,
        Self::LowerPriority,
        Self::Suppressed,
        Self::Sampling,
        Self::NoTemplate,
        Self::EndDatePassed,
        Self::BatchRejected,
        Self::BatchCancelled,
    ];

    /// The word served to clients and kept in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidEmail => "InvalidEmail",
            Self::MissingContact => "MissingContact",
            Self::DuplicateEmail => "DuplicateEmail",
            Self::NoQuestionnaire => "NoQuestionnaire",
            Self::OptedOut => "OptedOut",
            Self::Locked => "Locked",
            Self::LowerPriority => "LowerPriority",
            Self::Suppressed => "Suppressed",
            Self::Sampling => "Sampling",
            Self::NoTemplate => "NoTemplate",
            Self::EndDatePassed => "EndDatePassed",
            Self::BatchRejected => "BatchRejected",
            Self::BatchCancelled => "BatchCancelled",
        }
    }

    /// The reason of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// The rule that gives this reason.
    pub fn rule(self) -> Rule {
        match self {
            Self::InvalidEmail => Rule::AddressInvalid,
            Self::MissingContact => Rule::ContactMissing,
            Self::DuplicateEmail => Rule::AddressDuplicate,
            Self::NoQuestionnaire => Rule::RouteMissing,
            Self::OptedOut => Rule::OptedOut,
            Self::Locked => Rule::Locked,
            Self::LowerPriority => Rule::LowerPriority,
            Self::Suppressed => Rule::Suppressed,
            Self::Sampling => Rule::SampledOut,
            Self::NoTemplate => Rule::TemplateMissing,
            Self::EndDatePassed => Rule::EndDatePassed,
            Self::BatchRejected => Rule::BatchRejected,
            Self::BatchCancelled => Rule::BatchCancelled,
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)*) => {
        /// A rule of the ledger: a stable code and a plain sentence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The sentence, with `{}` where the detail of the entry belongs.
            pub fn pattern(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

rules! {
    /// Taken in.
    Received = "received", "The customer was received in batch {}.";
    /// Routed (E19).
    Routed = "routed", "The data of the customer leads to questionnaire {}.";
    /// E28.
    AddressInvalid = "address_invalid", "The mail address is not valid, so nobody is asked.";
    /// E54.
    ContactMissing = "contact_missing", "There is no mail address, so nobody can be asked.";
    /// E38, E39.
    AddressDuplicate = "address_duplicate", "Customer number {} of the same batch has the same address and is asked instead.";
    /// E19.
    RouteMissing = "route_missing", "No routing rule leads the data of the customer to a published questionnaire.";
    /// E80.
    OptedOut = "opted_out", "The person opted out (number {}), so nobody is asked.";
    /// E80: whoever is locked already.
    OptedOutLater = "opted_out_later", "The person opted out later (number {}) and will not be asked again.";
    /// E80: by the link of an invitation.
    OptedOutByLink = "opted_out_by_link", "The person opted out by the link of this invitation (number {}).";
    /// E79.
    LockLifted = "lock_lifted", "The person lifted lock {} by the link of this invitation.";
    /// E72.
    Locked = "locked", "Lock {} holds for the person, so nobody is asked.";
    /// Q47.
    Suppressed = "suppressed", "The address is on the do-not-contact list (number {}), so nobody is asked.";
    /// Q49.
    SampledOut = "sampled_out", "The customer is not in the sample of {} percent that is asked.";
    /// E76, Q45.
    Resting = "resting", "The person was asked before and rests until {}, so nobody is asked.";
    /// Q46.
    RestingQueued = "resting_queued", "Another invitation to the person is on its way, so nobody is asked.";
    /// A contact rule keeps the invitation back.
    DeferredByRule = "deferred_by_rule", "The invitation is held back by contact rule {}.";
    /// A contact rule drops the invitation.
    DroppedByRule = "dropped_by_rule", "Nobody is asked, because of contact rule {}.";
    /// E66, E67.
    LowerPriority = "lower_priority", "Customer {} with the same address or number has a higher priority and is asked instead.";
    /// E70.
    PriorityReleased = "priority_released", "Customer {} is not asked after all, so the invitation may leave again.";
    /// Q42: no invitation was asked for.
    NotAsked = "not_asked", "No invitation was asked for; the link works.";
    /// Q43.
    TemplateMissing = "template_missing", "No template is set for the invitation that was asked for.";
    /// E3.
    ApprovalNeeded = "approval_needed", "The batch waits for the approval of a person.";
    /// E11, E44.
    Scheduled = "scheduled", "The invitation may leave from {} on.";
    /// The data names no zone that is known.
    ZoneUnknown = "zone_unknown", "The data names no time zone that is known, so the clock of the workspace counts.";
    /// E53.
    PortalReady = "portal_ready", "The link works; nothing is mailed for a portal batch.";
    /// A worker handed the message to the peer.
    MessageHandedOver = "message_handed_over", "The message was handed over at attempt {}.";
    /// The peer took it.
    MessageSent = "message_sent", "The mail server or gateway took the message.";
    /// A worker handed a reminder to the peer (E51).
    ReminderHandedOver = "reminder_handed_over", "The reminder was handed over at attempt {}.";
    /// The peer took it (E51).
    ReminderSent = "reminder_sent", "The mail server or gateway took the reminder.";
    /// The peer took it (E51).
    PartialReminderSent = "partial_reminder_sent", "The mail server or gateway took the reminder to finish the answer.";
    /// The peer said "not now", or the connection broke before the hand-over.
    MessageDeferred = "message_deferred", "The message could not leave and is tried again: {}.";
    /// The peer refused for good.
    MessageRejected = "message_rejected", "The mail server or gateway refused the message for good: {}.";
    /// It could not be made.
    MessageFailed = "message_failed", "The message could not be made: {}.";
    /// It came back after the peer took it.
    MessageBounced = "message_bounced", "The mail came back: {}.";
    /// It came back softly, and leaves once more (Q48).
    MessageTriedAgain = "message_tried_again", "The mail came back for now and is tried again: {}.";
    /// The person called it unwanted.
    Complained = "complained", "The person called the mail unwanted: {}.";
    /// Q47, Q48: by what was heard of this customer's mail.
    AddressSuppressed = "address_suppressed", "The address was put on the do-not-contact list (number {}).";
    /// No reply after the hand-over.
    MessageInDoubt = "message_in_doubt", "The message may or may not have arrived: {}.";
    /// Settled by a person, by evidence, or counted as sent by the rule of the workspace.
    MessageSettled = "message_settled", "The message in doubt was settled: {}.";
    /// The rule of the workspace sends it once more. The detail is the slot.
    MessageResent = "message_resent", "Nothing was heard of the message in doubt, and this workspace sends such mail once more, though it may arrive twice: {}.";
    /// OUT-19. The detail is the slot.
    MessageSentUnderKey = "message_sent_under_key", "The message in doubt was given to the same mail server or gateway once more, which drops a second copy: {}.";
    /// Due longer ago than the grace time, or sending paused.
    MessageHeld = "message_held", "The message was due too long ago and waits for a person.";
    /// Due longer ago than the grace time, in a workspace that drops such mail.
    MessageLate = "message_late", "The message was due too long ago, and such messages are given up here.";
    /// Released by a person.
    MessageReleased = "message_released", "A person released the message; it may leave from {} on.";
    /// A person gave up what was held.
    MessageGivenUp = "message_given_up", "A person gave the message up that was held, so it is not sent.";
    /// What it was made for was switched off meanwhile (E51).
    MessageWithdrawn = "message_withdrawn", "The message was taken back before it left: {}.";
    /// Deferred until the end date.
    MessageExpired = "message_expired", "The message could not leave before the end date: {}.";
    /// Deferred after its customer was answered, cancelled or closed.
    MessageDropped = "message_dropped", "The message could not leave and is needed no more: {}.";
    /// E50.
    EndDatePassed = "end_date_passed", "The end date passed before the invitation left.";
    /// E6.
    BatchRejected = "batch_rejected", "A person rejected the batch.";
    /// E6, with what the person gave as the reason.
    RejectedBecause = "rejected_because", "A person rejected this, with the reason: {}";
    /// E7.
    BatchCancelled = "batch_cancelled", "A person cancelled the batch.";
    /// E15.
    CustomerClosed = "customer_closed", "The end date passed without an answer.";
    /// First opening (E17).
    QuestionnaireOpened = "questionnaire_opened", "The questionnaire was opened.";
    /// First answer.
    AnswerStarted = "answer_started", "The first answer was given.";
    /// All done.
    AnswerFinished = "answer_finished", "The questionnaire was completed.";
}

impl Rule {
    /// The rule of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }

    /// The plain sentence for an entry with this detail.
    pub fn sentence(self, detail: Option<&str>) -> String {
        self.pattern().replace("{}", detail.unwrap_or("?"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Reason, Rule};

    #[test]
    fn every_rule_stands_in_the_table_once() {
        let table = include_str!("../../../docs/rules.md");
        let listed: Vec<_> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(code, _)| code)
            .collect();
        let unique: BTreeSet<_> = listed.iter().copied().collect();
        assert_eq!(unique.len(), listed.len(), "a code is listed twice");
        assert_eq!(unique, Rule::ALL.iter().map(|rule| rule.code()).collect());
    }

    #[test]
    fn codes_are_unique_words_and_lead_back_to_their_rule() {
        for rule in Rule::ALL {
            assert!(rule.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
            assert_eq!(Rule::from_code(rule.code()), Some(*rule));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::from_word(reason.as_str()), Some(reason));
        }
    }

    #[test]
    fn e13_the_reasons_of_the_wire_have_its_words() {
        for word in [
            "InvalidEmail",
            "MissingContact",
            "DuplicateEmail",
            "NoQuestionnaire",
            "OptedOut",
            "Locked",
            "LowerPriority",
            "Suppressed",
            "Sampling",
            "EndDatePassed",
            "BatchRejected",
            "BatchCancelled",
        ] {
            assert_eq!(Reason::from_word(word).map(Reason::as_str), Some(word));
        }
    }

    #[test]
    fn a_sentence_tells_its_detail() {
        assert_eq!(Rule::Received.sentence(Some("4711")), "The customer was received in batch 4711.");
        assert!(!Rule::PortalReady.sentence(None).contains('?'));
    }
}
