//! A person is whoever shares a contact: an address, or a number, whether that is all there is or stands beside an address.
//! Rest, rules and priorities know it by any of them, at intake and at the fence, also when several hand over at once.

use canvass_domain::block::{Key, Standing};
use canvass_domain::contact_rule::{Outcome, Terms};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import};
use canvass_domain::id::{ContactHash, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::message::{Channel, MessageState};
use canvass_domain::reason::{Reason, Rule};

use super::Fixture;
use super::rest::rest;
use super::sample::{
    DAY, claim, contacts, hand_over, import, invitation, ledger, questionnaire, said, scheduled, stands,
    workspace,
};
use crate::area::{Asked, NewContactRule, SavedImport};

/// What a customer brings: an address, a number, both.
type Brings = (Option<i32>, Option<u8>);

const A: Option<i32> = Some(1);
const B: Option<i32> = Some(2);
const N: Option<u8> = Some(1);
const M: Option<u8> = Some(2);

fn number(number: u8) -> ContactHash {
    ContactHash([200 + number; 16])
}

/// The customer, and the contact that it is known by first.
fn person(fixture: &Fixture, (address, phone): Brings) -> (DecidedCustomer, Option<ContactHash>) {
    let customer = DecidedCustomer { priority: 0, ..scheduled(fixture, address.unwrap_or(0)) };
    if address.is_none() {
        let channel = Channel::Sms;
        return (DecidedCustomer { email: None, address: None, channel, ..customer }, phone.map(number));
    }
    let contact = contacts(&import(vec![customer.clone()]))[0];
    let keys = phone.map(number).map(Key::of_contact).into_iter().collect();
    (DecidedCustomer { keys, ..customer }, contact)
}

fn save(fixture: &Fixture, workspace: WorkspaceId, people: &[Brings]) -> SavedImport {
    save_as(fixture, workspace, people, |customer| customer)
}

fn save_as(
    fixture: &Fixture,
    workspace: WorkspaceId,
    people: &[Brings],
    change: impl Fn(DecidedCustomer) -> DecidedCustomer,
) -> SavedImport {
    let (customers, contacts): (Vec<_>, Vec<_>) = people.iter().map(|who| person(fixture, *who)).unzip();
    let import: Import = import(customers.into_iter().map(change).collect());
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.save_import(&import, &contacts, at))
}

fn rule(fixture: &Fixture, workspace: WorkspaceId, terms: Terms) {
    let new = NewContactRule { name: said("Once a week"), is_enabled: true, terms };
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.add_contact_rule(&new, at));
}

/// Two who come one after the other, and whether they are one person.
const PAIRS: [(Brings, Brings, bool); 9] = [
    ((A, N), (None, N), true),
    ((None, N), (A, N), true),
    ((A, None), (A, N), true),
    ((A, N), (A, None), true),
    ((A, N), (A, N), true),
    ((A, N), (A, M), true),
    ((A, N), (B, N), true),
    ((A, N), (B, M), false),
    ((A, None), (None, N), false),
];

pub fn whoever_shares_a_contact_rests(fixture: &Fixture) {
    let slugs = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    for ((first, second, is_same), slug) in PAIRS.into_iter().zip(slugs) {
        let ours = workspace(fixture, slug);
        rest(fixture, ours, 7);
        save(fixture, ours, &[first]);
        assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true], "{first:?}");
        let again = save(fixture, ours, &[second]).first_customer;
        assert_eq!(hand_over(fixture, &claim(fixture, 1)), [!is_same], "{first:?} {second:?}");
        let expected = if is_same { CustomerState::Locked } else { CustomerState::Scheduled };
        assert_eq!(stands(fixture, ours, again.0).0, expected, "{first:?} {second:?}");
        assert_eq!(ledger(fixture, ours, again).contains(&Rule::Resting), is_same);
        fixture.step(7 * DAY);
        save(fixture, ours, &[second]);
        assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true], "{second:?}: the seven days are over");
    }
    // Nobody is known by a contact of another workspace.
    let theirs = workspace(fixture, "theirs");
    rest(fixture, theirs, 7);
    save(fixture, theirs, &[(A, N)]);
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
}

pub fn at_intake_every_contact_of_a_person_is_looked_at_and_nobody_counts_twice(fixture: &Fixture) {
    let slugs = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    for ((first, second, is_same), slug) in PAIRS.into_iter().zip(slugs) {
        let ours = workspace(fixture, slug);
        save(fixture, ours, &[first]);
        let (customer, contact) = person(fixture, second);
        let keys = contact.map(Key::of_contact).into_iter().chain(customer.keys).collect();
        let asked = [Asked { keys, questionnaire: Some(QuestionnaireId(1)) }];
        let (since, at) = (fixture.at(-7 * DAY), fixture.now());
        let look = || -> Standing {
            let asked = asked.clone();
            fixture.read(ours, move |tx| tx.standings(&asked, Some(since), at)).remove(0)
        };
        let queued = look();
        assert_eq!((queued.queue.any, queued.queue.same), (is_same, is_same), "{first:?} {second:?}");
        assert_eq!(queued.contacts.len(), 0, "it has not left");
        assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
        assert_eq!(look().contacts.len(), usize::from(is_same), "{first:?} {second:?}");
    }
}

