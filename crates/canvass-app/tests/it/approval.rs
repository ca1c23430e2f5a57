//! Approval by parts and by two, rejection with a reason, a cancel that tells what had left, and the preview of mails: each
//! story on both engines (INT-17, OUT-26).

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_app::batch::{
    LEFT_AT_ONCE, Part, Rejection, Why, approve_batch, approve_part, cancel_batch, preview_batch, reject_part,
};
use canvass_app::import_customers::ImportOutcome;
use canvass_app::respondent::{PageRequest, PageView, Standing, show_page};
use canvass_app::setup::{PolicyInput, SettingsInput, add_route, save_settings};
use canvass_app::view::{list_audit, list_messages, show_batch, show_customer, show_decisions};
use canvass_app::{Closed, FieldFault, Principal, Refusal};
use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::command::{ImportCustomers, NewCustomer, NewValue};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import, Routing};
use canvass_domain::id::{BatchId, CustomerId, VersionNumber};
use canvass_domain::message::{AttemptResult, MessageState};
use canvass_domain::reason::Reason;
use canvass_domain::route::Condition;
use canvass_store::StoreError;
use canvass_store::area::{Attempt, MessageFilter, NewRoute, NodeId, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

use crate::delivering::{claim, hand_over, send_all, settle};

const ALL: Page = Page { after: 0, most: 1_000 };

fn on_both(story: impl Fn(&TestApp)) {
    story(&TestApp::new());
    story(&TestApp::on_postgres());
}

fn pending(acme: &TestWorkspace<'_>, count: usize, kind: BatchKind) -> ImportOutcome {
    let customers = (0..count).map(|number| customer(&format!("c{number}@example.org"))).collect();
    acme.import(ImportCustomers { approves: false, kind, ..batch_of(customers) })
}

fn ids(outcome: &ImportOutcome, places: &[usize]) -> Vec<CustomerId> {
    places.iter().map(|place| outcome.customers[*place].id).collect()
}

fn standing(acme: &TestWorkspace<'_>, id: CustomerId) -> (CustomerState, Option<Reason>) {
    let found = show_customer(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    (found.state, found.reason)
}

fn shown(acme: &TestWorkspace<'_>, id: CustomerId) -> PageView {
    let request = PageRequest { link: acme.link(id), ..PageRequest::default() };
    show_page(&acme.test.app, request).wait().unwrap()
}

fn waiting(acme: &TestWorkspace<'_>, batch: BatchId) -> (BatchState, i64) {
    let view = show_batch(&acme.test.app, &acme.client, acme.id, batch).wait().unwrap();
    (view.batch.state, view.waiting)
}

fn named(acme: &TestWorkspace<'_>, actor: &str) -> Principal {
    Principal { actor: actor.to_owned(), ..acme.client.clone() }
}

#[test]
fn a_batch_is_approved_and_rejected_part_by_part() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let (app, operator) = (&test.app, &test.operator);
        let outcome = pending(&acme, 6, BatchKind::Email);
        let batch = outcome.batch;
        assert_eq!(waiting(&acme, batch), (BatchState::PendingApproval, 6));
        let first = approve_part(app, operator, acme.id, batch, Part::First(2)).wait().unwrap();
        assert_eq!((first.batch.state, first.customers, first.waiting), (BatchState::Approved, 2, 4));
        assert_eq!(waiting(&acme, batch), (BatchState::Approved, 4));
        assert_eq!(send_all(test), ids(&outcome, &[0, 1]), "nobody else is asked");
        assert_eq!(standing(&acme, outcome.customers[2].id), (CustomerState::Initial, None));

        let why = Some("  wrong\nnames ".to_owned());
        let rejection = Rejection { part: Part::Customers(ids(&outcome, &[4])), reason: why };
        let rejected = reject_part(app, operator, acme.id, batch, rejection).wait().unwrap();
        assert_eq!((rejected.batch.state, rejected.waiting), (BatchState::Active, 3));
        assert_eq!(rejected.batch.rejection.as_deref(), Some("wrong names"));
        let gone = outcome.customers[4].id;
        assert_eq!(standing(&acme, gone), (CustomerState::Rejected, Some(Reason::BatchRejected)));
        let told = show_decisions(app, &acme.client, acme.id, gone).wait().unwrap();
        let last = told.last().unwrap();
        assert_eq!(last.sentence, "A person rejected this, with the reason: wrong names");

        let rest = Part::Except(ids(&outcome, &[5]));
        let more = approve_part(app, operator, acme.id, batch, rest).wait().unwrap();
        assert_eq!((more.batch.state, more.customers, more.waiting), (BatchState::Active, 2, 1));
        assert_eq!(send_all(test), ids(&outcome, &[2, 3]));
        let last = reject_part(app, operator, acme.id, batch, Rejection::default()).wait().unwrap();
        assert_eq!((last.batch.state, last.customers, last.waiting), (BatchState::Active, 1, 0));
        let over = approve_batch(app, operator, acme.id, batch).wait().unwrap_err();
        assert!(matches!(over, Refusal::Conflict("batch_not_pending", _)), "{over:?}");

        let audit = list_audit(app, operator, acme.id, ALL).wait().unwrap();
        let objects: Vec<String> = audit
            .into_iter()
            .filter(|row| ["approve-batch", "reject-batch"].contains(&row.audit.action.as_str()))
            .map(|row| row.audit.object)
            .collect();
        assert_eq!(
            objects,
            [
                "batch 1, 2 of 6 who waited",
                "batch 1, 1 of 4 who waited: wrong names",
                "batch 1, 2 of 3 who waited",
                "batch 1",
            ]
        );
    });
}

