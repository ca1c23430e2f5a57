//! Contact-frequency rules: kept with the set-up, and enforced at the fence, also when several hand over at once.

use std::collections::BTreeSet;

use canvass_domain::contact_rule::{
    Comparison, ContactRule, Outcome, PastAsk, RuleClock, RuleCondition, Terms,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import};
use canvass_domain::id::{ColumnId, ContactRuleId, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::reason::{Reason, Rule};

use super::Fixture;
use super::rest::rest;
use super::sample::{
    DAY, ENDS, attempt, claim, due_batch, finishing, hand_over, handed_over, import, invitation, ledger,
    said, save, scheduled, settle, settlement, stands, workspace,
};
use crate::StoreError;
use crate::area::{Attempt, NewContactRule, PastCursor, Settlement};

/// Makes a rule with this number of days.
fn rule(fixture: &Fixture, workspace: WorkspaceId, name: &'static str, terms: Terms) -> ContactRule {
    let at = fixture.now();
    let new = NewContactRule { name: name.to_owned(), is_enabled: true, terms };
    fixture.write(workspace, move |tx| tx.add_contact_rule(&new, at))
}

fn days(days: i32) -> Terms {
    Terms { days, ..Terms::default() }
}

fn kept(fixture: &Fixture, workspace: WorkspaceId) -> Vec<ContactRule> {
    fixture.read(workspace, |tx| tx.load_configuration()).contact_rules
}

/// Customers of one address, none with a priority over the others.
fn same(fixture: &Fixture, number: i32, count: usize) -> Import {
    import(vec![DecidedCustomer { priority: 0, ..scheduled(fixture, number) }; count])
}

fn told(fixture: &Fixture, workspace: WorkspaceId, customer: i32) -> (Rule, String) {
    let told = fixture.read(workspace, move |tx| tx.decisions(CustomerId(customer)));
    let last = told.last().expect("an entry");
    (last.rule, last.detail.clone().unwrap_or_default())
}

pub fn contact_rules_come_back_with_the_set_up(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let version = || fixture.read(ours, |tx| tx.configuration_version());
    let condition = RuleCondition {
        column: ColumnId(18),
        comparison: Comparison::OneOf,
        values: vec!["Gold \"1\"".to_owned(), String::new()],
    };
    let terms = Terms {
        questionnaires: BTreeSet::from([QuestionnaireId(2), QuestionnaireId(1)]),
        clock: RuleClock::Response,
        condition: Some(condition),
        outcome: Outcome::Drop,
        most: 3,
        ..days(90)
    };
    let before = version();
    let made = rule(fixture, ours, "Seldom", terms);
    assert!(version() > before);
    assert_eq!((kept(fixture, ours), kept(fixture, theirs)), (vec![made.clone()], vec![]));
    let other = rule(fixture, ours, "Other", days(1));
    assert!(other.id > made.id);
    let at = fixture.now();
    let taken = NewContactRule { name: "Seldom".to_owned(), is_enabled: true, terms: days(2) };
    let refused = fixture.try_write(ours, move |tx| tx.add_contact_rule(&taken, at));
    assert_eq!(refused, Err(StoreError::Conflict("contact_rule_name")));
    let before = version();
    let saved = ContactRule { name: "Rarely".to_owned(), is_enabled: false, terms: days(7), ..made };
    let written = saved.clone();
    fixture.write(ours, move |tx| tx.save_contact_rule(&written));
    assert!(version() > before);
    assert_eq!(kept(fixture, ours), [saved.clone(), other.clone()]);
    let id = other.id;
    fixture.write(ours, move |tx| tx.remove_contact_rule(id));
    assert_eq!(kept(fixture, ours), std::slice::from_ref(&saved));
    let gone = fixture.try_write(ours, move |tx| tx.remove_contact_rule(id));
    assert_eq!(gone, Err(StoreError::Missing("contact rule")));
    let foreign = fixture.try_write(theirs, move |tx| tx.save_contact_rule(&saved));
    assert_eq!(foreign, Err(StoreError::Missing("contact rule")));
}

pub fn out32_a_rule_defers_at_the_fence_until_the_person_is_free(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let made = rule(fixture, ours, "Once \"a\" week", days(7));
    let first = save(fixture, ours, same(fixture, 1, 1)).first_customer.0;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
    let second = save(fixture, ours, same(fixture, 1, 1)).first_customer.0;
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(stands(fixture, ours, second), (CustomerState::Scheduled, None));
    let message = fixture.read(ours, move |tx| tx.message(CustomerId(second), Slot::Invitation));
    let message = message.expect("the message");
    // The batch sends from 11:30:05 in Amsterdam on, so a quarter of an hour after the seven days are over.
    let expected = "2026-03-09T10:30:05Z".parse().expect("a moment");
    assert_eq!((message.state, message.window.due_at, message.tries), (MessageState::Waiting, expected, 0));
    let detail = format!("\"Once \"a\" week\" (number {}) until 2026-03-09T10:30:05Z", made.id);
    assert_eq!(told(fixture, ours, second), (Rule::DeferredByRule, detail));
    let entries = ledger(fixture, ours, CustomerId(second)).len();
    assert_eq!(hand_over(fixture, &claims), [false], "the claim is over");
    assert_eq!(ledger(fixture, ours, CustomerId(second)).len(), entries, "decided once");
    fixture.step(7 * DAY);
    assert!(claim(fixture, 2).is_empty(), "the send window is not open yet");
    fixture.step(3600);
    assert_eq!(hand_over(fixture, &claim(fixture, 2)), [true]);
    assert_eq!(invitation(fixture, ours, first), MessageState::HandingOver);
    assert_eq!(invitation(fixture, ours, second), MessageState::HandingOver);
}

pub fn out32_what_a_rule_drops_has_a_reason(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let dropping = rule(fixture, ours, "Never twice", Terms { outcome: Outcome::Drop, ..days(7) });
    save(fixture, ours, same(fixture, 1, 1));
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
    let second = save(fixture, ours, same(fixture, 1, 1)).first_customer.0;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [false]);
    let locked = (CustomerState::Locked, Some(Reason::Locked));
    assert_eq!(stands(fixture, ours, second), locked);
    assert_eq!(invitation(fixture, ours, second), MessageState::Cancelled);
    let detail = format!("\"Never twice\" (number {}), which holds until 2026-03-09T10:15:04Z", dropping.id);
    assert_eq!(told(fixture, ours, second), (Rule::DroppedByRule, detail));
    // A rule that defers drops what cannot leave before its end date, which is in 21 days.
    fixture.write(ours, move |tx| tx.remove_contact_rule(dropping.id));
    rule(fixture, ours, "Once a month", days(30));
    let third = save(fixture, ours, same(fixture, 1, 1)).first_customer.0;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [false]);
    assert_eq!(stands(fixture, ours, third), locked);
    let (rule, detail) = told(fixture, ours, third);
    assert_eq!(rule, Rule::DroppedByRule);
    assert!(detail.ends_with("; no send window is left before the end date"), "{detail}");
}

