//! Notes about customers: all of a call or none, in every state (E9), once (E115).

use canvass_app::Refusal;
use canvass_app::batch::cancel_batch;
use canvass_app::notes::{NotesOutcome, add_notes, check_add_notes, list_notes};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::view::list_audit;
use canvass_domain::command::{AddNotes, NewNote};
use canvass_domain::decide::add_notes::{NotePlace, NoteProblem};
use canvass_domain::id::CustomerId;
use canvass_domain::note::NoteKind;
use canvass_store::area::Page;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

const ALL: Page = Page { after: 0, most: 100 };

fn note(customer: i32, text: &str) -> NewNote {
    NewNote { customer, date: None, user: None, text: text.to_owned(), kind: NoteKind::InteractionByUser }
}

fn add(acme: &TestWorkspace<'_>, notes: Vec<NewNote>, key: &str) -> Result<Answered<NotesOutcome>, Refusal> {
    let command = AddNotes { notes };
    let body = format!("{command:?}");
    let request = RequestIdentity::of_body("test/notes", Some(key.to_owned()), body.as_bytes());
    add_notes(&acme.test.app, &acme.client, acme.id, command, &request).wait()
}

fn texts(acme: &TestWorkspace<'_>, customer: CustomerId) -> Vec<String> {
    let notes = list_notes(&acme.test.app, &acme.client, acme.id, customer, ALL).wait().unwrap();
    notes.into_iter().map(|record| record.note.text).collect()
}

#[test]
fn e9_e115_notes_are_kept_once_also_of_a_batch_that_is_over() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let batch = acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    let [ann, bob] = [0, 1].map(|index| batch.customers[index].id);
    cancel_batch(&test.app, &test.operator, acme.id, batch.batch).wait().unwrap();
    let notes = || vec![note(ann.0, "one"), note(bob.0, "two"), note(ann.0, "three")];
    let first = add(&acme, notes(), "key").unwrap();
    let again = add(&acme, notes(), "key").unwrap();
    assert_eq!((first.is_replayed, again.is_replayed), (false, true));
    assert_eq!(first.result, again.result);
    assert_eq!(texts(&acme, ann), ["one", "three"]);
    assert_eq!(texts(&acme, bob), ["two"]);
    let audit = list_audit(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    assert_eq!(audit.last().unwrap().audit.object, "notes 1 to 3");
}

#[test]
fn one_unknown_customer_refuses_all() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.workspace("other");
    let ann = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let before = test.digest("acme");
    let notes = vec![note(ann.0, "one"), note(ann.0 + 1, " ")];
    let Err(Refusal::Notes(faults)) = add(&acme, notes.clone(), "key") else { panic!("a refusal") };
    let told: Vec<_> = faults.iter().map(|fault| (fault.place, fault.problem)).collect();
    let unknown = (NotePlace::Customer(1), NoteProblem::CustomerUnknown);
    assert_eq!(told, [unknown, (NotePlace::Text(1), NoteProblem::TextBlank)]);
    let checked = check_add_notes(&test.app, &acme.client, acme.id, AddNotes { notes }).wait().unwrap();
    assert_eq!(checked, faults);
    assert_eq!(test.digest("acme"), before);
    // A customer of another workspace is as unknown as none.
    let Err(Refusal::Notes(faults)) = add(&other, vec![note(ann.0, "one")], "key") else {
        panic!("a refusal")
    };
    assert_eq!((faults[0].place, faults[0].problem), (NotePlace::Customer(0), NoteProblem::CustomerUnknown));
    let listed = list_notes(&test.app, &other.client, other.id, ann, ALL).wait();
    assert_eq!(listed.unwrap_err(), Refusal::NotFound("customer"));
}
