//! Organisations: one holder of a name and of a domain, contacts tied when they are made, results that add up.

use std::collections::BTreeMap;

use canvass_domain::command::CreateOrganisation;
use canvass_domain::decide::create_organisation::{
    Draft, FieldOf, NewOrganisation, OrganisationChange, Wanted, create_organisation,
};
use canvass_domain::id::{ContactHash, CustomerId, OrganisationId, WorkspaceId};
use canvass_domain::organisation::{Domain, DomainKind, Profile, SharedProviders};

use super::Fixture;
use super::sample::{contacts, finishing, import, questionnaire, save, scheduled, workspace};
use crate::StoreError;
use crate::area::{Page, ResultFilter, ScoreCount};

const ALL: Page = Page { after: 0, most: 1000 };

fn domain(text: &str) -> Domain {
    Domain { text: text.to_owned(), kind: DomainKind::Tying }
}

pub(super) fn new(name: &str, domains: &[&str]) -> NewOrganisation {
    NewOrganisation {
        name: name.to_owned(),
        is_active: true,
        profile: Profile { city: Some("\u{2603} \"Utrecht\"".to_owned()), ..Profile::default() },
        domains: domains.iter().map(|text| domain(text)).collect(),
        fields: Vec::new(),
    }
}

fn add(fixture: &Fixture, workspace: WorkspaceId, new: NewOrganisation) -> OrganisationId {
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.add_organisation(&new, at))
}

/// As the use case does it: facts, judgement, rows. `None` = refused.
fn create(fixture: &Fixture, workspace: WorkspaceId, name: &str, domains: &[&str]) -> Option<OrganisationId> {
    let command = CreateOrganisation {
        name: Some(name.to_owned()),
        domains: domains.iter().map(|text| Some((*text).to_owned())).collect(),
        ..CreateOrganisation::default()
    };
    let draft = Draft::of(command, &SharedProviders::default());
    let at = fixture.now();
    fixture.write(workspace, move |tx| {
        let facts = tx.organisation_facts(&draft.wanted())?;
        match create_organisation(draft.clone(), &facts) {
            Ok(new) => tx.add_organisation(&new, at).map(Some),
            Err(_faults) => Ok(None),
        }
    })
}

fn wanted(id: Option<i32>, name_key: &str, domains: &[&str], fields: &[&str]) -> Wanted {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Wanted {
        id: id.map(OrganisationId),
        name_key: Some(name_key.to_owned()),
        domains: texts(domains),
        field_keys: texts(fields),
    }
}

pub fn an_organisation_comes_back_as_made(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let text = |text: &str| Some(text.to_owned());
    let profile = Profile {
        address1: text(" 1 High Street "),
        address2: text(""),
        city: None,
        country: text("NL"),
        location: text("\u{1F600}"),
        notes: text("a\nb"),
        phone: text("+31"),
        postal_code: text("3511 AA"),
    };
    let kinds =
        [("a.example", DomainKind::Tying), ("gmail.com", DomainKind::Shared), ("x", DomainKind::Invalid)];
    let domains: Vec<Domain> =
        kinds.map(|(text, kind)| Domain { text: text.to_owned(), kind }).into_iter().collect();
    let field = |name: &str, kind: Option<&str>| FieldOf::New {
        name: name.to_owned(),
        kind: kind.map(str::to_owned),
    };
    let fields = vec![(field("Tier", Some("text")), text("gold")), (field("Region", None), None)];
    let made = NewOrganisation {
        name: "Caf\u{e9} Ltd".to_owned(),
        is_active: true,
        profile: profile.clone(),
        domains: domains.clone(),
        fields,
    };
    let id = add(fixture, ours, made);
    let second = add(fixture, ours, NewOrganisation { is_active: false, ..new("Second", &["b.example"]) });
    assert_eq!((id, second), (OrganisationId(1), OrganisationId(2)));
    let read = fixture.read(ours, move |tx| tx.organisation(id)).expect("the organisation");
    assert_eq!((read.id, read.name.as_str(), read.is_active), (id, "Caf\u{e9} Ltd", true));
    assert_eq!((read.profile.clone(), read.domains.clone()), (profile, domains));
    assert_eq!(read.created_at, fixture.now());
    let values: Vec<(&str, Option<&str>, Option<&str>)> = read
        .fields
        .iter()
        .map(|value| (value.field.name.as_str(), value.field.kind.as_deref(), value.value.as_deref()))
        .collect();
    assert_eq!(values, [("Tier", Some("text"), Some("gold")), ("Region", None, None)]);
    let all = fixture.read(ours, |tx| tx.organisations(ALL));
    assert_eq!(all.first(), Some(&read));
    assert_eq!(all.iter().map(|one| one.is_active).collect::<Vec<_>>(), [true, false]);
    let page = fixture.read(ours, |tx| tx.organisations(Page { after: 1, most: 5 }));
    assert_eq!(page, all[1..]);
    // C25
    assert_eq!(fixture.read(theirs, move |tx| tx.organisation(id)), None);
}

