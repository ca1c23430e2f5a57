//! Calls counted against limits.

use canvass_domain::limit::{Limit, Standing};

use super::Fixture;
use crate::{CallCount, CountedCall};

fn call(subject: &str, limit: Option<Limit>) -> CountedCall {
    CountedCall { subject: subject.to_owned(), limit: limit.expect("a limit") }
}

fn count(fixture: &Fixture, calls: Vec<CountedCall>) -> CallCount {
    fixture.store.count_call(calls).wait().expect("a count")
}

/// One limit that counted it, or refused it.
fn one(fixture: &Fixture, subject: &str, limit: Option<Limit>) -> Result<Standing, Standing> {
    match count(fixture, vec![call(subject, limit)]) {
        CallCount::Counted(standings) => Ok(standings[0]),
        CallCount::Refused { standing, .. } => Err(standing),
    }
}

pub fn e123_a_bucket_gives_its_burst_and_then_its_rate(fixture: &Fixture) {
    let limit = Limit::bucket(30, 3);
    for remaining in [2, 1, 0] {
        let standing = one(fixture, "client:a:w", limit);
        assert_eq!(standing, Ok(Standing { limit: 3, remaining, seconds: 2 }));
    }
    let empty = Standing { limit: 3, remaining: 0, seconds: 2 };
    assert_eq!(one(fixture, "client:a:w", limit), Err(empty));
    assert!(one(fixture, "client:b:w", limit).is_ok());
    fixture.step(1);
    assert_eq!(one(fixture, "client:a:w", limit), Err(Standing { seconds: 1, ..empty }));
    fixture.step(1);
    assert!(one(fixture, "client:a:w", limit).is_ok());
    assert_eq!(one(fixture, "client:a:w", limit), Err(empty));
    fixture.step(3600);
    assert_eq!(one(fixture, "client:a:w", limit), Ok(Standing { limit: 3, remaining: 2, seconds: 2 }));
}

pub fn q6_a_window_begins_with_its_first_call_and_refused_calls_are_not_counted(fixture: &Fixture) {
    let limit = Limit::window(2);
    assert_eq!(one(fixture, "token:a:c", limit), Ok(Standing { limit: 2, remaining: 1, seconds: 60 }));
    fixture.step(50);
    assert_eq!(one(fixture, "token:a:c", limit), Ok(Standing { limit: 2, remaining: 0, seconds: 10 }));
    for _ in 0..3 {
        assert_eq!(one(fixture, "token:a:c", limit), Err(Standing { limit: 2, remaining: 0, seconds: 10 }));
    }
    // A limit that was raised meanwhile counts with what was counted.
    let raised = Limit::window(3);
    assert_eq!(one(fixture, "token:a:c", raised), Ok(Standing { limit: 3, remaining: 0, seconds: 10 }));
    fixture.step(10);
    assert_eq!(one(fixture, "token:a:c", limit), Ok(Standing { limit: 2, remaining: 1, seconds: 60 }));
}

pub fn q6_a_call_counts_against_all_its_limits_or_none(fixture: &Fixture) {
    let calls = |key: &str| vec![call(key, Limit::window(3)), call("workspace:1:c", Limit::window(4))];
    let counted = |own, all| {
        let standing = |limit, remaining| Standing { limit, remaining, seconds: 60 };
        CallCount::Counted(vec![standing(3, own), standing(4, all)])
    };
    assert_eq!(count(fixture, calls("token:a:c")), counted(2, 3));
    assert_eq!(count(fixture, calls("token:b:c")), counted(2, 2));
    assert_eq!(count(fixture, calls("token:b:c")), counted(1, 1));
    assert_eq!(count(fixture, calls("token:b:c")), counted(0, 0));
    // The workspace refuses, so the key has not counted it either.
    let standing = Standing { limit: 4, remaining: 0, seconds: 60 };
    let refused = CallCount::Refused { standing, which: 1 };
    assert_eq!(count(fixture, calls("token:a:c")), refused);
    assert_eq!(one(fixture, "token:a:c", Limit::window(3)).map(|standing| standing.remaining), Ok(1));
    // The key refuses, and the workspace has not counted it.
    let refused = CallCount::Refused { standing: Standing { limit: 3, ..standing }, which: 0 };
    assert_eq!(count(fixture, calls("token:b:c")), refused);
    assert_eq!(count(fixture, Vec::new()), CallCount::Counted(Vec::new()));
}

pub fn calls_at_once_are_counted_exactly(fixture: &Fixture) {
    let allowed = fixture.at_once(8, |thread| {
        let calls = || {
            let own = call(&format!("token:{}:c", thread % 2), Limit::window(40));
            vec![own, call("workspace:1:c", Limit::window(60))]
        };
        (0..20).filter(|_| matches!(count(fixture, calls()), CallCount::Counted(_))).count()
    });
    assert_eq!(allowed.iter().sum::<usize>(), 60);
}
