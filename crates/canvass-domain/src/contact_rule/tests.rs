//! What rules count, whom they are for, and what they would have done.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::block::{Checks, ContactRules, Earlier, Objection, Standing, Subject, judge};
use crate::id::{ContactHash, CustomerId};
use crate::message::MessageState;
use crate::{questionnaire, workspace};

const ASKED: QuestionnaireId = QuestionnaireId(5);
const OTHER: QuestionnaireId = QuestionnaireId(6);

fn now() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

fn contact(kind: ContactKind, questionnaire: QuestionnaireId, days: i64) -> Contact {
    let (customer, questionnaire) = (CustomerId(1), Some(questionnaire));
    Contact { customer, questionnaire, kind, channel: Some(Channel::Mail), at: ago(days) }
}

fn rule(id: i32, terms: Terms) -> ContactRule {
    ContactRule { id: ContactRuleId(id), name: format!("rule {id}"), is_enabled: true, terms }
}

fn objection(rules: &[ContactRule], contacts: Vec<Contact>, checks: Checks) -> Option<Objection> {
    let workspace = workspace::Policy::default();
    let questionnaires = BTreeMap::from([(ASKED, questionnaire::Policy::default())]);
    let values = BTreeMap::from([(ColumnId(18), Value::Plain("Gold".to_owned()))]);
    let rules = ContactRules { workspace: &workspace, questionnaires: &questionnaires, rules };
    let subject = Subject {
        customer: Some(CustomerId(1)),
        questionnaire: Some(ASKED),
        channel: Channel::Mail,
        leaves_at: now(),
        values: &values,
    };
    judge(subject, &Standing { contacts, ..Standing::default() }, &rules, (checks, now()))
}

/// Until when these contacts keep back an invitation under the rule, in days from now.
fn held(terms: Terms, contacts: Vec<Contact>) -> Option<i64> {
    match objection(&[rule(1, terms)], contacts, Checks::Sent)? {
        Objection::Wait(wait) => Some(wait.free_at.duration_since(now()).as_hours() / 24),
        Objection::Stop(stop) => panic!("{stop:?}"),
    }
}

fn set(ids: &[QuestionnaireId]) -> BTreeSet<QuestionnaireId> {
    ids.iter().copied().collect()
}

#[test]
fn a_window_holds_as_many_contacts_as_the_rule_says() {
    use ContactKind::Invitation;
    let invitations =
        |days: &[i64]| days.iter().map(|ago| contact(Invitation, OTHER, *ago)).collect::<Vec<_>>();
    assert_eq!(held(Terms::default(), invitations(&[10, 20])), Some(20));
    assert_eq!(held(Terms::default(), invitations(&[30])), None, "exactly N times 24 hours");
    let two = Terms { most: 2, ..Terms::default() };
    assert_eq!(held(two.clone(), invitations(&[10])), None);
    assert_eq!(held(two.clone(), invitations(&[10, 20, 40])), Some(10), "when the older one is out");
    assert_eq!(held(two, invitations(&[5, 10, 20])), Some(20), "more than allowed left before the rule");
}

#[test]
fn a_rule_counts_its_own_questionnaires_and_limits_only_them() {
    let of = |ids: &[QuestionnaireId]| Terms { questionnaires: set(ids), ..Terms::default() };
    let by = |questionnaire| vec![contact(ContactKind::Invitation, questionnaire, 1)];
    assert_eq!(held(of(&[]), by(OTHER)), Some(29), "everything");
    assert_eq!(held(of(&[ASKED]), by(OTHER)), None);
    assert_eq!(held(of(&[ASKED]), by(ASKED)), Some(29));
    assert_eq!(held(of(&[ASKED, OTHER]), by(OTHER)), Some(29), "a group");
    assert_eq!(held(of(&[OTHER]), by(OTHER)), None, "another group");
}

#[test]
fn the_clock_starts_with_invitations_or_with_answers_and_reminders_count_if_said() {
    use ContactKind::{Invitation, Reminder, Response};
    let by = |kind| vec![contact(kind, OTHER, 1)];
    let response = Terms { clock: RuleClock::Response, ..Terms::default() };
    assert_eq!(
        [Invitation, Reminder, Response].map(|kind| held(response.clone(), by(kind))),
        [None, None, Some(29)]
    );
    let plain = Terms::default();
    assert_eq!(
        [Invitation, Reminder, Response].map(|kind| held(plain.clone(), by(kind))),
        [Some(29), None, None]
    );
    let reminders = Terms { counts_reminders: true, ..Terms::default() };
    assert_eq!(held(reminders, by(Reminder)), Some(29));
}

