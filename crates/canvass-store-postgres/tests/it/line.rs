//! The line from import to answer.

use std::time::Duration;

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BaseQuestionId, ColumnId, CustomerId, PositionId, QuestionnaireId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_store::StoreError;
use canvass_store::area::{
    Attempt, Cut, NewAnswers, NodeId, RequestKey, ScoreCount, ScoredAnswer, Settlement, Standing, Verdict,
};
use jiff::SignedDuration;

use crate::world::{World, noon};

const LEASE: Duration = Duration::from_mins(1);

type Told<T> = Result<T, StoreError>;

#[test]
fn a_customer_is_taken_in_invited_answers_and_is_counted() {
    let world = World::new();
    let workspace = world.workspace("north");
    let saved = world.import(workspace, 3);
    let first = saved.first_customer;
    deliver_three_ways(&world);
    let answers = finishing(first);
    let told: Told<()> = world
        .store
        .write(workspace, 1, move |tx| {
            let respondent = tx.respondent(first)?.unwrap();
            assert_eq!(
                (respondent.state, respondent.batch_state),
                (CustomerState::Invited, BatchState::Active)
            );
            tx.save_answers(&answers)
        })
        .wait();
    assert_eq!(told, Ok(()));

    let told: Told<()> = world
        .store
        .read(workspace, move |tx| {
            let count =
                |value: &str| ScoreCount { month: 202_603, value: value.to_owned(), score: 9, answers: 1 };
            let (questionnaire, question) = (QuestionnaireId(1), BaseQuestionId(1));
            for (cut, value) in [(None, ""), (Some(ColumnId(1)), "North")] {
                assert_eq!(tx.scores(questionnaire, question, cut)?, [count(value)]);
                assert_eq!(tx.scan_scores(questionnaire, question, cut)?, [count(value)]);
            }
            assert_eq!(tx.orphans()?, Vec::<String>::new());
            let rules: Vec<Rule> = tx.decisions(first)?.into_iter().map(|entry| entry.rule).collect();
            assert_eq!(
                rules,
                [
                    Rule::Received,
                    Rule::Routed,
                    Rule::Scheduled,
                    Rule::MessageHandedOver,
                    Rule::MessageSent,
                    Rule::AnswerFinished
                ]
            );
            assert_eq!(
                tx.message_counts(Some(saved.batch))?,
                [(MessageState::InDoubt, 1), (MessageState::Sent, 1), (MessageState::Rejected, 1)]
            );
            Ok(())
        })
        .wait();
    assert_eq!(told, Ok(()));
}

/// Claims and hands over three messages; one is sent, one rejected, one in doubt.
fn deliver_three_ways(world: &World) {
    let verdicts: Told<Vec<Verdict>> = world
        .store
        .write_system(|tx| {
            tx.beat(NodeId(1))?;
            let claims = tx.claim(NodeId(1), 10, LEASE)?;
            assert_eq!(claims.len(), 3);
            let letters = tx.load_letter_facts(&claims)?;
            assert_eq!(letters[1].email.as_deref(), Some("person1@example.org"));
            let attempts: Vec<Attempt> =
                claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
            assert_eq!(tx.hand_over(NodeId(1), &attempts)?, [true; 3]);
            assert_eq!(tx.hand_over(NodeId(1), &attempts)?, [false; 3]);
            let results = [
                AttemptResult::Sent("250 ok".to_owned()),
                AttemptResult::Rejected("550".to_owned()),
                AttemptResult::InDoubt("broken".to_owned()),
            ];
            let settlements: Vec<Settlement> = attempts
                .into_iter()
                .zip(results)
                .map(|(attempt, result)| Settlement {
                    attempt,
                    result,
                    next: None,
                    reminder: None,
                    peer: "mx".to_owned(),
                })
                .collect();
            tx.settle(&settlements)
        })
        .wait();
    assert_eq!(verdicts, Ok(vec![Verdict::Stored; 3]));
}

