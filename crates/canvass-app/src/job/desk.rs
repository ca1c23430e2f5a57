//! Joins hand-overs: what connections ask while others are being committed goes to the store as one slice. Nobody waits
//! for company; a connection alone is its own slice.

use std::collections::HashMap;
use std::mem;

use parking_lot::{Condvar, Mutex};

use super::hand_over::{Asked, Passage};

/// Slices under way at once. With one, the store would idle between two commits; with more, slices would be small.
const AT_ONCE: usize = 2;
/// A store that joins commits by itself is asked at once, and slices are what comes in one moment.
const WITHOUT_JOINING: usize = usize::MAX;

#[derive(Debug)]
pub(super) struct Desk {
    at_once: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    asked: Vec<(u64, Asked)>,
    answers: HashMap<u64, Passage>,
    under_way: usize,
}

impl Desk {
    /// For a store that joins the commits of those who wait at the same time, or does not.
    pub(super) fn new(joins_commits: bool) -> Self {
        let at_once = if joins_commits { WITHOUT_JOINING } else { AT_ONCE };
        Self { at_once, state: Mutex::default(), changed: Condvar::new() }
    }

    /// The answer for this attempt, which `commit` gives for a slice, in its order. Whoever asks when there is room takes
    /// all that wait.
    pub(super) fn ask(&self, asked: Asked, commit: impl Fn(&[Asked]) -> Vec<Passage>) -> Passage {
        let mut state = self.state.lock();
        state.last += 1;
        let number = state.last;
        state.asked.push((number, asked));
        loop {
            if let Some(passage) = state.answers.remove(&number) {
                return passage;
            }
            if state.under_way < self.at_once && !state.asked.is_empty() {
                state.under_way += 1;
                let (numbers, slice): (_, Vec<Asked>) = mem::take(&mut state.asked).into_iter().unzip();
                drop(state);
                let mut turn = Turn { desk: self, numbers, passages: Vec::new() };
                turn.passages = commit(&slice);
                drop(turn);
                state = self.state.lock();
            } else {
                self.changed.wait(&mut state);
            }
        }
    }
}

/// A slice under way. However it ends, everybody in it is answered.
struct Turn<'d> {
    desk: &'d Desk,
    numbers: Vec<u64>,
    passages: Vec<Passage>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.desk.state.lock();
        state.under_way -= 1;
        let mut passages = mem::take(&mut self.passages).into_iter();
        for number in self.numbers.drain(..) {
            // Without an answer nobody knows whether it was committed.
            state.answers.insert(number, passages.next().unwrap_or(Passage::Unknown));
        }
        self.desk.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;

    use canvass_domain::id::{CustomerId, WorkspaceId};
    use canvass_domain::message::{MessageKey, Slot};
    use canvass_store::area::{Attempt, HandOver};

    use super::*;

    fn asked(customer: i32) -> Asked {
        let key =
            MessageKey { workspace: WorkspaceId(1), customer: CustomerId(customer), slot: Slot::Invitation };
        Asked { claim: HandOver { attempt: Attempt { key, fence: 1 }, peer: None }, copy_key: None }
    }

    /// Odd customers may not leave.
    fn judge(slice: &[Asked]) -> Vec<Passage> {
        let is_odd = |asked: &Asked| asked.claim.attempt.key.customer.0 % 2 == 1;
        slice.iter().map(|asked| if is_odd(asked) { Passage::Lost } else { Passage::Open }).collect()
    }

    #[test]
    fn each_gets_its_own_answer_out_of_slices_that_hold_all_who_waited() {
        let desk = Desk::new(false);
        let slices = Mutex::new(Vec::new());
        let both_busy = Barrier::new(AT_ONCE + 1);
        std::thread::scope(|scope| {
            let ask = |customer: i32| {
                desk.ask(asked(customer), |slice| {
                    if slice.len() == 1 {
                        both_busy.wait();
                        both_busy.wait();
                    }
                    slices.lock().push(slice.len());
                    judge(slice)
                })
            };
            let mut threads = Vec::new();
            let mut start = |customer| threads.push((customer, scope.spawn(move || ask(customer))));
            start(1);
            while desk.state.lock().under_way < 1 {
                std::thread::yield_now();
            }
            start(2);
            both_busy.wait();
            (3..23).for_each(start);
            while desk.state.lock().asked.len() < 20 {
                std::thread::yield_now();
            }
            both_busy.wait();
            for (customer, thread) in threads {
                let expected = if customer % 2 == 1 { Passage::Lost } else { Passage::Open };
                assert_eq!(thread.join().unwrap(), expected, "{customer}");
            }
        });
        slices.lock().sort_unstable();
        assert_eq!(*slices.lock(), [1, 1, 20]);
        assert!(desk.state.lock().answers.is_empty());
    }

    #[test]
    fn a_slice_that_panics_leaves_nobody_waiting() {
        let desk = Desk::new(false);
        let broken = catch_unwind(AssertUnwindSafe(|| desk.ask(asked(1), |_| panic!("on purpose"))));
        assert!(broken.is_err());
        assert_eq!(desk.ask(asked(2), judge), Passage::Open);
    }
}
