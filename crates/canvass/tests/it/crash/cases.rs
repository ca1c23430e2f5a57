//! Runs cases side by side and tells all that failed, not only the first.

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::thread;

use crate::harness::Engine;

/// Most of a case is waiting: on PostgreSQL for half a minute until a node counts as dead.
const AT_ONCE: usize = 12;

/// Where the program is killed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) engine: Engine,
    pub(super) failpoint: &'static str,
    /// At which pass of it.
    pub(super) pass: u32,
}

impl Case {
    /// As the setting says it.
    pub(super) fn setting(self) -> String {
        format!("{}:{}:kill", self.failpoint, self.pass)
    }
}

/// Runs all cases.
pub(super) fn run_cases(cases: &[Case], run: fn(Case)) {
    assert!(!cases.is_empty());
    let (waiting, failed) = (Mutex::new(cases.to_vec()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            // A guard in the condition of a `while` would be held for the whole turn.
            let Some(case) = waiting.lock().unwrap().pop() else { return };
            if catch_unwind(|| run(case)).is_err() {
                failed.lock().unwrap().push(case.setting());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    assert_eq!(failed.into_inner().unwrap(), Vec::<String>::new(), "of {} cases these failed", cases.len());
}
