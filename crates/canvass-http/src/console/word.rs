//! States and reasons in plain words, with the colour they are shown in.

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;

/// The class of a state: calm, or it wants somebody's eye.
pub(super) type Tone = &'static str;

const CALM: Tone = "";
const GOOD: Tone = "is-good";
const WARN: Tone = "is-warn";
const FAULT: Tone = "is-fault";

/// A batch's state.
pub(super) fn batch_state(state: BatchState) -> (&'static str, Tone) {
    match state {
        BatchState::Received => ("coming in", CALM),
        BatchState::PendingApproval => ("waits for approval", WARN),
        BatchState::Approved => ("approved", CALM),
        BatchState::Active => ("active", GOOD),
        BatchState::Closed => ("closed", CALM),
        BatchState::Rejected => ("rejected", FAULT),
        BatchState::Cancelled => ("cancelled", FAULT),
    }
}

/// How a batch reaches its customers.
pub(super) fn batch_kind(kind: BatchKind) -> &'static str {
    match kind {
        BatchKind::Email => "by mail",
        BatchKind::Portal => "by link only",
    }
}

/// A customer's state.
pub(super) fn customer_state(state: CustomerState) -> (&'static str, Tone) {
    match state {
        CustomerState::Initial => ("taken in", CALM),
        CustomerState::Scheduled => ("scheduled", CALM),
        CustomerState::Invited => ("invited", CALM),
        CustomerState::Reminded => ("reminded", CALM),
        CustomerState::Opened => ("opened", GOOD),
        CustomerState::PartiallyAnswered => ("answered in part", GOOD),
        CustomerState::Finished => ("finished", GOOD),
        CustomerState::Closed => ("ended without an answer", CALM),
        CustomerState::Locked => ("locked", WARN),
        CustomerState::Fault => ("cannot be asked", FAULT),
        CustomerState::Bounced => ("mail came back", FAULT),
        CustomerState::OptedOut => ("wants no questions", WARN),
        CustomerState::Rejected => ("batch stopped", WARN),
    }
}

/// The classes of the bar of a batch, from its beginning.
pub(super) const PART_CLASSES: [&str; 5] = ["is-good", "is-plain", "is-wait", "is-warn", "is-fault"];

/// The class of a customer's state in the bar of a batch.
pub(super) fn part_class(state: CustomerState) -> &'static str {
    match state {
        CustomerState::Initial | CustomerState::Scheduled => "is-wait",
        CustomerState::Invited | CustomerState::Reminded | CustomerState::Closed => "is-plain",
        CustomerState::Opened | CustomerState::PartiallyAnswered | CustomerState::Finished => "is-good",
        CustomerState::Locked | CustomerState::OptedOut | CustomerState::Rejected => "is-warn",
        CustomerState::Fault | CustomerState::Bounced => "is-fault",
    }
}

/// Why somebody is not asked.
pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::InvalidEmail => "the mail address is not valid",
        Reason::MissingContact => "there is no mail address",
        Reason::DuplicateEmail => "another customer of the batch has the address",
        Reason::NoQuestionnaire => "no routing rule matches",
        Reason::OptedOut => "the person opted out",
        Reason::Locked => "the person is locked or rests",
        Reason::LowerPriority => "another customer with a higher priority is asked instead",
        Reason::Suppressed => "the address is on the do-not-contact list",
        Reason::Sampling => "not in the sample that is asked",
        Reason::NoTemplate => "no template is set",
        Reason::EndDatePassed => "the end date passed first",
        Reason::BatchRejected => "the batch was rejected",
        Reason::BatchCancelled => "the batch was cancelled",
    }
}

/// A message's state: word, meaning, colour.
pub(super) fn message_state(state: MessageState) -> (&'static str, &'static str, Tone) {
    match state {
        MessageState::Waiting => ("waiting", "will leave when its time comes", CALM),
        MessageState::Claimed => ("being prepared", "a worker has it in hand", CALM),
        MessageState::HandingOver => ("leaving", "handed over, the reply is awaited", CALM),
        MessageState::InDoubt => {
            ("in doubt", "may have arrived; a person decides whether it goes out again", FAULT)
        }
        MessageState::Held => {
            ("held", "was due too long ago; a person decides whether it still goes out", WARN)
        }
        MessageState::Sent => ("sent", "the mail server or gateway took it", GOOD),
        MessageState::Rejected => ("refused", "the mail server or gateway refused it for good", FAULT),
        MessageState::Failed => ("failed", "it could not be made", FAULT),
        MessageState::Expired => ("expired", "the end date passed first", CALM),
        MessageState::Cancelled => ("cancelled", "an answer, a lock or a decision came first", CALM),
    }
}