pub fn a_rule_that_is_off_or_for_others_holds_nobody(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let made = rule(fixture, ours, "Once a week", days(7));
    let with = |value: &str| RuleCondition {
        column: ColumnId(1),
        comparison: Comparison::Equals,
        values: vec![value.to_owned()],
    };
    let leaves = |terms: Terms, is_enabled| {
        let saved = ContactRule { is_enabled, terms, ..made.clone() };
        fixture.write(ours, move |tx| tx.save_contact_rule(&saved));
        save(fixture, ours, same(fixture, 1, 1));
        hand_over(fixture, &claim(fixture, 1))[0]
    };
    assert!(leaves(days(7), true), "nobody was asked before");
    assert!(!leaves(days(7), true));
    assert!(leaves(days(7), false), "off");
    let own = |id| Terms { questionnaires: BTreeSet::from([QuestionnaireId(id)]), ..days(7) };
    assert!(leaves(own(2), true), "of another questionnaire");
    assert!(!leaves(own(1), true));
    assert!(leaves(Terms { condition: Some(with("value 2")), ..days(7) }, true), "for other values");
    assert!(!leaves(Terms { condition: Some(with("VALUE 1")), ..days(7) }, true));
    assert!(leaves(Terms { most: 9, ..days(7) }, true), "more are allowed");
    assert!(leaves(Terms { clock: RuleClock::Response, ..days(7) }, true), "nobody answered");
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.save_answers(&finishing(CustomerId(1), 9, at)));
    assert!(!leaves(Terms { clock: RuleClock::Response, ..days(7) }, true));
    let id = made.id;
    fixture.write(ours, move |tx| tx.remove_contact_rule(id));
    save(fixture, ours, same(fixture, 1, 1));
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true], "taken away");
    let theirs = workspace(fixture, "theirs");
    rule(fixture, ours, "Again", days(7));
    due_batch(fixture, theirs, 1);
    due_batch(fixture, theirs, 1);
    assert_eq!(hand_over(fixture, &claim(fixture, 2)), [true, true], "of another workspace");
}

