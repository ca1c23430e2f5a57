//! What keeps an invitation back besides locks and opt-outs: the rest of a person, the sample, and a higher priority. At
//! the fence, and for those under way.

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState};
use canvass_domain::questionnaire;
use canvass_domain::reason::{Reason, Rule};

use super::Fixture;
use super::sample::{
    DAY, ENDS, attempt, cancel, claim, due_batch, hand_over, import, invitation, ledger, questionnaire, save,
    scheduled, settle, stands, workspace,
};

/// Sets how long people of a workspace rest.
pub(super) fn rest(fixture: &Fixture, workspace: WorkspaceId, days: i32) {
    fixture.write(workspace, move |tx| {
        let mut saved = tx.load_configuration()?.workspace;
        saved.policy.rest_days = days;
        tx.save_workspace(&saved)
    });
}

pub fn q44_the_fence_looks_at_sample_and_rest_again(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let asked = questionnaire(fixture, ours, "asked");
    assert_eq!(asked, QuestionnaireId(1));
    let first = due_batch(fixture, ours, 2);
    let claims = claim(fixture, 2);
    rest(fixture, ours, 7);
    assert_eq!(hand_over(fixture, &claims), [true, true], "nobody was asked before");
    let again = due_batch(fixture, ours, 2);
    let test = canvass_domain::decide::import_customers::Import {
        is_test: true,
        ..import(vec![DecidedCustomer { priority: -9, ..scheduled(fixture, 0) }])
    };
    let test = save(fixture, ours, test);
    let claims = claim(fixture, 3);
    assert_eq!(hand_over(fixture, &claims), [false, false, true], "E57");
    assert_eq!(invitation(fixture, ours, test.first_customer.0), MessageState::HandingOver);
    let customer = again.first_customer.0;
    assert_eq!(stands(fixture, ours, customer), (CustomerState::Locked, Some(Reason::Locked)));
    assert_eq!(ledger(fixture, ours, again.first_customer).last(), Some(&Rule::Resting));
    fixture.step(7 * DAY);
    let third = due_batch(fixture, ours, 1);
    let none = questionnaire::Policy { sampling_percent: Some(0), ..questionnaire::Policy::default() };
    fixture.write(ours, move |tx| tx.save_questionnaire_policy(asked, &none));
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [false]);
    let stopped = stands(fixture, ours, third.first_customer.0);
    assert_eq!(stopped, (CustomerState::Locked, Some(Reason::Sampling)));
    fixture.write(ours, move |tx| tx.save_questionnaire_policy(asked, &questionnaire::Policy::default()));
    due_batch(fixture, ours, 1);
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [true], "seven days are over");
    assert_eq!(invitation(fixture, ours, first.first_customer.0), MessageState::HandingOver);
}

pub fn of_two_invitations_to_a_resting_person_in_one_slice_one_leaves(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rest(fixture, ours, 7);
    let twice = || DecidedCustomer { priority: 0, ..scheduled(fixture, 5) };
    save(fixture, ours, import(vec![twice(), twice(), twice()]));
    let claims = claim(fixture, 3);
    let left = hand_over(fixture, &claims);
    assert_eq!(left.iter().filter(|has_left| **has_left).count(), 1, "{left:?}");
}

pub fn of_hand_overs_to_a_resting_person_at_once_one_leaves(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rest(fixture, ours, 7);
    for number in 0..10 {
        let twice = || DecidedCustomer { priority: 0, ..scheduled(fixture, number) };
        save(fixture, ours, import(vec![twice(), twice(), twice(), twice()]));
        let claims = claim(fixture, 4);
        let left = fixture.at_once(4, |index| {
            let index = usize::try_from(index).expect("a place");
            hand_over(fixture, &claims[index..=index])[0]
        });
        assert_eq!(left.iter().filter(|has_left| **has_left).count(), 1, "{left:?}");
    }
}

/// A loser of priority 1 that is due now, and a winner of the same address that is due in two days.
fn rivals(fixture: &Fixture, workspace: WorkspaceId, priority: i32) -> ((BatchId, i32), (BatchId, i32)) {
    let loser = DecidedCustomer { priority: 1, ..scheduled(fixture, 5) };
    let mut winner = DecidedCustomer { priority, ..scheduled(fixture, 5) };
    let later = |window: canvass_domain::message::Window| canvass_domain::message::Window {
        due_at: fixture.at(2 * DAY),
        closes_at: fixture.at(2 * DAY + 3600),
        ..window
    };
    winner.window = winner.window.map(later);
    let loser = save(fixture, workspace, import(vec![loser]));
    let winner = save(fixture, workspace, import(vec![winner]));
    ((loser.batch, loser.first_customer.0), (winner.batch, winner.first_customer.0))
}