pub fn of_overlapping_people_in_one_slice_one_leaves(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rest(fixture, ours, 7);
    save(fixture, ours, &[(A, N), (None, N), (B, N), (A, None)]);
    assert_eq!(hand_over(fixture, &claim(fixture, 4)), [true, false, false, false]);
    fixture.step(7 * DAY);
    save(fixture, ours, &[(None, N), (A, N), (A, None), (B, M)]);
    assert_eq!(hand_over(fixture, &claim(fixture, 4)), [true, false, true, true], "the second was not asked");
}

/// Hands these customers over, each by a connection of its own; who left.
fn race(fixture: &Fixture, ours: WorkspaceId, people: &[Brings]) -> Vec<bool> {
    let first = save(fixture, ours, people).first_customer.0;
    let mut claims = claim(fixture, people.len());
    claims.sort_by_key(|claim| claim.key.customer);
    assert_eq!(claims[0].key.customer, CustomerId(first));
    let threads = i32::try_from(claims.len()).expect("a few");
    fixture.at_once(threads, |index| {
        let index = usize::try_from(index).expect("a place");
        hand_over(fixture, &claims[index..=index])[0]
    })
}

pub fn of_overlapping_people_at_once_one_leaves(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rest(fixture, ours, 7);
    for _ in 0..10 {
        let left = race(fixture, ours, &[(A, N), (None, N), (B, N), (Some(3), N)]);
        assert_eq!(left.iter().filter(|has_left| **has_left).count(), 1, "{left:?}");
        fixture.step(7 * DAY);
    }
}

pub fn of_a_chain_of_people_at_once_no_two_who_share_a_contact_leave(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    rest(fixture, ours, 7);
    for _ in 0..10 {
        // Each shares a contact with its neighbours: by the address, by the number, by the address.
        let left = race(fixture, ours, &[(A, None), (A, N), (B, N), (B, None)]);
        assert!(left.windows(2).all(|pair| !(pair[0] && pair[1])), "{left:?}");
        assert!(left.iter().any(|has_left| *has_left), "nobody is forgotten");
        fixture.step(7 * DAY);
    }
}

pub fn out32_a_rule_counts_and_holds_a_person_by_all_its_contacts(fixture: &Fixture) {
    let terms = |outcome| Terms { days: 7, outcome, ..Terms::default() };
    let dropping = workspace(fixture, "dropping");
    rule(fixture, dropping, terms(Outcome::Drop));
    save(fixture, dropping, &[(A, N)]);
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
    let second = save(fixture, dropping, &[(None, N)]).first_customer;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [false]);
    assert_eq!(stands(fixture, dropping, second.0), (CustomerState::Locked, Some(Reason::Locked)));
    assert_eq!(ledger(fixture, dropping, second).last(), Some(&Rule::DroppedByRule));
    let deferring = workspace(fixture, "deferring");
    rule(fixture, deferring, terms(Outcome::Defer));
    save(fixture, deferring, &[(None, N)]);
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
    let second = save(fixture, deferring, &[(A, N)]).first_customer;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [false]);
    assert_eq!(invitation(fixture, deferring, second.0), MessageState::Waiting);
    assert_eq!(ledger(fixture, deferring, second).last(), Some(&Rule::DeferredByRule));
    // Twice a week, and who brought the same two contacts again was asked once.
    let twice = workspace(fixture, "twice");
    rule(fixture, twice, Terms { most: 2, ..terms(Outcome::Drop) });
    let leaves = |who| {
        save(fixture, twice, &[who]);
        hand_over(fixture, &claim(fixture, 1))[0]
    };
    assert_eq!([leaves((A, N)), leaves((A, N)), leaves((None, N))], [true, true, false]);
    // A rule about text messages counts those of the person, whatever it came with.
    let texting = workspace(fixture, "texting");
    rule(fixture, texting, Terms { channel: Some(Channel::Sms), ..terms(Outcome::Drop) });
    let leaves = |who, channel| {
        save_as(fixture, texting, &[who], |customer| DecidedCustomer { channel, ..customer });
        hand_over(fixture, &claim(fixture, 1))[0]
    };
    assert!(leaves((A, N), Channel::Mail));
    assert!(leaves((None, N), Channel::Sms), "the mail does not count");
    assert!(!leaves((A, N), Channel::Sms));
    assert!(leaves((A, N), Channel::Mail), "mail is not held");
}

pub fn e67_a_higher_priority_wins_by_a_shared_number(fixture: &Fixture) {
    for (slug, low, high) in
        [("beside", (None, N), (A, N)), ("alone", (A, N), (None, N)), ("both", (B, N), (A, N))]
    {
        let ours = workspace(fixture, slug);
        let of = |who, priority| {
            let saved = save_as(fixture, ours, &[who], |customer| DecidedCustomer { priority, ..customer });
            saved.first_customer.0
        };
        let (low, high) = (of(low, 1), of(high, 2));
        let mut claims = claim(fixture, 2);
        claims.sort_by_key(|claim| claim.key.customer);
        assert_eq!(hand_over(fixture, &claims[..1]), [false], "{slug}");
        assert_eq!(stands(fixture, ours, low), (CustomerState::Locked, Some(Reason::LowerPriority)));
        let told = fixture.read(ours, move |tx| tx.decisions(CustomerId(low)));
        assert_eq!(told.last().and_then(|entry| entry.detail.clone()), Some(high.to_string()));
        assert_eq!(hand_over(fixture, &claims[1..]), [true], "{slug}");
    }
}

