//! What follows a try: the delivery is done, tried again or given up; its endpoint goes on, rests or is turned off.
//!
//! Ten tries over 75 hours for one event. Beside it the endpoint itself rests after failures: however much waits for one
//! that is dead, it costs a try now and then, and nobody else waits (HOK-09).

use jiff::{SignedDuration, Timestamp};

/// The waits between the tries of one event, in seconds: 75 h 35 min 5 s together.
const WAITS_S: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600];
/// Tries of one event, until it is replayed.
pub const TRIES: i32 = 10;
/// How many events of one endpoint are taken at once; of one that fails, one.
pub const SLICE: usize = 16;
/// An endpoint that failed for so long is turned off.
pub const OFF_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Failures so far apart are not one outage.
const SILENCE: SignedDuration = SignedDuration::from_hours(2 * 24);
/// A receiver cannot ask for a longer pause than this.
pub const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// The rest of an endpoint grows from 5 s to 5 min.
const REST_S: i64 = 5;
const LONGEST_REST_S: i64 = 300;
/// One who says "too much" gets at least this.
const THROTTLE_S: i64 = 60;
/// So many refusals in a row are no matter of single events any more.
const REFUSALS: i32 = 3;

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// A status, and the pause it asked for.
    Status {
        /// The status.
        status: u16,
        /// `Retry-After`.
        retry_after: Option<SignedDuration>,
    },
    /// No answer: nobody there, no trust, no time, no public address.
    None,
}

/// How an endpoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is sent to.
    On,
    /// It failed for five days: nothing is sent, what happens is still kept for it.
    Failing,
    /// It said 410: nothing is sent, what happens is still kept for it.
    Gone,
    /// A person turned it off: nothing is kept for it either.
    Off,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::On, Self::Failing, Self::Gone, Self::Off];

    /// The number in storage; the triggers of both engines keep events for those below 3.
    pub fn number(self) -> i16 {
        match self {
            Self::On => 0,
            Self::Failing => 1,
            Self::Gone => 2,
            Self::Off => 3,
        }
    }

    /// The standing of a number.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.number() == number)
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Off => "off",
        }
    }

    /// Whether what happens is kept for it.
    pub fn collects(self) -> bool {
        self != Self::Off
    }
}

/// What was known of the endpoint before the try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TriedEndpoint {
    /// Failures since the last success.
    pub failures: i32,
    /// The first of them.
    pub failing_since: Option<Timestamp>,
    /// The last of them.
    pub failed_at: Option<Timestamp>,
}

/// What becomes of the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The receiver has it.
    Done,
    /// Again at this moment.
    Again(Timestamp),
    /// Ten tries are enough; a person can replay it.
    GivenUp,
}

/// What becomes of the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// All is well.
    Well,
    /// It failed.
    Failed {
        /// Since when.
        since: Timestamp,
        /// How often in a row.
        failures: i32,
        /// Nothing is sent before this moment.
        rest_until: Timestamp,
        /// And it is turned off, if so.
        off: Option<Standing>,
    },
}

/// Both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Of the delivery.
    pub next: Next,
    /// Of the endpoint.
    pub effect: Effect,
}

/// Judges try number `tries` (from 1, since the event was made or replayed).
pub fn judge(reply: Reply, tries: i32, endpoint: TriedEndpoint, now: Timestamp) -> Course {
    if let Reply::Status { status: 200..=299, .. } = reply {
        return Course { next: Next::Done, effect: Effect::Well };
    }
    let failures = endpoint.failures.saturating_add(1);
    let is_silent = endpoint.failed_at.is_none_or(|at| now.duration_since(at) > SILENCE);
    let since = endpoint.failing_since.filter(|_| !is_silent).unwrap_or(now).min(now);
    let rest = rest(reply, failures);
    let off = if let Reply::Status { status: 410, .. } = reply {
        Some(Standing::Gone)
    } else {
        (now.duration_since(since) >= OFF_AFTER).then_some(Standing::Failing)
    };
    let effect = Effect::Failed { since, failures, rest_until: later(now, rest), off };
    let wait = usize::try_from(tries.max(1) - 1).ok().and_then(|index| WAITS_S.get(index));
    let next = match wait {
        Some(wait) => Next::Again(later(now, SignedDuration::from_secs(*wait).max(rest))),
        None => Next::GivenUp,
    };
    Course { next, effect }
}

