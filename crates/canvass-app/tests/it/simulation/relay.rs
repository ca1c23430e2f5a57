//! The relay: what it took, it has for ever.

use std::collections::BTreeMap;

use canvass_domain::message::{AttemptResult, MessageKey};
use jiff::Timestamp;

/// What the relay says to a final dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Taken,
    NotNow,
    Never,
    /// The connection ends without a word.
    Nothing,
}

impl Reply {
    /// What a worker makes of it, as `canvass_app::job` does.
    pub(super) fn result(self) -> AttemptResult {
        match self {
            Self::Taken => AttemptResult::Sent("250 taken".to_owned()),
            Self::NotNow => AttemptResult::Deferred("451 not now".to_owned()),
            Self::Never => AttemptResult::Rejected("550 never".to_owned()),
            Self::Nothing => AttemptResult::InDoubt("354 go on".to_owned()),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Relay {
    /// With the moment at which the store let it leave.
    taken: BTreeMap<MessageKey, Timestamp>,
}

impl Relay {
    /// A dot arrived and the letter is taken.
    pub(super) fn take(&mut self, key: MessageKey, left_at: Timestamp) {
        assert_eq!(self.taken.insert(key, left_at), None, "P4: the relay has {key:?} twice");
    }

    pub(super) fn has(&self, key: MessageKey) -> bool {
        self.taken.contains_key(&key)
    }

    pub(super) fn taken(&self) -> &BTreeMap<MessageKey, Timestamp> {
        &self.taken
    }
}