fn sweep(fixture: &Fixture) -> u64 {
    fixture.write_system(|tx| tx.sweep(100)).yielded
}

pub fn e67_a_lower_priority_is_held_for_a_higher_one_that_comes_later(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let ((batch, loser), (_, winner)) = rivals(fixture, ours, 2);
    let claims = claim(fixture, 2);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(stands(fixture, ours, loser), (CustomerState::Locked, Some(Reason::LowerPriority)));
    assert_eq!(invitation(fixture, ours, loser), MessageState::Held);
    let told = fixture.read(ours, move |tx| tx.decisions(CustomerId(loser)));
    let last = told.last().expect("an entry");
    assert_eq!((last.rule, last.detail.clone()), (Rule::LowerPriority, Some(winner.to_string())));
    assert_eq!(sweep(fixture), 0, "the winner is still to be asked");
    let found = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(found.closed_at, None, "it may yet be asked");
    // E69: nobody is locked by an equal.
    let equal = workspace(fixture, "equal");
    rivals(fixture, equal, 1);
    let claims = claim(fixture, 2);
    assert_eq!(hand_over(fixture, &claims), [true]);
}

pub fn e70_who_waited_returns_when_the_other_is_asked_no_more(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let ((_, loser), (other, winner)) = rivals(fixture, ours, 2);
    let claims = claim(fixture, 2);
    assert_eq!(hand_over(fixture, &claims), [false]);
    cancel(fixture, ours, other);
    assert_eq!(sweep(fixture), 1);
    assert_eq!(stands(fixture, ours, loser), (CustomerState::Scheduled, None));
    let told = fixture.read(ours, move |tx| tx.decisions(CustomerId(loser)));
    let last = told.last().expect("an entry");
    assert_eq!((last.rule, last.detail.clone()), (Rule::PriorityReleased, Some(winner.to_string())));
    let past = fixture.read_system(|tx| tx.past_closing(10));
    assert_eq!(past.len(), 1, "it gets a new window before it leaves");
    assert_eq!(sweep(fixture), 0);
}

pub fn e70_who_waited_is_done_with_when_the_other_was_asked(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let ((batch, loser), _) = rivals(fixture, ours, 2);
    let claims = claim(fixture, 2);
    assert_eq!(hand_over(fixture, &claims), [false]);
    fixture.step(2 * DAY);
    let claims = claim(fixture, 2);
    assert_eq!(hand_over(fixture, &claims), [true]);
    assert_eq!(sweep(fixture), 0, "it may yet come back");
    settle(fixture, attempt(&claims[0]), AttemptResult::Sent("250 ok".to_owned()), None);
    assert_eq!(sweep(fixture), 1);
    assert_eq!(stands(fixture, ours, loser), (CustomerState::Locked, Some(Reason::LowerPriority)));
    assert_eq!(invitation(fixture, ours, loser), MessageState::Cancelled);
    let open =
        |fixture: &Fixture| fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch").closed_at;
    fixture.step(ENDS);
    sweep(fixture);
    assert!(open(fixture).is_some(), "its end date is past, so the batch is over");
}

pub fn e70_who_waits_beyond_the_end_date_expires(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut loser = DecidedCustomer { priority: 1, ..scheduled(fixture, 5) };
    let ends_at = fixture.at(DAY);
    loser.ends_at = Some(ends_at);
    loser.window = loser.window.map(|window| canvass_domain::message::Window { ends_at, ..window });
    let mut winner = DecidedCustomer { priority: 2, ..scheduled(fixture, 5) };
    winner.window = winner.window.map(|window| canvass_domain::message::Window {
        due_at: fixture.at(2 * DAY),
        closes_at: fixture.at(3 * DAY),
        ..window
    });
    let loser = save(fixture, ours, import(vec![loser])).first_customer.0;
    save(fixture, ours, import(vec![winner]));
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [false]);
    fixture.step(DAY);
    assert_eq!(sweep(fixture), 0, "at the very moment it may still be asked");
    fixture.step(1);
    assert_eq!(sweep(fixture), 1);
    assert_eq!(invitation(fixture, ours, loser), MessageState::Expired);
    assert_eq!(stands(fixture, ours, loser).0, CustomerState::Locked);
}
