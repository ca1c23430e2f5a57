//! Mail that comes back, as reports of servers tell it: found by its return address or Message-ID, with one effect, and
//! never for somebody else (Q47, Q48, OUT-20).

mod listener;
mod rounds;

use canvass_app::App;
use canvass_app::bounce::{
    AddSuppression, BounceOutcome, ProviderEvent, ProviderEventKind, TakenBounce, add_suppression,
    lift_suppression, list_suppressions, take_event, take_mail, take_returned_mail,
};
use canvass_app::secret::BounceAddress;
use canvass_domain::bounce::{BounceKind, BounceSource, SuppressionKind};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageKey, MessageState, Round, Slot};
use canvass_domain::reason::{Reason, Rule};
use canvass_store::Clock as _;
use canvass_store::area::{Attempt, CustomerFilter, CustomerRecord, NodeId, Page, Settlement};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

const ALL: Page = Page { after: 0, most: 100 };
const ANN: &str = "ann@example.org";

/// An app that gives its mail return addresses.
pub(crate) fn returning(app: &TestApp) -> App {
    app.app.clone().with_bounce_address(BounceAddress::parse("bounces@example.com").unwrap())
}

/// A customer whose invitation left, and how that ended.
fn mailed(workspace: &TestWorkspace<'_>, email: &str, result: &AttemptResult) -> CustomerId {
    let found = taken_in(workspace, &[email])[0].id;
    let app = workspace.test;
    let due = app.app.store.read_system(|tx| tx.next_due()).wait().unwrap().unwrap();
    app.clock.set(due.max(app.clock.now()));
    let (id, result) = (workspace.id, result.clone());
    let node = NodeId(5);
    app.app
        .store
        .write_system(move |tx| {
            tx.beat(node)?;
            let claims = tx.claim(node, 10, std::time::Duration::from_mins(2))?;
            let attempts: Vec<Attempt> =
                claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
            assert!(attempts.iter().all(|attempt| attempt.key.workspace == id));
            assert_eq!(tx.hand_over(node, &attempts)?, vec![true; attempts.len()]);
            let settlements: Vec<Settlement> = attempts
                .into_iter()
                .map(|attempt| Settlement {
                    attempt,
                    result: result.clone(),
                    next: None,
                    reminder: None,
                    peer: "mx.example.org".to_owned(),
                })
                .collect();
            tx.settle(&settlements).map(drop)
        })
        .wait()
        .unwrap();
    found
}

/// The customers of a batch with these addresses.
fn taken_in(workspace: &TestWorkspace<'_>, emails: &[&str]) -> Vec<CustomerRecord> {
    let batch = workspace.import(batch_of(emails.iter().map(|email| customer(email)).collect())).batch;
    let filter = CustomerFilter { batch: Some(batch), state: None };
    let app = &workspace.test.app;
    app.store.read(workspace.id, move |tx| tx.customers(&filter, ALL)).wait().unwrap()
}

fn sent() -> AttemptResult {
    AttemptResult::Sent("250 ok".to_owned())
}

fn key(workspace: &TestWorkspace<'_>, customer: CustomerId) -> MessageKey {
    MessageKey { workspace: workspace.id, customer, slot: Slot::Invitation }
}

