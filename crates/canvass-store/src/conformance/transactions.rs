//! One closure, one transaction.

use std::sync::mpsc;

use super::Fixture;
use super::sample::{contacts, due_batch, import, scheduled, workspace};
use crate::StoreError;
use crate::area::Page;

const ALL: Page = Page { after: 0, most: 1000 };

pub fn a_refused_use_case_leaves_nothing_and_others_stand(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let batch = import(vec![scheduled(fixture, 1), scheduled(fixture, 2)]);
    let pending: Vec<_> = (0..20)
        .map(|number| {
            let batch = batch.clone();
            fixture.store.write::<_, StoreError, _>(ours, 2, move |tx| {
                let saved = tx.save_import(&batch, &contacts(&batch), at)?;
                if number % 3 == 0 { Err(StoreError::Missing("on purpose")) } else { Ok(saved) }
            })
        })
        .collect();
    let answers: Vec<_> = pending.into_iter().map(crate::Pending::wait).collect();
    for (number, answer) in (0..).zip(&answers) {
        assert_eq!(answer.is_err(), number % 3 == 0, "{number}: {answer:?}");
    }
    let batches = fixture.read(ours, |tx| tx.batches(ALL));
    assert_eq!(batches.len(), answers.iter().flatten().count());
    assert!(batches.iter().all(|batch| answers.iter().flatten().any(|saved| saved.batch == batch.id)));
    assert_eq!(
        fixture.read(ours, |tx| tx.message_counts(None)).iter().map(|(_, count)| count).sum::<i64>(),
        26
    );
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn a_reading_sees_one_state(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (entered, is_in) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let reading = fixture.store.read::<_, StoreError, _>(ours, move |tx| {
        let before = tx.batches(ALL)?.len();
        entered.send(()).expect("the case waits");
        may_go_on.recv().expect("the case goes on");
        Ok((before, tx.batches(ALL)?.len()))
    });
    is_in.recv().expect("the reading began");
    due_batch(fixture, ours, 1);
    go_on.send(()).expect("the reading waits");
    assert_eq!(reading.wait(), Ok((0, 0)));
    assert_eq!(fixture.read(ours, |tx| tx.batches(ALL)).len(), 1);
}

pub fn time_stands_still_within_a_transaction(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let clock = std::sync::Arc::clone(&fixture.clock);
    let (first, second) = fixture.write(ours, move |tx| {
        let first = tx.now()?;
        clock.step(jiff::SignedDuration::from_secs(5));
        Ok((first, tx.now()?))
    });
    assert_eq!(first, second);
    assert_eq!(fixture.write_system(|tx| tx.now()), fixture.now());
}
