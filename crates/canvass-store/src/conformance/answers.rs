//! Answers: stored once, counted once.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::id::{BaseQuestionId, ColumnId, CustomerId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_domain::value::Value;

use super::Fixture;
use super::sample::{
    column, decided, due_batch, finishing, handed_over, import, ledger, questionnaire, said, save, scheduled,
    score_answer, settle, workspace,
};
use crate::area::{Cut, NewAnswers, Page, ScoredAnswer};

const ALL: Page = Page { after: 0, most: 1000 };

fn text_answer(text: &str, at: jiff::Timestamp) -> ScoredAnswer {
    let scored = score_answer(0, at);
    ScoredAnswer {
        answer: KeptAnswer {
            question: BaseQuestionId(2),
            positions: vec![],
            text: Some(text.to_owned()),
            ..scored.answer
        },
        score: None,
    }
}

pub fn a_respondent_is_known_by_what_was_taken_in(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let unit = column(fixture, ours, "unit");
    let plain = fixture.write(ours, |tx| Ok(tx.add_column(&super::sample::new_column("note", false))?.id));
    let secret = column(fixture, ours, "secret");
    let mut customer = scheduled(fixture, 1);
    customer.values.insert(unit, Value::Plain("  North ".to_owned()));
    customer.values.insert(plain, Value::Plain("no cut".to_owned()));
    let encrypted = Value::Encrypted { value: "x".into(), thumbprint: "y".into(), key: "z".into() };
    customer.values.insert(secret, encrypted);
    customer.answers =
        vec![score_answer(3, fixture.at(-60)).answer, text_answer("sent", fixture.at(-50)).answer];
    let sent = customer.clone();
    let id = save(fixture, ours, import(vec![customer])).first_customer;
    let found = fixture.write(ours, move |tx| tx.respondent(id)).expect("the respondent");
    assert_eq!((found.customer, found.state, found.batch_state), (id, sent.state, BatchState::Approved));
    assert_eq!((found.is_test, found.ends_at, &found.routing), (false, sent.ends_at, &sent.routing));
    assert_eq!((found.link_generation, &found.answers), (1, &sent.answers));
    assert_eq!((found.opened_at, found.finished_at), (None, None));
    assert_eq!(found.cuts, [Cut { column: unit, value: "North".to_owned() }]);
    let answers = NewAnswers {
        answers: vec![text_answer("given", fixture.now())],
        state: CustomerState::PartiallyAnswered,
        month: None,
        ..finishing(id, 0, fixture.now())
    };
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let found = fixture.read(ours, move |tx| tx.respondent(id)).expect("the respondent");
    assert_eq!(found.state, CustomerState::PartiallyAnswered);
    assert_eq!((found.answers.len(), found.answers[0].question), (2, BaseQuestionId(1)));
    assert_eq!(found.answers[1].text.as_deref(), Some("given"));
    assert_eq!(fixture.read(ours, |tx| tx.respondent(CustomerId(99))), None);
}

/// E17
pub fn the_first_opening_counts(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 2);
    let (id, batch) = (saved.first_customer, saved.batch);
    let first = fixture.now();
    for _ in 0..2 {
        let decision = decided(Rule::QuestionnaireOpened, fixture.now());
        fixture.write(ours, move |tx| tx.record_opening(id, &decision));
        fixture.step(10);
    }
    let found = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
    assert_eq!((found.state, found.opened_at), (CustomerState::Opened, Some(first)));
    assert_eq!(ledger(fixture, ours, id)[2..], [Rule::QuestionnaireOpened]);
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Active);
    let decision = decided(Rule::QuestionnaireOpened, first);
    let unknown = fixture.try_write(ours, move |tx| tx.record_opening(CustomerId(99), &decision));
    assert_eq!(unknown, Err(crate::StoreError::Missing("customer")));
}