#[test]
fn only_who_waits_can_be_named_and_a_part_has_somebody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = pending(&acme, 2, BatchKind::Email);
    let approve = |part| approve_part(&test.app, &test.operator, acme.id, outcome.batch, part).wait();
    let strange = approve(Part::Customers(vec![outcome.customers[0].id, CustomerId(77)])).unwrap_err();
    let told = "This customer does not wait in this batch.".to_owned();
    assert_eq!(strange, Refusal::Fields(vec![FieldFault { path: "/customers/1".to_owned(), text: told }]));
    for nobody in [Part::First(0), Part::Except(ids(&outcome, &[0, 1])), Part::Customers(Vec::new())] {
        assert!(matches!(approve(nobody.clone()), Err(Refusal::Fields(_))), "{nobody:?}");
    }
    assert_eq!(waiting(&acme, outcome.batch), (BatchState::PendingApproval, 2), "nothing was decided");
    let rejection = Rejection { part: Part::First(1), reason: Some("x".repeat(501)) };
    let long = reject_part(&test.app, &test.operator, acme.id, outcome.batch, rejection).wait();
    assert!(matches!(long, Err(Refusal::Fields(_))));
}

#[test]
fn a_batch_of_which_nobody_is_left_is_rejected() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let outcome = pending(&acme, 3, BatchKind::Email);
        let reject = |part| {
            let rejection = Rejection { part, reason: None };
            reject_part(&test.app, &test.operator, acme.id, outcome.batch, rejection).wait().unwrap()
        };
        let some = reject(Part::First(2));
        assert_eq!((some.batch.state, some.waiting), (BatchState::PendingApproval, 1));
        assert_eq!(waiting(&acme, outcome.batch), (BatchState::PendingApproval, 1));
        assert_eq!(reject(Part::All).batch.state, BatchState::Rejected);
    });
}