pub fn who_shares_a_number_is_told_to_a_forecast(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    questionnaire(fixture, ours, "asked");
    let (address, other) = (person(fixture, (A, None)).1, person(fixture, (B, None)).1);
    let told = || {
        let mut told = fixture.read(ours, |tx| tx.shared_numbers());
        told.sort_unstable();
        told
    };
    save(fixture, ours, &[(A, N), (A, N), (A, M), (Some(3), None), (Some(4), Some(4))]);
    assert_eq!(told(), [], "all their numbers are their own");
    save(fixture, ours, &[(None, N)]);
    let first = (address.expect("a contact"), number(1));
    assert_eq!(told(), [first], "somebody has the number alone");
    save(fixture, ours, &[(B, M)]);
    let mut expected =
        vec![first, (address.expect("a contact"), number(2)), (other.expect("a contact"), number(2))];
    expected.sort_unstable();
    assert_eq!(told(), expected, "somebody has it beside another address");
    let past = fixture.read(ours, |tx| tx.past_asks(None, 20, false));
    let beside = past.iter().filter(|ask| ask.number == Some(number(2)));
    assert_eq!(beside.count(), 2);
    assert!(past.iter().any(|ask| ask.contact == number(1) && ask.number.is_none()));
    let theirs = workspace(fixture, "theirs");
    save(fixture, theirs, &[(A, N)]);
    assert_eq!(fixture.read(theirs, |tx| tx.shared_numbers()), [], "what others have is not told");
}

pub fn whose_number_may_be_missing_is_brought_along_before_anything_leaves(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    rest(fixture, ours, 7);
    let phone =
        |customer| DecidedCustomer { phone: Some(said("+31612345678")), keys: Vec::new(), ..customer };
    let first = save_as(fixture, ours, &[(A, N), (None, N), (A, None)], phone).first_customer.0;
    save_as(fixture, ours, &[(B, None)], |customer| DecidedCustomer { phone: None, ..customer });
    save(fixture, ours, &[(Some(3), M)]);
    save_as(fixture, theirs, &[(A, N)], phone);
    let unkeyed = || fixture.write_system(|tx| tx.unkeyed_workspaces());
    let step = |most| fixture.write(ours, move |tx| tx.unkeyed(most));
    assert_eq!((unkeyed(), step(9)), (vec![], None), "numbers are keys from the beginning");
    let claims = claim(fixture, 1);
    let held = *claims.iter().find(|claim| claim.key.workspace == ours).expect("each workspace has its turn");
    fixture.write(ours, |tx| tx.mark_unkeyed());
    assert_eq!(unkeyed(), [ours]);
    save(fixture, theirs, &[(B, M)]);
    let later = claim(fixture, 9);
    assert!(later.iter().all(|claim| claim.key.workspace == theirs), "nothing of it is claimed");
    assert_eq!((later.len(), hand_over(fixture, &[held])), (1, vec![false]), "nor handed over");
    // The newest come first: one step ends above the three whose number is missing.
    let found = step(2).expect("a step");
    assert_eq!((found.customers.len(), found.down_to), (0, first + 2));
    fixture.write(ours, move |tx| tx.save_number_keys(&[], found.down_to));
    let found = step(9).expect("the last step");
    let told: Vec<_> =
        found.customers.iter().map(|customer| (customer.customer.0, customer.channel)).collect();
    assert_eq!(told, [(first, Channel::Mail), (first + 1, Channel::Sms), (first + 2, Channel::Mail)]);
    let known = &found.customers[0];
    assert_eq!((known.contact, known.phone.as_str()), (person(fixture, (A, None)).1, "+31612345678"));
    assert_eq!((known.email.as_deref(), known.is_transaction), (Some("Person.1@example.org"), false));
    assert_eq!(found.customers[1].contact, Some(number(1)));
    let down_to = found.down_to;
    let key = (CustomerId(first), Key::of_contact(number(1)));
    fixture.write(ours, move |tx| tx.save_number_keys(&[key], down_to));
    assert_eq!((unkeyed(), step(9)), (vec![], None));
    let keys = fixture.read(ours, move |tx| tx.keys_of_customer(CustomerId(first))).expect("a customer");
    assert_eq!(keys[1], Key::of_contact(number(1)));
    // Now the first two are one person.
    fixture.step(200);
    fixture.write_system(|tx| tx.sweep(100));
    let mut claims = claim(fixture, 9);
    claims.retain(|claim| claim.key.workspace == ours);
    claims.sort_by_key(|claim| claim.key.customer);
    assert_eq!(hand_over(fixture, &claims), [true, false, false, true, true]);
}