pub fn c16_names_are_unique_without_case_active_or_not(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    add(fixture, ours, NewOrganisation { is_active: false, ..new("Stra\u{df}e", &[]) });
    let facts = |workspace, wanted: Wanted| {
        fixture.read(workspace, move |tx| tx.organisation_facts(&wanted)).is_name_taken
    };
    assert!(facts(ours, wanted(None, "strasse", &[], &[])));
    assert!(!facts(ours, wanted(Some(1), "strasse", &[], &[])), "its own name is not held against it");
    assert!(!facts(theirs, wanted(None, "strasse", &[], &[])));
    let at = fixture.now();
    let twice = fixture.try_write(ours, move |tx| tx.add_organisation(&new("STRASSE", &[]), at));
    assert_eq!(twice, Err(StoreError::Conflict("organisation_name")));
}

pub fn c16_of_many_calls_with_one_name_at_once_one_is_stored(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let made = fixture
        .at_once(8, |number| create(fixture, ours, if number % 2 == 0 { " ACME " } else { "Acme" }, &[]));
    assert_eq!(made.iter().flatten().count(), 1, "{made:?}");
    let made =
        fixture.at_once(8, |number| create(fixture, ours, &format!("other {number}"), &["one.example"]));
    assert_eq!(made.iter().flatten().count(), 1, "{made:?}");
    assert_eq!(fixture.read(ours, |tx| tx.organisations(ALL)).len(), 2);
}

pub fn c20_c28_a_domain_is_held_by_one_active_organisation(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = add(fixture, ours, new("first", &["a.example", "b.example"]));
    let second = add(fixture, ours, NewOrganisation { is_active: false, ..new("second", &["a.example"]) });
    let held = |id| {
        let wanted = wanted(id, "x", &["a.example", "b.example", "c.example"], &[]);
        let held = fixture.read(ours, move |tx| tx.organisation_facts(&wanted)).held;
        held.into_iter().collect::<Vec<String>>()
    };
    assert_eq!(held(None), ["a.example", "b.example"]);
    assert_eq!(held(Some(first.0)), Vec::<String>::new());
    let change = |is_active, domains: &[&str]| OrganisationChange {
        is_active,
        domains: domains.iter().map(|text| domain(text)).collect(),
        fields: Vec::new(),
    };
    let waking = change(true, &["a.example"]);
    let woken = waking.clone();
    let taken = fixture.try_write(ours, move |tx| tx.save_organisation(second, &woken));
    assert_eq!(taken, Err(StoreError::Conflict("organisation_domain")));
    let released = change(true, &["b.example", "c.example"]);
    fixture.write(ours, move |tx| tx.save_organisation(first, &released));
    fixture.write(ours, move |tx| tx.save_organisation(second, &waking));
    assert_eq!(held(None), ["a.example", "b.example", "c.example"]);
    let asleep = change(false, &["b.example", "c.example"]);
    fixture.write(ours, move |tx| tx.save_organisation(first, &asleep));
    assert_eq!(held(None), ["a.example"]);
    let missing = change(true, &[]);
    let missing = fixture.try_write(ours, move |tx| tx.save_organisation(OrganisationId(9), &missing));
    assert_eq!(missing, Err(StoreError::Missing("organisation")));
}

pub fn c22_a_field_is_defined_once(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let field = |name: &str| FieldOf::New { name: name.to_owned(), kind: Some("text".to_owned()) };
    let with = |name: &str, field, value: &str| NewOrganisation {
        fields: vec![(field, Some(value.to_owned()))],
        ..new(name, &[])
    };
    let first = add(fixture, ours, with("first", field("Tier"), "gold"));
    let wanted = wanted(None, "x", &[], &["tier", "region"]);
    let known = fixture.read(ours, move |tx| tx.organisation_facts(&wanted)).fields;
    let fields = fixture.read(ours, |tx| tx.organisation_fields());
    assert_eq!(known, BTreeMap::from([("tier".to_owned(), fields[0].id)]));
    let second = add(fixture, ours, with("second", FieldOf::Known(fields[0].id), "silver"));
    let values = |id| {
        let read = fixture.read(ours, move |tx| tx.organisation(id)).expect("the organisation");
        read.fields.into_iter().map(|value| (value.field.name, value.value)).collect::<Vec<_>>()
    };
    assert_eq!(values(first), [("Tier".to_owned(), Some("gold".to_owned()))]);
    assert_eq!(values(second), [("Tier".to_owned(), Some("silver".to_owned()))]);
    let change = OrganisationChange {
        is_active: true,
        domains: Vec::new(),
        fields: vec![(FieldOf::Known(fields[0].id), None), (field("Region"), Some("north".to_owned()))],
    };
    fixture.write(ours, move |tx| tx.save_organisation(first, &change));
    assert_eq!(values(first), [("Tier".to_owned(), None), ("Region".to_owned(), Some("north".to_owned()))]);
}