#[test]
fn a_channel_is_limited_by_its_own_contacts_and_by_those_without_one() {
    let by = |channel| vec![Contact { channel, ..contact(ContactKind::Invitation, OTHER, 1) }];
    let mail = Terms { channel: Some(Channel::Mail), ..Terms::default() };
    assert_eq!(held(mail.clone(), by(Some(Channel::Mail))), Some(29));
    assert_eq!(held(mail.clone(), by(Some(Channel::Sms))), None);
    assert_eq!(held(mail, by(None)), Some(29), "a response that was added");
    assert_eq!(held(Terms { channel: Some(Channel::Sms), ..Terms::default() }, by(Some(Channel::Sms))), None);
    assert_eq!(held(Terms::default(), by(Some(Channel::Sms))), Some(29));
}

#[test]
fn e36_a_condition_looks_at_a_value_of_who_is_asked() {
    let by = |column: i32, comparison, values: &[&str]| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let condition = RuleCondition { column: ColumnId(column), comparison, values };
        held(
            Terms { condition: Some(condition), ..Terms::default() },
            vec![contact(ContactKind::Invitation, OTHER, 1)],
        )
        .is_some()
    };
    assert!(by(18, Comparison::Equals, &[" gold "]));
    assert!(!by(18, Comparison::Equals, &["silver"]));
    assert!(by(18, Comparison::Differs, &["silver"]));
    assert!(by(18, Comparison::OneOf, &["silver", "GOLD"]));
    assert!(by(19, Comparison::Equals, &[""]), "a missing value is blank");
    assert!(by(19, Comparison::Differs, &["gold"]));
}

#[test]
fn a_rule_that_drops_comes_before_one_that_defers_and_the_longest_decides() {
    let contacts = || vec![contact(ContactKind::Invitation, OTHER, 1)];
    let long = rule(1, Terms { days: 90, ..Terms::default() });
    let short = rule(2, Terms::default());
    let Some(Objection::Wait(wait)) = objection(&[short.clone(), long.clone()], contacts(), Checks::Sent)
    else {
        panic!("it waits")
    };
    assert_eq!((wait.rule, wait.free_at), (ContactRuleId(1), ago(-89)));
    let dropping = rule(3, Terms { outcome: Outcome::Drop, ..Terms::default() });
    let Some(Objection::Stop(stop)) = objection(&[long, dropping.clone()], contacts(), Checks::Sent) else {
        panic!("it stops")
    };
    assert_eq!((stop.reason, stop.rule), (Reason::Locked, Rule::DroppedByRule));
    assert_eq!(stop.detail.as_deref(), Some("\"rule 3\" (number 3), which holds until 2026-03-31T12:00:00Z"));
    let off = ContactRule { is_enabled: false, ..dropping };
    assert_eq!(objection(std::slice::from_ref(&off), contacts(), Checks::Sent), None);
    assert_eq!(objection(&[short], contacts(), Checks::Blocks), None, "E84");
}

/// A customer who was invited so many days ago, who may answer for ten weeks.
fn past(person: u8, customer: i32, questionnaire: QuestionnaireId, days: i64) -> PastAsk {
    PastAsk {
        contact: ContactHash([person; 16]),
        number: None,
        customer: CustomerId(customer),
        earlier: Earlier {
            customer: CustomerId(customer),
            questionnaire: Some(questionnaire),
            message: Some(MessageState::Sent),
            is_reminder: false,
            channel: Channel::Mail,
            handed_over_at: Some(ago(days)),
            opened_at: None,
            finished_at: None,
            is_transaction: false,
        },
        ends_at: Some(ago(days - 70)),
        values: BTreeMap::new(),
    }
}

fn forecast(terms: &Terms, days: i64, asks: &[PastAsk]) -> BTreeMap<Option<QuestionnaireId>, Forecast> {
    let mut replay = Replay::new(terms, ago(days), now());
    for ask in asks {
        replay.feed(ask);
    }
    replay.finish()
}

fn told(invitations: u64, deferred: u64, dropped: u64) -> Forecast {
    Forecast { invitations, deferred, dropped }
}

#[test]
fn a_forecast_counts_what_came_too_soon_by_questionnaire() {
    let asks = [past(1, 1, ASKED, 25), past(1, 2, OTHER, 20), past(1, 3, ASKED, 2), past(2, 4, OTHER, 20)];
    let terms = Terms { days: 10, outcome: Outcome::Drop, ..Terms::default() };
    let expected = BTreeMap::from([(Some(ASKED), told(2, 0, 0)), (Some(OTHER), told(2, 0, 1))]);
    assert_eq!(forecast(&terms, 30, &asks), expected);
    let mut backwards = asks.clone();
    backwards[..3].reverse();
    assert_eq!(forecast(&terms, 30, &backwards), expected, "the order within a person is no matter");
    let short = BTreeMap::from([(Some(ASKED), told(1, 0, 0)), (Some(OTHER), told(2, 0, 1))]);
    assert_eq!(forecast(&terms, 22, &asks), short, "what left earlier counts, and is not told");
}