/// A report in the form of RFC 3464.
pub(crate) fn report(returned_to: &str, message_id: &str, recipient: &str, status: &str) -> Vec<u8> {
    let action = if status.starts_with('2') { "delivered" } else { "failed" };
    format!(
        "From: MAILER-DAEMON@mail.example.com\r\nTo: {returned_to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.com\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <{recipient}> said so\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

fn take(app: &App, workspace: &TestWorkspace<'_>, mail: &[u8]) -> TakenBounce {
    take_mail(app, &workspace.client, workspace.id, mail).wait().unwrap()
}

fn stands(workspace: &TestWorkspace<'_>, customer: CustomerId) -> (CustomerState, MessageState) {
    let app = &workspace.test.app;
    app.store
        .read(workspace.id, move |tx| {
            let state = tx.customer(customer)?.unwrap().state;
            let message = tx.message(customer, Slot::Invitation)?.unwrap().state;
            Ok::<_, canvass_store::StoreError>((state, message))
        })
        .wait()
        .unwrap()
}

fn ledger(workspace: &TestWorkspace<'_>, customer: CustomerId) -> Vec<Rule> {
    let app = &workspace.test.app;
    let told = app.store.read(workspace.id, move |tx| tx.decisions(customer)).wait().unwrap();
    told.into_iter().map(|entry| entry.rule).collect()
}

#[test]
fn a_hard_bounce_found_by_its_return_address_stops_the_address_once_and_for_all() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let ann = mailed(&workspace, ANN, &sent());
    let address = app.return_address(key(&workspace, ann), Round::FIRST).unwrap();
    // Wherever it was forwarded: the return address is the proof.
    let mail = report(&address, "x@example.net", "ann@elsewhere.example", "5.1.1");
    let taken = take(&app, &workspace, &mail);
    assert_eq!((taken.outcome, taken.kind), (BounceOutcome::Taken, Some(BounceKind::Hard)));
    assert_eq!(taken.message, Some((ann, Slot::Invitation)));
    assert_eq!(stands(&workspace, ann), (CustomerState::Bounced, MessageState::Sent));
    assert!(ledger(&workspace, ann).ends_with(&[Rule::MessageBounced, Rule::AddressSuppressed]));
    let entries = list_suppressions(&app, &workspace.client, workspace.id, ALL).wait().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((Some(entries[0].id), entries[0].customer), (taken.suppression, Some(ann)));
    assert_eq!((entries[0].kind, entries[0].source), (SuppressionKind::Hard, BounceSource::Report));
    assert_eq!(entries[0].last_line.as_deref(), Some("550 5.1.1 <address> said so"));
    let before = (ledger(&workspace, ann), test.digest("acme"));
    assert_eq!(take(&app, &workspace, &mail).outcome, BounceOutcome::Known);
    assert_eq!((ledger(&workspace, ann), test.digest("acme")), before, "the same report has one effect");
    let again = taken_in(&workspace, &[ANN, "bea@example.org"]);
    assert_eq!((again[0].state, again[0].reason), (CustomerState::Locked, Some(Reason::Suppressed)));
    assert_eq!(again[1].state, CustomerState::Scheduled);
}

#[test]
fn without_a_return_address_message_id_and_recipient_must_both_be_right() {
    let test = TestApp::new();
    let (ours, app) = (test.workspace("acme"), returning(&test));
    let ann = mailed(&ours, ANN, &sent());
    let message_id = app.message_id(key(&ours, ann));
    let theirs = test.workspace("other");
    let unknown = |workspace: &TestWorkspace<'_>, mail: &[u8]| {
        assert_eq!(take(&app, workspace, mail).outcome, BounceOutcome::Unknown);
    };
    unknown(&ours, &report("bounces@example.com", "guess@example.com", ANN, "5.1.1"));
    unknown(&ours, &report("bounces@example.com", &message_id, "bea@example.org", "5.1.1"));
    unknown(&theirs, &report("bounces@example.com", &message_id, ANN, "5.1.1"));
    let own = app.return_address(key(&ours, ann), Round::FIRST).unwrap();
    unknown(&theirs, &report(&own, &message_id, ANN, "5.1.1"));
    let middle = own.find('+').unwrap() + 20;
    let mut forged = own.clone();
    forged.replace_range(middle..=middle, if own.as_bytes()[middle] == b'a' { "c" } else { "a" });
    unknown(&ours, &report(&forged, "x@example.com", ANN, "5.1.1"));
    assert_eq!(stands(&ours, ann), (CustomerState::Invited, MessageState::Sent));
    let taken = take(&app, &ours, &report("bounces@example.com", &message_id, "ANN@Example.org", "5.1.1"));
    assert_eq!((taken.outcome, taken.message), (BounceOutcome::Taken, Some((ann, Slot::Invitation))));
    assert_eq!(take(&app, &ours, b"Subject: hello\r\n\r\nno report").outcome, BounceOutcome::NoReport);
}