#[test]
fn links_of_those_who_wait_do_not_work_yet() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let outcome = pending(&acme, 2, BatchKind::Portal);
        let [one, other] = [outcome.customers[0].id, outcome.customers[1].id];
        approve_part(&test.app, &test.operator, acme.id, outcome.batch, Part::First(1)).wait().unwrap();
        assert!(matches!(shown(&acme, one).standing, Standing::Open(_)));
        assert_eq!(shown(&acme, other).standing, Standing::NotOpen(Closed::NotYet));
        assert_eq!(waiting(&acme, outcome.batch), (BatchState::Approved, 1));
        approve_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().unwrap();
        assert!(matches!(shown(&acme, other).standing, Standing::Open(_)));
    });
}

#[test]
fn four_eyes_are_those_of_two_askers() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let (app, operator) = (&test.app, &test.operator);
        let own = named(&acme, "client:test");
        let policy = PolicyInput { four_eyes: Some(true), ..PolicyInput::default() };
        let input = SettingsInput { policy, ..SettingsInput::default() };
        let before = pending(&acme, 1, BatchKind::Email);
        approve_batch(app, &own, acme.id, before.batch).wait().unwrap();
        assert!(save_settings(app, operator, acme.id, input).wait().unwrap().policy.four_eyes);

        let at_once = acme.import(batch_of(vec![customer("soon@example.org")]));
        assert_eq!(at_once.batch_state, BatchState::PendingApproval, "nobody approves what is its own");
        for part in [Part::All, Part::First(1)] {
            let refused = approve_part(app, &own, acme.id, at_once.batch, part).wait().unwrap_err();
            let text = "Who brought the batch in may not approve it in this workspace.".to_owned();
            assert_eq!(refused, Refusal::Conflict("batch_own", text));
        }
        assert_eq!(standing(&acme, at_once.customers[0].id), (CustomerState::Initial, None));
        let other = approve_batch(app, &named(&acme, "user:2"), acme.id, at_once.batch).wait().unwrap();
        assert_eq!(
            (other.batch.state, other.batch.author.as_deref()),
            (BatchState::Approved, Some("client:test"))
        );
        // Who brought it in may still take it back.
        let mistaken = pending(&acme, 1, BatchKind::Email);
        reject_part(app, &own, acme.id, mistaken.batch, Rejection::default()).wait().unwrap();
    });
}

#[test]
fn int_17_two_who_approve_at_once_see_the_same_end() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let outcome = pending(&acme, 20, BatchKind::Email);
        let (mia, noa) = (named(&acme, "user:1"), named(&acme, "user:2"));
        let (ours, theirs) = std::thread::scope(|scope| {
            let approve = |who: Principal| approve_batch(&test.app, &who, acme.id, outcome.batch).wait();
            let one = scope.spawn(move || approve(mia));
            let other = scope.spawn(move || approve(noa));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert!(ours.is_ok() != theirs.is_ok(), "{ours:?} {theirs:?}");
        let seen = show_batch(&test.app, &acme.client, acme.id, outcome.batch).wait().unwrap();
        let won = ours.or(theirs).unwrap();
        assert_eq!((won.batch, won.waiting, seen.waiting), (seen.batch, 0, 0));
        assert_eq!(seen.messages, [(MessageState::Waiting, 20)], "made once");
        let audit = list_audit(&test.app, &test.operator, acme.id, ALL).wait().unwrap();
        assert_eq!(audit.iter().filter(|row| row.audit.action == "approve-batch").count(), 1);
        assert_eq!(send_all(test).len(), 20);
    });
}