/// The organisation of each person of `scheduled` in turn.
fn tied(fixture: &Fixture, workspace: WorkspaceId, hashes: Vec<Option<ContactHash>>) -> Vec<Option<i32>> {
    fixture.read(workspace, move |tx| {
        let tie = |hash: &Option<ContactHash>| Ok(tx.tie_of(hash.expect("a contact"))?.map(|id| id.0));
        hashes.iter().map(tie).collect()
    })
}

pub fn c26_c27_a_contact_is_tied_when_it_is_made_and_only_then(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let people = |numbers: &[i32]| import(numbers.iter().map(|number| scheduled(fixture, *number)).collect());
    save(fixture, ours, people(&[0]));
    let organisation = add(fixture, ours, new("Org", &["example.org"]));
    add(fixture, ours, new("Sub", &["mail.example.org"]));
    save(fixture, ours, people(&[0, 1, 2]));
    save(fixture, theirs, people(&[1]));
    let hashes = |numbers: &[i32]| contacts(&people(numbers));
    assert_eq!(tied(fixture, ours, hashes(&[0, 1, 2])), [None, Some(1), Some(1)]);
    assert_eq!(tied(fixture, theirs, hashes(&[1])), [None]);
    // C27, C28: later changes leave ties alone.
    let asleep =
        OrganisationChange { is_active: false, domains: vec![domain("example.org")], fields: vec![] };
    fixture.write(ours, move |tx| tx.save_organisation(organisation, &asleep));
    save(fixture, ours, people(&[3]));
    assert_eq!(tied(fixture, ours, hashes(&[0, 1, 2, 3])), [None, Some(1), Some(1), None]);
    let by_hand = hashes(&[0, 1]);
    fixture.write(ours, move |tx| {
        tx.tie_contact(by_hand[0].expect("a contact"), Some(organisation))?;
        tx.tie_contact(by_hand[1].expect("a contact"), None)
    });
    assert_eq!(tied(fixture, ours, hashes(&[0, 1, 2, 3])), [Some(1), None, Some(1), None]);
    let nobody = fixture.try_write(ours, |tx| tx.tie_contact(ContactHash([9; 16]), None));
    assert_eq!(nobody, Err(StoreError::Missing("contact")));
}

pub fn c29_results_by_organisation_add_up_to_the_whole(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let asked = questionnaire(fixture, ours, "asked");
    let question = canvass_domain::id::BaseQuestionId(1);
    let people =
        |numbers: std::ops::Range<i32>| import(numbers.map(|number| scheduled(fixture, number)).collect());
    let before = save(fixture, ours, people(0..3)).first_customer.0;
    let organisation = add(fixture, ours, new("Org", &["example.org"]));
    let after = save(fixture, ours, people(3..8)).first_customer.0;
    for (customer, score) in [(before, 3), (after, 9), (after + 1, 9), (after + 2, 6)] {
        let answers = finishing(CustomerId(customer), score, fixture.now());
        fixture.write(ours, move |tx| tx.save_answers(&answers));
    }
    let count =
        |value: &str, score, answers| ScoreCount { month: 202_603, value: value.to_owned(), score, answers };
    let scores = || fixture.read(ours, move |tx| tx.organisation_scores(asked, question));
    assert_eq!(scores(), [count("", 3, 1), count("Org", 6, 1), count("Org", 9, 2)]);
    let funnel = fixture.read(ours, |tx| tx.organisation_funnel(ResultFilter::default()));
    let of = |name: &str| -> i64 {
        funnel.iter().filter(|(own, _)| own == name).map(|(_, count)| count.customers).sum()
    };
    assert_eq!((of(""), of("Org"), funnel.iter().map(|(_, count)| count.customers).sum()), (3, 5, 8_i64));
    // The tie of the moment counts, not that of the answer.
    let hash = contacts(&people(0..1))[0].expect("a contact");
    fixture.write(ours, move |tx| tx.tie_contact(hash, Some(organisation)));
    assert_eq!(scores(), [count("Org", 3, 1), count("Org", 6, 1), count("Org", 9, 2)]);
    let whole: i64 = fixture
        .read(ours, move |tx| tx.scores(asked, question, None))
        .iter()
        .map(|count| count.answers)
        .sum();
    assert_eq!(scores().iter().map(|count| count.answers).sum::<i64>(), whole);
}