pub fn answers_are_stored_once_and_replaced(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let asked = questionnaire(fixture, ours, "asked");
    let unit = column(fixture, ours, "unit");
    let id = due_batch(fixture, ours, 2).first_customer;
    let at = fixture.now();
    let cuts = vec![Cut { column: unit, value: "North".to_owned() }];
    let partial = NewAnswers {
        answers: vec![score_answer(3, at), text_answer("first", at)],
        state: CustomerState::PartiallyAnswered,
        month: None,
        cuts: cuts.clone(),
        decisions: vec![decided(Rule::AnswerStarted, at)],
        reminder: None,
        ..finishing(id, 0, at)
    };
    fixture.write(ours, move |tx| tx.save_answers(&partial));
    let scores =
        move |cut: Option<ColumnId>| fixture.read(ours, move |tx| tx.scores(asked, BaseQuestionId(1), cut));
    assert_eq!(scores(None), [], "a partial answer counts nowhere");
    fixture.step(60);
    let done = NewAnswers { cuts, ..finishing(id, 9, fixture.now()) };
    fixture.write(ours, move |tx| tx.save_answers(&done));
    let found = fixture.read(ours, move |tx| tx.answers(id));
    assert_eq!(found, [score_answer(9, fixture.now()), text_answer("first", at)]);
    let customer = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
    assert_eq!((customer.state, customer.finished_at), (CustomerState::Finished, Some(fixture.now())));
    assert_eq!(customer.opened_at, Some(at));
    assert_eq!(ledger(fixture, ours, id)[2..], [Rule::AnswerStarted, Rule::AnswerFinished]);
    for (cut, value) in [(None, ""), (Some(unit), "North")] {
        let counted = scores(cut);
        assert_eq!(counted.len(), 1);
        assert_eq!((counted[0].month, counted[0].score, counted[0].answers), (202_603, 9, 1));
        assert_eq!(counted[0].value, value);
    }
    assert_eq!(fixture.read(ours, |tx| tx.finished(ALL)), [(id, found)]);
}

pub fn an_answer_cancels_waiting_mail_and_settles_mail_in_doubt(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 5);
    let attempts = handed_over(fixture, 3);
    let [sent, in_doubt, with_peer] = [0, 1, 2].map(|index| attempts[index]);
    settle(fixture, sent, AttemptResult::Sent(said("250 ok")), None);
    settle(fixture, in_doubt, AttemptResult::InDoubt(said("no reply")), None);
    let claimed = super::sample::claim(fixture, 1)[0].key.customer;
    fixture.step(5);
    let cases = [
        (sent.key.customer, MessageState::Sent),
        (in_doubt.key.customer, MessageState::Sent),
        (with_peer.key.customer, MessageState::HandingOver),
        (claimed, MessageState::Cancelled),
        (CustomerId(5), MessageState::Cancelled),
    ];
    for (id, expected) in cases {
        let answers = finishing(id, 8, fixture.now());
        fixture.write(ours, move |tx| tx.save_answers(&answers));
        let message = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)).expect("the message");
        assert_eq!(message.state, expected);
    }
    assert!(ledger(fixture, ours, in_doubt.key.customer).contains(&Rule::MessageSettled));
    let late = AttemptResult::Deferred(said("451 later"));
    settle(fixture, with_peer, late, Some(super::sample::window(fixture)));
    let id = with_peer.key.customer;
    let message = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)).expect("the message");
    assert_eq!(message.state, MessageState::Cancelled, "nobody is reminded of what is answered");
}

pub fn a_customer_at_an_end_takes_no_answers(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 2);
    let id = saved.first_customer;
    let answers = finishing(id, 9, fixture.now());
    let again = answers.clone();
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let refused = fixture.try_write(ours, move |tx| tx.save_answers(&again));
    assert!(matches!(refused, Err(crate::StoreError::RowsChanged { .. })), "{refused:?}");
    fixture.step(super::sample::ENDS + 1);
    fixture.write_system(|tx| tx.sweep(1000));
    let closed = finishing(CustomerId(id.0 + 1), 9, fixture.now());
    let refused = fixture.try_write(ours, move |tx| tx.save_answers(&closed));
    assert!(matches!(refused, Err(crate::StoreError::RowsChanged { .. })), "{refused:?}");
    assert_eq!(fixture.read(ours, |tx| tx.finished(ALL)).len(), 1);
}

pub fn answers_of_test_customers_count_nowhere(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let asked = questionnaire(fixture, ours, "asked");
    let mut batch = import(vec![scheduled(fixture, 1)]);
    batch.is_test = true;
    let id = save(fixture, ours, batch).first_customer;
    let answers = NewAnswers { counts: false, ..finishing(id, 9, fixture.now()) };
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    assert_eq!(fixture.read(ours, move |tx| tx.answers(id)).len(), 1);
    let question = BaseQuestionId(1);
    assert_eq!(fixture.read(ours, move |tx| tx.scores(asked, question, None)), []);
    assert_eq!(fixture.read(ours, move |tx| tx.scan_scores(asked, question, None)), []);
    assert_eq!(fixture.read(ours, |tx| tx.finished(ALL)), []);
    assert_eq!(fixture.read(ours, |tx| tx.funnel(crate::area::ResultFilter::default())), []);
}
