//! Counting the calls of a client or token against its limits (E123, Q6, C5).
//!
//! A surface calls [`count_call`] in its dispatcher, after scope and workspace (403) and before anything of the body is
//! looked at (413), and says what is usual on its wire; the settings of the client or token say otherwise if they do:
//!
//! ```text
//! let counting = Counting::Buckets { class: CallClass::Write, usual: Rate { per_minute: 60, burst: 60 } };   // E123
//! let counting = Counting::Windows { own: 300, workspace: 2_400 };                                          // Q6
//! let counting = Counting::Windows { own: 300, workspace: 0 };                                              // C5
//! match count_call(&state.app, &principal, counting).ready().await {
//!     Ok(None) => {}                          // nothing is limited: no headers
//!     Ok(Some(standing)) => {}                // allowed: x-ratelimit-limit, -remaining, -reset
//!     Err(CallRefusal::TooMany(standing)) => {} // 429, Retry-After: standing.seconds
//!     Err(CallRefusal::Store(error)) => {}    // 503 by Outage::of(&error)
//! }
//! ```

use canvass_domain::limit::{Limit, Standing};
use canvass_store::{AsStoreError, CallCount, CountedCall, StoreError};

use crate::soon::Soon;
use crate::{App, Principal, Reach};

/// Which bucket a call takes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallClass {
    /// It changes nothing.
    Read,
    /// It may change something.
    Write,
}

/// The rate of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Refilled in a minute; 0 = no limit.
    pub per_minute: u32,
    /// How much it holds.
    pub burst: u32,
}

/// How a surface counts a call, with what is usual on its wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// A bucket for each class.
    Buckets {
        /// The class of this call.
        class: CallClass,
        /// Its usual rate.
        usual: Rate,
    },
    /// One window for all calls of a client or token, and one for those of its workspace; 0 = no limit.
    Windows {
        /// Calls of the client or token in a minute.
        own: u32,
        /// Calls of the workspace in a minute.
        workspace: u32,
    },
}

/// Why a call goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallRefusal {
    /// A limit is reached: again after `seconds`.
    TooMany(Standing),
    /// The calls could not be counted.
    Store(StoreError),
}

impl From<StoreError> for CallRefusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AsStoreError for CallRefusal {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::TooMany(_) => None,
        }
    }
}

/// How the calls of a principal are to be counted, and being counted.
#[derive(Debug)]
pub struct CallCounting(Soon<CallCount, StoreError>);

impl CallCounting {
    /// Blocks until it is known; the standing is that of the limit that is nearest.
    pub fn wait(self) -> Result<Option<Standing>, CallRefusal> {
        told(self.0.wait()?)
    }

    /// Waits without blocking the thread.
    pub async fn ready(self) -> Result<Option<Standing>, CallRefusal> {
        told(self.0.ready().await?)
    }
}

fn told(count: CallCount) -> Result<Option<Standing>, CallRefusal> {
    match count {
        // Of two that leave as many calls the principal's own stands first.
        CallCount::Counted(standings) => Ok(standings.into_iter().min_by_key(|standing| standing.remaining)),
        CallCount::Refused { standing, .. } => Err(CallRefusal::TooMany(standing)),
    }
}

/// Counts a call of this principal, exactly over all nodes; a refused one is not counted.
pub fn count_call(app: &App, principal: &Principal, counting: Counting) -> CallCounting {
    let limits = limits(principal, counting);
    CallCounting(if limits.is_empty() {
        Soon::Known(Ok(CallCount::Counted(Vec::new())))
    } else {
        Soon::Asked(app.store.count_call(limits))
    })
}

/// The limits of a call, the principal's own first.
fn limits(principal: &Principal, counting: Counting) -> Vec<CountedCall> {
    let settings = &principal.settings.limits;
    let actor = &principal.actor;
    match counting {
        Counting::Buckets { class, usual } => {
            let (set, mark) = match class {
                CallClass::Read => (settings.reads_per_minute, 'r'),
                CallClass::Write => (settings.writes_per_minute, 'w'),
            };
            let burst = settings.burst.unwrap_or(usual.burst).max(1);
            let limit = Limit::bucket(set.unwrap_or(usual.per_minute), burst);
            limit.map(|limit| CountedCall { subject: format!("{actor}:{mark}"), limit }).into_iter().collect()
        }
        Counting::Windows { own, workspace } => {
            // Who has no limit of their own has that of the workspace all the same.
            let own = Limit::window(settings.calls_per_minute.unwrap_or(own))
                .map(|limit| CountedCall { subject: format!("{actor}:c"), limit });
            let all = match principal.reach {
                Reach::Workspace(id) => Limit::window(workspace)
                    .map(|limit| CountedCall { subject: format!("workspace:{}:c", id.0), limit }),
                Reach::Installation => None,
            };
            [own, all].into_iter().flatten().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use canvass_domain::id::WorkspaceId;
    use canvass_store::area::{CallLimits, CallSettings};

    use super::*;

    const WRITE: Counting =
        Counting::Buckets { class: CallClass::Write, usual: Rate { per_minute: 60, burst: 60 } };
    const CALL: Counting = Counting::Windows { own: 300, workspace: 2_400 };

    fn principal(limits: CallLimits) -> Principal {
        Principal {
            actor: "client:a".to_owned(),
            reach: Reach::Workspace(WorkspaceId(7)),
            scopes: Vec::new(),
            settings: CallSettings { limits, ..CallSettings::default() },
        }
    }

    fn told(limits: CallLimits, counting: Counting) -> Vec<(String, Option<Limit>)> {
        let calls = super::limits(&principal(limits), counting);
        calls.into_iter().map(|call| (call.subject, Some(call.limit))).collect()
    }

    #[test]
    fn e123_settings_of_a_client_stand_before_what_is_usual() {
        let usual = told(CallLimits::default(), WRITE);
        assert_eq!(usual, [("client:a:w".to_owned(), Limit::bucket(60, 60))]);
        let set = CallLimits { writes_per_minute: Some(5), burst: Some(2), ..CallLimits::default() };
        assert_eq!(told(set, WRITE), [("client:a:w".to_owned(), Limit::bucket(5, 2))]);
        let reads = Counting::Buckets { class: CallClass::Read, usual: Rate { per_minute: 120, burst: 60 } };
        assert_eq!(told(set, reads), [("client:a:r".to_owned(), Limit::bucket(120, 2))]);
        let off = CallLimits { writes_per_minute: Some(0), ..CallLimits::default() };
        assert_eq!(told(off, WRITE), []);
    }

    #[test]
    fn q6_a_key_and_its_workspace_have_a_window_each() {
        let key = ("client:a:c".to_owned(), Limit::window(300));
        let workspace = ("workspace:7:c".to_owned(), Limit::window(2_400));
        assert_eq!(told(CallLimits::default(), CALL), [key.clone(), workspace.clone()]);
        assert_eq!(told(CallLimits::default(), Counting::Windows { own: 300, workspace: 0 }), [key]);
        let off = CallLimits { calls_per_minute: Some(0), ..CallLimits::default() };
        assert_eq!(told(off, CALL), [workspace]);
        assert_eq!(told(off, Counting::Windows { own: 300, workspace: 0 }), []);
    }
}
