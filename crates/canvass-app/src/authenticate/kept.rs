//! Credentials looked up a moment ago. Unknown ids are not kept, so that a credential works as soon as it is made and
//! nobody fills the memory with guesses.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use canvass_store::area::{ClientRecord, TokenRecord};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::outside::KeptOutside;

const LIFE: SignedDuration = SignedDuration::from_secs(2);
const MOST: usize = 4096;

/// What look-ups found.
#[derive(Debug, Default)]
pub(crate) struct KeptCredentials {
    pub(crate) tokens: Kept<TokenRecord>,
    pub(crate) clients: Kept<ClientRecord>,
    pub(crate) outside: KeptOutside,
    /// To whom a host name belongs, or that it belongs to nobody.
    pub(crate) hosts: Kept<Option<WorkspaceId>>,
}

/// Records by id, each with the time of its look-up.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<HashMap<String, (Timestamp, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Option<Arc<T>> {
        let records = self.0.lock();
        let (at, record) = records.get(id)?;
        is_fresh(*at, now).then(|| Arc::clone(record))
    }

    pub(crate) fn keep(&self, id: &str, record: &Arc<T>, now: Timestamp) {
        let mut records = self.0.lock();
        if records.len() >= MOST {
            records.retain(|_, (at, _)| is_fresh(*at, now));
        }
        if records.len() < MOST {
            records.insert(id.to_owned(), (now, Arc::clone(record)));
        }
    }

    pub(crate) fn clear(&self) {
        self.0.lock().clear();
    }

    pub(crate) fn forget(&self, id: &str) {
        self.0.lock().remove(id);
    }
}

/// A clock that was set back makes nothing fresh.
fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    at <= now && now.duration_since(at) < LIFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_kept_for_two_seconds() {
        let kept = Kept::default();
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let later = |ms| now + SignedDuration::from_millis(ms);
        kept.keep("a", &Arc::new(1), now);
        assert_eq!(kept.get("a", later(1999)).as_deref(), Some(&1));
        assert_eq!(kept.get("a", later(2000)), None);
        assert_eq!(kept.get("a", later(-1)), None);
        assert_eq!(kept.get("b", now), None);
        kept.forget("a");
        assert_eq!(kept.get("a", now), None);
    }

    #[test]
    fn no_more_than_so_many_are_kept() {
        let kept = Kept::default();
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        for id in 0..=MOST {
            kept.keep(&id.to_string(), &Arc::new(id), now);
        }
        assert_eq!(kept.0.lock().len(), MOST);
        kept.keep("later", &Arc::new(0), now + LIFE);
        assert_eq!(kept.0.lock().len(), 1);
    }
}
