//! `check` finds what is wrong: a check that finds nothing anywhere would be green for ever.

use canvass_app::check;
use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::reason::Rule;
use canvass_store::area::{CustomerChange, NewAnswers, NewCapturedMail, ScoredAnswer};
use canvass_testkit::{TestApp, batch_of, customer, question};

use crate::respondent::chosen;

#[test]
fn a_sound_store_has_no_findings() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[5])]).unwrap();
    assert_eq!(check(&test.app), Ok(Vec::new()));
}

#[test]
fn a_customer_that_was_forgotten_is_found() {
    let test = TestApp::new().unchecked();
    let acme = test.workspace("acme");
    let pending = canvass_domain::command::ImportCustomers {
        approves: false,
        ..batch_of(vec![customer("ann@example.org")])
    };
    let outcome = acme.import(pending);
    // Scheduled without a message: nobody would ever send it.
    let change = CustomerChange {
        customer: outcome.customers[0].id,
        state: CustomerState::Scheduled,
        reason: None,
        ends_at: None,
        window: None,
        decision: Decision { rule: Rule::Scheduled, detail: None, at: test.app.clock.now() },
    };
    let at = test.app.clock.now();
    test.app
        .store
        .write(acme.id, 1, move |tx| {
            tx.save_batch_decision(outcome.batch, BatchState::Approved, std::slice::from_ref(&change), at)
        })
        .wait()
        .unwrap();
    let findings = check(&test.app).unwrap();
    assert!(
        findings.iter().any(|finding| finding.contains("is Scheduled, but has no message")),
        "{findings:?}"
    );
    assert!(findings.iter().any(|finding| finding.contains("do not add up")), "{findings:?}");
}

#[test]
fn counters_that_are_not_what_they_count_are_found() {
    let test = TestApp::new().unchecked();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[5])]).unwrap();
    assert_eq!(check(&test.app), Ok(Vec::new()));
    // Counted once, then changed without being counted again: no use case does this.
    let given = test.app.store.read(acme.id, move |tx| tx.answers(customer)).wait().unwrap();
    for (month, score) in [(Some(202_603), 4), (None, 9)] {
        let answers =
            given.iter().map(|answer| ScoredAnswer { score: Some(score), ..answer.clone() }).collect();
        let save = NewAnswers {
            customer,
            answers,
            state: CustomerState::PartiallyAnswered,
            month,
            cuts: Vec::new(),
            counts: true,
            is_elsewhere: false,
            decisions: Vec::new(),
            reminder: None,
            at: test.app.clock.now(),
        };
        test.app.store.write(acme.id, 1, move |tx| tx.save_answers(&save)).wait().unwrap();
    }
    let findings = check(&test.app).unwrap();
    assert!(findings.iter().any(|finding| finding.contains("counters of question 1")), "{findings:?}");
}

#[test]
fn a_mail_that_was_never_handed_over_is_found() {
    let test = TestApp::new().unchecked();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let mail = NewCapturedMail {
        customer,
        message_id: "x@feedback.example.org".to_owned(),
        recipient: "ann@example.org".to_owned(),
        subject: "Hello".to_owned(),
        bytes: b"Subject: Hello\r\n\r\n".to_vec(),
        at: test.app.clock.now(),
    };
    test.app.store.write(acme.id, 1, move |tx| tx.keep_mail(&mail)).wait().unwrap();
    let findings = check(&test.app).unwrap();
    assert!(findings.iter().any(|finding| finding.ends_with("has 1 mails of 0 hand-overs.")), "{findings:?}");
}
