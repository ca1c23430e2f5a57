//! Two changes of one organisation at once: the second starts from what the first stored.

use canvass_domain::decide::create_organisation::{NewOrganisation, OrganisationChange, Wanted};
use canvass_domain::organisation::{Domain, DomainKind, Profile};
use canvass_store::{Pending, StoreError};

use crate::world::{World, noon};

type Told<T> = Result<T, StoreError>;

fn domain(text: &str) -> Vec<Domain> {
    vec![Domain { text: text.to_owned(), kind: DomainKind::Tying }]
}

#[test]
fn a_change_waits_for_another_and_keeps_what_it_stored() {
    let world = World::new();
    let workspace = world.workspace("north");
    let new = NewOrganisation {
        name: "A company".to_owned(),
        is_active: true,
        profile: Profile::default(),
        domains: domain("old.example"),
        fields: Vec::new(),
    };
    let added: Told<_> = world.store.write(workspace, 1, move |tx| tx.add_organisation(&new, noon())).wait();
    let id = added.unwrap();
    let wanted = Wanted { id: Some(id), name_key: None, domains: Vec::new(), field_keys: Vec::new() };
    let (begun, has_begun) = flume::unbounded();
    let (go_on, may_go_on) = flume::unbounded();
    let first = wanted.clone();
    let renaming: Pending<(), StoreError> = world.store.write(workspace, 1, move |tx| {
        tx.organisation_facts(&first)?;
        let change =
            OrganisationChange { is_active: true, domains: domain("new.example"), fields: Vec::new() };
        tx.save_organisation(id, &change)?;
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        Ok(())
    });
    has_begun.recv().unwrap();
    // As the use case does it: the organisation as it stands, then facts, then rows.
    let resting: Pending<(), StoreError> = world.store.write(workspace, 1, move |tx| {
        let standing = tx.organisation(id)?.ok_or(StoreError::Missing("organisation"))?;
        tx.organisation_facts(&wanted)?;
        let change = OrganisationChange { is_active: false, domains: standing.domains, fields: Vec::new() };
        tx.save_organisation(id, &change)
    });
    world.until_somebody_waits();
    go_on.send(()).unwrap();
    assert_eq!((renaming.wait(), resting.wait()), (Ok(()), Ok(())));
    let found: Told<_> = world.store.read(workspace, move |tx| tx.organisation(id)).wait();
    let found = found.unwrap().unwrap();
    assert_eq!((found.is_active, found.domains), (false, domain("new.example")));
}
