//! What a person does by the link of its invitation, on both engines.

use canvass_app::Refusal;
use canvass_app::block::{
    Preferences, add_lock, lift_locks_by_link, list_locks, list_opt_outs, opt_out_by_link, show_preferences,
};
use canvass_app::request::RequestIdentity;
use canvass_app::view::{list_audit, show_customer, show_decisions};
use canvass_domain::command::{AddLock, NamedPerson};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Slot};
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use canvass_store::area::{NodeId, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

const ALL: Page = Page { after: 0, most: 100 };
const ANN: CustomerId = CustomerId(1);

fn engines() -> [TestApp; 2] {
    [TestApp::new(), TestApp::on_postgres()]
}

fn import(acme: &TestWorkspace<'_>, email: &str) -> (CustomerState, Option<Reason>) {
    let one = acme.import(batch_of(vec![customer(email)])).customers[0];
    (one.state, one.reason)
}

fn lock(acme: &TestWorkspace<'_>, email: &str, opt_in: Option<bool>) {
    let person = NamedPerson { email: Some(email.to_owned()), ..NamedPerson::default() };
    let request = RequestIdentity::of_body("test/block", None, b"{}");
    let command = AddLock { person, opt_in, ..AddLock::default() };
    add_lock(&acme.test.app, &acme.client, acme.id, command, &request).wait().unwrap();
}

fn stands(acme: &TestWorkspace<'_>, id: CustomerId) -> Preferences {
    show_preferences(&acme.test.app, &acme.preferences_link(id)).wait().unwrap()
}

fn audited(acme: &TestWorkspace<'_>) -> Vec<(String, String)> {
    let rows = list_audit(&acme.test.app, &acme.test.operator, acme.id, ALL).wait().unwrap();
    rows.into_iter()
        .map(|row| row.audit)
        .filter(|row| row.actor == "respondent")
        .map(|row| (row.action, row.object))
        .collect()
}

fn ledger(acme: &TestWorkspace<'_>, id: CustomerId) -> Vec<&'static str> {
    let ledger = show_decisions(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    ledger.iter().map(|entry| entry.code).collect()
}

/// How many messages would leave now.
fn leaving(test: &TestApp) -> usize {
    let claimed: Result<_, StoreError> =
        test.app.store.write_system(|tx| tx.claim(NodeId(1), 100, std::time::Duration::from_mins(1))).wait();
    claimed.unwrap().len()
}

#[test]
fn e16_e80_p7_who_opts_out_by_the_link_is_never_mailed() {
    for test in engines() {
        let acme = test.workspace("acme");
        import(&acme, "ann@example.org");
        let link = acme.preferences_link(ANN);
        let before = stands(&acme, ANN);
        assert!(!before.is_opted_out && before.locks.is_empty() && before.language == "en");
        // Pressed several times at once, it is done once.
        let pressed: Vec<_> = (0..6).map(|_| opt_out_by_link(&test.app, &link)).collect();
        for pressed in pressed {
            pressed.wait().unwrap();
        }
        assert!(stands(&acme, ANN).is_opted_out);
        let outs = list_opt_outs(&test.app, &test.operator, acme.id, ALL).wait().unwrap();
        assert_eq!(outs.iter().map(|out| out.customer).collect::<Vec<_>>(), [Some(ANN)]);
        let number = outs[0].id;
        assert_eq!(audited(&acme), [("opt-out".to_owned(), format!("opt-out {number} of customer 1"))]);
        let found = show_customer(&test.app, &test.operator, acme.id, ANN).wait().unwrap();
        assert_eq!((found.state, found.reason), (CustomerState::OptedOut, Some(Reason::OptedOut)));
        assert_eq!(ledger(&acme, ANN)[3..], ["opted_out_by_link", "opted_out"], "{:?}", ledger(&acme, ANN));
        let message = test.app.store.read(acme.id, |tx| tx.message(ANN, Slot::Invitation)).wait();
        let message: Result<_, StoreError> = message;
        assert_eq!(message.unwrap().unwrap().state, MessageState::Cancelled);
        let again = import(&acme, "ANN@example.org");
        assert_eq!(again, (CustomerState::OptedOut, Some(Reason::OptedOut)));
        test.clock.step(SignedDuration::from_hours(24));
        assert_eq!(leaving(&test), 0);
        let digest = test.digest("acme");
        opt_out_by_link(&test.app, &link).wait().unwrap();
        assert_eq!(test.digest("acme"), digest, "twice is once");
    }
}

#[test]
fn e79_only_a_lock_that_says_so_is_lifted_by_the_person() {
    for test in engines() {
        let acme = test.workspace("acme");
        import(&acme, "ann@example.org");
        import(&acme, "bob@example.org");
        for opt_in in [Some(true), Some(false), None] {
            lock(&acme, "ann@example.org", opt_in);
        }
        lock(&acme, "bob@example.org", Some(true));
        let link = acme.preferences_link(ANN);
        assert_eq!(stands(&acme, ANN).locks.len(), 1);
        let lifted = stands(&acme, ANN).locks[0].id;
        for _ in 0..2 {
            lift_locks_by_link(&test.app, &link).wait().unwrap();
        }
        assert_eq!(stands(&acme, ANN).locks, []);
        assert_eq!(audited(&acme), [("lift-lock".to_owned(), format!("lock {lifted} of customer 1"))]);
        assert_eq!(ledger(&acme, ANN).last(), Some(&"lock_lifted"));
        let now = test.app.clock.now();
        let holding = list_locks(&test.app, &test.operator, acme.id, ALL).wait().unwrap();
        let holding = holding.iter().filter(|lock| lock.ends_at.is_some_and(|end| end > now)).count();
        assert_eq!(holding, 3, "those of the organisation, and Bob's");
        assert_eq!(import(&acme, "ann@example.org").0, CustomerState::Locked);
        assert_eq!(stands(&acme, CustomerId(2)).locks.len(), 1);
        // It withdraws no opt-out.
        let bob = acme.preferences_link(CustomerId(2));
        opt_out_by_link(&test.app, &bob).wait().unwrap();
        lift_locks_by_link(&test.app, &bob).wait().unwrap();
        assert!(stands(&acme, CustomerId(2)).is_opted_out);
    }
}

#[test]
fn p10_no_other_link_leads_to_preferences() {
    let test = TestApp::new();
    let (acme, other) = (test.workspace("acme"), test.workspace("other"));
    import(&acme, "ann@example.org");
    let unknown = Refusal::NotFound("link");
    let digest = test.digest("acme");
    let wrong = [
        acme.link(ANN),
        acme.preferences_link(CustomerId(77)),
        other.preferences_link(ANN),
        "nonsense".to_owned(),
        String::new(),
    ];
    for link in &wrong {
        assert_eq!(show_preferences(&test.app, link).wait(), Err(unknown.clone()), "{link}");
        assert_eq!(opt_out_by_link(&test.app, link).wait(), Err(unknown.clone()), "{link}");
        assert_eq!(lift_locks_by_link(&test.app, link).wait(), Err(unknown.clone()), "{link}");
    }
    assert_eq!(test.digest("acme"), digest);
}
