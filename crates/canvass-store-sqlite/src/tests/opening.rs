//! Opening: one process, our file, our profile.

use canvass_store::{Engine, Store, StoreError};
use rusqlite::Connection;

use super::{engine, settings};
use crate::{OpenError, open};

#[test]
fn sto_11_a_second_opening_of_the_same_file_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path());
    let refused = open(settings(folder.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Taken(_)), "{refused}");
    assert!(refused.to_string().contains("another process works on this store"));
    first.writable().unwrap();
    let store = Store::new(first);
    let beat = store.write_system(|tx| tx.set_sending_pause(Some("test"))).wait();
    beat.unwrap();
}

#[test]
fn sto_11_a_link_leads_to_the_lock_and_the_log_of_the_file_behind_it() {
    let (folder, links) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (target, link) = (folder.path().join("canvass.db"), links.path().join("canvass.db"));
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let first = open(settings(links.path())).unwrap();
    assert!(target.exists(), "made where the link leads");
    for there in [&folder, &links] {
        let refused = open(settings(there.path())).map(drop).unwrap_err();
        assert!(matches!(refused, OpenError::Taken(_)), "{refused}");
    }
    first.close();
    let again = engine(folder.path());
    let refused = open(settings(links.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Taken(_)), "{refused}");
    again.close();
    let names: Vec<_> = std::fs::read_dir(&links).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["canvass.db"], "nothing beside the link");
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("canvass.db", &link).unwrap();
    let refused = open(settings(links.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Files(_)), "a link to itself: {refused}");
}

#[test]
fn a_folder_that_is_not_there_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let refused = open(settings(&folder.path().join("gone"))).map(drop).unwrap_err();
    let causes: Vec<String> =
        std::iter::successors(Some(&refused as &dyn std::error::Error), |error| error.source())
            .map(ToString::to_string)
            .collect();
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert!(causes[0].ends_with("No such file or directory (os error 2)"), "{causes:?}");
}

#[test]
fn a_closed_store_can_be_opened_again_and_still_has_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path());
    let store = Store::new(first.clone());
    store.write_system::<_, StoreError, _>(|tx| tx.set_sending_pause(Some("kept"))).wait().unwrap();
    first.close();
    let refused = store.write_system::<_, StoreError, _>(|tx| tx.set_sending_pause(None)).wait();
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let again = Store::new(engine(folder.path()));
    let pause = again.read_system::<_, StoreError, _>(|tx| tx.sending_pause()).wait().unwrap();
    assert_eq!(pause.as_deref(), Some("kept"));
}

#[test]
fn a_database_that_vanished_is_not_replaced_by_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).close();
    std::fs::remove_file(folder.path().join("canvass.db")).unwrap();
    let refused = open(settings(folder.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Gone(..)), "{refused}");
    assert!(!folder.path().join("canvass.db").exists());
}

#[test]
fn a_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = Connection::open(folder.path().join("canvass.db")).unwrap();
    other.execute_batch("CREATE TABLE theirs (id INTEGER)").unwrap();
    drop(other);
    let refused = open(settings(folder.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::NotOurs), "{refused}");
}

#[test]
fn a_schema_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).close();
    let newer = Connection::open(folder.path().join("canvass.db")).unwrap();
    newer
        .execute_batch(
            "INSERT INTO refinery_schema_history SELECT 999, 'later', applied_on, checksum \
             FROM refinery_schema_history LIMIT 1",
        )
        .unwrap();
    drop(newer);
    let refused = open(settings(folder.path())).map(drop).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the database has migration V999__later, which this version of canvass does not know: upgrade this program"
    );
}

#[test]
fn a_fresh_store_is_undamaged_and_damage_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = engine(folder.path());
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    let other = Connection::open(folder.path().join("canvass.db")).unwrap();
    other
        .execute_batch(
            "PRAGMA foreign_keys = OFF; \
             INSERT INTO route (workspace_id, id, position, conditions, questionnaire_id) VALUES (1, 1, 1, '[]', 9)",
        )
        .unwrap();
    assert_eq!(store.integrity().unwrap(), ["a row of route refers to nothing"]);
}