#[test]
fn out_20_a_report_settles_what_is_in_doubt() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let lost = AttemptResult::InDoubt("lost".to_owned());
    let (ann, bea) = (mailed(&workspace, ANN, &lost), mailed(&workspace, "bea@example.org", &lost));
    let address = |customer| app.return_address(key(&workspace, customer), Round::FIRST).unwrap();
    let taken = take_returned_mail(&app, &address(ann), &report("x@example.com", "x", ANN, "5.1.1")).unwrap();
    assert_eq!(taken.outcome, BounceOutcome::Taken);
    assert_eq!(stands(&workspace, ann), (CustomerState::Bounced, MessageState::Rejected));
    assert!(ledger(&workspace, ann).contains(&Rule::MessageSettled));
    let delivered = report("x@example.com", "x", "bea@example.org", "2.0.0");
    assert_eq!(take_returned_mail(&app, &address(bea), &delivered).unwrap().outcome, BounceOutcome::Taken);
    assert_eq!(stands(&workspace, bea), (CustomerState::Invited, MessageState::Sent));
    assert_eq!(take_returned_mail(&app, &address(bea), &delivered).unwrap().outcome, BounceOutcome::Nothing);
}

#[test]
fn q48_soft_bounces_of_several_mails_put_an_address_on_the_list() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let mut last = None;
    for round in 1..=5 {
        let ann = mailed(&workspace, ANN, &sent());
        let mail =
            report(&app.return_address(key(&workspace, ann), Round::FIRST).unwrap(), "x", ANN, "4.2.2");
        let taken = take(&app, &workspace, &mail);
        assert_eq!((taken.outcome, taken.kind), (BounceOutcome::Taken, Some(BounceKind::Soft)));
        assert_eq!(taken.suppression.is_some(), round == 5, "round {round}");
        assert_eq!(take(&app, &workspace, &mail).outcome, BounceOutcome::Known);
        last = taken.suppression;
    }
    let entries = list_suppressions(&app, &workspace.client, workspace.id, ALL).wait().unwrap();
    assert_eq!((Some(entries[0].id), entries[0].kind), (last, SuppressionKind::SoftLimit));
}

#[test]
fn a_complaint_stops_the_address_and_leaves_the_customer_as_it_is() {
    let test = TestApp::new();
    let (workspace, app) = (test.workspace("acme"), returning(&test));
    let ann = mailed(&workspace, ANN, &sent());
    let event = |kind, message_id: Option<String>| ProviderEvent {
        kind,
        recipient: ANN.to_owned(),
        message_id,
        code: None,
        at: Some("2026-03-02T09:00:00Z".parse().unwrap()),
    };
    let complaint = ProviderEventKind::Judged(BounceKind::Complaint);
    let message_id = Some(format!("<{}>", app.message_id(key(&workspace, ann))));
    let told = |event| take_event(&app, &workspace.client, workspace.id, event).wait().unwrap();
    let unknown = told(event(complaint, Some("<guess@example.com>".to_owned())));
    assert_eq!(unknown.outcome, BounceOutcome::Unknown);
    let taken = told(event(complaint, message_id));
    assert_eq!((taken.outcome, taken.suppression.is_some()), (BounceOutcome::Taken, true));
    assert_eq!(stands(&workspace, ann).0, CustomerState::Invited);
    assert!(ledger(&workspace, ann).ends_with(&[Rule::Complained, Rule::AddressSuppressed]));
    // Without a Message-ID it is about the address alone.
    let hard = ProviderEventKind::Judged(BounceKind::Hard);
    let alone = told(event(hard, None));
    assert_eq!((alone.outcome, alone.message, alone.suppression), (BounceOutcome::Taken, None, None));
    assert_eq!(told(event(hard, None)).outcome, BounceOutcome::Known);
}

#[test]
fn q47_what_a_person_puts_on_the_list_only_a_person_takes_away() {
    let test = TestApp::new();
    let workspace = test.workspace("acme");
    let app = &test.app;
    let command =
        || AddSuppression { email: "Ann@Example.org".to_owned(), note: Some("by phone".to_owned()) };
    let add = || add_suppression(app, &workspace.client, workspace.id, command()).wait().unwrap();
    let entry = add();
    assert_eq!((entry.kind, entry.source), (SuppressionKind::Manual, BounceSource::Operator));
    assert_eq!(add().id, entry.id);
    let state_of = || taken_in(&workspace, &[ANN])[0].state;
    assert_eq!(state_of(), CustomerState::Locked);
    assert_eq!(state_of(), CustomerState::Locked, "no import lifts it");
    lift_suppression(app, &workspace.client, workspace.id, entry.id).wait().unwrap();
    assert_eq!(state_of(), CustomerState::Scheduled);
    let bad = AddSuppression { email: "nobody".to_owned(), note: None };
    assert!(add_suppression(app, &workspace.client, workspace.id, bad).wait().is_err());
}
