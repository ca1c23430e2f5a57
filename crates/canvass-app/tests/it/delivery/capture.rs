use canvass_app::job::StoreMailbox;
use canvass_delivery::capture::CaptureTransport;
use canvass_domain::message::MessageState;
use canvass_store::area::Page;
use canvass_testkit::TestApp;

use super::*;

#[test]
fn captured_letters_are_kept_with_whose_they_are() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.workspace("other");
    let mailbox = Arc::new(StoreMailbox::new(&test.app));
    let transport = Arc::new(CaptureTransport::new(Arc::clone(&mailbox) as _));
    let settings = JobSettings { mailbox: Some(mailbox), ..settings(1) };
    let jobs = Jobs::start(test.app.clone(), transport, settings).unwrap();
    let batch = Watched::import(&acme, people(30));
    let elsewhere = Watched::import(&other, people(2));
    batch.until(&[(MessageState::Sent, 30)]);
    elsewhere.until(&[(MessageState::Sent, 2)]);
    let kept = test.app.store.read(acme.id, |tx| tx.mails(Page { after: 0, most: 100 })).wait().unwrap();
    let mut ids: Vec<String> = kept.iter().map(|kept| kept.mail.message_id.clone()).collect();
    ids.sort();
    assert_eq!(ids, batch.message_ids());
    let first = kept.iter().find(|kept| kept.mail.customer == batch.customers[0]).unwrap();
    assert_eq!(first.mail.recipient, "person0@example.org");
    assert_eq!(first.mail.message_id, batch.message_id(0));
    assert!(first.mail.subject.starts_with("How did "), "{}", first.mail.subject);
    assert!(first.mail.bytes.starts_with(b"Message-ID:"));
    assert!(jobs.drain(PATIENCE));
}