#[test]
fn out_26_a_cancel_tells_exactly_what_had_left() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let mails = (0..130).map(|number| customer(&format!("c{number}@example.org"))).collect();
        let batch = acme.import(batch_of(mails)).batch;
        let attempts: Vec<Attempt> =
            claim(test).iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
        assert_eq!(attempts.len(), 130);
        let (early, late) = attempts.split_at(30);
        let asked = early.to_vec();
        let handed = test.app.store.write_system(move |tx| tx.hand_over(NodeId(1), &asked)).wait().unwrap();
        assert!(handed.iter().all(|has_left| *has_left));
        settle(test, &early[..10], &AttemptResult::Sent("250 ok".to_owned()));
        settle(test, &early[10..15], &AttemptResult::InDoubt("354 go".to_owned()));
        // A hundred claims are open while the cancel comes.
        let is_acknowledged = AtomicBool::new(false);
        let (cancelled, raced) = std::thread::scope(|scope| {
            let cancelling = scope.spawn(|| {
                let cancelled = cancel_batch(&test.app, &test.operator, acme.id, batch).wait().unwrap();
                is_acknowledged.store(true, Ordering::SeqCst);
                cancelled
            });
            let mut raced = Vec::new();
            for attempt in late {
                let was_acknowledged = is_acknowledged.load(Ordering::SeqCst);
                let asked = [*attempt];
                let handed =
                    test.app.store.write_system(move |tx| tx.hand_over(NodeId(1), &asked)).wait().unwrap();
                assert!(!(was_acknowledged && handed[0]), "left after the acknowledged cancel");
                raced.extend(handed[0].then_some(attempt.key.customer));
            }
            (cancelling.join().unwrap(), raced)
        });
        let count = |wanted| cancelled.left.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, n)| *n);
        let handed = i64::try_from(15 + raced.len()).unwrap();
        assert_eq!(
            [MessageState::Sent, MessageState::InDoubt, MessageState::HandingOver].map(count),
            [10, 5, handed]
        );
        assert_eq!(cancelled.stopped, 100 - raced.len() as u64);
        assert_eq!(cancelled.batch.state, BatchState::Cancelled);
        let filter = MessageFilter { batch: Some(batch), has_left: true, ..MessageFilter::default() };
        let listed = list_messages(&test.app, &acme.client, acme.id, filter, ALL).wait().unwrap();
        let mut left: Vec<CustomerId> = early.iter().map(|attempt| attempt.key.customer).collect();
        left.extend(raced);
        left.sort_unstable();
        let listed_ids: Vec<CustomerId> = listed.iter().map(|message| message.customer).collect();
        assert_eq!(listed_ids, left);
        assert_eq!(cancelled.messages[..], listed[..listed.len().min(LEFT_AT_ONCE)]);
        assert!(hand_over(test).is_empty());
    });
}

fn with(email: &str, values: &[(i32, &str)]) -> NewCustomer {
    let value = |(column, text): &(i32, &str)| NewValue {
        column: *column,
        value: Some((*text).to_owned()),
        ..NewValue::default()
    };
    NewCustomer { values: values.iter().map(value).collect(), ..customer(email) }
}

