//! Results: counters that equal a scan, a funnel that adds up, the mailbox of the capture transport.

use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BaseQuestionId, CustomerId, QuestionnaireId};
use canvass_domain::message::AttemptResult;
use canvass_domain::reason::Reason;

use super::Fixture;
use super::sample::{
    Dice, column, due_batch, faulted, finishing, handed_over, import, questionnaire, said, save, scheduled,
    score_answer, settle, workspace,
};
use crate::area::{Cut, NewAnswers, NewCapturedMail, Page, ResultFilter, ScoredAnswer};

pub fn counters_equal_a_scan_after_random_answers(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let asked = questionnaire(fixture, ours, "asked");
    questionnaire(fixture, theirs, "asked");
    let columns = [column(fixture, ours, "unit"), column(fixture, ours, "product")];
    for seed in 1..=3 {
        let mut dice = Dice::new(seed);
        let (first, other) = (due_batch(fixture, ours, 40).first_customer, due_batch(fixture, theirs, 5));
        for index in 0..40 {
            let at = fixture.now();
            let mut cuts = Vec::new();
            for column in columns {
                if dice.roll(4) > 0 {
                    cuts.push(Cut { column, value: format!("value {}", dice.roll(3)) });
                }
            }
            let score = |dice: &mut Dice| i32::try_from(dice.roll(11)).expect("a score");
            let mut answers = vec![score_answer(score(&mut dice), at)];
            if dice.roll(2) == 0 {
                let mut second = score_answer(score(&mut dice), at);
                second.answer.question = BaseQuestionId(3);
                answers.push(ScoredAnswer { score: second.score.filter(|_| dice.roll(3) > 0), ..second });
            }
            let month = 202_601 + i32::try_from(dice.roll(4)).expect("a month");
            let state = [CustomerState::PartiallyAnswered, CustomerState::Finished][dice.roll(2)];
            let is_finished = state == CustomerState::Finished;
            let new = NewAnswers {
                answers,
                state,
                month: is_finished.then_some(month),
                cuts,
                counts: dice.roll(5) > 0,
                ..finishing(CustomerId(first.0 + index), 0, at)
            };
            if !is_finished && dice.roll(2) == 0 {
                let done = NewAnswers { state: CustomerState::Finished, month: Some(month), ..new.clone() };
                fixture.write(ours, move |tx| tx.save_answers(&new));
                fixture.write(ours, move |tx| tx.save_answers(&done));
            } else {
                fixture.write(ours, move |tx| tx.save_answers(&new));
            }
        }
        let theirs_answers = finishing(other.first_customer, 5, fixture.now());
        fixture.write(theirs, move |tx| tx.save_answers(&theirs_answers));
    }
    let mut counted = 0;
    for question in [1, 3, 4].map(BaseQuestionId) {
        for cut in [None, Some(columns[0]), Some(columns[1])] {
            let read = fixture.read(ours, move |tx| tx.scores(asked, question, cut));
            let scanned = fixture.read(ours, move |tx| tx.scan_scores(asked, question, cut));
            assert_eq!(read, scanned, "{question} {cut:?}");
            counted += read.iter().map(|count| count.answers).sum::<i64>();
        }
    }
    assert!(counted > 100, "{counted}");
    let other = QuestionnaireId(99);
    assert_eq!(fixture.read(ours, move |tx| tx.scores(other, BaseQuestionId(1), None)), []);
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}

pub fn the_funnel_adds_up(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mut batch: Vec<_> = (0..6).map(|number| scheduled(fixture, number)).collect();
    batch.push(faulted(fixture, 6));
    let mut unrouted = faulted(fixture, 7);
    unrouted.routing = None;
    unrouted.reason = Some(Reason::NoQuestionnaire);
    batch.push(unrouted);
    save(fixture, ours, import(batch));
    let sent = handed_over(fixture, 3);
    for attempt in &sent {
        settle(fixture, *attempt, AttemptResult::Sent(said("250 ok")), None);
    }
    let opened = sent[0].key.customer;
    let at = fixture.now();
    fixture.write(ours, move |tx| {
        tx.record_opening(
            opened,
            &super::sample::decided(canvass_domain::reason::Rule::QuestionnaireOpened, at),
        )
    });
    let answers = finishing(sent[1].key.customer, 10, at);
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let funnel = fixture.read(ours, |tx| tx.funnel(ResultFilter::default()));
    let count = |is: &dyn Fn(&crate::area::FunnelCount) -> bool| -> i64 {
        funnel.iter().filter(|row| is(row)).map(|row| row.customers).sum()
    };
    assert_eq!(count(&|_| true), 8);
    assert_eq!(count(&|row| row.reason == Some(Reason::NoQuestionnaire)), 1);
    assert_eq!(count(&|row| row.is_invited), 3);
    assert_eq!(count(&|row| row.is_opened), 2);
    assert_eq!(count(&|row| row.is_started), 1);
    assert_eq!(count(&|row| row.state == CustomerState::Finished && row.is_invited), 1);
    let one = ResultFilter { questionnaire: Some(QuestionnaireId(1)) };
    let routed: i64 = fixture.read(ours, move |tx| tx.funnel(one)).iter().map(|row| row.customers).sum();
    assert_eq!(routed, 7, "a customer without a route has no questionnaire");
}

pub fn captured_mails_are_kept_in_order(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mails: Vec<NewCapturedMail> = (1..=4)
        .map(|number| NewCapturedMail {
            customer: CustomerId(number),
            message_id: format!("<{number}@example.org>"),
            recipient: format!("person.{number}@example.org"),
            subject: "Hé?".to_owned(),
            bytes: [0, 13, 10, 255].repeat(1000),
            at: fixture.at(number.into()),
        })
        .collect();
    let kept = mails.clone();
    let ids = fixture.write(ours, move |tx| kept.iter().map(|mail| tx.keep_mail(mail)).collect());
    let ids: Vec<i64> = ids;
    let found = fixture.read(ours, |tx| tx.mails(Page { after: 0, most: 3 }));
    assert_eq!(found.iter().map(|mail| mail.id).collect::<Vec<_>>(), ids[..3]);
    assert_eq!(found.into_iter().map(|mail| mail.mail).collect::<Vec<_>>(), mails[..3]);
    let last = ids[3];
    assert_eq!(fixture.read(ours, move |tx| tx.mail(last)).map(|mail| mail.mail), Some(mails[3].clone()));
    assert_eq!(fixture.read(ours, move |tx| tx.mail(last + 1)), None);
}