pub fn a_reminder_leaves_and_counts_where_a_rule_says_so(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let made = rule(fixture, ours, "Once a week", Terms { counts_reminders: true, ..days(7) });
    save(fixture, ours, same(fixture, 1, 1));
    let sent = handed_over(fixture, 1)[0];
    let reminder =
        Window { due_at: fixture.at(3 * DAY), closes_at: fixture.at(4 * DAY), ends_at: fixture.at(ENDS) };
    let sent = settlement(sent, AttemptResult::Sent(said("250 ok")), None);
    let sent = Settlement { reminder: Some(reminder), ..sent };
    fixture.write_system(move |tx| tx.settle(std::slice::from_ref(&sent)));
    fixture.step(3 * DAY);
    let claims = claim(fixture, 1);
    assert_eq!(claims[0].key.slot, Slot::Reminder);
    assert_eq!(hand_over(fixture, &claims), [true], "it follows an invitation that was allowed");
    fixture.step(5 * DAY);
    let leaves = |counts_reminders| {
        let saved = ContactRule { terms: Terms { counts_reminders, ..days(7) }, ..made.clone() };
        fixture.write(ours, move |tx| tx.save_contact_rule(&saved));
        save(fixture, ours, same(fixture, 1, 1));
        hand_over(fixture, &claim(fixture, 1))[0]
    };
    assert!(!leaves(true), "five days after the reminder");
    assert!(leaves(false), "eight days after the invitation");
    let past = fixture.read(ours, |tx| tx.past_asks(None, 9, false));
    let reminders: Vec<_> = past.iter().filter(|ask| ask.earlier.is_reminder).collect();
    assert_eq!((past.len(), reminders.len()), (4, 1), "each message of a customer is a row");
}

pub fn of_many_invitations_in_one_slice_as_many_leave_as_a_rule_allows(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rule(fixture, ours, "Twice a week", Terms { most: 2, ..days(7) });
    save(fixture, ours, same(fixture, 5, 4));
    let claims = claim(fixture, 4);
    let left = hand_over(fixture, &claims);
    assert_eq!(left.iter().filter(|has_left| **has_left).count(), 2, "{left:?}");
    let waiting = claims
        .iter()
        .filter(|claim| invitation(fixture, ours, claim.key.customer.0) == MessageState::Waiting);
    assert_eq!(waiting.count(), 2, "nobody is forgotten");
}

/// Hands a lower and a higher priority of one address over, in this order and in slices of so many; gives the lower one,
/// and the attempt of the higher one.
fn compete(
    fixture: &Fixture,
    ours: WorkspaceId,
    number: i32,
    (is_lower_first, slice): (bool, usize),
) -> (i32, Attempt) {
    let of = |priority| {
        let asked = DecidedCustomer { priority, ..scheduled(fixture, number) };
        save(fixture, ours, import(vec![asked])).first_customer.0
    };
    let (low, high) = (of(1), of(2));
    let mut claims = claim(fixture, 2);
    assert_eq!(claims[0].key.customer, CustomerId(high), "OUT-28");
    if is_lower_first {
        claims.reverse();
    }
    let left: Vec<bool> = claims.chunks(slice).flat_map(|claims| hand_over(fixture, claims)).collect();
    assert_eq!(left, [!is_lower_first, is_lower_first]);
    let winner = claims.iter().find(|claim| claim.key.customer == CustomerId(high));
    (low, attempt(winner.expect("it was claimed")))
}

