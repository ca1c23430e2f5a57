//! Notes about customers.

use std::collections::BTreeSet;

use canvass_domain::id::{CustomerId, NoteId};
use canvass_domain::note::{Note, NoteKind};

use super::Fixture;
use super::sample::{due_batch, workspace};
use crate::area::Page;

pub fn notes_come_back_by_number(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let theirs = workspace(fixture, "theirs");
    let saved = due_batch(fixture, ours, 2);
    let (one, two) = (saved.first_customer, CustomerId(saved.first_customer.0 + 1));
    let at = fixture.now();
    let note = move |customer, text: &str, kind| Note {
        customer,
        at,
        user: (kind != NoteKind::Internal).then(|| "j.smit".to_owned()),
        text: text.to_owned(),
        kind,
    };
    let [by_system, by_user, internal] = NoteKind::ALL;
    let sent = vec![note(one, "a", by_system), note(two, "b", by_user), note(one, " c\u{0301}\n", internal)];
    let ids = {
        let sent = sent.clone();
        fixture.write(ours, move |tx| tx.add_notes(&sent))
    };
    assert_eq!(ids, [NoteId(1), NoteId(2), NoteId(3)]);
    let list = |workspace, customer, after| {
        let page = Page { after, most: 10 };
        fixture.read(workspace, move |tx| tx.notes(customer, page))
    };
    let of_one: Vec<Note> = list(ours, one, 0).into_iter().map(|record| record.note).collect();
    assert_eq!(of_one, [sent[0].clone(), sent[2].clone()]);
    assert_eq!(list(ours, one, 1).iter().map(|record| record.id).collect::<Vec<_>>(), [NoteId(3)]);
    assert_eq!(list(theirs, one, 0), []);
    let all = |workspace| fixture.read(workspace, |tx| tx.all_notes(Page { after: 1, most: 10 }));
    assert_eq!(all(ours).into_iter().map(|record| record.note).collect::<Vec<_>>(), sent[1..]);
    assert_eq!(all(theirs), []);
    let named = [one.0, two.0, 999, one.0];
    assert_eq!(fixture.read(ours, move |tx| tx.known_customers(&named)), BTreeSet::from([one.0, two.0]));
    assert_eq!(fixture.read(theirs, move |tx| tx.known_customers(&named)), BTreeSet::new());
}
