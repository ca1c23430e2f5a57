//! The relay: what it took, it has for ever; and some of it comes back.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::message::{AttemptResult, MessageKey, Round};
use jiff::{SignedDuration, Timestamp};

/// Second tries end so long after the first hand-over (Q48), and who was claimed just before has its lease.
const TRIES_LAST: SignedDuration = SignedDuration::from_mins(72 * 60 + 5);

/// A message and which of its rounds.
pub(super) type Sent = (MessageKey, Round);

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
    taken: BTreeMap<Sent, Timestamp>,
    /// What came back, and was told to canvass.
    returned: BTreeSet<Sent>,
    /// What nobody knew to have left until it came back, and is not tried again: it ends as refused.
    disproved: BTreeSet<MessageKey>,
}

impl Relay {
    /// A dot arrived and the letter is taken.
    pub(super) fn take(&mut self, (key, round): Sent, left_at: Timestamp) {
        assert_eq!(self.taken.insert((key, round), left_at), None, "P4: the relay has {key:?} twice");
        let Some(before) = Round::new(round.number() - 1) else { return };
        assert!(self.returned.contains(&(key, before)), "Q48: {key:?} is tried again and did not come back");
        let after = left_at.duration_since(self.taken[&(key, Round::FIRST)]);
        assert!(after <= TRIES_LAST, "Q48: {key:?} is tried again after {after:#}");
    }

    /// Mail that it took comes back softly, and the report arrives.
    pub(super) fn give_back(&mut self, copy: Sent) {
        self.returned.insert(copy);
    }

    /// What may still come back.
    pub(super) fn kept(&self) -> Vec<Sent> {
        self.taken.keys().filter(|copy| !self.returned.contains(copy)).copied().collect()
    }

    /// A message that was in doubt is known to be refused, because it came back.
    pub(super) fn disprove(&mut self, key: MessageKey) {
        self.disproved.insert(key);
    }

    pub(super) fn was_disproved(&self, key: MessageKey) -> bool {
        self.disproved.contains(&key)
    }

    /// What left last of a message, in whichever round, and when.
    pub(super) fn last(&self, key: MessageKey) -> Option<(Sent, Timestamp)> {
        let copies = Round::ALL.into_iter().map(|round| (key, round));
        copies.filter_map(|copy| Some((copy, *self.taken.get(&copy)?))).next_back()
    }

    pub(super) fn came_back(&self, copy: Sent) -> bool {
        self.returned.contains(&copy)
    }

    /// In whichever round.
    pub(super) fn has(&self, key: MessageKey) -> bool {
        Round::ALL.into_iter().any(|round| self.has_copy((key, round)))
    }

    pub(super) fn has_copy(&self, copy: Sent) -> bool {
        self.taken.contains_key(&copy)
    }

    /// When what did not come back of a message left.
    pub(super) fn arrived(&self, key: MessageKey) -> Option<Timestamp> {
        let kept =
            Round::ALL.into_iter().map(|round| (key, round)).filter(|copy| !self.returned.contains(copy));
        kept.filter_map(|copy| self.taken.get(&copy).copied()).next_back()
    }

    /// All messages, however often they were tried.
    pub(super) fn messages(&self) -> BTreeSet<MessageKey> {
        self.taken.keys().map(|(key, _)| *key).collect()
    }
}