/// One answer, with which the customer has finished.
fn finishing(customer: CustomerId) -> NewAnswers {
    NewAnswers {
        customer,
        answers: vec![ScoredAnswer {
            answer: KeptAnswer {
                question: BaseQuestionId(1),
                page_repetition: 1,
                section_repetition: 1,
                positions: vec![PositionId(10)],
                is_not_applicable: false,
                text: None,
                files: Vec::new(),
                answered_at: noon(),
            },
            score: Some(9),
        }],
        state: CustomerState::Finished,
        month: Some(202_603),
        cuts: vec![Cut { column: ColumnId(1), value: "North".to_owned() }],
        counts: true,
        is_elsewhere: false,
        decisions: vec![Decision { rule: Rule::AnswerFinished, detail: None, at: noon() }],
        reminder: None,
        at: noon(),
    }
}

#[test]
fn e5_a_batch_closes_when_its_customers_have_reached_their_ends() {
    let world = World::new();
    let workspace = world.workspace("north");
    let saved = world.import(workspace, 2);
    world.clock.push(SignedDuration::from_hours(8 * 24));
    let swept = world.store.write_system(|tx| tx.sweep(100)).wait();
    let swept: Told<_> = swept;
    let swept = swept.unwrap();
    assert_eq!((swept.closed_customers, swept.expired, swept.closed_batches), (2, 2, 1));
    let told: Told<()> = world
        .store
        .read(workspace, move |tx| {
            assert_eq!(tx.batch(saved.batch)?.unwrap().state, BatchState::Closed);
            let message = tx.message(saved.first_customer, Slot::Invitation)?.unwrap();
            assert_eq!(message.state, MessageState::Expired);
            assert_eq!(tx.decisions(saved.first_customer)?.pop().unwrap().rule, Rule::EndDatePassed);
            Ok(())
        })
        .wait();
    assert_eq!(told, Ok(()));
}

#[test]
fn e115_a_concurrent_request_under_the_same_key_waits_and_gets_the_first_answer() {
    let world = World::new();
    let workspace = world.workspace("north");
    let key = RequestKey {
        route: "expoints/customer/add".to_owned(),
        key: vec![1; 16],
        is_client_key: true,
        principal: "client".to_owned(),
        body: vec![2; 16],
        at: noon(),
    };
    let (begun, has_begun) = flume::bounded::<()>(1);
    let (go_on, may_go_on) = flume::bounded::<()>(1);
    let first_key = key.clone();
    let first = world.store.write(workspace, 1, move |tx| {
        let standing = tx.begin_request(&first_key)?;
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        tx.finish_request(&first_key, "the answer", None)?;
        Ok::<Standing, StoreError>(standing)
    });
    has_begun.recv().unwrap();
    let second = world.store.write(workspace, 1, move |tx| tx.begin_request(&key));
    // The second is at the server, waiting for the first, when one backend waits for another.
    world.until_somebody_waits();
    go_on.send(()).unwrap();
    assert_eq!(first.wait(), Ok(Standing::Fresh));
    let second: Told<Standing> = second.wait();
    assert_eq!(second, Ok(Standing::Replay("the answer".to_owned())));
}

#[test]
fn e116_twins_without_a_key_take_turns_and_the_second_knows_the_first() {
    let world = World::new();
    let workspace = world.workspace("north");
    let key = |number: u8| RequestKey {
        route: "expoints/customer/add".to_owned(),
        key: vec![number; 16],
        is_client_key: false,
        principal: "client".to_owned(),
        body: vec![2; 16],
        at: noon(),
    };
    let (first_key, second_key) = (key(1), key(2));
    let (begun, has_begun) = flume::bounded::<()>(1);
    let (go_on, may_go_on) = flume::bounded::<()>(1);
    let first = world.store.write(workspace, 1, move |tx| {
        let standing = tx.begin_request(&first_key)?;
        begun.send(()).unwrap();
        may_go_on.recv().unwrap();
        tx.finish_request(&first_key, "the answer", None)?;
        Ok::<Standing, StoreError>(standing)
    });
    has_begun.recv().unwrap();
    let second = world.store.write(workspace, 1, move |tx| tx.begin_request(&second_key));
    world.until_somebody_waits();
    go_on.send(()).unwrap();
    assert_eq!(first.wait(), Ok(Standing::Fresh));
    let second: Told<Standing> = second.wait();
    assert_eq!(second, Ok(Standing::Repeat(None, "the answer".to_owned())));
}
