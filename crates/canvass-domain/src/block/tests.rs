//! Keys, groups, expiry and the contact rules, one sentence each.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::column::Column;
use crate::contact_rule::{Contact, ContactKind};
use crate::customer::CustomerState;
use crate::id::{ColumnId, ContactHash};
use crate::message::{Channel, MessageState, NoticePlace, Slot};
use crate::reason::{Reason, Rule};
use crate::value::Value;
use crate::{questionnaire, workspace};

fn key(column: i32, hash: u8) -> Key {
    Key { column: ColumnId(column), hash: [hash; 16] }
}

fn group(keys: &[(i32, u8)]) -> Group {
    Group::new(keys.iter().map(|(column, hash)| key(*column, *hash)).collect()).unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn column(id: i32, is_identifying: bool) -> Column {
    Column {
        id: ColumnId(id),
        name: format!("c{id}"),
        display_name: String::new(),
        external_name: None,
        is_required: false,
        is_archived: false,
        is_identifying,
        is_reportable: false,
    }
}

#[test]
fn e73_all_keys_of_a_group_must_match_and_one_group_is_enough() {
    let both = group(&[(20, 1), (21, 2)]);
    assert!(both.is_among(&[key(21, 2), key(0, 9), key(20, 1)]));
    assert!(!both.is_among(&[key(20, 1), key(21, 3)]));
    assert!(!both.is_among(&[key(20, 2), key(21, 1)]), "a hash counts for its own column only");
    assert_eq!(Group::new(vec![]), None);
}

#[test]
fn e73_a_customer_is_named_by_its_address_and_by_its_columns_together() {
    let contact = Key::of_contact(ContactHash([7; 16]));
    let groups = group_of_columns(&[key(21, 2), contact, key(20, 1)]);
    assert_eq!(groups, [Group::new(vec![contact]).unwrap(), group(&[(20, 1), (21, 2)])]);
    assert_eq!(group_of_columns(&[]), []);
    let number = Key::of_contact(ContactHash([8; 16]));
    let groups = group_of_columns(&[contact, number]);
    assert_eq!(
        groups,
        [contact, number].map(|key| Group::new(vec![key]).unwrap()),
        "either of them means it"
    );
}

#[test]
fn e82_an_item_means_an_opt_out_by_more_and_by_fewer_columns() {
    let opted_out = [group(&[(0, 9)]), group(&[(20, 1), (21, 2)])];
    for item in [&[(0, 9)][..], &[(20, 1)], &[(20, 1), (21, 2)], &[(20, 1), (21, 2), (22, 3)]] {
        assert!(is_meant(&group(item), &opted_out), "{item:?}");
    }
    for item in [&[(0, 8)][..], &[(20, 2)], &[(20, 1), (21, 3)], &[(20, 1), (22, 3)]] {
        assert!(!is_meant(&group(item), &opted_out), "{item:?}");
    }
}

#[test]
fn e36_keys_meet_without_case_and_outer_blanks_and_blank_is_none() {
    let same = |one: &str, other: &str| {
        NamedKey::of_value(ColumnId(1), one) == NamedKey::of_value(ColumnId(1), other)
    };
    assert!(same(" Straße ", "STRASSE"));
    assert!(!same("a", "b"));
    assert_eq!(NamedKey::of_value(ColumnId(1), " \t"), None);
    assert_eq!(NamedKey::of_address("Ann@X.nl.", None), NamedKey::of_address(" ann@x.nl", None));
    assert_eq!(NamedKey::of_address("  ", None), None);
    assert_eq!(NamedKey::of_address("No Address", None), Some(NamedKey::Address("no address".to_owned())));
}

#[test]
fn e74_only_readable_values_of_identifying_columns_are_keys() {
    let hidden = Value::Encrypted { value: "x".into(), thumbprint: "y".into(), key: "z".into() };
    let values = BTreeMap::from([
        (ColumnId(1), Value::Plain("Ann".into())),
        (ColumnId(2), hidden),
        (ColumnId(3), Value::Plain(" ".into())),
        (ColumnId(4), Value::Plain("North".into())),
    ]);
    let columns = [column(1, true), column(2, true), column(3, true), column(4, false)];
    assert_eq!(NamedKey::of_values(&columns, &values), [NamedKey::Column(ColumnId(1), "ann".to_owned())]);
}

#[test]
fn e75_a_lock_ends_at_the_same_local_clock_time() {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let starts = moment("2026-03-02T10:15:04+01:00");
    assert_eq!(lock_end(starts, 90, &zone), moment("2026-05-31T10:15:04+02:00"));
    // In the gap of spring the clock time does not exist and moves forward by the gap.
    let gap = lock_end(moment("2026-03-28T02:30:00+01:00"), 1, &zone);
    assert_eq!(gap, moment("2026-03-29T03:30:00+02:00"));
    let fold = lock_end(moment("2026-10-24T02:30:00+02:00"), 1, &zone);
    assert_eq!(fold, moment("2026-10-25T02:30:00+02:00"), "the first of two");
}

#[test]
fn e77_a_lock_of_no_days_ends_at_once() {
    let starts = moment("2026-03-02T10:15:04+01:00");
    assert_eq!(lock_end(starts, 0, &TimeZone::UTC), starts);
}

struct World {
    workspace: workspace::Policy,
    questionnaires: BTreeMap<QuestionnaireId, questionnaire::Policy>,
}

const ASKED: QuestionnaireId = QuestionnaireId(5);

impl World {
    fn new(rest_days: i32, own: questionnaire::Policy) -> Self {
        Self {
            workspace: workspace::Policy { rest_days, ..workspace::Policy::default() },
            questionnaires: BTreeMap::from([(ASKED, own)]),
        }
    }

    fn judge(&self, standing: &Standing, checks: Checks) -> Option<Stop> {
        let rules =
            ContactRules { workspace: &self.workspace, questionnaires: &self.questionnaires, rules: &[] };
        let values = BTreeMap::new();
        let subject = Subject {
            customer: Some(CustomerId(1)),
            questionnaire: Some(ASKED),
            channel: Channel::Mail,
            leaves_at: now(),
            values: &values,
        };
        judge(subject, standing, &rules, (checks, now())).map(|objection| match objection {
            Objection::Stop(stop) => stop,
            Objection::Wait(wait) => panic!("{wait:?}"),
        })
    }
}

fn now() -> Timestamp {
    moment("2026-03-02T12:00:00Z")
}

fn rest(days: i32) -> questionnaire::Policy {
    questionnaire::Policy { rest_days: days, ..questionnaire::Policy::default() }
}

fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

/// A person who was invited by these questionnaires so many hours ago.
fn invited(asked: &[(i32, i64)]) -> Standing {
    let contact = |(questionnaire, hours): &(i32, i64)| Contact {
        customer: CustomerId(100 + questionnaire),
        questionnaire: Some(QuestionnaireId(*questionnaire)),
        kind: ContactKind::Invitation,
        channel: Some(Channel::Mail),
        at: ago(*hours),
    };
    Standing { contacts: asked.iter().map(contact).collect(), ..Standing::default() }
}

#[test]
fn e72_a_lock_locks_and_e80_an_opt_out_opts_out() {
    let world = World::new(0, rest(0));
    for (kind, state, reason, rule) in [
        (BlockKind::Lock, CustomerState::Locked, Reason::Locked, Rule::Locked),
        (BlockKind::OptOut, CustomerState::OptedOut, Reason::OptedOut, Rule::OptedOut),
    ] {
        let standing = Standing { hit: Some(Hit { block: BlockId(311), kind }), ..Standing::default() };
        let stop = world.judge(&standing, Checks::Blocks).unwrap();
        assert_eq!((stop.state, stop.reason, stop.rule), (state, reason, rule));
        assert_eq!(stop.detail.as_deref(), Some("311"));
        assert_eq!(world.judge(&standing, Checks::Nothing), None);
    }
    assert_eq!(world.judge(&Standing::default(), Checks::Queued), None);
}

#[test]
fn q45_a_person_rests_n_times_24_hours_and_both_scopes_must_allow() {
    let everything = World::new(7, rest(0));
    let almost = everything.judge(&invited(&[(6, 7 * 24 - 1)]), Checks::Sent).unwrap();
    assert_eq!((almost.reason, almost.rule), (Reason::Locked, Rule::Resting));
    let told = "2026-03-02T13:00:00Z (as customer 106 at 2026-02-23T13:00:00Z)";
    assert_eq!(almost.detail.as_deref(), Some(told));
    let detail = |asked: &[(i32, i64)]| {
        World::new(7, rest(30)).judge(&invited(asked), Checks::Sent).unwrap().detail.unwrap()
    };
    assert!(
        detail(&[(6, 1), (5, 29 * 24 + 23), (5, 800)]).contains("(as customer 106 at 2026-03-02T11:00:00Z)")
    );
    assert!(
        detail(&[(6, 1), (5, 16 * 24)]).contains("(as customer 105 at 2026-02-14T12:00:00Z)"),
        "who holds longest"
    );
    assert_eq!(everything.judge(&invited(&[(6, 7 * 24)]), Checks::Sent), None);
    let own = World::new(0, rest(7));
    assert_eq!(own.judge(&invited(&[(6, 1)]), Checks::Sent), None, "another questionnaire");
    assert!(own.judge(&invited(&[(6, 1), (5, 1)]), Checks::Sent).is_some());
    assert_eq!(own.judge(&invited(&[(6, 1), (5, 1)]), Checks::Blocks), None);
}

#[test]
fn q46_what_waits_counts_as_sent_now_for_commands_that_say_so() {
    let waiting = Standing { queue: Queue { any: true, same: false }, ..Standing::default() };
    assert_eq!(World::new(7, rest(0)).judge(&waiting, Checks::Sent), None);
    let stop = World::new(7, rest(0)).judge(&waiting, Checks::Queued).unwrap();
    assert_eq!((stop.reason, stop.rule), (Reason::Locked, Rule::RestingQueued));
    assert_eq!(World::new(0, rest(7)).judge(&waiting, Checks::Queued), None);
    let same = Standing { queue: Queue { any: true, same: true }, ..Standing::default() };
    assert!(World::new(0, rest(7)).judge(&same, Checks::Queued).is_some());
    assert_eq!(World::new(0, rest(0)).judge(&same, Checks::Queued), None);
}

#[test]
fn q44_an_opt_out_comes_before_sampling_and_sampling_before_the_resting_period() {
    let none = questionnaire::Policy { sampling_percent: Some(0), ..rest(7) };
    let mut standing = invited(&[(5, 1)]);
    let stop = World::new(0, none.clone()).judge(&standing, Checks::Sent).unwrap();
    assert_eq!((stop.reason, stop.detail.as_deref()), (Reason::Sampling, Some("0")));
    standing.hit = Some(Hit { block: BlockId(1), kind: BlockKind::OptOut });
    assert_eq!(World::new(0, none).judge(&standing, Checks::Sent).unwrap().reason, Reason::OptedOut);
}

#[test]
fn q49_the_sample_has_about_its_share_and_a_larger_one_holds_the_smaller() {
    for percent in [1, 10, 50, 99] {
        let inside = (1..=20_000).filter(|id| is_sampled(CustomerId(*id), percent)).count();
        let expected = usize::try_from(percent).unwrap() * 200;
        assert!(inside.abs_diff(expected) < 300, "{percent}: {inside}");
    }
    assert!((1..1000).all(|id| is_sampled(CustomerId(id), 100) && !is_sampled(CustomerId(id), 0)));
}

#[test]
fn e68_the_priority_rule_looks_ahead_as_long_as_people_rest_else_90_days() {
    let days = |rest_days| {
        let world = World::new(rest_days, rest(0));
        let rules =
            ContactRules { workspace: &world.workspace, questionnaires: &world.questionnaires, rules: &[] };
        rules.look_ahead().as_hours() / 24
    };
    assert_eq!((days(0), days(30)), (90, 30));
}

fn at_fence(workspace: workspace::Policy) -> AtFence {
    AtFence {
        customer: CustomerId(1),
        asks: Some(ASKED),
        is_test: false,
        slot: Slot::Invitation,
        is_again: false,
        channel: Channel::Mail,
        due_at: now(),
        workspace,
        questionnaire: rest(0),
        rules: Vec::new(),
        values: BTreeMap::new(),
    }
}

#[test]
fn e66_e68_a_higher_priority_within_the_look_ahead_is_yielded_to() {
    let rival = |days: i64| {
        let due_at = now() + SignedDuration::from_hours(24 * days);
        Some(Rival { customer: CustomerId(2), due_at })
    };
    let at = at_fence(workspace::Policy::default());
    let nobody = Standing::default();
    assert_eq!(at.judge(&nobody, rival(90), now()), FenceVerdict::Yield(CustomerId(2)));
    assert_eq!(at.judge(&nobody, rival(91), now()), FenceVerdict::Go);
    assert_eq!(at.judge(&nobody, None, now()), FenceVerdict::Go);
    let resting = at_fence(workspace::Policy { rest_days: 30, ..workspace::Policy::default() });
    assert_eq!(resting.judge(&nobody, rival(30), now()), FenceVerdict::Yield(CustomerId(2)));
    assert_eq!(resting.judge(&nobody, rival(31), now()), FenceVerdict::Go);
    // E67: what the rival was sent a moment before is no rest of its own.
    let asked = invited(&[(6, 1)]);
    assert_eq!(resting.judge(&asked, rival(0), now()), FenceVerdict::Yield(CustomerId(2)));
    assert!(matches!(resting.judge(&asked, None, now()), FenceVerdict::Stop(_)));
    let test = AtFence { is_test: true, ..at.clone() };
    assert_eq!(test.judge(&nobody, rival(1), now()), FenceVerdict::Go, "E57");
    let locked = Standing { hit: Some(Hit { block: BlockId(3), kind: BlockKind::Lock }), ..nobody };
    for message in [at.clone(), test, AtFence { slot: other_slot(), ..at }] {
        assert!(matches!(message.judge(&locked, rival(1), now()), FenceVerdict::Stop(_)), "{message:?}");
    }
}

#[test]
fn q48_mail_that_is_tried_again_rests_like_any_and_waits_for_nobodys_fate() {
    let again =
        AtFence { is_again: true, ..at_fence(workspace::Policy { rest_days: 30, ..Default::default() }) };
    let rival = Some(Rival { customer: CustomerId(2), due_at: now() });
    assert_eq!(again.judge(&Standing::default(), rival, now()), FenceVerdict::Go);
    let asked = invited(&[(6, 1)]);
    for rival in [None, rival] {
        assert!(
            matches!(again.judge(&asked, rival, now()), FenceVerdict::Stop(_)),
            "asked otherwise meanwhile"
        );
    }
}

/// A message that is no invitation.
fn other_slot() -> Slot {
    Slot::from_number(1).unwrap_or(Slot::Notification(NoticePlace::new(0).unwrap()))
}

#[test]
fn e57_q45_rest_is_no_matter_for_test_mails_and_reminders() {
    let policy = workspace::Policy { rest_days: 30, ..workspace::Policy::default() };
    let standing = invited(&[(6, 1)]);
    let at = at_fence(policy);
    assert_eq!(at.looks_back(now()), Some(ago(30 * 24)));
    assert!(matches!(at.judge(&standing, None, now()), FenceVerdict::Stop(_)));
    for message in [AtFence { is_test: true, ..at.clone() }, AtFence { slot: other_slot(), ..at }] {
        assert_eq!(message.looks_back(now()), None);
        assert_eq!(message.judge(&standing, None, now()), FenceVerdict::Go);
    }
}

#[test]
fn e76_what_was_handed_over_or_added_finished_makes_rest() {
    let earlier = Earlier {
        customer: CustomerId(3),
        questionnaire: Some(ASKED),
        message: Some(MessageState::Sent),
        is_reminder: false,
        channel: Channel::Mail,
        handed_over_at: Some(ago(5)),
        opened_at: None,
        finished_at: None,
        is_transaction: false,
    };
    let seen = |earlier: Earlier| {
        let mut standing = Standing::default();
        standing.count(Some(ASKED), &earlier, Timestamp::MIN);
        let invitations = standing.contacts.iter().filter(|contact| contact.kind == ContactKind::Invitation);
        (invitations.map(|contact| contact.at).max(), standing.queue)
    };
    let none = Queue::default();
    let both = Queue { any: true, same: true };
    assert_eq!(seen(earlier), (Some(ago(5)), none));
    for state in [MessageState::HandingOver, MessageState::InDoubt] {
        assert_eq!(seen(Earlier { message: Some(state), ..earlier }), (Some(ago(5)), both), "Q46 {state:?}");
    }
    for state in [MessageState::Waiting, MessageState::Claimed, MessageState::Held] {
        assert_eq!(seen(Earlier { message: Some(state), ..earlier }), (None, both), "{state:?}");
    }
    for state in
        [MessageState::Rejected, MessageState::Failed, MessageState::Expired, MessageState::Cancelled]
    {
        assert_eq!(seen(Earlier { message: Some(state), ..earlier }), (None, none), "{state:?}");
    }
    let finished = Earlier { message: None, handed_over_at: None, finished_at: Some(ago(2)), ..earlier };
    assert_eq!(seen(finished), (Some(ago(2)), none));
    let by_link = Earlier { opened_at: Some(ago(3)), ..finished };
    assert_eq!(seen(by_link), (None, none), "Q45: links do not count");
    let other = Earlier { questionnaire: Some(QuestionnaireId(6)), ..earlier };
    assert_eq!(seen(other), (Some(ago(5)), none));
    assert_eq!(seen(Earlier { is_transaction: true, ..finished }), (None, none), "Q69");
    assert_eq!(seen(Earlier { is_reminder: true, ..earlier }), (None, none), "E76");
    let mut standing = Standing::default();
    standing.count(Some(ASKED), &earlier, ago(4));
    assert!(standing.contacts.is_empty(), "nobody looks back so far");
}

proptest! {
    #[test]
    fn q49_the_same_number_always_gets_the_same_decision(id in 1..i32::MAX, smaller in 0_i32..100, more in 0_i32..100) {
        let larger = (smaller + more).min(100);
        prop_assert_eq!(is_sampled(CustomerId(id), smaller), is_sampled(CustomerId(id), smaller));
        prop_assert!(!is_sampled(CustomerId(id), smaller) || is_sampled(CustomerId(id), larger));
    }

    #[test]
    fn e75_a_lock_never_ends_before_it_begins(seconds in 0_i64..4_000_000_000, days in 0..3650) {
        let starts = Timestamp::from_second(seconds).unwrap();
        let end = lock_end(starts, days, &TimeZone::get("America/New_York").unwrap());
        prop_assert!(end >= starts);
    }
}
