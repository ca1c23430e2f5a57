//! Contacts: the persons behind customers.

use canvass_domain::contact::{Mobile, Profile};
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{ContactHash, ContactNumber, CustomerId};

use super::Fixture;
use super::sample::{contacts, import, save, scheduled, workspace};
use crate::area::{ContactChange, Page};

const ALL: Page = Page { after: 0, most: 10_000 };

fn profile(first_name: &str, mobile: &str) -> Profile {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Profile { first_name: given(first_name), mobile: given(mobile), ..Profile::default() }
}

fn told(fixture: &Fixture, number: i32, profile: Profile) -> DecidedCustomer {
    DecidedCustomer { profile, ..scheduled(fixture, number) }
}

pub fn a_contact_is_numbered_by_the_customer_who_first_brought_it(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let people = [3, 1, 3, 2].map(|number| scheduled(fixture, number));
    let hashes = contacts(&import(people.to_vec()));
    let first = save(fixture, ours, import(people.to_vec())).first_customer.0;
    fixture.step(60);
    save(fixture, ours, import([2, 4].map(|number| scheduled(fixture, number)).to_vec()));
    let found = fixture.read(ours, |tx| tx.contacts(ALL));
    let numbers: Vec<i32> = found.iter().map(|contact| contact.number.0 - first).collect();
    assert_eq!(numbers, [0, 1, 3, 5]);
    assert_eq!(Some(found[0].hash), hashes[0]);
    assert_eq!((found[3].created_at, found[3].organisation), (fixture.now(), None));
    assert!(found.iter().all(|contact| contact.profile.is_empty()), "nobody told anything");
    let hash = found[2].hash;
    assert_eq!(fixture.read(ours, move |tx| tx.contact(&hash)).as_ref(), Some(&found[2]));
    assert_eq!(fixture.read(theirs, move |tx| tx.contact(&hash)), None);
    assert_eq!(fixture.read(theirs, |tx| tx.contacts(ALL)), []);
    let after = Page { after: found[1].number.0.into(), most: 1 };
    assert_eq!(fixture.read(ours, move |tx| tx.contacts(after)), found[2..3]);
    let id = CustomerId(first);
    assert_eq!(fixture.read(ours, move |tx| tx.customer(id)).expect("it").contact, Some(found[0].hash));
}

pub fn q31_what_replaces_something_known_of_a_person_is_logged(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let bring = |profiles: Vec<Profile>| {
        let people = profiles.into_iter().map(|profile| told(fixture, 1, profile)).collect();
        save(fixture, ours, import(people)).first_customer
    };
    let first = bring(vec![profile("Mia", ""), profile("", "+31612345678")]);
    let contact = || fixture.read(ours, |tx| tx.contacts(ALL)).pop().expect("the contact");
    assert_eq!(contact().profile, profile("Mia", "+31612345678"));
    let number = contact().number;
    assert_eq!(number, ContactNumber(first.0));
    let changes = || fixture.read(ours, move |tx| tx.contact_changes(number));
    assert_eq!(changes(), [], "what is new replaces nothing");
    bring(vec![Profile::default(), profile("Mia", "")]);
    assert_eq!(changes(), [], "what is the same replaces nothing");
    fixture.step(60);
    let third = bring(vec![profile("Ada", "+31600000000")]);
    assert_eq!(contact().profile, profile("Ada", "+31600000000"));
    let expected = ContactChange {
        contact: number,
        customer: third,
        at: fixture.now(),
        members: "firstName,mobile".to_owned(),
    };
    assert_eq!(changes(), [expected]);
}

pub fn imports_at_once_that_tell_of_the_same_persons_all_succeed(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    fixture.at_once(6, |thread| {
        let order: Vec<i32> = if thread % 2 == 0 { (0..20).collect() } else { (0..20).rev().collect() };
        let people = order
            .into_iter()
            .map(|number| told(fixture, number, profile(&format!("N{thread}"), "")))
            .collect();
        save(fixture, ours, import(people))
    });
    let found = fixture.read(ours, |tx| tx.contacts(ALL));
    assert_eq!(found.len(), 20);
    assert!(found.iter().all(|contact| contact.profile.first_name.is_some()));
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn q27_a_person_without_address_is_known_by_the_mobile(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mobile = Mobile::parse("+31612345678", None);
    let customer = DecidedCustomer { email: None, address: None, mobile, ..scheduled(fixture, 1) };
    let sent = import(vec![customer]);
    let at = fixture.now();
    let hash = ContactHash([9; 16]);
    fixture.write(ours, move |tx| tx.save_import(&sent, &[Some(hash)], at));
    let found = fixture.read(ours, |tx| tx.contacts(ALL));
    assert_eq!(found.iter().map(|contact| contact.hash).collect::<Vec<_>>(), [hash]);
}
