//! Idempotency and the audit trail.

use canvass_domain::id::BatchId;

use super::Fixture;
use super::sample::{contacts, import, scheduled, workspace};
use crate::StoreError;
use crate::area::{NewAudit, Page, RequestKey, Standing};

const ALL: Page = Page { after: 0, most: 1000 };

fn request(fixture: &Fixture, key: u8, body: u8) -> RequestKey {
    RequestKey {
        route: "expoints/customer/add".to_owned(),
        key: vec![key; 32],
        is_client_key: true,
        principal: "client-1".to_owned(),
        body: vec![body; 16],
        at: fixture.now(),
    }
}

/// Begins and finishes a request in one transaction.
fn run(fixture: &Fixture, workspace: canvass_domain::id::WorkspaceId, key: RequestKey) -> Standing {
    fixture.write(workspace, move |tx| {
        let standing = tx.begin_request(&key)?;
        if let Standing::Fresh | Standing::Repeat(..) = standing {
            tx.finish_request(&key, &format!("answer {}", key.key[0]), Some(BatchId(key.key[0].into())))?;
        }
        Ok(standing)
    })
}

pub fn e115_the_same_key_gets_the_same_answer_for_seven_days(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let first = request(fixture, 1, 1);
    assert_eq!(run(fixture, ours, first.clone()), Standing::Fresh);
    let replay = Standing::Replay("answer 1".to_owned());
    assert_eq!(run(fixture, ours, first.clone()), replay);
    let other = RequestKey { principal: "client-2".to_owned(), ..first.clone() };
    assert_eq!(run(fixture, ours, other), replay, "the key belongs to the workspace and the route");
    assert_eq!(run(fixture, ours, RequestKey { body: vec![2; 16], ..first.clone() }), Standing::OtherBody);
    assert_eq!(run(fixture, theirs, first.clone()), Standing::Fresh);
    let elsewhere = RequestKey { route: "native/batches".to_owned(), ..first.clone() };
    assert_eq!(run(fixture, ours, elsewhere), Standing::Fresh);
    fixture.step(7 * 86_400 - 1);
    assert_eq!(run(fixture, ours, RequestKey { at: fixture.now(), ..first.clone() }), replay);
    fixture.step(1);
    let late = RequestKey { at: fixture.now(), body: vec![9; 16], ..first };
    assert_eq!(run(fixture, ours, late.clone()), Standing::Fresh, "rows older than 7 days are replaced");
    assert_eq!(run(fixture, ours, late), replay);
}

pub fn e115_a_failed_request_leaves_its_key_free(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let key = request(fixture, 1, 1);
    let failing = key.clone();
    let failed = fixture.try_write(ours, move |tx| {
        assert_eq!(tx.begin_request(&failing)?, Standing::Fresh);
        tx.finish_request(&failing, "never", None)?;
        Err::<(), _>(StoreError::Missing("on purpose"))
    });
    assert_eq!(failed, Err(StoreError::Missing("on purpose")));
    assert_eq!(run(fixture, ours, RequestKey { body: vec![2; 16], ..key }), Standing::Fresh);
}

pub fn e115_of_thirty_two_at_once_one_has_the_effect(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let batch = import(vec![scheduled(fixture, 1)]);
    let standings = fixture.at_once(32, |_| {
        let (key, batch) = (request(fixture, 1, 1), batch.clone());
        fixture.write(ours, move |tx| {
            let standing = tx.begin_request(&key)?;
            if standing == Standing::Fresh {
                let saved = tx.save_import(&batch, &contacts(&batch), at)?;
                tx.finish_request(&key, "the answer", Some(saved.batch))?;
            }
            Ok(standing)
        })
    });
    let fresh = standings.iter().filter(|standing| **standing == Standing::Fresh).count();
    let replayed =
        standings.iter().filter(|standing| **standing == Standing::Replay("the answer".into())).count();
    assert_eq!((fresh, replayed), (1, 31), "{standings:?}");
    assert_eq!(fixture.read(ours, |tx| tx.batches(ALL)).len(), 1);
}

pub fn e116_the_same_body_within_fifteen_minutes_is_a_repeat(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let keyless = |key, body| RequestKey { is_client_key: false, ..request(fixture, key, body) };
    assert_eq!(run(fixture, ours, keyless(1, 1)), Standing::Fresh);
    assert_eq!(run(fixture, ours, keyless(2, 2)), Standing::Fresh);
    let other = RequestKey { principal: "client-2".to_owned(), ..keyless(3, 1) };
    assert_eq!(run(fixture, ours, other), Standing::Fresh);
    let elsewhere = RequestKey { route: "native/batches".to_owned(), ..keyless(4, 1) };
    assert_eq!(run(fixture, ours, elsewhere), Standing::Fresh);
    assert_eq!(run(fixture, ours, request(fixture, 5, 1)), Standing::Fresh, "a key tells that it is new");
    fixture.step(60);
    assert_eq!(run(fixture, ours, keyless(6, 2)), Standing::Repeat(Some(BatchId(2)), "answer 2".to_owned()));
    fixture.step(15 * 60);
    assert_eq!(run(fixture, ours, keyless(7, 2)), Standing::Repeat(Some(BatchId(6)), "answer 6".to_owned()));
    fixture.step(15 * 60 + 1);
    assert_eq!(run(fixture, ours, keyless(8, 2)), Standing::Fresh);
}

pub fn an_answer_needs_its_request(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let key = request(fixture, 1, 1);
    let refused = fixture.try_write(ours, move |tx| tx.finish_request(&key, "answer", None));
    assert_eq!(refused, Err(StoreError::Missing("request")));
}

pub fn the_audit_trail_keeps_its_order(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let rows: Vec<NewAudit> = (0..5)
        .map(|number| NewAudit {
            actor: format!("token {number}"),
            action: "import-customers".to_owned(),
            object: format!("batch {number}"),
            at: fixture.at(number),
        })
        .collect();
    for row in rows.clone() {
        fixture.write(ours, move |tx| tx.audit(&row));
    }
    let trail = fixture.read(ours, |tx| tx.audit_trail(ALL));
    assert_eq!(trail.iter().map(|record| record.audit.clone()).collect::<Vec<_>>(), rows);
    assert!(trail.is_sorted_by(|one, next| one.id < next.id));
    let after = trail[1].id;
    let page = fixture.read(ours, move |tx| tx.audit_trail(Page { after, most: 2 }));
    assert_eq!(page, trail[2..4]);
}