#[test]
fn a_preview_shows_the_odd_ones_out_and_changes_nothing() {
    on_both(|test| {
        let acme = test.workspace("acme");
        let (name, unit) = (TestWorkspace::NAME.0, TestWorkspace::UNIT.0);
        let dutch = NewRoute {
            position: 0,
            conditions: vec![Condition { column: TestWorkspace::UNIT, values: vec!["Sued".to_owned()] }],
            questionnaire: acme.questionnaire,
            template: None,
            language: Some("nl".to_owned()),
        };
        add_route(&test.app, &test.operator, acme.id, dutch).wait().unwrap();
        let long = "Maximiliane von und zu ".repeat(4);
        let outcome = acme.import(ImportCustomers {
            approves: false,
            ..batch_of(vec![
                customer("nobody"),
                customer("ann@example.org"),
                with("max@example.org", &[(name, &long), (unit, "North")]),
                with("bob@example.org", &[(name, "Bob")]),
                with("uta@example.org", &[(name, "Uta"), (unit, "Sued")]),
                with("mo@example.org", &[(name, "\u{645}\u{62d}\u{645}\u{62f}"), (unit, "North")]),
                with(
                    "zoe@example.org",
                    &[(name, "Zo\u{eb}-Ren\u{e9}e-\u{c9}lo\u{ef}s\u{eb}"), (unit, "North")],
                ),
                customer("last@example.org"),
            ])
        });
        let before = test.digest("acme");
        let preview = preview_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().unwrap();
        assert_eq!((preview.customers, preview.looked), (8, 8));
        let chosen: Vec<(i32, Vec<Why>)> = preview
            .mails
            .iter()
            .map(|mail| (mail.index, mail.why.iter().map(|(why, _)| *why).collect()))
            .collect();
        assert_eq!(
            chosen,
            [
                (1, vec![Why::First]),
                (2, vec![Why::LongestValue]),
                (3, vec![Why::MissingValue]),
                (4, vec![Why::OtherLanguage]),
                (5, vec![Why::RightToLeft]),
                (6, vec![Why::NonAscii]),
                (7, vec![Why::Last]),
            ]
        );
        assert_eq!(preview.mails[2].why[0].1.as_deref(), Some("Business_unit"));
        assert_eq!(
            (preview.mails[3].why[0].1.as_deref(), preview.mails[3].language.as_deref()),
            (Some("nl"), Some("nl"))
        );
        for mail in &preview.mails {
            let letter = mail.letter.as_ref().unwrap();
            assert!(letter.html.is_some() && !letter.subject.is_empty());
            let links: Vec<&str> = letter
                .text
                .split_whitespace()
                .filter(|word| word.contains("/q/") || word.contains("/o/"))
                .collect();
            assert!(!links.is_empty(), "{}", letter.text);
            for (id, link) in outcome.customers.iter().map(|own| (own.id, acme.link(own.id))) {
                assert!(!letter.text.contains(&link) && !letter.text.contains(&acme.preferences_link(id)));
                assert!(!letter.html.as_ref().unwrap().contains(&link));
            }
            for link in links.iter().filter_map(|link| link.split("/q/").nth(1)) {
                let request =
                    PageRequest { link: link.trim_end_matches('.').to_owned(), ..PageRequest::default() };
                assert!(show_page(&test.app, request).wait().is_err(), "{link} opens something");
            }
        }
        assert_eq!(test.digest("acme"), before);
        let again = preview_batch(&test.app, &test.operator, acme.id, outcome.batch).wait().unwrap();
        assert_eq!(again, preview, "the same mails, however often");
    });
}

#[test]
fn a_preview_of_a_large_batch_looks_at_its_beginning_and_its_end() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let at = test.app.clock.now();
    let routing = Routing {
        questionnaire: acme.questionnaire,
        version: VersionNumber(1),
        template: None,
        language: "en".to_owned(),
    };
    let plain = DecidedCustomer {
        email: Some("ann@example.org".to_owned()),
        routing: Some(routing),
        ..DecidedCustomer::received(at)
    };
    // As many as only a stream brings.
    let import = Import {
        state: BatchState::PendingApproval,
        customers: vec![plain; 11_500],
        ..Import::named("Large".to_owned())
    };
    let saved = test
        .app
        .store
        .write(acme.id, 11_500, move |tx| tx.save_import(&import, &vec![None; import.customers.len()], at));
    let saved: Result<_, StoreError> = saved.wait();
    let preview = preview_batch(&test.app, &test.operator, acme.id, saved.unwrap().batch).wait().unwrap();
    assert_eq!((preview.customers, preview.looked), (11_500, 11_000));
    let ends: Vec<i32> = [Why::First, Why::Last]
        .into_iter()
        .filter_map(|end| preview.mails.iter().find(|mail| mail.why.iter().any(|(why, _)| *why == end)))
        .map(|mail| mail.index)
        .collect();
    assert_eq!(ends, [0, 11_499]);
    let links = pending(&acme, 2, BatchKind::Portal).batch;
    let none = preview_batch(&test.app, &test.operator, acme.id, links).wait().unwrap();
    assert_eq!(none.mails, [], "nothing is mailed");
}
