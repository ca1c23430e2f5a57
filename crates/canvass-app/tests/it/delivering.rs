//! A worker in three store calls, for stories that need mail to have left: claim, hand over, settle.

use std::time::Duration;

use canvass_domain::id::CustomerId;
use canvass_domain::message::AttemptResult;
use canvass_store::StoreError;
use canvass_store::area::{Attempt, Claim, NodeId, Settlement};
use canvass_testkit::TestApp;

const NODE: NodeId = NodeId(1);

/// Claims everything that is due.
pub(crate) fn claim(test: &TestApp) -> Vec<Claim> {
    test.app
        .store
        .write_system(|tx| {
            tx.beat(NODE)?;
            tx.claim(NODE, 1_000, Duration::from_mins(1))
        })
        .wait()
        .unwrap()
}

/// Hands everything over that is due; gives the attempts.
pub(crate) fn hand_over(test: &TestApp) -> Vec<Attempt> {
    let attempts: Vec<Attempt> =
        claim(test).iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
    let asked = attempts.clone();
    let handed = test.app.store.write_system(move |tx| tx.hand_over(NODE, &asked)).wait().unwrap();
    assert!(handed.iter().all(|handed| *handed));
    attempts
}

/// Tells how attempts ended.
pub(crate) fn settle(test: &TestApp, attempts: &[Attempt], result: &AttemptResult) {
    let settlements: Vec<Settlement> = attempts
        .iter()
        .map(|attempt| Settlement {
            attempt: *attempt,
            result: result.clone(),
            next: None,
            reminder: None,
            peer: "mx.example.org".to_owned(),
        })
        .collect();
    let settled: Result<_, StoreError> =
        test.app.store.write_system(move |tx| tx.settle(&settlements)).wait();
    settled.unwrap();
}

/// Sends everything that is due; gives the customers.
pub(crate) fn send_all(test: &TestApp) -> Vec<CustomerId> {
    let attempts = hand_over(test);
    settle(test, &attempts, &AttemptResult::Sent("250 ok".to_owned()));
    attempts.iter().map(|attempt| attempt.key.customer).collect()
}
