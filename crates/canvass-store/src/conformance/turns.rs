//! Whose turn it is: the share of each workspace, priorities, and the daily quotas of senders that warm up.

use canvass_domain::id::CustomerId;

use super::Fixture;
use super::sample::{claim, due_batch, import, save, scheduled, workspace};

pub fn out_28_the_workspaces_take_turns(fixture: &Fixture) {
    let [large, small, late] = ["large", "small", "late"].map(|slug| workspace(fixture, slug));
    due_batch(fixture, large, 100);
    due_batch(fixture, small, 4);
    due_batch(fixture, late, 100);
    let of = |claims: &[crate::area::Claim], workspace: canvass_domain::id::WorkspaceId| {
        claims.iter().filter(|claim| claim.key.workspace == workspace).count()
    };
    let first = claim(fixture, 6);
    assert_eq!([large, small, late].map(|workspace| of(&first, workspace)), [2, 2, 2]);
    let order: Vec<_> = first.iter().map(|claim| claim.key.workspace).collect();
    assert_eq!(order[..3], order[3..], "one of each in turn");
    // Who has less than its share takes nothing from the others for longer than that.
    let second = claim(fixture, 30);
    assert_eq!([large, small, late].map(|workspace| of(&second, workspace)), [10, 2, 10]);
    let third = claim(fixture, 20);
    assert_eq!([large, small, late].map(|workspace| of(&third, workspace)), [10, 0, 10]);
    // Each gets one at least, however few are asked for.
    assert_eq!(claim(fixture, 1).len(), 2);
}

pub fn out_28_of_what_is_due_together_the_highest_priority_goes_first(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let customers = [(0, -10, 0), (1, -10, 5), (2, -10, -3), (3, -20, 0), (4, -10, 5)];
    let saved = save(
        fixture,
        ours,
        import(
            customers
                .into_iter()
                .map(|(number, due, priority)| {
                    let mut customer = scheduled(fixture, number);
                    customer.priority = priority;
                    if let Some(window) = &mut customer.window {
                        window.due_at = fixture.at(due);
                    }
                    customer
                })
                .collect(),
        ),
    );
    let claims = [claim(fixture, 2), claim(fixture, 3)].concat();
    let found: Vec<i32> = claims
        .iter()
        .map(|claim| claim.key.customer)
        .map(|CustomerId(id)| id - saved.first_customer.0)
        .collect();
    assert_eq!(found, [3, 1, 4, 0, 2]);
}

pub fn a_daily_quota_is_never_given_out_twice(fixture: &Fixture) {
    let take =
        |day, quota, wanted| fixture.write_system(move |tx| tx.take_quota("relay:main", day, quota, wanted));
    assert_eq!([take(1, 10, 4), take(1, 10, 4), take(1, 10, 4), take(1, 10, 4)], [4, 4, 2, 0]);
    fixture.write_system(|tx| tx.return_quota("relay:main", 1, 3));
    assert_eq!(take(1, 10, 4), 3);
    // Another day, another subject, a quota that grew, one that was cut.
    assert_eq!(take(2, 10, 4), 4);
    assert_eq!(fixture.write_system(|tx| tx.take_quota("from:example.org", 1, 10, 4)), 4);
    assert_eq!((take(1, 12, 4), take(1, 5, 4), take(1, 12, 4)), (2, 0, 0));
    // Days long over are forgotten.
    assert_eq!((take(30, 10, 10), take(2, 10, 10)), (10, 10));
}

pub fn a_daily_quota_is_shared_by_all_who_take_at_once(fixture: &Fixture) {
    let taken = fixture.at_once(8, |_thread| {
        (0..20).map(|_| fixture.write_system(|tx| tx.take_quota("relay:main", 1, 100, 3))).sum::<i64>()
    });
    assert_eq!(taken.iter().sum::<i64>(), 100);
}
