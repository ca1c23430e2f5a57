//! The policy of a workspace: what its rules go by beyond the settings that it was made with. Everything is off in a new
//! workspace, but for the length of a lock.

use std::sync::Arc;

use crate::address::EmailAddress;
use crate::bounce::SoftLimit;
use crate::contact::CallingCode;
use crate::decide::import_transactions::DateOrder;
use crate::id::{QuestionnaireId, TemplateId};
use crate::message::{ChannelChoice, DoubtRule};
use crate::questionnaire;
use crate::schedule::{Calendar, CatchUp};

/// Contact rules and doors of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Days that a lock lasts (E75); 0 = locks are kept and end at once (E77).
    pub lock_days: i32,
    /// Days without a further invitation to the same person after one was sent, whatever it asks (E76, Q45); 0 = off.
    pub rest_days: i32,
    /// Doubles in a batch refuse the whole request instead of becoming faults of single customers (E41).
    pub duplicates_reject: bool,
    /// Several tokens that are made for organisations alone may live side by side; else a new one ends the old (C4).
    pub several_organisation_tokens: bool,
    /// An api-key is also taken as `apiKey` from query or header, for the time of a move (Q3).
    pub loose_api_keys: bool,
    /// What becomes of mail in doubt of which nothing is heard.
    pub doubt: DoubtRule,
    /// How many soft bounces put an address on the do-not-contact list (Q48).
    pub soft_bounces: SoftLimit,
    /// Who hears of batches that name nobody else (E8).
    pub front_office_address: Option<EmailAddress>,
    /// A batch is approved by somebody else than who brought it in; none is approved at once.
    pub four_eyes: bool,
    /// How transactions are read and where they lead.
    pub transactions: TransactionPolicy,
    /// The days and hours on which nothing leaves. Shared, because every message is judged by it.
    pub calendar: Arc<Calendar>,
    /// What becomes of mail that is late because nothing could be sent.
    pub catch_up: CatchUp,
    /// By what customers are invited whose questionnaire does not say (E54).
    pub channel: ChannelChoice,
    /// In how many segments a text message may travel.
    pub most_segments: u8,
}

/// How calls that bring transactions are read, and where their rows lead when nothing nearer says (Q29, Q33-Q41, Q56).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionPolicy {
    /// What is asked (Q40).
    pub questionnaire: Option<QuestionnaireId>,
    /// The mail that invites (Q41).
    pub template: Option<TemplateId>,
    /// The order in which day and month stand (Q35).
    pub date_order: DateOrder,
    /// The country of mobile numbers without one (Q29).
    pub country: Option<CallingCode>,
    /// A segment code that nobody knows makes a segment (Q33).
    pub creates_segments: bool,
    /// Days that a personal link works after it was handed out (Q56).
    pub link_days: i32,
}

impl TransactionPolicy {
    /// What `link_days` is in a new workspace (Q56).
    pub const LINK_DAYS: i32 = 30;
}

impl Default for TransactionPolicy {
    fn default() -> Self {
        Self {
            questionnaire: None,
            template: None,
            date_order: DateOrder::default(),
            country: None,
            creates_segments: false,
            link_days: Self::LINK_DAYS,
        }
    }
}

impl Policy {
    /// Whether anybody may be invited by text message: where nobody is, numbers are not looked at.
    pub fn may_text<'a>(&self, mut questionnaires: impl Iterator<Item = &'a questionnaire::Policy>) -> bool {
        self.channel.may_text()
            || questionnaires.any(|policy| policy.channel.is_some_and(ChannelChoice::may_text))
    }

    /// What `lock_days` is in a new workspace.
    pub const LOCK_DAYS: i32 = 90;
    /// What `most_segments` is in a new workspace.
    pub const MOST_SEGMENTS: u8 = 3;
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            lock_days: Self::LOCK_DAYS,
            rest_days: 0,
            duplicates_reject: false,
            several_organisation_tokens: false,
            loose_api_keys: false,
            doubt: DoubtRule::default(),
            soft_bounces: SoftLimit::default(),
            front_office_address: None,
            four_eyes: false,
            transactions: TransactionPolicy::default(),
            calendar: Arc::default(),
            catch_up: CatchUp::default(),
            channel: ChannelChoice::default(),
            most_segments: Self::MOST_SEGMENTS,
        }
    }
}