#[test]
fn in_a_forecast_what_was_deferred_takes_its_place_later() {
    // The second waits until day 15 and holds the third back, which would else have been free.
    let asks = [past(1, 1, ASKED, 25), past(1, 2, ASKED, 20), past(1, 3, ASKED, 12), past(1, 4, ASKED, 4)];
    let terms = Terms { days: 10, ..Terms::default() };
    assert_eq!(forecast(&terms, 30, &asks), BTreeMap::from([(Some(ASKED), told(4, 3, 0))]));
    let mut late = asks.clone();
    late[1].ends_at = Some(ago(16));
    assert_eq!(
        forecast(&terms, 30, &late),
        BTreeMap::from([(Some(ASKED), told(4, 1, 1))]),
        "no window before its end date: dropped, and the third is free"
    );
}

#[test]
fn in_a_forecast_answers_follow_the_invitation_they_belong_to() {
    let mut first = past(1, 1, ASKED, 40);
    first.earlier.finished_at = Some(ago(38));
    let mut second = past(1, 2, ASKED, 30);
    second.earlier.finished_at = Some(ago(29));
    let third = past(1, 3, ASKED, 20);
    let terms = Terms { clock: RuleClock::Response, days: 14, ..Terms::default() };
    // The second leaves on day 24 and is answered on day 23, so the third has to wait as well.
    let asks = [first.clone(), second.clone(), third.clone()];
    assert_eq!(forecast(&terms, 35, &asks), BTreeMap::from([(Some(ASKED), told(2, 2, 0))]));
    let dropping = Terms { outcome: Outcome::Drop, ..terms };
    assert_eq!(
        forecast(&dropping, 35, &[first, second, third]),
        BTreeMap::from([(Some(ASKED), told(2, 0, 1))])
    );
}

#[test]
fn a_forecast_knows_a_person_by_any_of_its_contacts() {
    let (address, number) = (ContactHash([1; 16]), ContactHash([2; 16]));
    let both = |customer, days| PastAsk { number: Some(number), ..past(1, customer, ASKED, days) };
    let by_number = |customer, days| past(2, customer, ASKED, days);
    let terms = Terms { days: 10, outcome: Outcome::Drop, ..Terms::default() };
    let forecast = |asks: &[PastAsk], joined: &[(ContactHash, ContactHash)]| {
        let mut replay = Replay::new(&terms, ago(30), now());
        for (contact, number) in joined {
            replay.join(*contact, *number);
        }
        for ask in asks {
            replay.feed(ask);
        }
        replay.finish()
    };
    let of = |told| BTreeMap::from([(Some(ASKED), told)]);
    let asks = [both(1, 20), by_number(2, 15)];
    assert_eq!(forecast(&asks, &[(address, number)]), of(told(2, 0, 1)));
    assert_eq!(forecast(&[by_number(2, 20), both(1, 15)], &[(address, number)]), of(told(2, 0, 1)));
    // The address alone and the number alone have nothing in common but somebody who was asked long before.
    let apart = [both(1, 29), past(1, 3, ASKED, 12), by_number(2, 11)];
    assert_eq!(forecast(&apart, &[(address, number)]), of(told(3, 0, 0)));
    // A second address with the number, and one without.
    let other = ContactHash([3; 16]);
    let second = PastAsk { number: Some(number), ..past(3, 4, ASKED, 14) };
    let links = [(other, number), (address, number)];
    assert_eq!(forecast(&[both(1, 20), second.clone()], &links), of(told(2, 0, 1)));
    assert_eq!(forecast(&[past(1, 1, ASKED, 20), second], &links), of(told(2, 0, 0)));
}

proptest! {
    #[test]
    fn under_a_forecast_no_window_holds_more_than_the_most(
        days in prop::collection::vec(0_i64..200, 1..30), span in 1_i32..40, most in 1_i32..4
    ) {
        let asks: Vec<PastAsk> =
            (1..).zip(&days).map(|(customer, ago)| past(1, customer, ASKED, *ago)).collect();
        let terms = Terms { days: span, most, outcome: Outcome::Drop, ..Terms::default() };
        let told = forecast(&terms, 400, &asks)[&Some(ASKED)];
        prop_assert_eq!(told.invitations, u64::try_from(days.len()).unwrap());
        // Who is left fits into windows that touch each other.
        let windows = 200 / i64::from(span) + 1;
        prop_assert!(told.invitations - told.dropped <= u64::try_from(windows * i64::from(most)).unwrap());
        prop_assert!(told.dropped < told.invitations, "the first always leaves");
    }

    #[test]
    fn when_it_says_free_it_is_free(
        days in prop::collection::vec(0_i64..200, 0..20), span in 1_i32..40, most in 1_i32..4
    ) {
        let contacts: Vec<Contact> =
            days.iter().map(|ago| contact(ContactKind::Invitation, ASKED, *ago)).collect();
        let terms = Terms { days: span, most, ..Terms::default() };
        let pause = Pause::of(&terms);
        if let Some(free_at) = pause.free_at(&contacts, now()) {
            prop_assert!(free_at > now());
            prop_assert_eq!(pause.free_at(&contacts, free_at), None);
            let before = free_at - SignedDuration::from_nanos(100);
            prop_assert!(pause.free_at(&contacts, before).is_some());
        }
    }
}