/// How long an endpoint rests after so many failures in a row.
fn rest(reply: Reply, failures: i32) -> SignedDuration {
    let doublings = u32::try_from(failures.clamp(1, 16) - 1).unwrap_or_default();
    let growing = SignedDuration::from_secs((REST_S << doublings).min(LONGEST_REST_S));
    match reply {
        Reply::Status { status: 429 | 502 | 503 | 504, retry_after } => {
            let asked = retry_after.unwrap_or_default().clamp(SignedDuration::ZERO, LONGEST_RETRY_AFTER);
            asked.max(growing).max(SignedDuration::from_secs(THROTTLE_S))
        }
        // A refusal may be the event's own affair.
        Reply::Status { .. } if failures < REFUSALS => SignedDuration::ZERO,
        Reply::Status { .. } | Reply::None => growing,
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-02T10:00Z".parse().unwrap()
    }

    fn status(status: u16) -> Reply {
        Reply::Status { status, retry_after: None }
    }

    fn wait(course: Course) -> i64 {
        match course.next {
            Next::Again(at) => at.duration_since(now()).as_secs(),
            Next::Done | Next::GivenUp => panic!("{course:?}"),
        }
    }

    fn failed(course: Course) -> (i32, i64, Option<Standing>) {
        match course.effect {
            Effect::Failed { failures, rest_until, off, .. } => {
                (failures, rest_until.duration_since(now()).as_secs(), off)
            }
            Effect::Well => panic!("{course:?}"),
        }
    }

    #[test]
    fn p5_ten_tries_take_seventy_five_hours() {
        let fresh = TriedEndpoint::default();
        let waits: Vec<i64> = (1..TRIES).map(|tries| wait(judge(status(500), tries, fresh, now()))).collect();
        assert_eq!(waits, WAITS_S);
        assert_eq!(waits.iter().sum::<i64>() / 3_600, 75);
        assert_eq!(judge(status(500), TRIES, fresh, now()).next, Next::GivenUp);
        assert_eq!(judge(Reply::None, 99, fresh, now()).next, Next::GivenUp);
    }

    #[test]
    fn hok_02_only_2xx_is_success() {
        for good in [200, 202, 204, 299] {
            let course = judge(status(good), 3, TriedEndpoint::default(), now());
            assert_eq!(course, Course { next: Next::Done, effect: Effect::Well });
        }
        for bad in [100, 199, 300, 302, 307, 400, 404, 500, 999] {
            assert_eq!(wait(judge(status(bad), 1, TriedEndpoint::default(), now())), 5, "{bad}");
        }
    }

    #[test]
    fn hok_02_gone_turns_off_and_too_many_throttles() {
        assert_eq!(failed(judge(status(410), 1, TriedEndpoint::default(), now())).2, Some(Standing::Gone));
        let asked = |status, seconds| {
            let retry_after = Some(SignedDuration::from_secs(seconds));
            let course = judge(Reply::Status { status, retry_after }, 1, TriedEndpoint::default(), now());
            (wait(course), failed(course).1)
        };
        assert_eq!(asked(429, 120), (120, 120));
        assert_eq!(asked(503, 1), (60, 60), "at least a minute");
        assert_eq!(asked(502, 86_400), (3_600, 3_600), "at most an hour");
        assert_eq!(asked(504, -5), (60, 60));
        assert_eq!(asked(500, 120), (5, 0), "a fault of the event's own");
    }

    #[test]
    fn hok_09_an_endpoint_that_fails_rests_longer_and_longer() {
        let after = |reply, failures| {
            failed(judge(reply, 1, TriedEndpoint { failures, ..Default::default() }, now()))
        };
        let rests: Vec<i64> = (0..9).map(|failures| after(Reply::None, failures).1).collect();
        assert_eq!(rests, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(after(Reply::None, i32::MAX).1, 300);
        let refused: Vec<i64> = (0..4).map(|failures| after(status(404), failures).1).collect();
        assert_eq!(refused, [0, 0, 20, 40]);
    }

    #[test]
    fn hok_07_five_days_of_failures_turn_off() {
        let hours = |hours| now() - SignedDuration::from_hours(hours);
        let failing = |since, last| TriedEndpoint {
            failures: 3,
            failing_since: Some(hours(since)),
            failed_at: Some(hours(last)),
        };
        assert_eq!(failed(judge(Reply::None, 1, failing(119, 1), now())).2, None);
        assert_eq!(failed(judge(Reply::None, 1, failing(120, 1), now())).2, Some(Standing::Failing));
        assert_eq!(
            failed(judge(Reply::None, 1, failing(900, 49), now())).2,
            None,
            "it was silent in between"
        );
    }
}
