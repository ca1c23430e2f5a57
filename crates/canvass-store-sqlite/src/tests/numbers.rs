//! Numbers end at 2^31 - 1 on every wire: they never wrap (CLU-14).

use canvass_store::area::{NewAudit, Page};
use canvass_store::{Engine, Store, StoreError, WorkspaceTx};
use jiff::civil::time;
use rusqlite::Connection;

use super::engine;

fn audit(tx: &mut dyn WorkspaceTx) -> Result<(), StoreError> {
    let at = tx.now()?;
    let text = || "text".to_owned();
    tx.audit(&NewAudit { actor: text(), action: text(), object: text(), at })
}

#[test]
fn clu_14_numbers_that_are_used_up_are_an_error_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path());
    let store = Store::new(first.clone());
    let workspace = store
        .write_system::<_, StoreError, _>(|tx| {
            let at = tx.now()?;
            let settings = canvass_domain::workspace::Settings {
                zone: jiff::tz::TimeZone::UTC,
                send_time: time(9, 0, 0, 0),
                closing_time: time(21, 0, 0, 0),
                open_days: 21,
                language: "en".to_owned(),
                sender_name: "Sender".to_owned(),
            };
            let new = canvass_store::area::NewWorkspace {
                slug: "one".to_owned(),
                name: "One".to_owned(),
                settings,
                policy: canvass_domain::workspace::Policy::default(),
            };
            tx.add_workspace(&new, at)
        })
        .wait()
        .unwrap();
    first.close();
    let file = Connection::open(folder.path().join("canvass.db")).unwrap();
    file.execute("INSERT INTO sequence VALUES (?1, 'audit', ?2)", (workspace.0, i32::MAX - 1)).unwrap();
    drop(file);
    let store = Store::new(engine(folder.path()));
    store.write::<_, StoreError, _>(workspace, 1, |tx| audit(tx)).wait().unwrap();
    for _ in 0..2 {
        let refused = store.write::<_, StoreError, _>(workspace, 1, |tx| audit(tx)).wait();
        assert_eq!(refused, Err(StoreError::Engine("the numbers for audit are used up".to_owned())));
    }
    let all = Page { after: 0, most: 10 };
    let rows = store.read::<_, StoreError, _>(workspace, move |tx| tx.audit_trail(all)).wait().unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [i64::from(i32::MAX) - 1]);
}
