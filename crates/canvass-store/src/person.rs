//! What an import means for the persons behind its customers; the same for both engines.
//!
//! A person that is new takes the number of the first customer who brought it: customer numbers are unique in the
//! workspace and already given out, so no counter is asked and none can disagree.

use std::collections::BTreeMap;

use canvass_domain::contact::Profile;
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{ContactHash, CustomerId};

/// A person as an import brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought<'a> {
    /// Found by.
    pub hash: ContactHash,
    /// The first customer of the import who brought it: its number, if it is new.
    pub first: CustomerId,
    /// Its normalised address; `None` = it is known by its mobile number.
    pub address: Option<&'a str>,
    /// All that the import says of it, later customers last (Q31).
    pub profile: Profile,
    /// The last customer who said something of it.
    pub said_by: CustomerId,
}

impl<'a> Brought<'a> {
    /// The domain of its address, by which it is tied to an organisation when it is new (C26).
    pub fn domain(&self) -> Option<&'a str> {
        self.address.and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain)
    }
}

/// The persons of an import, each once, in the order of their hashes: two imports that meet in the same persons wait for
/// each other in one order.
pub fn persons<'a>(
    customers: &'a [DecidedCustomer],
    contacts: &[Option<ContactHash>],
    first: CustomerId,
) -> Vec<Brought<'a>> {
    let mut persons: BTreeMap<ContactHash, Brought<'a>> = BTreeMap::new();
    for (number, (customer, contact)) in (first.0..).zip(customers.iter().zip(contacts)) {
        let Some(hash) = *contact else { continue };
        let number = CustomerId(number);
        let person = persons.entry(hash).or_insert_with(|| Brought {
            hash,
            first: number,
            address: customer.address.as_deref(),
            profile: Profile::default(),
            said_by: number,
        });
        if !customer.profile.is_empty() {
            person.profile = std::mem::take(&mut person.profile).overlaid(customer.profile.clone());
            person.said_by = number;
        }
    }
    persons.into_values().collect()
}

/// What a customer changes of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is known from now on.
    pub profile: Profile,
    /// Names of members that were known and are replaced, joined by commas; empty for none.
    pub replaced: String,
}

/// What is known of a person after more was said; `None` = nothing new.
pub fn told(known: Profile, said: &Profile) -> Option<Told> {
    let members = [
        ("firstName", &known.first_name, &said.first_name),
        ("lastName", &known.last_name, &said.last_name),
        ("email", &known.email, &said.email),
        ("mobile", &known.mobile, &said.mobile),
    ];
    let is_new = members.iter().any(|(_, known, said)| said.is_some() && known != said);
    let replaced = members
        .iter()
        .filter(|(_, known, said)| known.is_some() && said.is_some() && known != said)
        .map(|(name, ..)| *name)
        .collect::<Vec<&str>>()
        .join(",");
    is_new.then(|| Told { profile: known.overlaid(said.clone()), replaced })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn said(first_name: &str) -> Profile {
        Profile { first_name: Some(first_name.to_owned()), ..Profile::default() }
    }

    #[test]
    fn q26_a_person_that_comes_twice_is_one_and_the_last_word_counts() {
        let customer =
            |profile| DecidedCustomer { profile, ..DecidedCustomer::received(Timestamp::UNIX_EPOCH) };
        let customers = [customer(said("A")), customer(Profile::default()), customer(said("B"))];
        let hash = |byte| Some(ContactHash([byte; 16]));
        let found = persons(&customers, &[hash(2), hash(1), hash(2)], CustomerId(10));
        let short: Vec<_> =
            found.iter().map(|person| (person.hash.0[0], person.first.0, person.said_by.0)).collect();
        assert_eq!(short, [(1, 11, 11), (2, 10, 12)]);
        assert_eq!(found[1].profile, said("B"));
    }

    #[test]
    fn q31_what_replaces_something_is_told_and_what_is_new_only_stored() {
        assert_eq!(told(said("A"), &said("A")), None);
        assert_eq!(told(said("A"), &Profile::default()), None);
        let new = told(Profile::default(), &said("A")).unwrap();
        assert_eq!((new.profile, new.replaced.as_str()), (said("A"), ""));
        let last = Profile { last_name: Some("L".to_owned()), ..said("B") };
        let both = told(said("A"), &last).unwrap();
        assert_eq!((both.profile, both.replaced.as_str()), (last, "firstName"));
    }
}
