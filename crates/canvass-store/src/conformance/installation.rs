//! The installation and its workspaces.

use canvass_domain::workspace::Policy;

use super::Fixture;
use super::sample::{settings, workspace};
use crate::StoreError;
use crate::area::{InstallationRecord, NewWorkspace};

pub fn the_identity_is_set_once(fixture: &Fixture) {
    assert_eq!(fixture.read_system(|tx| tx.load_installation()), None);
    let first = InstallationRecord { id: "first".to_owned(), key_check: vec![0, 255, 7] };
    let kept = first.clone();
    fixture.write_system(move |tx| tx.save_installation(&kept));
    let second = InstallationRecord { id: "second".to_owned(), key_check: vec![] };
    let refused = fixture.try_write_system(move |tx| tx.save_installation(&second));
    assert_eq!(refused, Err(StoreError::Conflict("installation")));
    assert_eq!(fixture.read_system(|tx| tx.load_installation()), Some(first));
}

pub fn workspaces_come_back_as_made(fixture: &Fixture) {
    let made_at = fixture.now();
    let (first, second) = (workspace(fixture, "first"), workspace(fixture, "second"));
    assert_ne!(first, second);
    let all = fixture.read_system(|tx| tx.workspaces());
    assert_eq!(all.iter().map(|record| record.workspace.id).collect::<Vec<_>>(), [first, second]);
    let found = fixture.read_system(|tx| tx.workspace_by_slug("second")).expect("the second workspace");
    assert_eq!(found, all[1]);
    assert_eq!(found.created_at, made_at);
    assert_eq!((found.workspace.name.as_str(), found.workspace.settings), ("SECOND", settings()));
    assert_eq!(fixture.read_system(|tx| tx.workspace_by_slug("third")), None);
    let refused = fixture.try_write_system(move |tx| {
        let new = NewWorkspace {
            slug: "first".to_owned(),
            name: String::new(),
            settings: settings(),
            policy: Policy::default(),
        };
        tx.add_workspace(&new, made_at)
    });
    assert_eq!(refused, Err(StoreError::Conflict("workspace_slug")));
}