pub fn e67_the_lower_of_two_priorities_is_locked_in_any_order_and_under_any_rule(fixture: &Fixture) {
    for under in ["no-rule", "resting", "deferring", "dropping"] {
        let ours = workspace(fixture, under);
        match under {
            "resting" => rest(fixture, ours, 7),
            "deferring" => drop(rule(fixture, ours, under, days(7))),
            "dropping" => drop(rule(fixture, ours, under, Terms { outcome: Outcome::Drop, ..days(7) })),
            _ => {}
        }
        let orders = [(false, 2), (true, 2), (false, 1), (true, 1)];
        for (number, order) in (1..).zip(orders) {
            let (low, winner) = compete(fixture, ours, number, order);
            let locked = (CustomerState::Locked, Some(Reason::LowerPriority));
            assert_eq!(stands(fixture, ours, low), locked, "{under} {order:?}");
            assert_eq!(told(fixture, ours, low), (Rule::LowerPriority, winner.key.customer.to_string()));
            assert_eq!(invitation(fixture, ours, low), MessageState::Held);
            // E70: the winner was asked, so the other is done with.
            settle(fixture, winner, AttemptResult::Sent(said("250 ok")), None);
            assert_eq!(fixture.write_system(|tx| tx.sweep(100)).yielded, 1, "{under} {order:?}");
            assert_eq!(invitation(fixture, ours, low), MessageState::Cancelled);
        }
    }
}

pub fn of_hand_overs_at_once_as_many_leave_as_a_rule_allows(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rule(fixture, ours, "Once a week", days(7));
    for number in 0..10 {
        save(fixture, ours, same(fixture, number, 4));
        let claims = claim(fixture, 4);
        let left = fixture.at_once(4, |index| {
            let index = usize::try_from(index).expect("a place");
            hand_over(fixture, &claims[index..=index])[0]
        });
        assert_eq!(left.iter().filter(|has_left| **has_left).count(), 1, "{left:?}");
        let waiting = claims
            .iter()
            .filter(|claim| invitation(fixture, ours, claim.key.customer.0) == MessageState::Waiting);
        assert_eq!(waiting.count(), 3, "nobody is forgotten");
    }
}

pub fn the_past_is_read_person_by_person(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let (other, test) = (due_batch(fixture, ours, 5), workspace(fixture, "theirs"));
    due_batch(fixture, test, 2);
    // Of equal priority: none waits for another.
    let again = |count| import(vec![scheduled(fixture, 1); count]);
    save(fixture, ours, Import { is_test: true, ..again(1) });
    save(fixture, ours, again(2));
    hand_over(fixture, &claim(fixture, 20));
    let mut found: Vec<PastAsk> = Vec::new();
    loop {
        let after = found.last().map(|ask| PastCursor { contact: ask.contact, customer: ask.customer });
        let page = fixture.read(ours, move |tx| tx.past_asks(after, 2, true));
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found.len(), 7, "tests are left out");
    let keys: Vec<_> = found.iter().map(|ask| (ask.contact, ask.customer)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let second = found.iter().find(|ask| ask.customer.0 == other.first_customer.0 + 1).expect("a customer");
    assert_eq!(found.iter().filter(|ask| ask.contact == second.contact).count(), 3);
    assert_eq!(second.earlier.handed_over_at, Some(fixture.now()));
    assert_eq!((second.values.len(), second.earlier.questionnaire), (1, Some(QuestionnaireId(1))));
    assert!(second.ends_at.is_some() && !second.earlier.is_reminder && !second.earlier.is_transaction);
    assert_eq!(fixture.read(ours, |tx| tx.past_asks(None, 1, false))[0].values.len(), 0);
    assert_eq!(kept(fixture, ours), [], "{:?}", ContactRuleId(0));
}
