//! INT-02: batches come in at once while others count. Whoever looks sees whole batches.

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_store::StoreError;
use canvass_testkit::{TestApp, batch_of, customer};

const IMPORTERS: usize = 5;
const EACH: usize = 10;
/// People of one batch.
const PEOPLE: usize = 40;

fn look_while_many_come_in(test: &TestApp) {
    let acme = test.workspace("acme");
    let is_over = AtomicBool::new(false);
    let messages = || -> usize {
        let counted: Result<_, StoreError> =
            test.app.store.read(acme.id, |tx| tx.message_counts(None)).wait();
        usize::try_from(counted.unwrap().iter().map(|(_, count)| count).sum::<i64>()).unwrap()
    };
    let looks = std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let (mut looks, mut seen) = (0, 0);
            while !is_over.load(Ordering::SeqCst) {
                let now = messages();
                assert_eq!(now % PEOPLE, 0, "a part of a batch was seen: {now}");
                assert!(now >= seen, "{now} after {seen}");
                looks += usize::from(now > seen);
                seen = now;
            }
            looks
        });
        let importers: Vec<_> = (0..IMPORTERS)
            .map(|importer| {
                let acme = &acme;
                scope.spawn(move || {
                    for batch in 0..EACH {
                        let email = |person: usize| format!("p{importer}.{batch}.{person}@example.org");
                        acme.import(batch_of((0..PEOPLE).map(|person| customer(&email(person))).collect()));
                    }
                })
            })
            .collect();
        for importer in importers {
            importer.join().unwrap();
        }
        is_over.store(true, Ordering::SeqCst);
        looking.join().unwrap()
    });
    assert!(looks > 1, "nobody looked in the middle");
    assert_eq!(messages(), IMPORTERS * EACH * PEOPLE);
}

#[test]
fn int_02_nobody_sees_a_part_of_a_batch_while_many_come_in() {
    look_while_many_come_in(&TestApp::new());
}

#[test]
fn int_02_on_postgres_nobody_sees_a_part_of_a_batch_while_many_come_in() {
    look_while_many_come_in(&TestApp::on_postgres());
}
