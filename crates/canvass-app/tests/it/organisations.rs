//! Organisations: whole and once, changed, tied; the trail tells of each change and of no refusal.

use canvass_app::Refusal;
use canvass_app::organisation::{
    Tie, change_organisation, create_organisation, list_organisations, show_organisation, tie_contact,
};
use canvass_app::request::RequestIdentity;
use canvass_domain::command::{ChangeOrganisation, CreateOrganisation, NewField};
use canvass_domain::decide::create_organisation::{Place, Problem};
use canvass_domain::id::OrganisationId;
use canvass_domain::organisation::{DomainKind, SharedProviders};
use canvass_store::area::Page;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

const ALL: Page = Page { after: 0, most: 100 };

fn command(name: &str, domains: &[&str]) -> CreateOrganisation {
    CreateOrganisation {
        name: Some(name.to_owned()),
        domains: domains.iter().map(|text| Some((*text).to_owned())).collect(),
        fields: vec![Some(NewField {
            name: Some("Tier".to_owned()),
            kind: Some("text".to_owned()),
            value: Some(name.to_lowercase()),
        })],
        ..CreateOrganisation::default()
    }
}

fn create(
    acme: &TestWorkspace<'_>,
    command: CreateOrganisation,
    key: Option<&str>,
) -> Result<OrganisationId, Refusal> {
    let body = format!("{command:?}");
    let request = RequestIdentity::of_body("test/organisation", key.map(str::to_owned), body.as_bytes());
    let app = &acme.test.app;
    create_organisation(app, &acme.client, acme.id, command, &request).wait().map(|answered| answered.result)
}

fn trail(acme: &TestWorkspace<'_>) -> Vec<(String, String)> {
    let rows = acme.test.app.store.read(acme.id, |tx| tx.audit_trail(ALL)).wait();
    let rows: Vec<_> = Result::<_, canvass_store::StoreError>::unwrap(rows);
    let own = rows
        .into_iter()
        .filter(|row| row.audit.action.contains("organisation") || row.audit.action == "tie-contact");
    own.map(|row| (row.audit.action, row.audit.object)).collect()
}

#[test]
fn c7_an_organisation_is_stored_with_all_its_parts_and_its_audit_row_or_not_at_all() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let id = create(&acme, command("Acme", &["acme.example", "gmail.com"]), Some("k")).unwrap();
    let shown = show_organisation(&test.app, &acme.client, acme.id, id).wait().unwrap();
    assert_eq!(
        shown.domains.iter().map(|domain| domain.kind).collect::<Vec<_>>(),
        [DomainKind::Tying, DomainKind::Shared]
    );
    assert_eq!(shown.fields[0].value.as_deref(), Some("acme"));
    let made = ("create-organisation".to_owned(), "organisation 1".to_owned());
    assert_eq!(trail(&acme), std::slice::from_ref(&made));
    let before = test.digest("acme");
    let refused = create(&acme, command("ACME", &["acme.example"]), Some("free")).unwrap_err();
    let Refusal::Organisation(faults) = refused else { panic!("{refused:?}") };
    let places: Vec<Place> = faults.iter().map(|fault| fault.place).collect();
    assert_eq!(places, [Place::Name, Place::Domain(0)]);
    // C6: the same key and body again, and one that was refused.
    assert_eq!(create(&acme, command("Acme", &["acme.example", "gmail.com"]), Some("k")).unwrap(), id);
    assert_eq!((test.digest("acme"), trail(&acme)), (before, vec![made]));
    assert!(create(&acme, command("Other", &[]), Some("free")).is_ok());
    let all = list_organisations(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    assert_eq!(all.len(), 2);
}

#[test]
fn c27_c28_an_organisation_that_sleeps_lets_go_of_its_domains_and_keeps_its_people() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let id = create(&acme, command("Acme", &["acme.example"]), None).unwrap();
    acme.import(batch_of(vec![customer("ann@acme.example")]));
    let tie = |email: &str| {
        let hash = test.app.keys.contact(acme.id, email);
        let tie = test.app.store.read(acme.id, move |tx| tx.tie_of(hash)).wait();
        Result::<_, canvass_store::StoreError>::unwrap(tie)
    };
    assert_eq!(tie("ann@acme.example"), Some(id));
    let change = |is_active| ChangeOrganisation { id, is_active, domains: None, fields: Vec::new() };
    let changed = change_organisation(&test.app, &acme.client, acme.id, change(Some(false))).wait().unwrap();
    assert!(!changed.is_active);
    let heir = create(&acme, command("Heir", &["acme.example"]), None).unwrap();
    acme.import(batch_of(vec![customer("bob@acme.example")]));
    assert_eq!((tie("ann@acme.example"), tie("bob@acme.example")), (Some(id), Some(heir)));
    let refused = change_organisation(&test.app, &acme.client, acme.id, change(Some(true))).wait();
    let Err(Refusal::Organisation(faults)) = refused else { panic!("{refused:?}") };
    assert_eq!(faults[0].problem, Problem::DomainTaken { domain: "acme.example".to_owned() });
    let by_hand = |organisation| {
        let tie = Tie { email: " Bob@ACME.example ".to_owned(), organisation };
        tie_contact(&test.app, &acme.client, acme.id, &tie).wait()
    };
    by_hand(Some(id)).unwrap();
    assert_eq!(tie("bob@acme.example"), Some(id));
    by_hand(None).unwrap();
    assert_eq!(tie("bob@acme.example"), None);
    assert_eq!(by_hand(Some(OrganisationId(9))), Err(Refusal::NotFound("organisation")));
    let told = trail(&acme);
    assert!(told.iter().all(|(_, object)| !object.contains('@')), "{told:?}");
    assert_eq!(told.len(), 5);
}

#[test]
fn c21_the_list_of_shared_providers_is_the_installations() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let app = test.app.clone().with_shared_providers(SharedProviders::of_words(["mail.example"]));
    let request = RequestIdentity::of_body("test/organisation", None, b"");
    let made = command("Acme", &["mail.example", "gmail.com"]);
    let made = create_organisation(&app, &acme.client, acme.id, made, &request).wait().unwrap().result;
    let shown = show_organisation(&app, &acme.client, acme.id, made).wait().unwrap();
    let kinds: Vec<DomainKind> = shown.domains.iter().map(|domain| domain.kind).collect();
    assert_eq!(kinds, [DomainKind::Shared, DomainKind::Tying]);
}

#[test]
fn check_finds_domains_that_are_named_and_not_held_and_ties_that_lead_nowhere() {
    let test = TestApp::new().unchecked();
    let acme = test.workspace("acme");
    create(&acme, command("Acme", &["acme.example"]), None).unwrap();
    acme.import(batch_of(vec![customer("ann@acme.example")]));
    assert_eq!(canvass_app::check(&test.app).unwrap(), Vec::<String>::new());
    test.damage("UPDATE held_domain SET domain = 'other.example'");
    test.damage("UPDATE contact SET organisation_id = 9");
    test.damage("UPDATE organisation_value SET field_id = 9");
    let found = canvass_app::check(&test.app).unwrap();
    assert_eq!(
        found,
        [
            "Workspace acme: contacts tied to no organisation: 1",
            "Workspace acme: values without organisation or field: 1",
            "Workspace acme: Organisation 1 names 1 domains and holds 0 of them.",
        ]
    );
}
