//! How many calls a client or token may make, as members of the calls that make and change them: a whole number, 0 =
//! as many as it likes; absent = what is usual on the surface that is called.

use crate::member::{Member, maybe};
use crate::value::{JsonType, Scan, Wrong};

/// Limits as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallLimits {
    /// Calls that read, a minute.
    pub reads_per_minute: Option<CallNumber>,
    /// Calls that write, a minute.
    pub writes_per_minute: Option<CallNumber>,
    /// How many of either at once.
    pub burst: Option<CallNumber>,
    /// All calls, in a window of a minute.
    pub calls_per_minute: Option<CallNumber>,
}

/// A number of calls, up to a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallNumber(pub u32);

const MOST: u32 = 1_000_000;

impl Scan for CallNumber {
    const WRONG: Wrong = Wrong::NotWhole;
    const JSON: JsonType = JsonType::Number;

    fn from_number(digits: &str) -> Result<Option<Self>, Wrong> {
        let number = i64::from_number(digits)?.and_then(|number| u32::try_from(number).ok());
        number.filter(|number| *number <= MOST).map(|number| Some(Self(number))).ok_or(Wrong::OutOfRange)
    }

    fn from_text(_text: &str) -> Result<Option<Self>, Wrong> {
        Err(Wrong::NotWhole)
    }
}

/// Calls that read, a minute.
pub(super) const fn reads<T: HasLimits>() -> Member<T> {
    Member::value("readsPerMinute", |call, sent| maybe(sent, &mut call.limits().reads_per_minute))
}

/// Calls that write, a minute.
pub(super) const fn writes<T: HasLimits>() -> Member<T> {
    Member::value("writesPerMinute", |call, sent| maybe(sent, &mut call.limits().writes_per_minute))
}

/// How many of either at once.
pub(super) const fn burst<T: HasLimits>() -> Member<T> {
    Member::value("burst", |call, sent| maybe(sent, &mut call.limits().burst))
}

/// All calls, a minute.
pub(super) const fn calls<T: HasLimits>() -> Member<T> {
    Member::value("callsPerMinute", |call, sent| maybe(sent, &mut call.limits().calls_per_minute))
}

/// A request with limits among its members.
pub(super) trait HasLimits {
    /// Where they are kept.
    fn limits(&mut self) -> &mut CallLimits;
}
