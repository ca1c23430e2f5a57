//! Evidence ends a doubt, and the trail says which (OUT-20).

use canvass_app::message::settle_by_evidence;
use canvass_app::respondent::open_questionnaire;
use canvass_domain::message::Evidence;
use canvass_store::StoreError;

use super::*;

fn brought(acme: &TestWorkspace<'_>, customer: CustomerId, evidence: Evidence) -> bool {
    let app = acme.test.app.clone();
    let settled: Result<bool, StoreError> = acme
        .test
        .app
        .store
        .write(acme.id, 1, move |tx| {
            settle_by_evidence(&app, tx, (customer, Slot::Invitation), evidence, "bounce-intake")
        })
        .wait();
    settled.unwrap()
}

fn customer_state(acme: &TestWorkspace<'_>, customer: CustomerId) -> CustomerState {
    show_customer(&acme.test.app, &acme.client, acme.id, customer).wait().unwrap().state
}

#[test]
fn out_20_a_report_with_the_message_id_settles_it_as_sent_or_refused() {
    for (evidence, message, stands, word) in [
        (Evidence::Delivered, MessageState::Sent, CustomerState::Invited, "was-sent"),
        (Evidence::Bounced, MessageState::Rejected, CustomerState::Bounced, "came-back"),
    ] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let customer = in_doubt(&acme);
        assert!(brought(&acme, customer, evidence));
        assert_eq!((state(&acme, customer), customer_state(&acme, customer)), (message, stands));
        let (code, told) = story(&acme, customer).pop().unwrap();
        assert_eq!(code, "message_settled");
        assert!(told.contains(evidence.as_str()), "{told}");
        let object = format!("message {customer}/invitation {word}: {}", evidence.as_str());
        assert_eq!(trail(&acme), [("bounce-intake".to_owned(), object)]);
        // Once: what is settled stays as it is.
        assert!(!brought(&acme, customer, Evidence::Bounced));
        assert_eq!(state(&acme, customer), message);
        assert_eq!(trail(&acme).len(), 1);
    }
}

#[test]
fn evidence_settles_nothing_that_is_in_no_doubt() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let waiting = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let before = test.digest("acme");
    assert!(!brought(&acme, waiting, Evidence::Bounced));
    assert!(!brought(&acme, CustomerId(9), Evidence::Delivered));
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn out_20_a_person_who_opens_the_link_had_the_mail() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = in_doubt(&acme);
    open_questionnaire(&test.app, &acme.link(customer)).wait().unwrap();
    assert_eq!(state(&acme, customer), MessageState::Sent);
    let (code, told) = story(&acme, customer).pop().unwrap();
    assert_eq!(code, "message_settled");
    assert!(told.contains("its link was opened"), "{told}");
    let object = format!("message {customer}/invitation was-sent: its link was opened");
    assert_eq!(trail(&acme), [("respondent".to_owned(), object)]);
}
