//! Guards the token endpoint of one node against guessing and haste: so many failures a minute from one address, so many
//! requests a minute for one client (section 3 of the rules).

use std::collections::HashMap;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const MOST_FAILURES: u32 = 10;
const MOST_REQUESTS: u32 = 30;
/// Addresses and clients remembered; beyond it only those of the last minute, and then no new ones.
const MOST_REMEMBERED: usize = 20_000;
const LONGEST_NAME: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Client(String),
}

/// What was counted in the running minute.
#[derive(Debug, Clone, Copy)]
struct Counted {
    since: Timestamp,
    times: u32,
}

impl Counted {
    fn is_over(&self, now: Timestamp) -> bool {
        // A clock that was set back starts a new minute.
        now < self.since || now.duration_since(self.since) >= MINUTE
    }
}

/// The counts of this node.
#[derive(Debug, Default)]
pub(crate) struct TokenGuard(Mutex<HashMap<Who, Counted>>);

impl TokenGuard {
    /// Counts a request; `Err`: too many, with the seconds to wait.
    pub(super) fn admit(&self, peer: Option<IpAddr>, client: &str, now: Timestamp) -> Result<(), u64> {
        let mut counts = self.0.lock();
        if let Some(counted) = peer.and_then(|peer| counts.get(&Who::Address(peer)))
            && !counted.is_over(now)
            && counted.times >= MOST_FAILURES
        {
            return Err(wait(counted, now));
        }
        let client = Who::Client(client.chars().take(LONGEST_NAME).collect());
        let counted = count(&mut counts, client, now);
        if counted.times > MOST_REQUESTS { Err(wait(&counted, now)) } else { Ok(()) }
    }

    /// Counts a wrong id or secret.
    pub(super) fn failed(&self, peer: Option<IpAddr>, now: Timestamp) {
        if let Some(peer) = peer {
            count(&mut self.0.lock(), Who::Address(peer), now);
        }
    }
}

fn count(counts: &mut HashMap<Who, Counted>, who: Who, now: Timestamp) -> Counted {
    if counts.len() >= MOST_REMEMBERED {
        counts.retain(|_, counted| !counted.is_over(now));
    }
    let fresh = Counted { since: now, times: 0 };
    if counts.len() >= MOST_REMEMBERED && !counts.contains_key(&who) {
        return fresh;
    }
    let counted = counts.entry(who).or_insert(fresh);
    if counted.is_over(now) {
        *counted = fresh;
    }
    counted.times = counted.times.saturating_add(1);
    *counted
}

/// Whole seconds until the minute is over, at least 1.
fn wait(counted: &Counted, now: Timestamp) -> u64 {
    let left = MINUTE.as_secs() - now.duration_since(counted.since).as_secs();
    u64::try_from(left).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    #[test]
    fn ten_failures_a_minute_close_an_address_and_no_other() {
        let guard = TokenGuard::default();
        let (here, there): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for number in 0..10 {
            assert_eq!(guard.admit(Some(here), &number.to_string(), at(0)), Ok(()));
            guard.failed(Some(here), at(0));
        }
        assert_eq!(guard.admit(Some(here), "good", at(20)), Err(40));
        assert_eq!(guard.admit(Some(there), "good", at(20)), Ok(()));
        assert_eq!(guard.admit(Some(here), "good", at(60)), Ok(()));
    }

    #[test]
    fn thirty_requests_a_minute_are_enough_for_a_client() {
        let guard = TokenGuard::default();
        for _ in 0..30 {
            assert_eq!(guard.admit(None, "a", at(0)), Ok(()));
        }
        assert_eq!(guard.admit(None, "a", at(59)), Err(1));
        assert_eq!(guard.admit(None, "b", at(59)), Ok(()));
        assert_eq!(guard.admit(None, "a", at(60)), Ok(()));
        // A clock that was set back closes nobody for long.
        assert_eq!(guard.admit(None, "a", at(-1000)), Ok(()));
    }

    #[test]
    fn htp_13_what_is_remembered_has_a_bound() {
        let guard = TokenGuard::default();
        for number in 0..MOST_REMEMBERED + 10 {
            assert_eq!(guard.admit(None, &number.to_string(), at(0)), Ok(()));
        }
        assert_eq!(guard.0.lock().len(), MOST_REMEMBERED);
        assert_eq!(guard.admit(None, "later", at(60)), Ok(()));
        assert_eq!(guard.0.lock().len(), 1);
    }
}
